"""The work on one run, from the first byte sent to the last result kept: committed step by step as it happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from playground.errors import FetchError, StorageError
from playground.files.results import Kept, Results
from playground.runs.advance import Sending, Update, Verdict, advance
from playground.runs.holding import Hold
from playground.runs.ledger import Entry
from playground.runs.lines import Line, Lines
from playground.runs.recovery import account_of, is_in_window
from playground.runs.run import Notice, Output, Run, RunStatus
from playground.runs.writer import Writer
from playground.tasks.cancel import cancel, check
from playground.tasks.clock import Clock
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.submit import Accepted, Refused, Retry, Unconfirmed, submit
from playground.tasks.task import MediaKind, RemoteOutput, Task
from playground.tasks.watch import Lost, watch

PATIENCE: Final = 5.0
"""Seconds between two looks at what only a person can mend: a full disk, a service that the settings do not name."""


_LOG = logging.getLogger(__name__)


class TakenOverError(Exception):
    """Another process works on the run now."""


@dataclass(frozen=True, slots=True)
class Tools:
    """What every follower of a process works with."""

    writer: Writer
    results: Results
    lines: Lines
    clock: Clock
    tell: Callable[[str], None]
    stopping: asyncio.Event


class Follower:
    """Works on one run until it has ended, waits for a person, or belongs to another process.

    Attributes:
        run: how it stands, newer than the ledger only while a commit is on its way.

    Args:
        run: as it stands.
        process: in whose name; the ledger has the run as that process's.
        tools: what to work with.
        committed: False where `run` is ahead of the ledger.
        again: the run has succeeded, and its missing results are to be fetched once more.
    """

    def __init__(self, run: Run, process: str, tools: Tools, *, committed: bool, again: bool = False) -> None:
        self.run = run
        self._process = process
        self._tools = tools
        self._committed = committed
        self._sent_before = run.sent_at is not None
        self._is_cancelling = False
        self._is_fetching_again = again
        self._is_pausing = False

    @property
    def may_leave(self) -> bool:
        """Whether letting go at once loses nothing: only the service, or a person, has work to do."""
        return self._is_pausing or self.waits_for is not None

    @property
    def waits_for(self) -> Task | None:
        """The task, while the service is at work on it."""
        task = self.run.task
        return task if task and self.run.status is RunStatus.ACCEPTED and not task.status.is_terminal else None

    async def work(self) -> None:
        """Do all that the run still needs.

        Raises:
            TakenOverError: another process has it.
        """
        if not self._committed:
            await self._commit()
        if self._is_fetching_again:
            await self._fetch_again()
            return
        if self.run.status in {RunStatus.PREPARED, RunStatus.SENT}:
            await self._submit(await self._line())
        if (task := self.waits_for) and not self._tools.stopping.is_set():
            await self._watch(task, await self._line())
        if self.run.status is RunStatus.ACCEPTED and not self.waits_for:
            await self._fetch(self.run.remotes)

    async def cancel(self) -> None:
        """Ask the service to stop the task: now, or as soon as there is one."""
        self._is_cancelling = True
        line = await self._tools.lines.to(self.run.service)
        if line and (task := self.waits_for):
            await self._cancel(task, line)

    async def update(self, update: Update) -> None:
        """Advance the run and commit it; while the ledger cannot be written, say so and try until it can."""
        before = self.run
        self._advance(update)
        if self.run != before:
            await self._commit()

    def _advance(self, update: Update) -> None:
        self.run = advance(self.run, update, self._tools.clock.wall())
        self._tools.tell(self.run.browser)

    async def _commit(self) -> None:
        said = self.run.notice
        while True:
            try:
                await self._save(replace(self.run, notice=said))
            except StorageError:
                await self._pause("notice.not_saved")
            else:
                break
        if self.run.notice != said:
            self._advance(said)

    async def _save(self, run: Run) -> None:
        kept = run.status.is_followed or self._is_fetching_again
        if not await self._tools.writer.save(Entry(run, self._process, kept)):
            raise TakenOverError

    async def _line(self) -> Line:
        while (line := await self._tools.lines.to(self.run.service)) is None:
            await self._pause("notice.no_service")
        return line

    async def _pause(self, notice: str) -> None:
        self._advance(Notice(notice, PATIENCE))
        self._is_pausing = True
        await self._tools.clock.sleep(PATIENCE)
        self._is_pausing = False

    async def _submit(self, line: Line) -> None:
        if self.run.status is RunStatus.PREPARED and not await self._note_sending(line):
            return
        outcome = await submit(
            line.client,
            self.run.body,
            self.run.key,
            notify=self._notify,
            clock=self._tools.clock,
            sent_before=self._sent_before,
            may_send=self._may_send,
            is_anothers=self._is_anothers,
        )
        match outcome:
            case Accepted(task):
                await self.update(task)
            case Refused(problem):
                await self.update(Verdict(RunStatus.REFUSED, problem))
            case Unconfirmed(problem):
                await self.update(Verdict(RunStatus.UNCONFIRMED, problem))
        if self._is_cancelling and (known := self.waits_for):
            await self._cancel(known, line)

    async def _may_send(self) -> bool:
        """Whether the body may leave at this moment: the run is still ours, and its key not too old.

        Raises:
            TakenOverError: another process has it, or had it: this one slept.
        """
        while True:
            try:
                is_held = await self._tools.writer.call(self._tools.writer.ledger.hold, self._hold, self._now())
            except StorageError:  # what cannot be looked up is not sent
                await self._pause("notice.not_saved")
            else:
                break
        if not is_held:
            raise TakenOverError
        return is_in_window(self.run, self._now()) and self._tools.lines.is_account_of(self.run)

    async def _is_anothers(self, task_id: str) -> bool:
        try:
            return await self._tools.writer.call(self._tools.writer.ledger.is_anothers_task, self.run, task_id)
        except StorageError:  # not known: asked once more, under the same key
            return True

    def _may_keep(self) -> bool:
        """Whether a result may be put in place, asked on a worker thread; while the ledger cannot be read, it may."""
        try:
            return self._tools.writer.ledger.holds(self._hold)
        except StorageError:
            return True

    @property
    def _hold(self) -> Hold:
        return Hold(self.run.run_id, self._process, self.run.fence)

    def _now(self) -> float:
        return self._tools.clock.wall()

    async def _note_sending(self, line: Line) -> bool:
        """Commit that the body leaves now. What cannot be noted is not sent: after a crash nobody could tell."""
        account = account_of(line.service.key, self.run.key)
        sent = advance(self.run, Sending(account=account), self._now())
        try:
            await self._save(sent)
        except StorageError as error:
            figures = {**error.figures, "reason": error.code}
            await self.update(Verdict(RunStatus.REFUSED, Problem(ProblemCode.STORAGE, Charged.NO, figures=figures)))
            return False
        self.run = sent
        self._tools.tell(sent.browser)
        return True

    async def _watch(self, task: Task, line: Line) -> None:
        since = self.run.sent_at if self._sent_before else None
        clock = self._tools.clock
        seen = watch(line.client, task, notify=self._notify, pace=line.pace, clock=clock, accepted_at=since)
        async for change in seen:
            await self.update(Verdict(RunStatus.UNCONFIRMED, change.problem) if isinstance(change, Lost) else change)

    async def _cancel(self, task: Task, line: Line) -> None:
        if line.service.cancel_path is None:
            return
        self._is_cancelling = False
        answer = await cancel(line.client, task.task_id)
        await self.update(answer if isinstance(answer, Task) else Notice("notice.cancel_failed"))

    async def _fetch_again(self) -> None:
        await self._fetch(await self._fresh_remotes())
        self._is_fetching_again = False
        self._advance(None)
        await self._commit()

    async def _fresh_remotes(self) -> tuple[RemoteOutput, ...]:
        """Links expire: the task is asked for new ones, and where it has none the old ones are tried."""
        line = await self._tools.lines.to(self.run.service)
        fresh = await check(line.client, self.run.task.task_id) if line and self.run.task else None
        if isinstance(fresh, Task):
            await self.update(fresh)
        known = self.run.remotes
        return fresh.outputs if isinstance(fresh, Task) and len(fresh.outputs) == len(known) else known

    async def _fetch(self, remotes: tuple[RemoteOutput, ...]) -> None:
        fetches = [asyncio.create_task(self._fetch_one(index, remotes[index])) for index in self.run.missing]
        try:
            for fetched in asyncio.as_completed(fetches):
                await self.update(await fetched)
        finally:
            for fetch in fetches:
                fetch.cancel()

    async def _fetch_one(self, index: int, remote: RemoteOutput) -> Output:
        # Gathered, so that an error of ours is this result's alone: the others are kept, and the run comes to its end.
        fetching = self._tools.results.fetch(self.run.run_id, index, remote, may_keep=self._may_keep)
        (fetched,) = await asyncio.gather(fetching, return_exceptions=True)
        match fetched:
            case Kept():
                return _kept(index, fetched)
            case FetchError(code="fetch.taken_over"):
                raise TakenOverError
            case FetchError():
                error = fetched
            case _:
                _LOG.error("run %s: an error of ours with result %s", self.run.run_id, index + 1, exc_info=fetched)
                error = FetchError("fetch.fault", number=index + 1)
        return Output(index=index, kind=remote.kind, problem=self._not_fetched(error))

    def _not_fetched(self, error: FetchError) -> Problem:
        figures = {**error.figures, "reason": error.code}
        cost = self.run.cost_actual
        charged = Charged.UNKNOWN if cost is None else Charged.YES if cost else Charged.NO
        request_id = self.run.task.request_id if self.run.task else None
        return Problem(ProblemCode.RESULT_NOT_FETCHED, charged, request_id=request_id, figures=figures)

    def _notify(self, retry: Retry) -> None:
        self._advance(Notice(retry.code, retry.wait))


def _kept(index: int, kept: Kept) -> Output:
    return Output(
        index=index,
        kind=MediaKind(kept.kind),
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        width=kept.width,
        height=kept.height,
        text=kept.text,
    )
