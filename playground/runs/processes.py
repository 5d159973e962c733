"""The processes on a ledger: their leases, and which runs are whose."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from sqlalchemy import delete, select, update

from playground.runs.changes import next_change
from playground.runs.database import Database
from playground.runs.ownership import (
    Lease,
    Ownership,
    disown,
    has_fresh_lease,
    is_owned,
    orphans,
    others_at_work,
    owned,
    register,
    renew,
    take_over,
)
from playground.runs.replicas import Replica, check_replicas
from playground.runs.run import Run, RunStatus
from playground.runs.run_queries import readable_runs
from playground.runs.tables import PROCESSES, RUNS


class Processes:
    """As of the `Ledger` itself, calls block and raise `StorageError`.

    Args:
        database: where leases and runs are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def renew(self, lease: Lease) -> bool:
        """Renew a lease; False if it is not there: it lapsed and its runs were taken over, or it is new."""
        with self._database.swapping() as connection:
            self._database.set_clock(connection)
            return renew(connection, lease.process)

    def register(self, lease: Lease, replica: Replica | None = None) -> None:
        """Take out a lease; `replica` is what the process tells of itself."""
        with self._database.swapping() as connection:
            register(connection, lease, replica)

    def check_replicas(self, replica: Replica, is_gone: Callable[[Lease], bool]) -> None:
        """As `join`, without a lease: asked before anything else is begun."""
        with self._database.reading() as connection:
            check_replicas(replica, others_at_work(connection, "", is_gone, on_file=replica.on_file))

    def join(self, lease: Lease, replica: Replica, is_gone: Callable[[Lease], bool]) -> None:
        """Take out the first lease of a process, unless there are others with which it cannot work.

        Raises:
            ReplicaError: there are.
        """
        with self._database.writing() as connection:
            check_replicas(replica, others_at_work(connection, lease.process, is_gone, on_file=replica.on_file))
            register(connection, lease, replica)

    def release(self, lease: Lease) -> None:
        """Give a lease back: whoever comes next takes its runs over at once."""
        with self._database.swapping() as connection:
            connection.execute(delete(PROCESSES).where(PROCESSES.c.process == lease.process))

    def take_over(
        self,
        process: str,
        is_gone: Callable[[Lease], bool],
        serves: Callable[[str], bool],
    ) -> tuple[Run, ...]:
        """Make the runs of lapsed processes those of `process`.

        Args:
            process: who takes over; it holds a lease.
            is_gone: whether a process is known to have died before its lease lapses.
            serves: whether `process` can ask the service of that name; the runs of others wait for one that can.

        Returns:
            The runs that are its work now and were not before, the oldest first.
        """
        with self._database.writing() as connection:
            rows = take_over(connection, process, is_gone, serves)
        return tuple(replace(run, fence=run.fence + 1) for run in readable_runs(rows))

    def orphans(self, is_gone: Callable[[Lease], bool]) -> frozenset[str]:
        """The runs, by id, that need work and that nobody works on; the arguments are those of `take_over`."""
        with self._database.reading() as connection:
            return orphans(connection, is_gone)

    def owned(self, process: str) -> frozenset[str]:
        """The runs, by id, that are a process's."""
        with self._database.asking() as connection:
            return owned(connection, process)

    def disown(self, process: str, run_ids: Collection[str]) -> None:
        """Make runs of a process nobody's: whoever takes over next may have them."""
        with self._database.writing() as connection:
            disown(connection, process, run_ids)

    def claim(self, run_id: str, status: RunStatus, process: str, *, owner: str | None = None) -> bool:
        """Take up a run that still is in `status`; False if it is not so any more.

        Args:
            run_id: which run.
            status: what it must be in.
            process: who takes it up.
            owner: whom it is taken from: another process, or nobody, who does not work on it meanwhile.
        """
        statement = (
            update(RUNS)
            .where(RUNS.c.run_id == run_id, RUNS.c.status == status.value, RUNS.c.process.is_not_distinct_from(owner))
            .values(process=process, revision=RUNS.c.revision + 1, fence=RUNS.c.fence + 1, changed=next_change())
        )
        with self._database.swapping() as connection:
            return connection.execute(statement).rowcount == 1

    def owner(self, run_id: str) -> str | None:
        """The process that works on a run; None where nobody does."""
        with self._database.asking() as connection:
            return connection.execute(select(RUNS.c.process).where(RUNS.c.run_id == run_id)).scalar_one_or_none()

    def owns(self, ownership: Ownership) -> bool:
        """Whether a process still owns a run: asked right before its results are put in place."""
        with self._database.asking() as connection:
            return is_owned(connection, ownership)

    def renew_ownership(self, ownership: Ownership) -> bool:
        """As `owns`, and the lease is renewed where it ends soon: asked right before something is sent."""
        with self._database.reading() as connection:
            if not is_owned(connection, ownership):
                return False
            if has_fresh_lease(connection, ownership.process):
                return True
        with self._database.swapping() as connection:
            return renew(connection, ownership.process) and is_owned(connection, ownership)
