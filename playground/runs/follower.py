"""The work on one run, from the first byte sent to the last result kept: committed step by step as it happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

from playground.errors import StorageError
from playground.files.results import Results
from playground.runs.advance import Sending, Update, Verdict, advance
from playground.runs.fetching import Fetching
from playground.runs.holding import Hold, TakenOverError
from playground.runs.ledger import Entry
from playground.runs.lines import Line, Lines
from playground.runs.recovery import account_of, is_in_window
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.writer import Writer
from playground.tasks.cancel import cancel
from playground.tasks.clock import Clock
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.submit import Accepted, Refused, Retry, Unconfirmed, submit
from playground.tasks.task import Task
from playground.tasks.watch import Lost, watch

PATIENCE: Final = 5.0
"""Seconds between two looks at what only a person can mend: a full disk, a service that the settings do not name."""

_NOT_SAVED: Final = "notice.not_saved"

_LOG = logging.getLogger(__name__)


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
        again: the run has succeeded, and its missing results are to be fetched further.
    """

    def __init__(self, run: Run, process: str, tools: Tools, *, committed: bool, again: bool = False) -> None:
        self.run = run
        self._process = process
        self._tools = tools
        self._committed = committed
        self._sent_before = run.sent_at is not None
        self._is_cancelling = False
        self._is_fetching = again
        self._is_pausing = False
        self._is_lost = False
        self._catching_up: asyncio.Task[None] | None = None
        self._fetching = Fetching(
            tools.results,
            tools.lines,
            tools.clock,
            lambda: self.run,
            self.update,
            may_keep=self._may_keep,
            stopping=tools.stopping,
        )

    @property
    def may_leave(self) -> bool:
        """Whether letting go at once loses nothing: only the service, or a person, has work to do."""
        return self._is_pausing or self._fetching.is_pausing or self.waits_for is not None

    async def look(self) -> None:
        """Let go of a run that was taken over while this rested between two tries: its next step finds that out."""
        if self._fetching.is_pausing and not await self._tools.writer.call(self._tools.writer.ledger.holds, self._hold):
            self.hurry()

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
        try:
            await self._work()
        finally:
            if self._catching_up is not None:
                self._catching_up.cancel()

    async def _work(self) -> None:
        if not self._committed:
            await self._commit()
        if self._is_fetching:
            await self._fetch(again=True)
            return
        if self.run.status in {RunStatus.PREPARED, RunStatus.SENT}:
            await self._submit(await self._line())
        if (task := self.waits_for) and not self._tools.stopping.is_set():
            await self._watch(task, await self._line())
        if self.run.status is RunStatus.ACCEPTED and not self.waits_for:
            await self._fetch(again=False)

    async def cancel(self) -> None:
        """Ask the service to stop the task: now, or as soon as there is one."""
        self._is_cancelling = True
        line = await self._tools.lines.to(self.run.service)
        if line and (task := self.waits_for):
            await self._cancel(task, line)

    def hurry(self) -> None:
        """A person asks for what is missing: it is fetched now."""
        self._fetching.hurry()

    async def update(self, update: Update) -> None:
        """Advance the run and commit it; while the ledger cannot be written, say so and try until it can.

        Once the service has accepted, the work goes on meanwhile: what it made may expire before there is room.
        """
        if self._is_lost:
            raise TakenOverError
        before = self.run
        self._advance(update)
        if self.run != before:
            await self._commit()

    def _advance(self, update: Update) -> None:
        self.run = advance(self.run, update, self._tools.clock.wall())
        self._tools.tell(self.run.browser)

    async def _commit(self) -> None:
        said = self._said
        may_be_behind = self.run.status is RunStatus.ACCEPTED or self._is_fetching
        if self._catching_up is not None and not may_be_behind:
            self._catching_up.cancel()
        while True:
            try:
                await self._save(replace(self.run, notice=said))
            except StorageError:
                if may_be_behind:
                    self._fall_behind()
                    return
                await self._pause(_NOT_SAVED)
            else:
                break
        if self.run.notice != said:
            self._advance(said)

    @property
    def _said(self) -> Notice | None:
        """The notice that the ledger is to have: not that it cannot be written."""
        notice = self.run.notice
        return None if notice and notice.code == _NOT_SAVED else notice

    def _fall_behind(self) -> None:
        self._advance(Notice(_NOT_SAVED, PATIENCE))
        if self._catching_up is None or self._catching_up.done():
            self._catching_up = asyncio.create_task(self._catch_up(), name=f"ledger of run {self.run.run_id}")

    async def _catch_up(self) -> None:
        """Write down how the run stands as soon as the ledger can be written again."""
        while True:
            await self._tools.clock.sleep(PATIENCE)
            try:
                await self._save(replace(self.run, notice=self._said))
            except StorageError:
                continue
            except TakenOverError:
                self._is_lost = True
            if self.run.notice != self._said:
                self._advance(None)
            return

    async def _save(self, run: Run) -> None:
        kept = run.status.is_followed or self._is_fetching
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
            figures = {**error.params, "reason": error.code}
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

    async def _fetch(self, *, again: bool) -> None:
        self._is_fetching = True
        if not await self._fetching.fetch(again=again):
            return
        self._is_fetching = False
        self._advance(None)
        await self._commit()

    def _notify(self, retry: Retry) -> None:
        self._advance(Notice(retry.code, retry.wait))
