"""The supervisor of this process's workers: one worker a run.

It starts workers for new runs and for those of processes that died, restarts a worker that failed, and stops all of
them at the end.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from playground.errors import StorageError
from playground.logcontext import context_of_run
from playground.metrics import RUNS_ENDED
from playground.runs.context import WorkerContext
from playground.runs.lease import is_gone, new_lease
from playground.runs.ownership import TakenOverError
from playground.runs.recovery import recovery_update
from playground.runs.replicas import Replica, ReplicaError
from playground.runs.run import Run, RunStatus
from playground.runs.transitions import apply_update
from playground.runs.worker import RunWorker

RENEWAL_INTERVAL: Final = 10.0
"""Seconds between two renewals of this process's lease."""

RESTART_DELAY: Final = 30.0
"""Seconds after which a worker that failed by an error of ours is started again."""

COMMIT_WAIT: Final = 5.0
"""Seconds that a person waits for a commit."""

_LOG = logging.getLogger(__name__)


class Supervisor:
    """One worker a run, and the lease of this process, under whose name they work.

    Args:
        context: what the workers share.
        replica: what this process tells others of itself, if anything.
    """

    def __init__(self, context: WorkerContext, replica: Replica | None = None) -> None:
        self._context = context
        self._replica = replica
        self._lease = new_lease()
        self._is_lease_failing = False
        self._strays: frozenset[str] = frozenset()
        self._workers: dict[str, RunWorker] = {}
        self._jobs: dict[str, asyncio.Task[None]] = {}

    @property
    def process(self) -> str:
        """The name of this process in the ledger, until its lease lapses."""
        return self._lease.process

    @property
    def is_lease_failing(self) -> bool:
        """Whether the last renewal of the lease failed: while the ledger cannot be written, nothing is taken over."""
        return self._is_lease_failing

    @property
    def workers(self) -> Mapping[str, RunWorker]:
        """Who works on which run, by run id."""
        return self._workers

    async def join(self) -> None:
        """Take out the first lease, unless other processes work with what is at odds with ours.

        Raises:
            ReplicaError: they do.
        """
        async_ledger = self._context.async_ledger
        if self._replica is None:
            return
        try:
            await async_ledger.call(async_ledger.ledger.processes.join, self._lease, self._replica, is_gone)
        except ReplicaError:
            raise
        except StorageError as error:  # earlier runs can be looked at all the same
            _LOG.warning("no lease could be taken out: %s", error)

    async def keep_lease(self) -> None:
        """Renew the lease, and take over what others left, for as long as this runs."""
        while True:
            await self._context.clock.sleep(RENEWAL_INTERVAL)
            await self.try_renew()

    async def try_renew(self) -> None:
        """Renew the lease (or take out the first one), and take over the runs of processes that died.

        Where the ledger cannot be written that is left for the next time: nobody else can take our runs over either.
        """
        try:
            await self._renew()
            self._is_lease_failing = False
        except StorageError as error:
            self._is_lease_failing = True
            _LOG.warning("the lease could not be renewed: %s", error)

    def start_worker(self, run: Run, *, committed: bool, refetch: bool = False) -> Run:
        """Start the work on a run that is this process's; the arguments are `RunWorker`'s.

        Pages are told of it at once; of a run that is ahead of the ledger they are told once the ledger has it.
        """
        worker = RunWorker(run, self.process, self._context, committed=committed, refetch=refetch)
        context = context_of_run(run.run_id, run.person)
        job = asyncio.create_task(worker.work(), name=f"run {run.run_id}", context=context)
        self._workers[run.run_id], self._jobs[run.run_id] = worker, job
        job.add_done_callback(lambda done: self._on_done(worker, done), context=context)
        if committed:
            self._context.notify(run.person)
        return run

    async def start_ahead(self, run: Run, *, refetch: bool = False) -> Run:
        """As `start_worker`, of a run that is ahead of the ledger; returns when that has it, or cannot be written."""
        self.start_worker(run, committed=False, refetch=refetch)
        worker = self._workers[run.run_id]
        with suppress(TimeoutError):
            async with asyncio.timeout(COMMIT_WAIT):
                await worker.wait_until_shown()
        return worker.shown or run

    async def wait_until_committed(self, run_id: str) -> None:
        """Wait, for a moment, until the last commit of a run that rests is on the disk."""
        if job := self._jobs.get(run_id):
            await asyncio.wait([job], timeout=COMMIT_WAIT)

    async def interrupt(self, run_id: str) -> Run | None:
        """Stop the work on a run where it stands; None if nobody here works on it."""
        worker = self._workers.get(run_id)
        await self._cancel_workers([run_id])
        return worker.run if worker else None

    async def stop(self, drain: float) -> None:
        """Stop every worker, those that are busy after at most `drain` seconds, and give the lease back."""
        self._context.stopping.set()
        await self._cancel_workers([run_id for run_id, worker in self._workers.items() if worker.can_stop_now])
        if self._jobs:
            await asyncio.wait(self._jobs.values(), timeout=drain)
        await self._cancel_workers(list(self._workers))
        with suppress(StorageError):  # it lapses by itself
            await self._context.async_ledger.call(self._context.async_ledger.ledger.processes.release, self._lease)

    async def _renew(self) -> None:
        async_ledger = self._context.async_ledger
        if not await async_ledger.call(async_ledger.ledger.processes.renew, self._lease):
            # Lapsed: this machine slept, and others may have our runs. Under a new name nothing is done twice.
            left = [worker.run.person for worker in self._workers.values()]
            await self._cancel_workers(list(self._workers))
            self._lease = new_lease()
            await async_ledger.call(async_ledger.ledger.processes.register, self._lease, self._replica)
            for person in left:
                self._context.notify(person)  # from now on they are shown as the ledger has them
        for worker in tuple(self._workers.values()):
            await worker.check_ownership()
        await self._let_go_of_strays()
        runs = await async_ledger.call(
            async_ledger.ledger.processes.take_over, self.process, is_gone, self._context.connections.serves
        )
        never_sent = [run.run_id for run in runs if run.status is RunStatus.PREPARED]
        planned = await async_ledger.call(async_ledger.ledger.batches.goes_on, never_sent, self._context.clock.wall())
        for run in runs:
            if run.run_id in planned:
                self.start_worker(run, committed=True)
            else:
                self._recover(run, committed=True)

    async def _let_go_of_strays(self) -> None:
        """Let go of runs that the ledger has as ours and that have no worker here.

        That happens where a connection breaks after a commit and before its answer: the run is in the ledger, and
        whoever asked for it was told that it is not. A run that is just being begun looks the same, so only those go
        that were strays at the last look too.
        """
        async_ledger = self._context.async_ledger
        owned = await async_ledger.call(async_ledger.ledger.processes.owned, self.process)
        strays = owned - self._workers.keys()
        if left := strays & self._strays:
            await async_ledger.call(async_ledger.ledger.processes.disown, self.process, left)
        self._strays = strays - left

    def _recover(self, run: Run, *, committed: bool) -> None:
        """Go on with a run that was left in the middle, as far as its age allows."""
        now = self._context.clock.wall()
        is_our_account = run.status is not RunStatus.SENT or self._context.connections.is_account_of(run)
        then = apply_update(run, recovery_update(run, now, is_our_account=is_our_account), now)
        # A run that has succeeded is somebody's only while results of it are missing.
        self.start_worker(then, committed=committed and then == run, refetch=then.status is RunStatus.SUCCEEDED)

    async def _cancel_workers(self, run_ids: list[str]) -> None:
        jobs = [job for run_id in run_ids if (job := self._jobs.pop(run_id, None))]
        for run_id in run_ids:
            self._workers.pop(run_id, None)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def _on_done(self, worker: RunWorker, job: asyncio.Task[None]) -> None:
        run = worker.run
        if self._jobs.get(run.run_id) is not job:
            return
        error = None if job.cancelled() else job.exception()
        if error is None and not job.cancelled() and run.status.is_terminal:
            RUNS_ENDED.labels(run.status.value).inc()
        if error is None or isinstance(error, TakenOverError) or self._context.stopping.is_set():
            del self._workers[run.run_id], self._jobs[run.run_id]
        else:
            _LOG.error("run %s: an error of ours; the work goes on in %s s", run.run_id, RESTART_DELAY, exc_info=error)
            self._jobs[run.run_id] = asyncio.create_task(self._restart(run), name=f"restart {run.run_id}")
        self._context.notify(run.person)  # nobody works on it any more, or what it showed last is not in the ledger

    async def _restart(self, run: Run) -> None:
        await self._context.clock.sleep(RESTART_DELAY)
        self._recover(run, committed=False)
