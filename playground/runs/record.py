"""The record of a run at work: each step is committed, and then shown."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import Final

from playground.errors import StorageError
from playground.runs.context import WorkerContext
from playground.runs.ownership import Ownership, TakenOverError
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.transitions import Update, apply_update
from playground.runs.writes import LedgerWrite

RETRY_PAUSE: Final = 5.0
"""Seconds between two looks at what only a person can mend: a full disk, a service that the settings do not name."""

_NOT_SAVED: Final = "notice.not_saved"


class RunRecord:
    """One run while its worker works on it.

    Attributes:
        run: how it stands for its worker: ahead of the ledger while a commit is on its way.
        shown: the run as people see it: as the ledger has it, with a notice of what is being done at this moment. Only
            where the ledger cannot be written it is ahead of that, and the notice says so. None until the ledger has
            what the record began with.
        is_settled: is set once there is something to show, or the work is over.
        is_fetching: its results are being fetched, so that it stays this process's after it succeeded.
        is_pausing: its worker only waits for a person.

    Args:
        run: how it stands.
        process: in whose name; the ledger has the run as that process's.
        context: what all workers of this process share.
        committed: False where `run` is ahead of the ledger.
        is_fetching: as the attribute.
    """

    def __init__(self, run: Run, process: str, context: WorkerContext, *, committed: bool, is_fetching: bool) -> None:
        self.run = run
        self.shown = run if committed else None
        self.is_settled = asyncio.Event()
        self.is_fetching = is_fetching
        self.is_pausing = False
        self._process = process
        self._context = context
        self._is_taken_over = False
        self._late_save: asyncio.Task[None] | None = None
        self._in_ledger = (
            run if committed and run.fence == 0 else None
        )  # who had it before may have been an older program
        self._saves = 0

    @property
    def ownership(self) -> Ownership:
        """Who works on it, as the ledger must have it for a write to count."""
        return Ownership(self.run.run_id, self._process, self.run.fence)

    def note(self, notice: Notice | None) -> None:
        """Show what is being done at this moment, without a commit; None takes back what was said."""
        self.run = self._applied(self.run, notice)
        if self.shown is not None:
            self._show(self._applied(self.shown, notice))

    async def update(self, update: Update) -> None:
        """Commit what happened, and show it; while the ledger cannot be written, say so and try until it can.

        Once the service has accepted, the work goes on meanwhile: what it made may expire before there is room.

        Raises:
            TakenOverError: another process has the run.
        """
        if self._is_taken_over:
            raise TakenOverError
        before = self.run
        self.run = self._applied(before, update)
        if self.run != before:
            await self.commit()

    async def update_if_saved(self, update: Update) -> None:
        """Commit what happens before it counts for the worker, too.

        Raises:
            StorageError: it could not be committed: nothing has changed.
            TakenOverError: another process has the run.
        """
        updated = self._applied(self.run, update)
        await self._save(updated)
        self.run = replace(updated, person=self.run.person)
        self._show(updated)

    async def commit(self) -> None:
        """Commit how the run stands, as `update` does."""
        said = self._notice_to_store
        may_be_behind = self.run.status is RunStatus.ACCEPTED or self.is_fetching
        if self._late_save is not None and not may_be_behind:
            self._late_save.cancel()
        while True:
            standing = replace(self.run, notice=said)
            try:
                await self._save(standing)
            except StorageError:
                self._show_unsaved()
                if may_be_behind:
                    self._save_later()
                    return
                await self.pause(_NOT_SAVED)
            else:
                break
        self.run = replace(self.run, notice=said)
        self._show(standing)

    def give_to(self, person: str) -> None:
        """It is somebody else's from now on; the ledger has that already."""
        self.run = replace(self.run, person=person)
        if self.shown is not None:
            self._show(self.shown)

    async def pause(self, notice: str = _NOT_SAVED) -> None:
        """Say what a person has to mend, and wait before the next look at it."""
        self.note(Notice(notice, RETRY_PAUSE))
        self.is_pausing = True
        await self._context.clock.sleep(RETRY_PAUSE)
        self.is_pausing = False

    def close(self) -> None:
        """Try no more to write what could not be written: the work is over, or goes on elsewhere."""
        self.is_settled.set()
        if self._late_save is not None:
            self._late_save.cancel()

    @property
    def _notice_to_store(self) -> Notice | None:
        """The notice that the ledger is to have: not that it cannot be written."""
        notice = self.run.notice
        return None if notice and notice.code == _NOT_SAVED else notice

    def _applied(self, run: Run, update: Update) -> Run:
        return apply_update(run, update, self._context.clock.wall())

    def _show(self, run: Run) -> None:
        self.shown = replace(run, person=self.run.person)
        self.is_settled.set()
        self._context.notify(run.person)

    def _show_unsaved(self) -> None:
        """What could not be written is no secret: it is shown, with a notice that it is not in the ledger."""
        self.run = self._applied(self.run, Notice(_NOT_SAVED, RETRY_PAUSE))
        self._show(self.run)

    def _save_later(self) -> None:
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
                self.note(None)
            return

    async def _save(self, run: Run) -> None:
        keeps_ownership = run.status.is_active or self.is_fetching
        before, self._in_ledger = self._in_ledger, None  # nobody knows how it ends, or in which order of two
        self._saves += 1
        number = self._saves
        if not await self._context.async_ledger.save(LedgerWrite(run, self._process, keeps_ownership, before)):
            raise TakenOverError
        if number == self._saves:
            self._in_ledger = run
