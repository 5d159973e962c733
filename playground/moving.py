"""Moves a ledger from its SQLite file to a PostgreSQL: row by row, to be gone on with wherever it was cut off.

The file is marked first, so that nobody works on it meanwhile or afterwards. How far each table has come stands in the
new database, written with the rows themselves: what is there is never copied again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Integer,
    Label,
    MetaData,
    Row,
    String,
    Table,
    func,
    insert,
    inspect,
    literal_column,
    select,
    text,
    update,
)

from playground.errors import StorageError
from playground.people.tables import PEOPLE
from playground.runs import postgresql
from playground.runs.batches.tables import BATCHES
from playground.runs.budgets.tables import RESERVATIONS
from playground.runs.database import Database
from playground.runs.databasetime import DatabaseTime
from playground.runs.lease import is_gone
from playground.runs.ownership import alive
from playground.runs.stored_bytes import STORED_BYTES
from playground.runs.tables import KEPT_FILES, METADATA, MOVES, PROCESSES

BATCH: Final = 100
"""Rows that are read and written at once: one may be megabytes."""

_PROGRESS: Final = Table(
    "move_progress",
    MetaData(),
    Column("move", String(36), primary_key=True),
    Column("table_name", String(64), primary_key=True),
    Column("last_row", BigInteger, nullable=False),
)
"""One row a table in the new database, until all is there. `last_row`: the number that its last row has in the file."""

_ROW: Final[Label[int]] = literal_column("rowid", Integer).label("row_in_file")

_OTHER_ROOMS: Final = (PEOPLE, BATCHES, RESERVATIONS, STORED_BYTES)
"""Their tables, and those beside them, are among the ledger's once their modules are read."""

Told = Callable[[str, int, int], None]
"""Is called with a table's name, how many of its rows are there, and how many there are."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a table holds, to be compared: how many rows, and a digest over all of them, in whatever order."""

    rows: int
    digest: int


def moved_tables() -> tuple[Table, ...]:
    """All but those that only tell of processes and of this move."""
    return tuple(table for table in METADATA.sorted_tables if table not in {PROCESSES, MOVES})


def _check_known(source: Database) -> None:
    """Nothing that the file has is left behind."""
    with source.reading() as connection:
        names = set(inspect(connection).get_table_names())
    others = {name for name in names if name.startswith("history_trigrams")}
    unknown = names - others - set(METADATA.tables) - {"alembic_version"}
    if unknown:
        raise StorageError("storage.newer", place=source.place)


def counts(source: Database) -> Mapping[str, int]:
    """How many rows each table has."""
    with source.reading() as connection:
        return {table.name: _count(connection, table) for table in moved_tables()}


def check_unused(source: Database) -> None:
    """See that nobody works on the file.

    Raises:
        StorageError: `move.in_use`.
    """
    with source.reading() as connection:
        _check_unused(connection, source)


def begin(source: Database, target: Database) -> str:
    """Mark the file as being moved there, and make sure that the new database is for it alone.

    Returns:
        The move's name: the same where it was begun before.

    Raises:
        StorageError: `move.in_use`, `move.elsewhere`, `move.not_empty`; nothing was changed.
    """
    _check_known(source)
    with target.reading() as other:
        begun = set(_begun(other))
        is_taken = not begun and any(_count(other, table) for table in moved_tables())
    with source.writing() as connection:
        _check_unused(connection, source)
        found = connection.execute(select(MOVES.c.move, MOVES.c.destination)).first()
        if found and found.destination != target.place:
            raise StorageError("move.elsewhere", place=source.place, destination=found.destination)
        if is_taken or not begun <= {found.move if found else ""}:
            raise StorageError("move.not_empty", destination=target.place)
        move = found.move if found else str(uuid4())
        if not found:
            values = {"move": move, "destination": target.place, "began_at": DatabaseTime()}
            connection.execute(insert(MOVES).values(**values))
    if not begun:
        with target.writing() as other:
            _PROGRESS.create(other, checkfirst=True)
            rows = [{"move": move, "table_name": table.name, "last_row": -1} for table in moved_tables()]
            other.execute(insert(_PROGRESS), rows)
    return move


