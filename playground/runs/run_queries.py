"""What a ledger asks for of its runs: which ones, in what order, and how much of each."""

from __future__ import annotations

import functools
import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Integer,
    LargeBinary,
    Row,
    Select,
    bindparam,
    case,
    literal,
    select,
    union_all,
)

from playground.runs.deletions import is_not_deleted
from playground.runs.rows import from_row
from playground.runs.run import Run, RunStatus
from playground.runs.tables import RUNS

_LOG = logging.getLogger(__name__)

UNREADABLE: Final = (ValueError, TypeError, ArithmeticError, LookupError)
"""What reading a row raises that no program wrote so, as after a fault of the disk."""

ACTIVE: Final = tuple(status.value for status in RunStatus if status.is_active)
OPEN: Final = tuple(status.value for status in RunStatus if not status.is_terminal)

WITHOUT_BODY: Final = select(
    literal(b"", LargeBinary).label("body"),
    case((RUNS.c.status.in_(ACTIVE), RUNS.c.task), else_="null").label("task"),
    *(column for column in RUNS.c if column.name not in {"body", "task"}),
).where(RUNS.c.run_id.in_(bindparam("wanted", expanding=True)), is_not_deleted(RUNS.c.run_id))
"""Made once: a page asks it for the runs of a list."""


def first_ids(
    connection: Connection, person: str | None, limit: int, first: tuple[str, ...] = ACTIVE
) -> tuple[tuple[str, int], ...]:
    """Ids and revisions, those in certain states first; few are in them, and an index tells the newest others."""
    rows = _found(connection, person, limit, first, and_others=True)
    above = _newest([row for row in rows if row.is_first], limit)
    return (*above, *_newest([row for row in rows if not row.is_first], limit - len(above)))


def in_states(
    connection: Connection, person: str | None, states: tuple[str, ...], limit: int
) -> tuple[tuple[str, int], ...]:
    """Ids and revisions of the runs in certain states, the newest first: few are in any."""
    return _newest(_found(connection, person, limit, states, and_others=False), limit)


def _newest(rows: Sequence[Row[Any]], limit: int) -> tuple[tuple[str, int], ...]:
    newest_first = sorted(rows, key=lambda row: (row.created_at, row.run_id), reverse=True)
    return tuple((row.run_id, row.revision) for row in newest_first[:limit])


def _found(
    connection: Connection, person: str | None, limit: int, first: tuple[str, ...], *, and_others: bool
) -> Sequence[Row[Any]]:
    statement = _listing(first, of_one=person is not None, and_others=and_others)
    return connection.execute(statement, {"most": limit, **({} if person is None else {"whose": person})}).all()


@functools.cache
def _listing(first: tuple[str, ...], *, of_one: bool, and_others: bool) -> CompoundSelect[Any]:
    """One statement, state by state: asked for all at once, SQLite looks through all runs of a person."""
    whose = [RUNS.c.person == bindparam("whose")] if of_one else []
    conditions = [(1, [RUNS.c.status == state]) for state in first]
    if and_others:
        conditions.append((0, [RUNS.c.status.not_in(first), is_not_deleted(RUNS.c.run_id)]))
    parts = [
        select(RUNS.c.run_id, RUNS.c.revision, RUNS.c.created_at, literal(is_first, Integer).label("is_first"))
        .where(*whose, *these)
        .order_by(RUNS.c.created_at.desc(), RUNS.c.run_id.desc())
        .limit(bindparam("most", type_=Integer))
        .subquery()
        for is_first, these in conditions
    ]
    return union_all(*map(select, parts))


def one_run(run_id: str) -> Select[Any]:
    """The row of a run that nobody deleted."""
    return select(RUNS).where(RUNS.c.run_id == run_id, is_not_deleted(RUNS.c.run_id))


def readable_runs(rows: Iterable[Mapping[Any, Any]]) -> Iterator[Run]:
    """The runs of rows. One that cannot be read, as after a fault of the disk, hides no other: it is logged."""
    for row in rows:
        try:
            yield from_row({str(name): value for name, value in row.items()})
        except UNREADABLE as error:
            _LOG.error("run %s: its row in the ledger cannot be read: %s", row["run_id"], type(error).__name__)
