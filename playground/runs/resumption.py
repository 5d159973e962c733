"""Work taken up again on a run that rests, because a person asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Final

from playground.errors import StorageError
from playground.runs.async_ledger import AsyncLedger
from playground.runs.recovery import Outlook
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.standing import Standing
from playground.runs.supervisor import Supervisor
from playground.runs.transitions import RunOutcome, Sending, Update, WatchAgain, apply_update
from playground.tasks.clock import Clock

_ASK: Mapping[Outlook, Update] = {Outlook.LOOK: WatchAgain(), Outlook.SAME: Sending()}
_ASK_AT_A_RISK: Mapping[Outlook, Update] = {**_ASK, Outlook.RISK: Sending(restarts_window=True)}

REPEAT_INTERVAL: Final = 1.0
"""Seconds between two looks whether another process has come to the end of a try."""


class Resumption:
    """One run at a time becomes this process's, and gets a worker here.

    Args:
        async_ledger: says whether the run still rests.
        supervisor: of the workers here.
        standing: how runs stand.
        clock: times what happens to them.
        notify: is called with the person whose run cannot be asked about.
    """

    def __init__(
        self,
        async_ledger: AsyncLedger,
        supervisor: Supervisor,
        standing: Standing,
        clock: Clock,
        notify: Callable[[str], None],
    ) -> None:
        self._async_ledger = async_ledger
        self._supervisor = supervisor
        self._standing = standing
        self._clock = clock
        self._notify = notify
        self._fetches_to_repeat: dict[str, str] = {}  # by run id, the person: another process was at a try

    async def ask_again(self, run: Run, *, even_at_a_risk: bool) -> Run:
        """Ask the service once more about an unconfirmed run, unless that might cost or cannot be done at all.

        Args:
            run: as it stands.
            even_at_a_risk: a person agreed that it may be charged again.
        """
        if not self._standing.has_service(run):
            return run
        update = (_ASK_AT_A_RISK if even_at_a_risk else _ASK).get(self._standing.outlook(run))
        if update is None:
            self._notify(run.person)  # what can be done about it may have changed since it was shown
            return run
        return await self.resume(run, RunStatus.UNCONFIRMED, update)

    async def abandon(self, run: Run) -> Run:
        """Give up an unconfirmed run."""
        return await self.resume(run, RunStatus.UNCONFIRMED, RunOutcome(RunStatus.ABANDONED, run.problem))

    async def fetch_again(self, run: Run) -> Run:
        """Fetch what is missing of a run's results, at once.

        Another process that rests between two tries is not told; the run is taken from it. One that is at a try is left
        to it: should that not bring all, the run is taken then.
        """
        if worker := self._supervisor.workers.get(run.run_id):
            worker.fetch_now()
            return run
        rests = run.notice is not None and run.notice.code == "notice.fetching_later"
        owner = await self._async_ledger.call(self._async_ledger.ledger.processes.owner, run.run_id)
        if owner is None or rests:
            refetch = Notice("notice.fetching_again")
            run = await self.resume(run, RunStatus.SUCCEEDED, refetch, refetch=True, owner=owner)
        if run.run_id not in self._supervisor.workers:
            self._fetches_to_repeat[run.run_id] = run.person
        return run

    async def repeat_fetches(self) -> None:
        """Fetch again what another process was at when a person asked, for as long as this runs."""
        while True:
            await self._clock.sleep(REPEAT_INTERVAL)
            for run_id, person in tuple(self._fetches_to_repeat.items()):
                with suppress(StorageError):  # it is asked for again
                    run = await self._standing.one(person, run_id)
                    if run and run.lacks_results:
                        await self.fetch_again(run)
                    if run is None or not run.lacks_results or run_id in self._supervisor.workers:
                        del self._fetches_to_repeat[run_id]

    async def resume(
        self, run: Run, status: RunStatus, update: Update, *, refetch: bool = False, owner: str | None = None
    ) -> Run:
        """Work once more on a run that rests in `status`; if it does so no longer, somebody was faster."""
        if run.status is not status:
            return run
        await self._supervisor.wait_until_committed(run.run_id)
        ledger = self._async_ledger.ledger
        if not await self._async_ledger.call(
            ledger.processes.claim, run.run_id, status, self._supervisor.process, owner=owner
        ):
            return await self._standing.one(run.person, run.run_id) or run
        known = await self._async_ledger.call(ledger.run, run.run_id)  # somebody may just have learnt more of it
        known = known or replace(run, fence=run.fence + 1)
        updated = apply_update(known, update, self._clock.wall())
        return await self._supervisor.start_ahead(updated, refetch=refetch)
