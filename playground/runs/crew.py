"""The followers of this process: started, taken over from processes that died, restarted, and let go of at the end."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Final

from playground.errors import StorageError
from playground.runs.advance import advance
from playground.runs.follower import Follower, Tools
from playground.runs.holding import TakenOverError
from playground.runs.lease import is_gone, new_lease
from playground.runs.recovery import recovered
from playground.runs.run import Run, RunStatus

RENEWAL: Final = 10.0
"""Seconds between two renewals of this process's lease."""

RESTART: Final = 30.0
"""Seconds after which a follower that met an error of ours goes on."""

MOMENT: Final = 5.0
"""Seconds that a person waits for a commit."""

_LOG = logging.getLogger(__name__)


class Crew:
    """One follower a run, and the lease in whose name they work.

    Args:
        tools: what the followers work with.
    """

    def __init__(self, tools: Tools) -> None:
        self._tools = tools
        self._lease = new_lease()
        self._is_stuck = False
        self._followers: dict[str, Follower] = {}
        self._jobs: dict[str, asyncio.Task[None]] = {}

    @property
    def process(self) -> str:
        """The name of this process in the ledger, until its lease lapses."""
        return self._lease.process

    @property
    def is_stuck(self) -> bool:
        """Whether the ledger could not be written when the lease was due: what is left by others stays so."""
        return self._is_stuck

    @property
    def followers(self) -> Mapping[str, Follower]:
        """Who works on which run, by run id."""
        return self._followers

    async def keep_lease(self) -> None:
        """Renew the lease, and take over what others left, for as long as this runs."""
        while True:
            await self._tools.clock.sleep(RENEWAL)
            await self.try_renew()

    async def try_renew(self) -> None:
        """Renew the lease (or take out the first one), and take over the runs of processes that died.

        Where the ledger cannot be written that is left for the next time: nobody else can take our runs over either.
        """
        try:
            await self._renew()
            self._is_stuck = False
        except StorageError as error:
            self._is_stuck = True
            _LOG.warning("the lease could not be renewed: %s", error)

    def follow(self, run: Run, *, committed: bool, again: bool = False) -> Run:
        """Start the work on a run that is this process's; the arguments are `Follower`'s."""
        follower = Follower(run, self.process, self._tools, committed=committed, again=again)
        job = asyncio.create_task(follower.work(), name=f"run {run.run_id}")
        self._followers[run.run_id], self._jobs[run.run_id] = follower, job
        job.add_done_callback(lambda done: self._done(follower, done))
        self._tools.tell(run.browser)
        return run

    async def finish(self, run_id: str) -> None:
        """Wait, for a moment, until the last commit of a run that rests is on the disk."""
        if job := self._jobs.get(run_id):
            await asyncio.wait([job], timeout=MOMENT)

    async def interrupt(self, run_id: str) -> Run | None:
        """Stop the work on a run where it stands; None if nobody here works on it."""
        follower = self._followers.get(run_id)
        await self._drop([run_id])
        return follower.run if follower else None

    async def stop(self, drain: float) -> None:
        """Let every follower go, those in the middle of something after at most `drain` seconds, and the lease."""
        self._tools.stopping.set()
        await self._drop([run_id for run_id, follower in self._followers.items() if follower.may_leave])
        if self._jobs:
            await asyncio.wait(self._jobs.values(), timeout=drain)
        await self._drop(list(self._followers))
        with suppress(StorageError):  # it lapses by itself
            await self._tools.writer.call(self._tools.writer.ledger.release, self._lease)

    async def _renew(self) -> None:
        writer, now = self._tools.writer, self._tools.clock.wall()
        if not await writer.call(writer.ledger.renew, self._lease, now):
            # Lapsed: this machine slept, and others may have our runs. Under a new name nothing is done twice.
            left = [follower.run.browser for follower in self._followers.values()]
            await self._drop(list(self._followers))
            self._lease = new_lease()
            await writer.call(writer.ledger.register, self._lease, now)
            for browser in left:
                self._tools.tell(browser)  # from now on they are shown as the ledger has them
        for follower in tuple(self._followers.values()):
            await follower.look()
        for run in await writer.call(writer.ledger.take_over, self.process, now, is_gone, self._tools.lines.serves):
            self._take_up(run, committed=True)

    def _take_up(self, run: Run, *, committed: bool) -> None:
        """Go on with a run that was left in the middle, as far as its age allows."""
        now = self._tools.clock.wall()
        is_our_account = run.status is not RunStatus.SENT or self._tools.lines.is_account_of(run)
        then = advance(run, recovered(run, now, is_our_account=is_our_account), now)
        # A run that has succeeded is somebody's only while results of it are missing.
        self.follow(then, committed=committed and then == run, again=then.status is RunStatus.SUCCEEDED)

    async def _drop(self, run_ids: list[str]) -> None:
        jobs = [job for run_id in run_ids if (job := self._jobs.pop(run_id, None))]
        for run_id in run_ids:
            self._followers.pop(run_id, None)
        for job in jobs:
            job.cancel()
        await asyncio.gather(*jobs, return_exceptions=True)

    def _done(self, follower: Follower, job: asyncio.Task[None]) -> None:
        run = follower.run
        if self._jobs.get(run.run_id) is not job:
            return
        error = None if job.cancelled() else job.exception()
        if error is None or isinstance(error, TakenOverError) or self._tools.stopping.is_set():
            del self._followers[run.run_id], self._jobs[run.run_id]
        else:
            _LOG.error("run %s: an error of ours; the work goes on in %s s", run.run_id, RESTART, exc_info=error)
            self._jobs[run.run_id] = asyncio.create_task(self._restart(run), name=f"restart {run.run_id}")
        self._tools.tell(run.browser)  # nobody works on it any more, or what it showed last is not in the ledger

    async def _restart(self, run: Run) -> None:
        await self._tools.clock.sleep(RESTART)
        self._take_up(run, committed=False)
