"""Ledgers that programs before the first release left: the first migration takes in whatever their tables hold."""

from __future__ import annotations

from typing import Final

from alembic.migration import MigrationContext
from sqlalchemy import Connection, column, delete, insert, inspect, table

FIRST: Final = "0.1.0"
"""The revision of the first migration."""

_TAKEN_IN: Final = frozenset({"0001", "0002", "0003", "0004", "0005", "0006"})
_THE_SAME: Final = "0.1.1"
"""Its tables are those that the first migration makes."""

_VERSION: Final = table("alembic_version", column("version_num"))


def revisions(connection: Connection) -> frozenset[str]:
    """The revisions that the ledger's tables stand at; none where the first migration is still to come."""
    stamped = frozenset(MigrationContext.configure(connection).get_current_heads())
    if stamped == {FIRST} and not inspect(connection).has_table("history"):  # as it was before there was a history
        return frozenset()
    return frozenset(FIRST if revision == _THE_SAME else revision for revision in stamped - _TAKEN_IN)


def stamp(connection: Connection) -> None:
    """Write down what `revisions` says, for Alembic."""
    now = revisions(connection)
    if now != frozenset(MigrationContext.configure(connection).get_current_heads()):
        connection.execute(delete(_VERSION))
        for revision in now:
            connection.execute(insert(_VERSION).values(version_num=revision))
