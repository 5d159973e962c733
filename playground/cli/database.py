"""The ledger's database, for commands that ask about people and all runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from playground.runs.database import Database
from playground.settings import Settings


@contextmanager
def opened_database(settings: Settings) -> Iterator[Database]:
    """The database, with its tables, for as long as the block lasts."""
    database = Database(settings.ledger)
    database.open()
    try:
        yield database
    finally:
        database.close()
