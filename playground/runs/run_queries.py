"""What a ledger asks for of its runs: which ones, in what order, and how much of each."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, LargeBinary, Select, bindparam, case, literal, select

from playground.runs.deletions import is_not_deleted
from playground.runs.rows import from_row
from playground.runs.run import Run, RunStatus
from playground.runs.tables import RUNS

_LOG = logging.getLogger(__name__)
ACTIVE: Final = tuple(status.value for status in RunStatus if status.is_active)
OPEN: Final = tuple(status.value for status in RunStatus if not status.is_terminal)

WITHOUT_BODY: Final = select(
    literal(b"", LargeBinary).label("body"),
    case((RUNS.c.status.in_(ACTIVE), RUNS.c.task), else_="null").label("task"),
    *(column for column in RUNS.c if column.name not in {"body", "task"}),
).where(RUNS.c.run_id == bindparam("wanted"), is_not_deleted(RUNS.c.run_id))
"""Made once: a page asks it for each run of a list."""


def first_ids(
    connection: Connection, person: str | None, limit: int, first: Sequence[str] = ACTIVE
) -> tuple[tuple[str, int], ...]:
    """Ids and revisions, those in certain states first; few are in them, and an index tells the newest others."""
    whose = select(RUNS.c.run_id, RUNS.c.revision).where(*([] if person is None else [RUNS.c.person == person]))
    newest_first = whose.order_by(RUNS.c.created_at.desc(), RUNS.c.run_id.desc())
    above = connection.execute(newest_first.where(RUNS.c.status.in_(first)).limit(limit)).all()
    below = (RUNS.c.status.not_in(first), is_not_deleted(RUNS.c.run_id))
    others = newest_first.where(*below).limit(limit - len(above))
    return tuple((row.run_id, row.revision) for row in [*above, *connection.execute(others)])


def one_run(run_id: str) -> Select[Any]:
    """The row of a run that nobody deleted."""
    return select(RUNS).where(RUNS.c.run_id == run_id, is_not_deleted(RUNS.c.run_id))


def readable_runs(rows: Iterable[Mapping[Any, Any]]) -> Iterator[Run]:
    """The runs of rows. One that cannot be read, as after a fault of the disk, hides no other: it is logged."""
    for row in rows:
        try:
            yield from_row({str(name): value for name, value in row.items()})
        except (ValueError, TypeError, ArithmeticError) as error:
            _LOG.error("run %s: its row in the ledger cannot be read: %s", row["run_id"], type(error).__name__)