def _begun(connection: Connection) -> list[str]:
    """The move that has begun to fill a database."""
    if not inspect(connection).has_table(_PROGRESS.name):
        return []
    return list(connection.execute(select(_PROGRESS.c.move).distinct()).scalars())


def is_over(source: Database) -> bool:
    """Whether all of it has been moved already."""
    with source.reading() as connection:
        return connection.execute(select(MOVES.c.ended_at)).scalar() is not None


def copy_tables(source: Database, target: Database, move: str, told: Told) -> None:
    """Copy what is not there yet, and let new rows have numbers of their own; it blocks, for long."""
    for table in moved_tables():
        with source.reading() as connection:
            total = _count(connection, table)
        while _copy_some(source, target, table, move):
            with target.reading() as connection:
                told(table.name, _count(connection, table), total)
    with target.writing() as connection:
        for table in moved_tables():
            if table.autoincrement_column is not None:
                postgresql.set_sequence(connection, table.name, table.autoincrement_column.name)
        connection.execute(text("ANALYZE"))  # else the first pages are asked for as if each table were small


def differences(source: Database, target: Database, *, has_files: bool) -> list[str]:
    """The tables that do not hold the same rows; it reads all of both.

    Args:
        source: the file.
        target: the new database.
        has_files: whether files were put into a bucket, of which only the new one knows.
    """
    tables = [table for table in moved_tables() if not (has_files and table is KEPT_FILES)]
    return [table.name for table in tables if contents(source, table) != contents(target, table)]


def contents(database: Database, table: Table) -> Contents:
    """What a table holds."""
    rows = digest = 0
    with database.reading() as connection:
        for row in connection.execution_options(yield_per=BATCH).execute(select(table)):
            rows += 1
            shown = repr(tuple(_cleaned(value) for value in row))
            digest = (digest + int.from_bytes(hashlib.sha256(shown.encode("utf-8", "replace")).digest())) % 2**256
    return Contents(rows, digest)


def finish(source: Database, target: Database) -> None:
    """Note that all is there: the file is of no more use."""
    with source.writing() as connection:
        connection.execute(update(MOVES).values(ended_at=DatabaseTime()))
    with target.writing() as connection:
        _PROGRESS.drop(connection, checkfirst=True)


def is_empty(target: Database) -> bool:
    """Whether a database has no rows of ours, or is one that a move has begun to fill; nothing is made there."""
    with target.reading() as connection:
        names = set(inspect(connection).get_table_names())
        if _PROGRESS.name in names:
            return True
        return not any(_count(connection, table) for table in moved_tables() if table.name in names)


def _copy_some(source: Database, target: Database, table: Table, move: str) -> bool:
    this = (_PROGRESS.c.move == move, _PROGRESS.c.table_name == table.name)
    with target.writing() as connection:
        last = connection.execute(select(_PROGRESS.c.last_row).where(*this)).scalar_one()
        rows = list(_next_rows(source, table, last))
        if not rows:
            return False
        values = [{name: _cleaned(getattr(row, name)) for name in table.columns.keys()} for row in rows]  # noqa: SIM118
        connection.execute(insert(table), values)
        connection.execute(update(_PROGRESS).where(*this).values(last_row=rows[-1].row_in_file))
    return True


def _next_rows(source: Database, table: Table, last: int) -> Iterator[Row[Any]]:
    statement = select(_ROW, table).where(literal_column("rowid") > last).order_by(literal_column("rowid")).limit(BATCH)
    with source.reading() as connection:
        yield from connection.execute(statement).all()


def _cleaned(value: Any) -> Any:
    """PostgreSQL has no text with a NUL in it."""
    return value.replace("\0", "\ufffd") if isinstance(value, str) else value


def _count(connection: Connection, table: Table) -> int:
    return connection.execute(select(func.count()).select_from(table)).scalar_one()


def _check_unused(connection: Connection, source: Database) -> None:
    if alive(connection, is_gone):
        raise StorageError("move.in_use", place=source.place)
