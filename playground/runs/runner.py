"""The runner: starts runs, does with them what people ask for, and tells how they stand.

A run belongs to the server and not to a browser tab: it goes on when the tab is closed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Final

from playground.errors import StorageError
from playground.files.results import Results
from playground.runs.async_budgets import AsyncBudgets
from playground.runs.async_deletions import AsyncDeletions
from playground.runs.async_drafts import AsyncDrafts
from playground.runs.async_history import AsyncHistory
from playground.runs.async_labels import AsyncLabels
from playground.runs.async_ledger import AsyncLedger
from playground.runs.async_presets import AsyncPresets
from playground.runs.batches.batches import Batches, SendingContext
from playground.runs.beginning import Beginning
from playground.runs.cancelling import Cancelling
from playground.runs.concurrency import ConcurrencyLimits, OriginCounter
from playground.runs.connections import OwnKeySource, ServiceConnections
from playground.runs.context import WorkerContext
from playground.runs.costs import Costs
from playground.runs.ledger import Ledger
from playground.runs.listener import Listener
from playground.runs.other_processes import OtherProcesses
from playground.runs.recovery import Outlook
from playground.runs.replicas import Replica
from playground.runs.request import RunRequest
from playground.runs.resumption import Resumption
from playground.runs.run import Run
from playground.runs.standing import Standing
from playground.runs.subscriptions import Subscription, Subscriptions
from playground.runs.summaries import Summaries
from playground.runs.supervisor import Supervisor
from playground.tasks.client import Service
from playground.tasks.clock import CLOCK, Clock

_BATCH_LIMITS: Final = ConcurrencyLimits.of(20)


class Runner:
    """One a process. A run belongs to a person: to any other it does not exist, and every call here says None.

    Attributes:
        batches: many runs asked for with one click.
        budgets: what is left to be spent.
        costs: what earlier runs tell of costs.
        deletions: deletes runs, and brings them back for some seconds.
        presets: forms that people saved under a name.
        summaries: runs without what may be megabytes, for lists and links.
        drafts: forms that are being filled in.
        history: lists of runs, and the search in them.
        labels: favourites, ratings, tags and notes.

    Args:
        ledger: where runs are kept; the runner opens and closes it.
        results: where results are kept; the caller closes it, after `stop`.
        services: the service that a run's name for it means now; None while the settings know none of that name.
        service: the name that new runs are made for: a base URL, or `sandbox` for the embedded one.
        clock: times everything.
        limits: how many runs may be active at the same time; None is no limit.
        own_keys: keys of the service that people brought; None where nobody may.
        batch_limits: up to how many active runs batches go on sending; over that they wait.
        replica: what this process tells others on the ledger of itself; None tells nothing.
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
        batch_limits: ConcurrencyLimits = _BATCH_LIMITS,
        replica: Replica | None = None,
        own_keys: OwnKeySource | None = None,
    ) -> None:
        self._ledger = ledger
        origins = OriginCounter(limits, self.is_active_here)
        self._subscriptions = Subscriptions()
        self._async_ledger = AsyncLedger(ledger)
        self._connections = ServiceConnections(services, clock, own_keys)
        self._stopping = asyncio.Event()
        self._supervisor = Supervisor(
            WorkerContext(self._async_ledger, results, self._connections, clock, self._on_change, self._stopping),
            replica,
        )
        self.batches = Batches(
            SendingContext(
                async_ledger=self._async_ledger,
                results=results,
                supervisor=self._supervisor,
                connections=self._connections,
                origins=origins,
                clock=clock,
                notify=self._subscriptions.notify,
                service=service,
                limits=batch_limits,
            )
        )
        self._beginning = Beginning(
            self._async_ledger,
            results,
            self._supervisor,
            self._connections,
            origins,
            clock=clock,
            service=service,
            limits=limits,
        )
        self.budgets = AsyncBudgets(self._async_ledger, service, clock, self._connections.own_key)
        self.costs = Costs(self._async_ledger, service, clock)
        self.presets = AsyncPresets(self._async_ledger, clock)
        self.summaries = Summaries(self._async_ledger, self._supervisor.workers)
        self.drafts = AsyncDrafts(self._async_ledger, clock)
        self._standing = Standing(self._async_ledger, self._supervisor, self._connections, clock)
        self._resumption = Resumption(
            self._async_ledger, self._supervisor, self._standing, clock, self._subscriptions.notify
        )
        self._cancelling = Cancelling(
            self._supervisor,
            self._connections,
            self._standing,
            self._resumption,
            clock,
            notify=self._subscriptions.notify,
        )
        self.history = AsyncHistory(self._async_ledger)
        self.labels = AsyncLabels(self._async_ledger, self._subscriptions.notify)
        self.deletions = AsyncDeletions(self._async_ledger, results, clock, self._subscriptions.notify)
        self._others = OtherProcesses(self._subscriptions, self._supervisor, self._async_ledger, clock)
        self._listener: Listener | None = None
        self._background: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        """Open the ledger and go on with what an earlier process left.

        On a full or read-only disk earlier runs can still be looked at: then it is `begin` that says no.

        Raises:
            StorageError: the ledger cannot be opened, is damaged, or a newer program made it; or others work on it with
                what is at odds with ours.
        """
        await self._async_ledger.call(self._ledger.open)
        with suppress(StorageError):  # a disk that takes nothing more begins no runs either
            await self.budgets.catch_up()
        loop = asyncio.get_running_loop()

        def hear(person: str) -> None:
            loop.call_soon_threadsafe(self._on_change_elsewhere, person)

        await self._supervisor.join()
        self._listener = self._ledger.listen(hear)
        await self._supervisor.try_renew()
        await self.batches.start()
        self._background = (
            asyncio.create_task(self._supervisor.keep_lease(), name="lease"),
            asyncio.create_task(self.deletions.keep_finishing(), name="deletions"),
            asyncio.create_task(self._others.look_at_all(), name="other processes"),
            asyncio.create_task(self._others.look_at_heard(), name="other processes that were heard"),
            asyncio.create_task(self._resumption.repeat_fetches(), name="fetches to repeat"),
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
        await asyncio.gather(*self._background, self._beginning.wait(), return_exceptions=True)
        if self._listener:
            await asyncio.to_thread(self._listener.close)
        await self.batches.close()
        await self._supervisor.stop(drain)
        await self._connections.close()
        await self._async_ledger.close()

    async def begin(self, request: RunRequest) -> Run:
        """Commit a run and start it; the answer comes as soon as it is committed.

        Clicks on one page for the same settings within a second of each other count as one, whichever process on the
        ledger takes them: each returns the same run.

        Raises:
            StorageError: it could not be committed, too many are at work, or the server is stopping. Nothing was sent.
            BudgetError: it would pass a budget. Nothing was sent.
        """
        if self._stopping.is_set():
            raise StorageError("storage.stopping")
        return self._standing.of(await self._beginning.begin(request))

    async def cancel(self, person: str, run_id: str) -> Run | None:
        """Ask the service to stop a task, now or once it is accepted; without such a call, stop waiting for it."""
        run = await self.run(person, run_id)
        return run and await self._cancelling.cancel(run)

    async def stop_waiting(self, person: str, run_id: str) -> Run | None:
        """Stop watching: the task goes on and may be charged. What was not sent yet is not sent at all."""
        run = await self.run(person, run_id)
        return run and await self._cancelling.stop_waiting(run)

    async def check_again(self, person: str, run_id: str) -> Run | None:
        """Find out what became of an unconfirmed run, if that cannot cost anything; see `Outlook`.

        Where its task is known, that is fetched. Else the same body is sent under the same key, while the service still
        knows the key.
        """
        run = await self.run(person, run_id)
        return run and await self._resumption.ask_again(run, even_at_a_risk=False)

    async def send_again(self, person: str, run_id: str) -> Run | None:
        """As `check_again`, even where the service may have forgotten the key and charge again: a person agreed."""
        run = await self.run(person, run_id)
        return run and await self._resumption.ask_again(run, even_at_a_risk=True)

    async def abandon(self, person: str, run_id: str) -> Run | None:
        """Give up an unconfirmed run: nobody will ask the service about it again."""
        run = await self.run(person, run_id)
        return run and await self._resumption.abandon(run)

    async def fetch_again(self, person: str, run_id: str) -> Run | None:
        """Fetch the missing results of a run that succeeded; there is no new task and no new charge."""
        run = await self.run(person, run_id)
        return await self._resumption.fetch_again(run) if run and run.lacks_results else run

    def outlook(self, run: Run) -> Outlook:
        """What `check_again` or `send_again` would do for an unconfirmed run at this moment."""
        return self._standing.outlook(run)

    def can_cancel(self, run: Run) -> bool:
        """Whether the run's service has a call to cancel it; else only `stop_waiting` is left."""
        return self._standing.can_cancel(run)

    def is_active_here(self, run_id: str) -> bool:
        """Whether this process works on the run, so that more may come of it."""
        return run_id in self._supervisor.workers

    async def run(self, person: str, run_id: str) -> Run | None:
        """The person's run of that id as it stands now."""
        return await self._standing.one(person, run_id)

    async def runs(self, person: str, limit: int = 100) -> tuple[Run, ...]:
        """The person's runs: running ones first, then the newest first."""
        return await self._standing.all(person, limit)

    async def unfinished(self) -> tuple[Run, ...]:
        """Every person's runs that are not over: housekeeping leaves alone what they need.

        Raises:
            StorageError: the ledger cannot be read.
        """
        return await self._async_ledger.call(self._ledger.unfinished)

    def subscribe(self, person: str) -> Subscription:
        """An async iterator: yields at once, then whenever one of the person's runs changed; ends with the runner."""
        return self._subscriptions.subscribe(person)

    def give(self, before: str, person: str) -> None:
        """All runs of somebody are somebody else's from now on, those at work too; the ledger has that already."""
        for worker in tuple(self._supervisor.workers.values()):
            if worker.run.person == before:
                worker.give_to(person)
        self.batches.give(before, person)
        for one in (before, person):
            self._on_change(one)

    async def own_keys_deleted(self, person: str) -> None:
        """A person has deleted keys of the person's own: what is at work with one stops here, says so and waits."""
        self._connections.forget_own_keys()
        for run_id, worker in tuple(self._supervisor.workers.items()):
            if worker.run.status.is_active and self._connections.lacks_own_key(worker.run):
                run = await self._supervisor.interrupt(run_id)
                if run is not None:
                    self._supervisor.start_worker(run, committed=False)
        self._on_change(person)

    def _on_change(self, person: str) -> None:
        self._subscriptions.notify(person)
        self.batches.wake(person)

    def _on_change_elsewhere(self, person: str) -> None:
        self._others.hear(person)
        self.batches.wake(person)
