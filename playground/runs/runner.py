"""The runner: starts runs, does with them what people ask for, and tells how they stand.

A run belongs to the server and not to a browser tab: it goes on when the tab is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from typing import Any

from playground.errors import StorageError
from playground.files.results import Results
from playground.runs.async_ledger import AsyncLedger
from playground.runs.concurrency import ConcurrencyLimits, OriginCounter
from playground.runs.connections import ServiceConnections
from playground.runs.context import WorkerContext
from playground.runs.costs import Costs
from playground.runs.lease import is_gone
from playground.runs.ledger import Ledger
from playground.runs.other_processes import watch_other_processes
from playground.runs.ownership import TakenOverError
from playground.runs.recovery import Outlook, outlook, stopped
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.subscriptions import Subscription, Subscriptions
from playground.runs.summaries import Summaries
from playground.runs.supervisor import Supervisor
from playground.runs.transitions import RunOutcome, Sending, Update, WatchAgain, apply_update
from playground.tasks.client import Service
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.control import cancel_task
from playground.tasks.task import Task


class Runner:
    """One a process. A run belongs to a browser: to any other it does not exist, and every call here says None.

    Attributes:
        costs: what earlier runs tell of costs.
        summaries: runs without what may be megabytes, for lists and links.

    Args:
        ledger: where runs are kept; the runner opens and closes it.
        results: where results are kept; the caller closes it, after `stop`.
        services: the service that a run's name for it means now; None while the settings know none of that name.
        service: the name that new runs are made for: a base URL, or `sandbox` for the embedded one.
        clock: times everything.
        limits: how many runs may be active at the same time; None is no limit.
    """

    def __init__(
        self,
        ledger: Ledger,
        results: Results,
        services: Callable[[str], Service | None],
        *,
        service: str,
        clock: Clock = CLOCK,
        limits: ConcurrencyLimits | None = None,
    ) -> None:
        self._ledger = ledger
        self._results = results
        self._service = service
        self._clock = clock
        self._limits = limits
        self._origins = OriginCounter(limits, self.is_active_here)
        self._subscriptions = Subscriptions()
        self._async_ledger = AsyncLedger(ledger)
        self._connections = ServiceConnections(services, clock)
        self._stopping = asyncio.Event()
        self._supervisor = Supervisor(
            WorkerContext(
                self._async_ledger, results, self._connections, clock, self._subscriptions.notify, self._stopping
            )
        )
        self.costs = Costs(self._async_ledger, service, clock)
        self.summaries = Summaries(self._async_ledger, self._supervisor.workers)
        self._starting: set[asyncio.Task[Run]] = set()
        self._not_cancelled: dict[str, str] = {}  # what others work on: the word of the run when the service said no
        self._background: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        """Open the ledger and go on with what an earlier process left.

        On a full or read-only disk earlier runs can still be looked at: then it is `begin` that says no.

        Raises:
            StorageError: the ledger cannot be opened, is damaged, or a newer program made it.
        """
        await self._async_ledger.call(self._ledger.open)
        await self._supervisor.try_renew()
        self._background = (
            asyncio.create_task(self._supervisor.keep_lease(), name="lease"),
            asyncio.create_task(
                watch_other_processes(self._subscriptions, self._supervisor, self._async_ledger, self._clock),
                name="other processes",
            ),
        )

    def end_subscriptions(self) -> None:
        """End all subscriptions, so that pages stop waiting; the work goes on until `stop`."""
        self._subscriptions.close()

    async def stop(self, drain: float = 10.0) -> None:
        """Start no more runs, finish what is half done within `drain` seconds, close. Runs go on at the next start."""
        self._stopping.set()
        self.end_subscriptions()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, *self._starting, return_exceptions=True)
        await self._supervisor.stop(drain)
        await self._connections.close()
        await self._async_ledger.close()

    async def begin(self, request: RunRequest) -> Run:
        """Commit a run and start it; the answer comes as soon as it is committed.

        Clicks on one page for the same settings within a second of each other count as one, whichever process on the
        ledger takes them: each returns the same run.

        Raises:
            StorageError: it could not be committed, too many are at work, or the server is stopping. Nothing was sent.
        """
        if self._stopping.is_set():
            raise StorageError("storage.stopping")
        begun = asyncio.create_task(self._begin(request), name="begin")
        self._starting.add(begun)
        begun.add_done_callback(self._starting.discard)
        return self._newest(await asyncio.shield(begun))

    async def cancel(self, browser: str, run_id: str) -> Run | None:
        """Ask the service to stop a task, now or once it is accepted; without such a call, stop waiting for it."""
        run = await self.run(browser, run_id)
        if run is None or not run.status.is_active:
            return run
        if not self.can_cancel(run) or run.status is RunStatus.PREPARED:
            return await self.stop_waiting(browser, run_id)
        worker = self._supervisor.workers.get(run_id)
        if worker is None:
            await self._cancel_elsewhere(run)
            return self._newest(run)
        try:
            await worker.cancel()
        except TakenOverError:
            return await self.run(browser, run_id)
        return worker.run

    async def stop_waiting(self, browser: str, run_id: str) -> Run | None:
        """Stop watching: the task goes on and may be charged. What was not sent yet is not sent at all."""
        run = await self.run(browser, run_id)
        if run is None or (run.task and run.task.status.is_terminal):
            return run
        if run_id not in self._supervisor.workers:
            is_left = run.status.is_active and not self._connections.serves(run.service)  # nobody here can work on it
            return await self._resume(run, run.status, stopped(run)) if is_left else run
        run = await self._supervisor.interrupt(run_id) or run
        is_over = run.task is not None and run.task.status.is_terminal  # it ended while we were stopping
        return self._supervisor.start_worker(run if is_over else self._updated(run, stopped(run)), committed=False)

    async def check_again(self, browser: str, run_id: str) -> Run | None:
        """Find out what became of an unconfirmed run, if that cannot cost anything; see `Outlook`.

        Where its task is known, that is fetched. Else the same body is sent under the same key, while the service still
        knows the key.
        """
        return await self._check_or_send(browser, run_id, {Outlook.LOOK: WatchAgain(), Outlook.SAME: Sending()})

    async def send_again(self, browser: str, run_id: str) -> Run | None:
        """As `check_again`, even where the service may have forgotten the key and charge again: a person agreed."""
        updates: Mapping[Outlook, Update] = {
            Outlook.LOOK: WatchAgain(),
            Outlook.SAME: Sending(),
            Outlook.RISK: Sending(restarts_window=True),
        }
        return await self._check_or_send(browser, run_id, updates)

    def outlook(self, run: Run) -> Outlook:
        """What `check_again` or `send_again` would do for an unconfirmed run at this moment."""
        return outlook(run, self._clock.wall(), is_our_account=self._connections.is_account_of(run))

    async def _check_or_send(self, browser: str, run_id: str, updates: Mapping[Outlook, Update]) -> Run | None:
        run = await self.run(browser, run_id)
        if run is None or not self._connections.serves(run.service):
            return run
        update = updates.get(self.outlook(run))
        if update is None:
            self._subscriptions.notify(browser)  # what can be done about it may have changed since it was shown
            return run
        return await self._resume(run, RunStatus.UNCONFIRMED, update)

    async def abandon(self, browser: str, run_id: str) -> Run | None:
        """Give up an unconfirmed run: nobody will ask the service about it again."""
        run = await self.run(browser, run_id)
        return run and await self._resume(run, RunStatus.UNCONFIRMED, RunOutcome(RunStatus.ABANDONED, run.problem))

    async def fetch_again(self, browser: str, run_id: str) -> Run | None:
        """Fetch the missing results of a run that succeeded; there is no new task and no new charge."""
        run = await self.run(browser, run_id)
        if run is None or not run.lacks_results:
            return run
        if worker := self._supervisor.workers.get(run_id):
            worker.fetch_now()
            return run
        # Another process that rests between two tries is not told; the run is taken from it.
        rests = run.notice is not None and run.notice.code == "notice.fetching_later"
        owner = await self._async_ledger.call(self._ledger.owner, run_id) if rests else None
        refetch = Notice("notice.fetching_again")
        return await self._resume(run, RunStatus.SUCCEEDED, refetch, refetch=True, owner=owner)

    def can_cancel(self, run: Run) -> bool:
        """Whether the run's service has a call to cancel it; else only `stop_waiting` is left."""
        service = self._connections.service(run.service)
        return run.status.is_active and service is not None and service.cancel_path is not None

    def is_active_here(self, run_id: str) -> bool:
        """Whether this process works on the run, so that more may come of it."""
        return run_id in self._supervisor.workers

    async def run(self, browser: str, run_id: str) -> Run | None:
        """The browser's run of that id as it stands now."""
        worker = self._supervisor.workers.get(run_id)
        run = worker.run if worker else await self._async_ledger.call(self._ledger.run, run_id)
        return self._newest(run, await self._orphans()) if run and run.browser == browser else None

    async def runs(self, browser: str, limit: int = 100) -> tuple[Run, ...]:
        """The browser's runs: running ones first, then the newest first."""
        runs, orphans = await self._async_ledger.call(self._ledger.runs, browser, limit), await self._orphans()
        return tuple(self._newest(run, orphans) for run in runs)

    async def unfinished(self) -> tuple[Run, ...]:
        """Every browser's runs that are not over: housekeeping leaves alone what they need.

        Raises:
            StorageError: the ledger cannot be read.
        """
        return await self._async_ledger.call(self._ledger.unfinished)

    def subscribe(self, browser: str) -> Subscription:
        """An async iterator: yields at once, then whenever one of the browser's runs changed; ends with the runner."""
        return self._subscriptions.subscribe(browser)

    async def save_draft(self, browser: str, model: str, draft: Any) -> None:
        """Keep a form that is being filled in: any JSON, without secrets.

        Raises:
            StorageError: it could not be kept.
        """
        await self._async_ledger.call(self._ledger.drafts.save, browser, model, draft, self._clock.wall())

    async def forget_drafts(self) -> None:
        """Forget drafts that nobody has touched for long, and the oldest of too many.

        Raises:
            StorageError: the ledger cannot be written.
        """
        await self._async_ledger.call(self._ledger.drafts.forget_old, self._clock.wall())

    async def drafts(self, browser: str) -> dict[str, Any]:
        """The browser's drafts by model, the one saved last first: its model is the one to open."""
        return await self._async_ledger.call(self._ledger.drafts.of_browser, browser)

    async def _begin(self, request: RunRequest) -> Run:
        await asyncio.to_thread(self._results.check_space)
        run = prepare(request, self._service, self._clock.wall())
        with self._origins.counted(run.run_id, request.origin):
            process, key = self._supervisor.process, request.deduplication_key(run.created_at)
            earlier = await self._async_ledger.call(self._ledger.add, run, process, self._limits, deduplication_key=key)
            return earlier or self._supervisor.start_worker(run, committed=True)

    async def _resume(
        self, run: Run, status: RunStatus, update: Update, *, refetch: bool = False, owner: str | None = None
    ) -> Run:
        """Work once more on a run that rests in `status`; if it does so no longer, somebody was faster."""
        if run.status is not status:
            return run
        await self._supervisor.wait_until_committed(run.run_id)
        if not await self._async_ledger.call(
            self._ledger.claim, run.run_id, status, self._supervisor.process, owner=owner
        ):
            return await self.run(run.browser, run.run_id) or run
        known = await self._async_ledger.call(self._ledger.run, run.run_id)  # somebody may just have learnt more of it
        known = known or replace(run, fence=run.fence + 1)
        return self._supervisor.start_worker(self._updated(known, update), committed=False, refetch=refetch)

    async def _cancel_elsewhere(self, run: Run) -> None:
        """Another process works on the run: it will see what comes of this, but for a no."""
        connection = await self._connections.to(run.service)
        answer = await cancel_task(connection.client, run.task.task_id) if connection and run.task else None
        if not isinstance(answer, Task):
            self._not_cancelled[run.run_id] = run.word
            self._subscriptions.notify(run.browser)

    def _updated(self, run: Run, update: Update) -> Run:
        return apply_update(run, update, self._clock.wall())

    async def _orphans(self) -> frozenset[str]:
        """The runs that nobody works on and nobody here can take up; usually none, and then nothing is looked up."""
        if not self._supervisor.is_lease_failing:
            return frozenset()
        return await self._async_ledger.call(self._ledger.orphans, self._clock.wall(), is_gone)

    def _newest(self, run: Run, orphans: Collection[str] = ()) -> Run:
        worker = self._supervisor.workers.get(run.run_id)
        if worker:
            return worker.run
        if run.run_id in orphans:
            return self._updated(run, Notice("notice.not_followed"))
        if self._not_cancelled.get(run.run_id, run.word) != run.word:
            del self._not_cancelled[run.run_id]
        if run.run_id in self._not_cancelled:
            return self._updated(run, Notice("notice.cancel_failed"))
        is_waiting = not run.status.is_terminal and not self._connections.serves(run.service)
        return self._updated(run, Notice("notice.no_service")) if is_waiting else run
