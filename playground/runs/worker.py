"""The worker of one run: it sends it, watches its task and fetches its results, and commits each step."""

from __future__ import annotations

import math
import time

from playground.errors import StorageError
from playground.metrics import SUBMITS
from playground.runs.connections import ServiceConnection
from playground.runs.context import WorkerContext
from playground.runs.fetching import ResultFetcher
from playground.runs.ownership import TakenOverError, fresh_seconds
from playground.runs.record import RunRecord
from playground.runs.recovery import account_of, is_in_window
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.transitions import RunOutcome, Sending
from playground.tasks.control import cancel_task
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.submit import Accepted, Refused, RetryNotice, Unconfirmed, submit
from playground.tasks.task import Task
from playground.tasks.watch import Lost, watch


class RunWorker:
    """Works on one run until it has ended, waits for a person, or belongs to another process.

    Args:
        run: as it stands.
        process: in whose name; the ledger has the run as that process's.
        context: what it shares with the other workers of this process.
        committed: False where `run` is ahead of the ledger.
        refetch: the run has succeeded, and its missing results are to be fetched further.
    """

    def __init__(
        self, run: Run, process: str, context: WorkerContext, *, committed: bool, refetch: bool = False
    ) -> None:
        self._record = RunRecord(run, process, context, committed=committed, is_fetching=refetch)
        self._context = context
        self._committed = committed
        self._sent_before = run.sent_at is not None
        self._is_cancelling = False
        self._looked_at = (-math.inf, -math.inf)  # when `_may_send` did, by both clocks
        self._fetching = ResultFetcher(
            context.results,
            context.connections,
            context.clock,
            lambda: self.run,
            self._record.update,
            may_keep=self._may_keep,
            stopping=context.stopping,
        )

    @property
    def run(self) -> Run:
        """How the run stands for who works on it, newer than the ledger while a commit is on its way."""
        return self._record.run

    @property
    def shown(self) -> Run | None:
        """The run as people are shown it, see `RunRecord`; None while only the ledger tells how it stands."""
        return self._record.shown

    def give_to(self, person: str) -> None:
        """As `RunRecord.give_to`."""
        self._record.give_to(person)

    async def wait_until_shown(self) -> None:
        """Wait until what the work began with is in the ledger, or it is said that it cannot be."""
        await self._record.is_settled.wait()

    @property
    def can_stop_now(self) -> bool:
        """Whether this worker can be stopped at once: it only waits for the service or for a person."""
        return self._record.is_pausing or self._fetching.is_pausing or self.pending_task is not None

    async def check_ownership(self) -> None:
        """End a pause between two tries if another process took the run over: the next step finds that out."""
        if self._fetching.is_pausing and not await self._context.async_ledger.call(
            self._context.async_ledger.ledger.processes.owns, self._record.ownership
        ):
            self.fetch_now()

    @property
    def pending_task(self) -> Task | None:
        """The task, while the service is at work on it."""
        task = self.run.task
        return task if task and self.run.status is RunStatus.ACCEPTED and not task.status.is_terminal else None

    async def work(self) -> None:
        """Do all that the run still needs.

        Raises:
            TakenOverError: another process has it.
        """
        try:
            await self._work()
        finally:
            self._record.close()

    async def _work(self) -> None:
        if not self._committed:
            await self._record.commit()
        if self._record.is_fetching:
            await self._fetch(refetch=True)
            return
        if self.run.status in {RunStatus.PREPARED, RunStatus.SENT}:
            await self._submit(await self._connect())
        if (task := self.pending_task) and not self._context.stopping.is_set():
            await self._watch(task, await self._connect())
        if self.run.status is RunStatus.ACCEPTED and not self.pending_task:
            await self._fetch(refetch=False)

    async def cancel(self) -> None:
        """Ask the service to stop the task: now, or as soon as there is one."""
        self._is_cancelling = True
        connection = await self._context.connections.to(self.run)
        if connection and (task := self.pending_task):
            await self._cancel(task, connection)

    def fetch_now(self) -> None:
        """A person asks for what is missing: it is fetched now."""
        self._fetching.fetch_now()

    async def _connect(self) -> ServiceConnection:
        connections = self._context.connections
        while (connection := await connections.to(self.run)) is None:
            lacks_key = connections.lacks_own_key(self.run)
            await self._record.pause("notice.own_key_gone" if lacks_key else "notice.no_service")
        return connection

    async def _submit(self, connection: ServiceConnection) -> None:
        if self.run.status is RunStatus.PREPARED and not await self._commit_sending(connection):
            return
        outcome = await submit(
            connection.client,
            self.run.body,
            self.run.key,
            notify=self._notify,
            clock=self._context.clock,
            sent_before=self._sent_before,
            may_send=self._may_send,
            may_leave=self._may_leave,
            is_another_runs=self._is_of_another_run,
        )
        SUBMITS.labels(type(outcome).__name__.lower()).inc()
        match outcome:
            case Accepted(task):
                await self._record.update(task)
            case Refused(problem):
                await self._record.update(RunOutcome(RunStatus.REFUSED, problem))
            case Unconfirmed(problem):
                await self._record.update(RunOutcome(RunStatus.UNCONFIRMED, problem))
        if self._is_cancelling and (known := self.pending_task):
            await self._cancel(known, connection)

    async def _may_send(self) -> bool:
        """Whether the body may leave at this moment: the run is still ours, and its key not too old.

        Raises:
            TakenOverError: another process has it, or had it: this one slept.
        """
        while True:
            self._looked_at = self._times()
            try:
                is_owned = await self._context.async_ledger.call(
                    self._context.async_ledger.ledger.processes.renew_ownership, self._record.ownership
                )
            except StorageError:  # what cannot be looked up is not sent
                await self._record.pause()
            else:
                break
        if not is_owned:
            raise TakenOverError
        return is_in_window(self.run, self._now()) and self._context.connections.is_account_of(self.run)

    def _may_leave(self) -> bool:
        """Whether so little time has passed since `_may_send` looked that our lease cannot have lapsed.

        If the process was stopped in between, another one may have its runs by now. Both clocks are asked: when a
        machine sleeps, often only the wall clock goes on.
        """
        passed = (now - then for now, then in zip(self._times(), self._looked_at, strict=True))
        return all(0 <= seconds < fresh_seconds() for seconds in passed)

    def _times(self) -> tuple[float, float]:
        return time.monotonic(), self._now()  # leases go by real seconds, whatever the pace of our waits

    async def _is_of_another_run(self, task_id: str) -> bool:
        try:
            return await self._context.async_ledger.call(
                self._context.async_ledger.ledger.is_task_of_another_run, self.run, task_id
            )
        except StorageError:  # not known: asked once more, under the same key
            return True

    def _may_keep(self) -> bool:
        """Whether a result may be put in place, asked on a worker thread; while the ledger cannot be read, it may."""
        try:
            return self._context.async_ledger.ledger.processes.owns(self._record.ownership)
        except StorageError:
            return True

    def _now(self) -> float:
        return self._context.clock.wall()

    async def _commit_sending(self, connection: ServiceConnection) -> bool:
        """Commit that the body leaves now. What cannot be noted is not sent: after a crash nobody could tell."""
        account = account_of(connection.service.key, self.run.key)
        try:
            await self._record.update_if_saved(Sending(account=account))
        except StorageError as error:
            params = {**error.params, "reason": error.code}
            problem = Problem(ProblemCode.STORAGE, Charged.NO, params=params)
            await self._record.update(RunOutcome(RunStatus.REFUSED, problem))
            return False
        return True

    async def _watch(self, task: Task, connection: ServiceConnection) -> None:
        since = self.run.sent_at if self._sent_before else None
        clock = self._context.clock
        seen = watch(
            connection.client,
            task,
            notify=self._notify,
            rate_limiter=connection.rate_limiter,
            clock=clock,
            accepted_at=since,
        )
        async for change in seen:
            await self._record.update(
                RunOutcome(RunStatus.UNCONFIRMED, change.problem) if isinstance(change, Lost) else change
            )

    async def _cancel(self, task: Task, connection: ServiceConnection) -> None:
        if connection.service.cancel_path is None:
            return
        self._is_cancelling = False
        answer = await cancel_task(connection.client, task.task_id)
        await self._record.update(answer if isinstance(answer, Task) else Notice("notice.cancel_failed"))

    async def _fetch(self, *, refetch: bool) -> None:
        self._record.is_fetching = True
        if not await self._fetching.fetch(refetch=refetch):
            return
        self._record.is_fetching = False
        self._record.note(None)
        await self._record.commit()

    def _notify(self, retry: RetryNotice) -> None:
        self._record.note(Notice(retry.code, retry.wait))
