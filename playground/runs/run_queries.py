"""What a ledger asks for of its runs: which ones, in what order, and how much of each."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Select, bindparam, case, literal, select

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
    connection: Connection, person: str | None, limit: int, first: Sequence[str] = ACTIVE
) -> tuple[tuple[str, int], ...]:
    """Ids and revisions, those in certain states first; few are in them, and an index tells the newest others."""
    above = in_states(connection, person, first, limit)
    below = (RUNS.c.status.not_in(first), is_not_deleted(RUNS.c.run_id))
    others = connection.execute(_newest_first(person).where(*below).limit(limit - len(above)))
    return (*above, *((row.run_id, row.revision) for row in others))


def in_states(
    connection: Connection, person: str | None, states: Sequence[str], limit: int
) -> tuple[tuple[str, int], ...]:
    """Ids and revisions of the runs in certain states, the newest first: few are in any.

    State by state: asked for all at once, SQLite looks through all runs of a person, the newest first.
    """
    newest_first = _newest_first(person)
    found = [connection.execute(newest_first.where(RUNS.c.status == state).limit(limit)).all() for state in states]
    rows = sorted(chain.from_iterable(found), key=lambda row: (row.created_at, row.run_id), reverse=True)
    return tuple((row.run_id, row.revision) for row in rows[:limit])


def _newest_first(person: str | None) -> Select[Any]:
    whose = [] if person is None else [RUNS.c.person == person]
    columns = (RUNS.c.run_id, RUNS.c.revision, RUNS.c.created_at)
    return select(*columns).where(*whose).order_by(RUNS.c.created_at.desc(), RUNS.c.run_id.desc())


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
