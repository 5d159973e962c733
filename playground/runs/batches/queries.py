"""The ledger's questions about batches, and what people do with them."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, and_, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from playground.errors import BadRequestError, StorageError
from playground.files.uploads import names_in
from playground.runs.batches import listing, sending
from playground.runs.batches.batch import RETRIED_WORDS, Batch, CellState
from playground.runs.batches.budgets import check_sum
from playground.runs.batches.damage import earlier_in, readable
from playground.runs.batches.listing import BatchHead
from playground.runs.batches.planning import PlannedBatch
from playground.runs.batches.rows import portions, read_batches
from playground.runs.batches.sending import read_problem
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.budgets.limits import BudgetSettings
from playground.runs.changes import next_batch_change
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.database import Database
from playground.runs.deduplication import DeduplicationKey, earlier_run_id, remember
from playground.runs.history import HistoryFilter
from playground.runs.kept_uploads import IsKept, are_kept, check_kept
from playground.runs.run import RunStatus
from playground.runs.stored_bytes import check_stored
from playground.runs.tables import RUNS
from playground.tasks.problem import Problem

MOST_WAITING: Final = 2_000
"""Cells of one person that may wait to be sent."""

_WAITING: Final = (CellState.PLANNED.value, CellState.HELD.value)
_RETRIED: Final = tuple(status.value for status in (RunStatus.FAILED, RunStatus.REFUSED, RunStatus.CANCELLED))


class BatchQueries:
    """As of the `Ledger` itself, calls block and raise `StorageError`; a batch of another person does not exist."""

    def __init__(
        self,
        database: Database,
        budgets: BudgetSettings,
        person_bytes: int | None = None,
        is_kept: IsKept | None = None,
    ) -> None:
        self._database = database
        self._budgets = budgets
        self._person_bytes = person_bytes
        self._is_kept = is_kept

    def add(self, planned: PlannedBatch, key: DeduplicationKey) -> str:
        """Commit a batch with all its cells; the id of it, or of the one that the same click began a moment ago.

        Raises:
            StorageError: `limit.cells`, too many of that person's wait already; `limit.stored`, as `check_stored`;
                `upload.gone`, as `check_kept`.
            BudgetError: all of it together would pass a budget.
        """
        try:
            return self._add(planned, key)
        except StorageError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return self._add(planned, key)  # both clicks came at once

    def batch(self, person: str, batch_id: str) -> Batch | None:
        """A batch as it stands."""
        with self._database.reading() as connection:
            return next(
                iter(read_batches(connection, BATCHES.c.person == person, BATCHES.c.batch_id == batch_id)), None
            )

    def there(self, person: str, batch_ids: Sequence[str]) -> frozenset[str]:
        """Which of these batches the person has, and has not deleted."""
        found: set[str] = set()
        with self._database.asking() as connection:
            for some in portions(batch_ids):
                rows = select(BATCHES.c.batch_id, BATCHES.c.person).where(BATCHES.c.batch_id.in_(some))
                rows = rows.where(BATCHES.c.deleted_at.is_(None))
                found.update(row.batch_id for row in connection.execute(rows) if row.person == person)
        return frozenset(found)

    def newest(self, person: str, limit: int) -> tuple[Batch, ...]:
        """The person's batches, the newest first."""
        whose = select(BATCHES.c.batch_id).where(BATCHES.c.person == person, BATCHES.c.deleted_at.is_(None))
        newest = whose.order_by(BATCHES.c.created_at.desc(), BATCHES.c.batch_id.desc()).limit(limit)
        with self._database.reading() as connection:
            return read_batches(connection, BATCHES.c.batch_id.in_(connection.execute(newest).scalars().all()))

    def found(self, wanted: HistoryFilter, most: int) -> tuple[BatchHead, ...]:
        """As `listing.found`."""
        with self._database.reading() as connection:
            return listing.found(connection, wanted, most)

    def unfinished(self, person: str, most: int) -> tuple[BatchHead, ...]:
        """As `listing.unfinished`."""
        with self._database.reading() as connection:
            return listing.unfinished(connection, person, most)

    def service(self, person: str, batch_id: str) -> str | None:
        """Where a batch is sent; None where the person has no such batch."""
        this = select(BATCHES.c.service).where(BATCHES.c.batch_id == batch_id, BATCHES.c.person == person)
        with self._database.reading() as connection:
            return connection.execute(this).scalar_one_or_none()

    def size(self, person: str, batch_id: str) -> int:
        """Bytes of all that the cells of a batch ask for; 0 where the person has no such batch."""
        whose = (BATCHES.c.batch_id == CELLS.c.batch_id, BATCHES.c.person == person)
        total = select(func.coalesce(func.sum(func.length(CELLS.c.body)), 0)).join(BATCHES, and_(*whose))
        with self._database.reading() as connection:
            return int(connection.execute(total.where(CELLS.c.batch_id == batch_id)).scalar_one())

    def batches_of(self, run_ids: Sequence[str]) -> Mapping[str, str]:
        """Of which batches these runs are cells, by run id; the others are not in it."""
        found: dict[str, str] = {}
        with self._database.asking() as connection:
            for some in portions(run_ids):
                rows = select(CELLS.c.run_id, CELLS.c.batch_id).where(CELLS.c.run_id.in_(some))
                rows = rows.join(BATCHES, BATCHES.c.batch_id == CELLS.c.batch_id).where(BATCHES.c.deleted_at.is_(None))
                found.update((row.run_id, row.batch_id) for row in connection.execute(rows))
        return found

    def revisions_of(self, person: str, run_ids: Sequence[str]) -> Mapping[str, int]:
        """The numbers, by run id, that change whenever the rows of these runs of that person do."""
        found: dict[str, int] = {}
        with self._database.asking() as connection:
            for some in portions(run_ids):
                rows = select(RUNS.c.run_id, RUNS.c.revision, RUNS.c.person).where(RUNS.c.run_id.in_(some))
                found.update((row.run_id, row.revision) for row in connection.execute(rows) if row.person == person)
        return found

    def problems(self, person: str, run_ids: Sequence[str]) -> Mapping[str, Problem]:
        """What is wrong with these runs of that person, by run id; those with nothing wrong are not in it."""
        found: dict[str, Problem] = {}
        with self._database.reading() as connection:
            for some in portions(run_ids):
                rows = select(RUNS.c.run_id, RUNS.c.problem, RUNS.c.person).where(RUNS.c.run_id.in_(some))
                theirs = [row for row in connection.execute(rows) if row.person == person]
                read = ((row.run_id, readable(read_problem, row.problem, row.run_id)) for row in theirs)
                found.update((run_id, problem) for run_id, problem in read if problem)
        return found

    def send_next(
        self, batch_id: str, process: str, limits: ConcurrencyLimits, *, now: float, most: int
    ) -> sending.Sent:
        """As `sending.send_next`."""
        with self._database.writing() as connection:
            return sending.send_next(
                connection,
                batch_id,
                process,
                limits,
                self._budgets,
                person_bytes=self._person_bytes,
                now=now,
                most=most,
            )

    def take_over(self, process: str, now: float, serves: Callable[[str], bool]) -> Sequence[Any]:
        """As `sending.take_over`."""
        with self._database.writing() as connection:
            return sending.take_over(connection, process, now, serves)

    def goes_on(self, run_ids: Sequence[str], now: float) -> frozenset[str]:
        """As `sending.goes_on`."""
        with self._database.reading() as connection:
            return sending.goes_on(connection, run_ids, now)

    def hold(self, batch_id: str, problem: Problem) -> None:
        """Send nothing more of a batch until a person says so."""
        with self._database.writing() as connection:
            sending.hold(connection, batch_id, problem)

    def stop(self, person: str, batch_id: str) -> bool:
        """End what has not been sent; False where there is no such batch."""
        with self._database.writing(person, wakes=True) as connection:
            if not _is_there(connection, person, batch_id):
                return False
            waiting = (CELLS.c.batch_id == batch_id, CELLS.c.state.in_(_WAITING))
            sending.mask_cells(connection, *waiting)
            connection.execute(update(CELLS).where(*waiting).values(state=CellState.STOPPED.value))
            connection.execute(
                update(BATCHES)
                .where(BATCHES.c.batch_id == batch_id)
                .values(process=None, problem="null", changed=next_batch_change())
            )
        return True

    def go_on(self, person: str, batch_id: str, process: str, now: float) -> bool:
        """Send what was held back, and once more what was refused for the same reason and has all its files."""
        with self._database.writing(person, wakes=True) as connection:
            if not _is_there(connection, person, batch_id):
                return False
            refused = select(CELLS.c.key, CELLS.c.settings, RUNS.c.problem).join(RUNS, RUNS.c.run_id == CELLS.c.run_id)
            refused = refused.where(CELLS.c.batch_id == batch_id, RUNS.c.status == RunStatus.REFUSED.value)
            for key, settings, problem in connection.execute(
                refused.where(CELLS.c.is_masked.is_(False)).distinct()
            ).all():
                told = readable(read_problem, problem, batch_id)
                is_held = told is not None and told.code in sending.HOLDING_CODES
                if is_held and are_kept(connection, self._is_kept, names_in(settings)):
                    _plan_again(connection, batch_id, key)
            held = (CELLS.c.batch_id == batch_id, CELLS.c.state == CellState.HELD.value)
            connection.execute(update(CELLS).where(*held).values(state=CellState.PLANNED.value))
            _open(connection, batch_id, process, now)
        return True

    def retry(self, person: str, batch_id: str, position: int, process: str, now: float) -> bool:
        """Plan a new run for a hole, and for the cells that share it; False where there is no such hole.

        Raises:
            BadRequestError: `batch.secret_gone`, a password that it needs was not kept.
            StorageError: `upload.gone`, as `check_kept`.
        """
        with self._database.writing(person, wakes=True) as connection:
            if not _is_there(connection, person, batch_id):
                return False
            cell = connection.execute(
                select(CELLS.c.key, CELLS.c.state, CELLS.c.run_id, CELLS.c.is_masked, CELLS.c.settings).where(
                    CELLS.c.batch_id == batch_id, CELLS.c.position == position
                )
            ).first()
            if cell is None or not _is_hole(connection, cell.state, cell.run_id):
                return False
            if cell.is_masked:
                raise BadRequestError("batch.secret_gone")
            check_kept(connection, self._is_kept, names_in(cell.settings))
            _plan_again(connection, batch_id, cell.key)
            _open(connection, batch_id, process, now)
        return True

    def _add(self, planned: PlannedBatch, key: DeduplicationKey) -> str:
        with self._database.writing() as connection:
            if earlier := earlier_run_id(connection, key):
                return earlier
            remember(connection, key, planned.batch_id)
            waiting = select(func.count()).select_from(CELLS).join(BATCHES, BATCHES.c.batch_id == CELLS.c.batch_id)
            waiting = waiting.where(CELLS.c.state.in_(_WAITING), BATCHES.c.person == planned.row["person"])
            if connection.execute(waiting).scalar_one() + len(planned.cells) > MOST_WAITING:
                raise StorageError("limit.cells", limit=MOST_WAITING)
            check_sum(connection, self._budgets, planned)
            check_stored(connection, planned.row["person"], self._person_bytes)
            check_kept(connection, self._is_kept, names_in("".join(cell["settings"] for cell in planned.cells)))
            connection.execute(insert(BATCHES).values(**planned.row))
            connection.execute(insert(CELLS), [dict(cell) for cell in planned.cells])
        return planned.batch_id


