"""The ledger: every run that was ever asked for, on the disk before a byte of it leaves."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError

from playground.errors import StorageError
from playground.metrics import BUDGET_REFUSALS
from playground.runs.batches.deletions import BatchDeletions
from playground.runs.batches.queries import BatchQueries
from playground.runs.budgets.limits import NO_BUDGETS, BudgetError, BudgetSettings
from playground.runs.budgets.queries import BudgetQueries
from playground.runs.budgets.reserving import known_cost, reserve, settle
from playground.runs.changes import pulses
from playground.runs.concurrency import ConcurrencyLimits, check_concurrency
from playground.runs.cost_queries import CostQueries
from playground.runs.database import Database
from playground.runs.deduplication import DeduplicationKey, earlier_run_id, remember
from playground.runs.deletions import Deletions, is_not_deleted
from playground.runs.drafts import Drafts
from playground.runs.history import HistoryQueries
from playground.runs.kept_uploads import IsKept, KeptUploads, check_kept
from playground.runs.labels import LabelWrites
from playground.runs.listener import Listener
from playground.runs.overview import Overview
from playground.runs.ownership import (
    is_task_of_another_run,
)
from playground.runs.presets import Presets
from playground.runs.processes import Processes
from playground.runs.run import Run
from playground.runs.run_queries import OPEN, WITHOUT_BODY, first_ids, one_run, readable_runs
from playground.runs.stored_bytes import StoredBytes, check_stored
from playground.runs.tables import MOVES, RUNS
from playground.runs.usage import UsageQueries
from playground.runs.writes import LedgerWrite, add_run, put_back, write_run

_AT_ONCE: Final = 500  # a statement takes only so many values


class Ledger:
    """Runs, and all that is kept beside them, in a database. Calls block, and may come from any thread.

    Attributes:
        batches: many runs asked for with one click.
        batch_deletions: batches that people deleted.
        budgets: what is left to be spent.
        costs: what earlier runs cost.
        deletions: runs that people deleted; every other question leaves those out.
        drafts: forms that are being filled in.
        history: lists of runs, and the search in them.
        presets: forms that were saved under a name.
        processes: who works on the runs.
        labels: what people say of runs afterwards.
        usage: what everybody's runs cost.
        overview: all runs at a glance.
        stored: what people keep.
        kept_uploads: the uploads of one person.

    Args:
        where: path of an SQLite file, or a database URL.
        budgets: what may be spent; nothing is limited unless told.
        person_bytes: how much one person may keep; None is no limit.
        is_kept: whether an upload is there; what holds one that is not does not begin. All are unless told.

    Every method raises `StorageError` where the database cannot do what it is asked; then nothing of it was done.
    """

    def __init__(
        self,
        where: str | Path,
        budgets: BudgetSettings = NO_BUDGETS,
        *,
        person_bytes: int | None = None,
        is_kept: IsKept | None = None,
    ) -> None:
        self._database = Database(where)
        self.stored = StoredBytes(self._database, person_bytes)
        self.kept_uploads = KeptUploads(self._database)
        self._is_kept = is_kept
        self.batches = BatchQueries(self._database, budgets, person_bytes, is_kept)
        self.budgets = BudgetQueries(self._database, budgets)
        self.batch_deletions = BatchDeletions(self._database)
        self.costs = CostQueries(self._database)
        self.deletions = Deletions(self._database)
        self.drafts = Drafts(self._database)
        self.history = HistoryQueries(self._database)
        self.presets = Presets(self._database)
        self.processes = Processes(self._database)
        self.labels = LabelWrites(self._database)
        self.usage = UsageQueries(self._database)
        self.overview = Overview(self._database)

    def open(self) -> None:
        """Make or bring up to date the tables.

        Raises:
            StorageError: `storage.newer`, a newer program made them; `storage.moved`, `storage.moving`, what was in
                them is, or is about to be, in another database.
        """
        self._database.open()
        with self._database.reading() as connection:
            moved = connection.execute(select(MOVES.c.destination, MOVES.c.ended_at)).first()
        if moved:
            code = "storage.moving" if moved.ended_at is None else "storage.moved"
            raise StorageError(code, place=self._database.place, destination=moved.destination)

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    def add(
        self,
        run: Run,
        process: str,
        limits: ConcurrencyLimits | None = None,
        *,
        deduplication_key: DeduplicationKey | None = None,
    ) -> Run | None:
        """Commit a new run, which `process` works on, unless `limits` are at work already (`check_concurrency`).

        What it is expected to cost is set aside with it.

        Returns:
            The run that the same click began a moment ago, here or elsewhere, in place of the new one; else None.

        Args:
            run: the new run.
            process: who works on it.
            limits: how many may be at work.
            deduplication_key: of the click that asks for it; None where each call is a click of its own.

        Raises:
            BudgetError: it would pass a budget.
            StorageError: `limit.stored`, its person keeps too much already; `upload.gone`, a file of it was deleted a
                moment ago; or it could not be committed.
        """
        try:
            return self._add(run, process, limits, deduplication_key)
        except StorageError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return self._add(run, process, limits, deduplication_key)  # both clicks came at once

    def _add(
        self, run: Run, process: str, limits: ConcurrencyLimits | None, deduplication_key: DeduplicationKey | None
    ) -> Run | None:
        with self._database.writing(run.person, for_all=True, wakes=True) as connection:
            if deduplication_key is not None:
                if run_id := earlier_run_id(connection, deduplication_key):
                    rows = connection.execute(one_run(run_id)).mappings().all()
                    return next(readable_runs(rows), None)
                remember(connection, deduplication_key, run.run_id)
            if limits:
                check_concurrency(connection, run, limits)
            check_stored(connection, run.person, self.stored.limit)
            if refused := reserve(connection, self.budgets.settings, run):
                BUDGET_REFUSALS.labels(refused.kind.value).inc()
                raise BudgetError(refused, self.budgets.settings)
            check_kept(connection, self._is_kept, add_run(connection, run, process))
        return None

    def is_task_of_another_run(self, run: Run, task_id: str) -> bool:
        """Whether a task of the run's service is known to be that of another run."""
        with self._database.reading() as connection:
            return is_task_of_another_run(connection, run.service, task_id, run.key)

    def save(self, writes: Sequence[LedgerWrite]) -> tuple[bool, ...]:
        """Commit, in one transaction, how runs stand now.

        Returns:
            For each run whether it was still the process's own: False means that another has taken it over, and
            that nothing of it was written.
        """
        with self._database.writing(*(write.run.person for write in writes), wakes=True) as connection:
            written = tuple(write_run(connection, write) for write in writes)
            lost = [write for write, is_ours in zip(writes, written, strict=True) if not is_ours]
            if back := {write.run.run_id for write in lost if put_back(connection, write)}:
                written = tuple(done or write.run.run_id in back for write, done in zip(writes, written, strict=True))
                self.budgets.count_all(connection, max(write.run.created_at for write in lost))
            ours = [write for write, is_ours in zip(writes, written, strict=True) if is_ours]
            settle(connection, [write.run for write in ours if _has_new_cost(write)])
        return written

    def run(self, run_id: str) -> Run | None:
        """The run of that id, of whichever person: a caller that asks for a person compares `Run.person`."""
        with self._database.asking() as connection:
            rows = connection.execute(one_run(run_id)).mappings().all()
        return next(readable_runs(rows), None)

    def runs(self, person: str | None = None, limit: int = 100) -> tuple[Run, ...]:
        """Runs of one person, or of all: those being worked on first, then the newest first."""
        with self._database.reading() as connection:
            ids = [run_id for run_id, _ in first_ids(connection, person, limit)]
            rows: list[Mapping[Any, Any]] = []
            for start in range(0, len(ids), _AT_ONCE):
                some = select(RUNS).where(RUNS.c.run_id.in_(ids[start : start + _AT_ONCE]))
                rows += connection.execute(some).mappings()
        place = {run_id: number for number, run_id in enumerate(ids)}
        return tuple(sorted(readable_runs(rows), key=lambda run: place[run.run_id]))

    def revisions(self, person: str, limit: int) -> tuple[tuple[str, int], ...]:
        """The ids of the runs that are not over, then of the newest, each with a number that changes with its row."""
        with self._database.asking() as connection:
            return first_ids(connection, person, limit, OPEN)

    def runs_without_body(self, run_ids: Sequence[str]) -> Mapping[str, Run]:
        """Runs by id, without body and, once nobody works on one, its task: half of what may be megabytes."""
        with self._database.asking() as connection:
            rows = connection.execute(WITHOUT_BODY, {"wanted": list(run_ids)}).mappings()
            return {run.run_id: run for run in readable_runs(rows)}

    def revision(self, person: str, run_id: str) -> int | None:
        """That number of one run; None where the person has no such run."""
        # As a range: for one id the row itself would be looked up, and read through to where the number stands.
        this = RUNS.c.run_id.between(run_id, run_id)
        statement = select(RUNS.c.person, RUNS.c.revision).where(this, is_not_deleted(RUNS.c.run_id))
        with self._database.asking() as connection:
            row = connection.execute(statement).first()
        return row.revision if row and row.person == person else None

    def unfinished(self) -> tuple[Run, ...]:
        """Every person's runs that are not over, or that somebody still works on: what they name is needed."""
        is_open = RUNS.c.status.in_(OPEN)
        return self._runs(select(RUNS).where(or_(is_open, RUNS.c.process > "")))  # as a range: an index answers it

    def pulse(self, people: Collection[str], process: str) -> Mapping[str, tuple[int, ...]]:
        """Figures per person that change whenever another process changes a run of theirs, or anybody a batch.

        Runs at rest count too: between two looks another process may take one up and be done with it.
        """
        with self._database.asking() as connection:
            return pulses(connection, people, process)

    def wall(self) -> float:
        """The time, in Unix seconds, by the clock that the processes on this ledger share."""
        return self._database.wall()

    def listen(self, heard: Callable[[str], None]) -> Listener | None:
        """As `Database.listen`."""
        return self._database.listen(heard)

    def _runs(self, statement: Any) -> tuple[Run, ...]:
        with self._database.reading() as connection:
            return tuple(readable_runs(connection.execute(statement).mappings()))


def _has_new_cost(write: LedgerWrite) -> bool:
    return write.before is None or known_cost(write.before) != known_cost(write.run)
