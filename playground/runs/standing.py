"""How runs stand at this moment, whoever works on them: what a person is shown of them."""

from __future__ import annotations

from collections.abc import Collection

from playground.runs.async_ledger import AsyncLedger
from playground.runs.connections import ServiceConnections
from playground.runs.lease import is_gone
from playground.runs.recovery import Outlook, outlook
from playground.runs.run import Notice, Run
from playground.runs.supervisor import Supervisor
from playground.runs.transitions import apply_update
from playground.tasks.clock import Clock


class Standing:
    """Runs as their workers here know them, else as the ledger does, with a notice where that is not all.

    Args:
        async_ledger: where all runs are.
        supervisor: of the workers here.
        connections: to the services.
        clock: tells the age of a run.
    """

    def __init__(
        self, async_ledger: AsyncLedger, supervisor: Supervisor, connections: ServiceConnections, clock: Clock
    ) -> None:
        self._async_ledger = async_ledger
        self._supervisor = supervisor
        self._connections = connections
        self._clock = clock
        self._not_cancelled: dict[str, str] = {}  # what others work on: the word of the run when the service said no

    async def one(self, person: str, run_id: str) -> Run | None:
        """The person's run of that id."""
        worker, ledger = self._supervisor.workers.get(run_id), self._async_ledger.ledger
        if worker and (worker.run.status.is_terminal or worker.run.person != person):
            is_theirs = await self._async_ledger.call(ledger.revision, person, run_id) is not None
            if is_theirs and worker.run.person != person:
                worker.give_to(person)  # another process has given it to that person
            elif not is_theirs and worker.run.status.is_terminal:
                return None  # deleted, while results of it were still being fetched
        run = worker.shown if worker else None
        run = run or await self._async_ledger.call(ledger.run, run_id)
        return self.of(run, await self._orphans()) if run and run.person == person else None

    async def all(self, person: str, limit: int) -> tuple[Run, ...]:
        """The person's runs: running ones first, then the newest first."""
        runs = await self._async_ledger.call(self._async_ledger.ledger.runs, person, limit)
        orphans = await self._orphans()
        return tuple(self.of(run, orphans) for run in runs)

    def of(self, run: Run, orphans: Collection[str] = ()) -> Run:
        """A run that may have changed, or that nobody works on."""
        worker = self._supervisor.workers.get(run.run_id)
        if worker:
            return worker.shown or run
        if run.run_id in orphans:
            return self._with(run, Notice("notice.not_followed"))
        if self._not_cancelled.get(run.run_id, run.word) != run.word:
            del self._not_cancelled[run.run_id]
        if run.run_id in self._not_cancelled:
            return self._with(run, Notice("notice.cancel_failed"))
        if run.status.is_terminal or self.has_service(run):
            return run
        lacks_key = self._connections.lacks_own_key(run)
        return self._with(run, Notice("notice.own_key_gone" if lacks_key else "notice.no_service"))

    def note_not_cancelled(self, run: Run) -> None:
        """The service did not cancel a run that another process works on: that is said until the run has changed."""
        self._not_cancelled[run.run_id] = run.word

    def outlook(self, run: Run) -> Outlook:
        """What asking again about an unconfirmed run would do now."""
        return outlook(run, self._clock.wall(), is_our_account=self._connections.is_account_of(run))

    def has_service(self, run: Run) -> bool:
        """Whether the run's service can be asked: it is known, and the key that the run was made with is there."""
        return self._connections.service(run) is not None

    def can_cancel(self, run: Run) -> bool:
        """Whether the run is at work, at a service that has a call to cancel it."""
        service = self._connections.service(run)
        return run.status.is_active and service is not None and service.cancel_path is not None

    def _with(self, run: Run, notice: Notice) -> Run:
        return apply_update(run, notice, self._clock.wall())

    async def _orphans(self) -> frozenset[str]:
        """The runs that nobody works on and nobody here can take up; usually none, and then nothing is looked up."""
        if not self._supervisor.is_lease_failing:
            return frozenset()
        return await self._async_ledger.call(self._async_ledger.ledger.processes.orphans, is_gone)