def _is_there(connection: Connection, person: str, batch_id: str) -> bool:
    these = (BATCHES.c.batch_id == batch_id, BATCHES.c.person == person, BATCHES.c.deleted_at.is_(None))
    whose = select(BATCHES.c.batch_id).where(*these)
    return connection.execute(whose.with_for_update()).first() is not None


def _is_hole(connection: Connection, state: str, run_id: str | None) -> bool:
    if state != CellState.SENT.value:
        return state in RETRIED_WORDS
    ended = select(RUNS.c.run_id).where(RUNS.c.run_id == run_id, RUNS.c.status.in_(_RETRIED))
    return connection.execute(ended).first() is not None


def _plan_again(connection: Connection, batch_id: str, key: str) -> None:
    """A new run under a new key: what the old one came to is known, and it is not in doubt."""
    new = str(uuid4())
    same = (CELLS.c.batch_id == batch_id, CELLS.c.key == key)
    for row in connection.execute(select(CELLS.c.position, CELLS.c.run_id, CELLS.c.earlier).where(*same)).all():
        earlier = [*earlier_in(row.earlier, batch_id), *([row.run_id] if row.run_id else [])]
        values = {"state": CellState.PLANNED.value, "key": new, "run_id": None, "earlier": json.dumps(earlier)}
        this = (CELLS.c.batch_id == batch_id, CELLS.c.position == row.position)
        connection.execute(update(CELLS).where(*this).values(**values))


def _open(connection: Connection, batch_id: str, process: str, now: float) -> None:
    """Whoever was asked sends it from now on: it is awake, and every process that could send looks up whose it is."""
    values = {"process": process, "problem": "null", "opened_at": now, "touched_at": now}
    this = update(BATCHES).where(BATCHES.c.batch_id == batch_id)
    connection.execute(this.values(**values, changed=next_batch_change()))
