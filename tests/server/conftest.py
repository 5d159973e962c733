"""Real servers, each a process of its own."""

from __future__ import annotations

import pytest
from bucketserver import bucket
from historyvisitor import Visitor
from pages import Served
from serving import sandbox, serve

__all__ = ["bucket", "sandbox", "serve"]


@pytest.fixture
def anna(sandbox: Served) -> Visitor:
    return Visitor(sandbox)
