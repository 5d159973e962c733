"""Changes of runs and batches, numbered for each person: whether anything changed is told by the last few."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, FromClause, ScalarSelect, Select, func, or_, select

from playground.runs.batches.tables import BATCHES
from playground.runs.tables import DELETIONS, RUNS

_LOOKED_AT: Final = 20
"""The last changes that are looked at. Where two programs may write at once they may take the same number."""


def next_change() -> ScalarSelect[int]:
    """The number of a change, within the statement that updates a run."""
    others = RUNS.alias()
    return _next(others).where(others.c.person == RUNS.c.person).correlate(RUNS).scalar_subquery()


def first_change(person: str) -> ScalarSelect[int]:
    """The number of a change, within the statement that inserts a run of that person."""
    others = RUNS.alias()
    return _next(others).where(others.c.person == person).scalar_subquery()


def next_batch_change() -> ScalarSelect[int]:
    """The number of a change, within the statement that updates a batch."""
    others = BATCHES.alias()
    return _next(others).where(others.c.person == BATCHES.c.person).correlate(BATCHES).scalar_subquery()


def pulse(connection: Connection, person: str, process: str) -> tuple[int, ...]:
    """As `Ledger.pulse`, of one person; empty where nothing is or was another process's."""
    return (*_pulse_of_runs(connection, person, process), *_pulse_of_batches(connection, person))


def _pulse_of_batches(connection: Connection, person: str) -> tuple[int, ...]:
    """What people did with batches: who did it here, was told at once, and is only told once more."""
    last = select(BATCHES.c.changed).where(BATCHES.c.person == person, BATCHES.c.changed > 0)
    rows = connection.execute(last.order_by(BATCHES.c.changed.desc()).limit(_LOOKED_AT)).scalars().all()
    return (sum(rows),) if rows else ()


def _pulse_of_runs(connection: Connection, person: str, process: str) -> tuple[int, ...]:
    last = (
        select(RUNS.c.changed, RUNS.c.revision)
        .where(RUNS.c.person == person, or_(RUNS.c.process.is_(None), RUNS.c.process != process))
        .order_by(RUNS.c.changed.desc())
        .limit(_LOOKED_AT)
    )
    rows = connection.execute(last).all()
    if not rows:
        return ()
    deleted = select(func.count()).select_from(DELETIONS).where(DELETIONS.c.person == person)
    count = connection.execute(deleted).scalar_one()  # few: each is there for some seconds
    return sum(row.changed for row in rows), sum(row.revision for row in rows) + count


def _next(others: FromClause) -> Select[int]:
    return select(func.coalesce(func.max(others.c.changed), 0) + 1)
