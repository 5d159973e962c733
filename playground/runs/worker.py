"""The worker of one run: it sends it, watches its task and fetches its results, and commits each step."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from typing import Final

from playground.errors import StorageError
from playground.runs.connections import ServiceConnection
from playground.runs.context import WorkerContext
from playground.runs.fetching import ResultFetcher
from playground.runs.ownership import Ownership, TakenOverError
from playground.runs.recovery import account_of, is_in_window
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.transitions import RunOutcome, Sending, Update, apply_update
from playground.runs.writes import LedgerWrite
from playground.tasks.control import cancel_task
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.submit import Accepted, Refused, RetryNotice, Unconfirmed, submit
from playground.tasks.task import Task
from playground.tasks.watch import Lost, watch

RETRY_PAUSE: Final = 5.0
"""Seconds between two looks at what only a person can mend: a full disk, a service that the settings do not name."""

_NOT_SAVED: Final = "notice.not_saved"

_LOG = logging.getLogger(__name__)


class RunWorker:
    """Works on one run until it has ended, waits for a person, or belongs to another process.

    Attributes:
        run: how it stands, newer than the ledger only while a commit is on its way.

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
        self.run = run
        self._process = process
        self._context = context
        self._committed = committed
        self._sent_before = run.sent_at is not None
        self._is_cancelling = False
        self._is_fetching = refetch
        self._is_pausing = False
        self._is_taken_over = False
        self._late_save: asyncio.Task[None] | None = None
        self._fetching = ResultFetcher(
            context.results,
            context.connections,
            context.clock,
            lambda: self.run,
            self.update,
            may_keep=self._may_keep,
            stopping=context.stopping,
        )

    @property
    def can_stop_now(self) -> bool:
        """Whether this worker can be stopped at once: it only waits for the service or for a person."""
        return self._is_pausing or self._fetching.is_pausing or self.pending_task is not None

    async def check_ownership(self) -> None:
        """End a pause between two tries if another process took the run over: the next step finds that out."""
        if self._fetching.is_pausing and not await self._context.async_ledger.call(
            self._context.async_ledger.ledger.owns, self._ownership
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
            if self._late_save is not None:
                self._late_save.cancel()

    async def _work(self) -> None:
        if not self._committed:
            await self._commit()
        if self._is_fetching:
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
        connection = await self._context.connections.to(self.run.service)
        if connection and (task := self.pending_task):
            await self._cancel(task, connection)

    def fetch_now(self) -> None:
        """A person asks for what is missing: it is fetched now."""
        self._fetching.fetch_now()

    async def update(self, update: Update) -> None:
        """Advance the run and commit it; while the ledger cannot be written, say so and try until it can.

        Once the service has accepted, the work goes on meanwhile: what it made may expire before there is room.
        """
        if self._is_taken_over:
            raise TakenOverError
        before = self.run
        self._advance(update)
        if self.run != before:
            await self._commit()

    def _advance(self, update: Update) -> None:
        self.run = apply_update(self.run, update, self._context.clock.wall())
        self._context.notify(self.run.browser)

    async def _commit(self) -> None:
        said = self._notice_to_store
        may_be_behind = self.run.status is RunStatus.ACCEPTED or self._is_fetching
        if self._late_save is not None and not may_be_behind:
            self._late_save.cancel()
        while True:
            try:
                await self._save(replace(self.run, notice=said))
            except StorageError:
                if may_be_behind:
                    self._save_later()
                    return
                await self._pause(_NOT_SAVED)
            else:
                break
        if self.run.notice != said:
            self._advance(said)

    @property
    def _notice_to_store(self) -> Notice | None:
        """The notice that the ledger is to have: not that it cannot be written."""
        notice = self.run.notice
        return None if notice and notice.code == _NOT_SAVED else notice

    def _save_later(self) -> None:
        self._advance(Notice(_NOT_SAVED, RETRY_PAUSE))
        if self._late_save is None or self._late_save.done():
            self._late_save = asyncio.create_task(self._retry_save(), name=f"ledger of run {self.run.run_id}")

    async def _retry_save(self) -> None:
        """Write down how the run stands as soon as the ledger can be written again."""
        while True:
            await self._context.clock.sleep(RETRY_PAUSE)
            try:
                await self._save(replace(self.run, notice=self._notice_to_store))
            except StorageError:
                continue
            except TakenOverError:
                self._is_taken_over = True
            if self.run.notice != self._notice_to_store:
                self._advance(None)
            return

    async def _save(self, run: Run) -> None:
        kept = run.status.is_active or self._is_fetching
        if not await self._context.async_ledger.save(LedgerWrite(run, self._process, kept)):
            raise TakenOverError

    async def _connect(self) -> ServiceConnection:
        while (connection := await self._context.connections.to(self.run.service)) is None:
            await self._pause("notice.no_service")
        return connection

    async def _pause(self, notice: str) -> None:
        self._advance(Notice(notice, RETRY_PAUSE))
        self._is_pausing = True
        await self._context.clock.sleep(RETRY_PAUSE)
        self._is_pausing = False

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
            is_another_runs=self._is_anothers,
        )
        match outcome:
            case Accepted(task):
                await self.update(task)
            case Refused(problem):
                await self.update(RunOutcome(RunStatus.REFUSED, problem))
            case Unconfirmed(problem):
                await self.update(RunOutcome(RunStatus.UNCONFIRMED, problem))
        if self._is_cancelling and (known := self.pending_task):
            await self._cancel(known, connection)

    async def _may_send(self) -> bool:
        """Whether the body may leave at this moment: the run is still ours, and its key not too old.

        Raises:
            TakenOverError: another process has it, or had it: this one slept.
        """
        while True:
            try:
                is_owned = await self._context.async_ledger.call(
                    self._context.async_ledger.ledger.renew_ownership, self._ownership, self._now()
                )
            except StorageError:  # what cannot be looked up is not sent
                await self._pause("notice.not_saved")
            else:
                break
        if not is_owned:
            raise TakenOverError
        return is_in_window(self.run, self._now()) and self._context.connections.is_account_of(self.run)

    async def _is_anothers(self, task_id: str) -> bool:
        try:
            return await self._context.async_ledger.call(
                self._context.async_ledger.ledger.is_task_of_another_run, self.run, task_id
            )
        except StorageError:  # not known: asked once more, under the same key
            return True

    def _may_keep(self) -> bool:
        """Whether a result may be put in place, asked on a worker thread; while the ledger cannot be read, it may."""
        try:
            return self._context.async_ledger.ledger.owns(self._ownership)
        except StorageError:
            return True

    @property
    def _ownership(self) -> Ownership:
        return Ownership(self.run.run_id, self._process, self.run.fence)

    def _now(self) -> float:
        return self._context.clock.wall()

    async def _commit_sending(self, connection: ServiceConnection) -> bool:
        """Commit that the body leaves now. What cannot be noted is not sent: after a crash nobody could tell."""
        account = account_of(connection.service.key, self.run.key)
        sent = apply_update(self.run, Sending(account=account), self._now())
        try:
            await self._save(sent)
        except StorageError as error:
            params = {**error.params, "reason": error.code}
            await self.update(RunOutcome(RunStatus.REFUSED, Problem(ProblemCode.STORAGE, Charged.NO, params=params)))
            return False
        self.run = sent
        self._context.notify(sent.browser)
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
            await self.update(RunOutcome(RunStatus.UNCONFIRMED, change.problem) if isinstance(change, Lost) else change)

    async def _cancel(self, task: Task, connection: ServiceConnection) -> None:
        if connection.service.cancel_path is None:
            return
        self._is_cancelling = False
        answer = await cancel_task(connection.client, task.task_id)
        await self.update(answer if isinstance(answer, Task) else Notice("notice.cancel_failed"))

    async def _fetch(self, *, refetch: bool) -> None:
        self._is_fetching = True
        if not await self._fetching.fetch(refetch=refetch):
            return
        self._is_fetching = False
        self._advance(None)
        await self._commit()

    def _notify(self, retry: RetryNotice) -> None:
        self._advance(Notice(retry.code, retry.wait))
