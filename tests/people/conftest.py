from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from databases import database, new_ledger, pytest_generate_tests

from playground.runs.database import Database
from playground.runs.ledger import Ledger

__all__ = ["database", "new_ledger", "pytest_generate_tests"]


@pytest.fixture
def store(database: str | Path) -> Iterator[Database]:
    """The database of an empty ledger."""
    with closing(Database(database)) as store:
        yield store


@pytest.fixture
def ledger(database: str | Path) -> Iterator[Ledger]:
    """The ledger in that database."""
    with closing(Ledger(database)) as ledger:
        yield ledger
