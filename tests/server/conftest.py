"""Real servers, each a process of its own."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from bucketserver import bucket
from historyvisitor import Visitor
from newledgers import opening_copies
from pages import Served
from serving import sandbox, serve

from playground.runs.database import Database

__all__ = ["bucket", "sandbox", "serve"]


@pytest.fixture(scope="module", autouse=True)
def _ledgers_are_copies() -> Iterator[None]:
    """What these tests build opens a new ledger each; how one is made is shown where ledgers are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "open", opening_copies())
        yield


@pytest.fixture
def anna(sandbox: Served) -> Visitor:
    return Visitor(sandbox)
