"""The runner: takes asks, has them worked on in the background, tells who looks on. A run is no tab's: it goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from playground.errors import StorageError
from playground.files.results import Results
from playground.runs.advance import Sending, Update, Verdict, Watching, advance
from playground.runs.ask import Ask, prepare
from playground.runs.atwork import Most, Origins
from playground.runs.brief import Briefs, brief
from playground.runs.changes import Changes, Listener
from playground.runs.crew import Crew
from playground.runs.follower import Tools
from playground.runs.holding import TakenOverError
from playground.runs.lease import is_gone
from playground.runs.ledger import Ledger
from playground.runs.lines import Lines
from playground.runs.presses import Press
from playground.runs.price import Scale, price_of, scaled, unit_of
from playground.runs.recovery import Outlook, outlook
from playground.runs.run import Notice, Run, RunStatus
from playground.runs.spending import Spent
from playground.runs.writer import Writer
from playground.tasks.cancel import cancel
from playground.tasks.client import Service
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import Task

LOOK: Final = 1.0
"""Seconds between two looks at what other processes did to the runs that somebody here looks at."""

_BATCHES: Final = 10
"""So many at most of earlier runs are worked out for one look at a price; the next look goes on."""


class Runner:
    """One a process. A run belongs to a browser: to any other it does not exist, and every call here says None.

    Args:
        ledger: where runs are kept; the runner opens and closes it.
        results: where results are kept; the caller closes it, after `stop`.
        services: the service that a run's name for it means now; None while the settings know none of that name.
        service: the name that new runs are made for: a base URL, or `sandbox` for the embedded one.
        clock: times everything.
        most: how many runs may be at work at once; None is no limit.
    """

    def __init__(
        self,
        ledger: Ledger,
        results: Results,
        services: Callable[[str], Service | None],
        *,
        service: str,
        clock: Clock = CLOCK,
        most: Most | None = None,
    ) -> None:
        self._ledger = ledger
        self._results = results
        self._service = service
        self._clock = clock
        self._most = most
        self._origins = Origins(most, self.is_at_work)
        self._changes = Changes()
        self._briefs = Briefs()
        self._writer = Writer(ledger)
        self._lines = Lines(services, clock)
        self._stopping = asyncio.Event()
        self._crew = Crew(Tools(self._writer, results, self._lines, clock, self._changes.tell, self._stopping))
        self._beginning: set[asyncio.Task[Run]] = set()
        self._not_cancelled: dict[str, str] = {}  # what others work on: the word of the run when the service said no
        self._background: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        """Open the ledger and go on with what an earlier process left.

        On a full or read-only disk earlier runs can still be looked at: then it is `begin` that says no.

        Raises:
            StorageError: the ledger cannot be opened, is damaged, or a newer program made it.
        """
        await self._writer.call(self._ledger.open)
        await self._crew.try_renew()
        self._background = (
            asyncio.create_task(self._crew.keep_lease(), name="lease"),
            asyncio.create_task(self._look_elsewhere(), name="changes elsewhere"),
        )

    def hang_up(self) -> None:
        """Tell whoever looks on that nothing more is told; the work goes on until `stop`."""
        self._changes.close()

    async def stop(self, drain: float = 10.0) -> None:
        """Take no more asks, finish what is half done within `drain` seconds, close. Runs go on at the next start."""
        self._stopping.set()
        self.hang_up()
        for task in self._background:
            task.cancel()
        await asyncio.gather(*self._background, *self._beginning, return_exceptions=True)
        await self._crew.stop(drain)
        await self._lines.close()
        await self._writer.close()

    async def begin(self, ask: Ask) -> Run:
        """Commit a run and start it; the answer comes as soon as it is committed.

        Presses of one page for the same settings within a second of each other count once, whichever process on the
        ledger takes them: each returns the same run.

        Raises:
            StorageError: it could not be committed, too many are at work, or the server is stopping. Nothing was sent.
        """
        if self._stopping.is_set():
            raise StorageError("storage.stopping")
        begun = asyncio.create_task(self._begin(ask), name="begin")
        self._beginning.add(begun)
        begun.add_done_callback(self._beginning.discard)
        return self._newest(await asyncio.shield(begun))

    async def cancel(self, browser: str, run_id: str) -> Run | None:
        """Ask the service to stop a task, now or once it is accepted; without such a call, stop waiting for it."""
        run = await self.run(browser, run_id)
        if run is None or not run.status.is_followed:
            return run
        if not self.can_cancel(run) or run.status is RunStatus.PREPARED:
            return await self.stop_waiting(browser, run_id)
        follower = self._crew.followers.get(run_id)
        if follower is None:
            await self._cancel_elsewhere(run)
            return self._newest(run)
        try:
            await follower.cancel()
        except TakenOverError:
            return await self.run(browser, run_id)
        return follower.run

    async def stop_waiting(self, browser: str, run_id: str) -> Run | None:
        """Let go of the watch: the task goes on and may be charged. What was not sent yet is not sent at all."""
        run = await self.run(browser, run_id)
        if run is None or (run.task and run.task.status.is_terminal):
            return run
        if run_id not in self._crew.followers:
            is_left = run.status.is_followed and not self._lines.serves(run.service)  # nobody here can work on it
            return await self._resume(run, run.status, _stopped(run)) if is_left else run
        run = await self._crew.interrupt(run_id) or run
        is_over = run.task is not None and run.task.status.is_terminal  # it ended while we were stopping
        return self._crew.follow(run if is_over else self._advanced(run, _stopped(run)), committed=False)

    async def check_again(self, browser: str, run_id: str) -> Run | None:
        """Look again for an unconfirmed run, as far as that cannot cost anything; see `Outlook`.

        At its task where that is known; else with the same key and body, as long as these are not charged twice.
        """
        return await self._ask_again(browser, run_id, {Outlook.LOOK: Watching(), Outlook.SAME: Sending()})

    async def send_again(self, browser: str, run_id: str) -> Run | None:
        """As `check_again`, though the service may have forgotten the key and charge again: a person wants it so."""
        updates: Mapping[Outlook, Update] = {
            Outlook.LOOK: Watching(),
            Outlook.SAME: Sending(),
            Outlook.RISK: Sending(anew=True),
        }
        return await self._ask_again(browser, run_id, updates)

    def outlook(self, run: Run) -> Outlook:
        """What asking again about an unconfirmed run comes to at this moment."""
        return outlook(run, self._clock.wall(), is_our_account=self._lines.is_account_of(run))

    async def _ask_again(self, browser: str, run_id: str, updates: Mapping[Outlook, Update]) -> Run | None:
        run = await self.run(browser, run_id)
        if run is None or not self._lines.serves(run.service):
            return run
        update = updates.get(self.outlook(run))
        if update is None:
            self._changes.tell(browser)  # what can be done about it may have changed since it was shown
            return run
        return await self._resume(run, RunStatus.UNCONFIRMED, update)

    async def let_go(self, browser: str, run_id: str) -> Run | None:
        """Give an unconfirmed run up: nobody will ask for it again."""
        run = await self.run(browser, run_id)
        return run and await self._resume(run, RunStatus.UNCONFIRMED, Verdict(RunStatus.ABANDONED, run.problem))

    async def fetch_again(self, browser: str, run_id: str) -> Run | None:
        """Fetch the results that a run lacks that succeeded; no new task, no new charge."""
        run = await self.run(browser, run_id)
        if run is None or not run.lacks_results:
            return run
        if follower := self._crew.followers.get(run_id):
            follower.hurry()
            return run
        # Another process that rests between two tries is not told; the run is taken from it.
        rests = run.notice is not None and run.notice.code == "notice.fetching_later"
        holder = await self._writer.call(self._ledger.holder, run_id) if rests else None
        again = Notice("notice.fetching_again")
        return await self._resume(run, RunStatus.SUCCEEDED, again, again=True, holder=holder)

    def can_cancel(self, run: Run) -> bool:
        """Whether the run's service has a call to cancel it; else only `stop_waiting` is left."""
        service = self._lines.service(run.service)
        return run.status.is_followed and service is not None and service.cancel_path is not None

    def is_at_work(self, run_id: str) -> bool:
        """Whether this process works on the run, so that more may come of it."""
        return run_id in self._crew.followers

    async def run(self, browser: str, run_id: str) -> Run | None:
        """The browser's run of that id as it stands now."""
        follower = self._crew.followers.get(run_id)
        run = follower.run if follower else await self._writer.call(self._ledger.run, run_id)
        return self._newest(run, await self._unheld()) if run and run.browser == browser else None

    async def runs(self, browser: str, limit: int = 100) -> tuple[Run, ...]:
        """The browser's runs: running ones first, then the newest first."""
        runs, unheld = await self._writer.call(self._ledger.runs, browser, limit), await self._unheld()
        return tuple(self._newest(run, unheld) for run in runs)

    async def briefs(self, browser: str, limit: int) -> tuple[Run, ...]:
        """As `runs`, each as `brief` leaves it."""
        listed = await self._writer.call(self._ledger.listed, browser, limit)
        found = [await self._brief(run_id, revision) for run_id, revision in listed]
        return tuple(run for run in found if run is not None)

    async def brief(self, browser: str, run_id: str) -> Run | None:
        """As `run`, as `brief` leaves it."""
        revision = await self._writer.call(self._ledger.revision, browser, run_id)
        return None if revision is None else await self._brief(run_id, revision)

    async def _brief(self, run_id: str, revision: int) -> Run | None:
        if follower := self._crew.followers.get(run_id):
            return brief(follower.run)
        if kept := self._briefs.get(run_id, revision):
            return kept
        # One by one, so that who asks for something else is answered in between: each may be megabytes.
        run = await self._writer.call(self._ledger.brief, run_id)
        return run and self._briefs.keep(run, revision)

    async def unfinished(self) -> tuple[Run, ...]:
        """Every browser's runs that are not over: housekeeping leaves alone what they need.

        Raises:
            StorageError: the ledger cannot be read.
        """
        return await self._writer.call(self._ledger.unfinished)

    def changes(self, browser: str) -> Listener:
        """An async iterator: yields at once, then whenever one of the browser's runs changed; ends with the runner."""
        return self._changes.listen(browser)

    async def last_cost(self, model: str, settings: Mapping[str, Any], texts: Collection[str] = ()) -> Decimal | None:
        """What the model's last successful run with the same settings cost; None is unknown.

        Args:
            model: slug.
            settings: as the form holds them.
            texts: names of settings that are free text, such as the prompt: they change no price.
        """
        digest = await asyncio.to_thread(price_of, self._service, model, settings, texts)
        with suppress(StorageError):  # a disk that takes nothing more tells what it knows
            await self._work_out_prices(model, texts)
        return await self._writer.call(self._ledger.last_price, model, digest)

    async def scaled_cost(self, model: str, settings: Mapping[str, Any], texts: Collection[str] = ()) -> Scale | None:
        """What so many results are thought to cost, from runs that asked for another number of them; None is unknown.

        Args:
            model: slug.
            settings: as for `last_cost`, which is asked before.
            texts: as for `last_cost`.
        """
        unit, count = await asyncio.to_thread(unit_of, self._service, model, settings, texts)
        if unit is None or count is None:
            return None
        return scaled(await self._writer.call(self._ledger.prices_by_unit, model), unit, count)

    async def _work_out_prices(self, model: str, texts: Collection[str]) -> None:
        """Some runs, of an older version or of the command line, say not yet what their price depends on."""
        for _ in range(_BATCHES):
            if not await self._writer.call(self._ledger.work_out_prices, model, texts):
                return

    async def times_taken(self, run: Run) -> tuple[float, ...]:
        """Seconds that the newest runs with the same settings but for free text took, whoever's they were."""
        return await self._writer.call(self._ledger.times_taken, run.model, run.price_of) if run.price_of else ()

    async def spent_today(self, browser: str) -> Spent:
        """What the browser's runs since midnight, in this machine's time zone, cost at the present service."""
        today = time.localtime(self._clock.wall())
        midnight = time.mktime((today.tm_year, today.tm_mon, today.tm_mday, 0, 0, 0, 0, 0, -1))
        return await self._writer.call(self._ledger.spent, self._service, browser, midnight)

    async def save_draft(self, browser: str, model: str, draft: Any) -> None:
        """Keep a form that is being filled in: any JSON, without secrets.

        Raises:
            StorageError: it could not be kept.
        """
        await self._writer.call(self._ledger.save_draft, browser, model, draft, self._clock.wall())

    async def forget_drafts(self) -> None:
        """Forget drafts that nobody has touched for long, and the oldest of too many.

        Raises:
            StorageError: the ledger cannot be written.
        """
        await self._writer.call(self._ledger.forget_drafts, self._clock.wall())

    async def drafts(self, browser: str) -> dict[str, Any]:
        """The browser's drafts by model, the one saved last first: its model is the one to open."""
        return await self._writer.call(self._ledger.drafts, browser)

    async def _begin(self, ask: Ask) -> Run:
        await asyncio.to_thread(self._results.check_room)
        run = prepare(ask, self._service, self._clock.wall())
        with self._origins.counted(run.run_id, ask.origin):
            process = self._crew.process
            press = Press(ask.press, run.created_at if ask.pressed_at is None else ask.pressed_at)
            earlier = await self._writer.call(self._ledger.add, run, process, self._most, press=press)
            return earlier or self._crew.follow(run, committed=True)

    async def _resume(
        self, run: Run, status: RunStatus, update: Update, *, again: bool = False, holder: str | None = None
    ) -> Run:
        """Work once more on a run that rests in `status`; if it does so no longer, somebody was faster."""
        if run.status is not status:
            return run
        await self._crew.finish(run.run_id)
        if not await self._writer.call(self._ledger.claim, run.run_id, status, self._crew.process, holder=holder):
            return await self.run(run.browser, run.run_id) or run
        known = await self._writer.call(self._ledger.run, run.run_id)  # somebody may just have learnt more of it
        known = known or replace(run, fence=run.fence + 1)
        return self._crew.follow(self._advanced(known, update), committed=False, again=again)

    async def _cancel_elsewhere(self, run: Run) -> None:
        """Another process works on the run: it will see what comes of this, but for a no."""
        line = await self._lines.to(run.service)
        answer = await cancel(line.client, run.task.task_id) if line and run.task else None
        if not isinstance(answer, Task):
            self._not_cancelled[run.run_id] = run.word
            self._changes.tell(run.browser)

    def _advanced(self, run: Run, update: Update) -> Run:
        return advance(run, update, self._clock.wall())

    async def _unheld(self) -> frozenset[str]:
        """The runs that nobody works on and nobody here can take up; usually none, and then nothing is looked up."""
        if not self._crew.is_stuck:
            return frozenset()
        return await self._writer.call(self._ledger.unheld, self._clock.wall(), is_gone)

    def _newest(self, run: Run, unheld: Collection[str] = ()) -> Run:
        follower = self._crew.followers.get(run.run_id)
        if follower:
            return follower.run
        if run.run_id in unheld:
            return self._advanced(run, Notice("notice.not_followed"))
        if self._not_cancelled.get(run.run_id, run.word) != run.word:
            del self._not_cancelled[run.run_id]
        if run.run_id in self._not_cancelled:
            return self._advanced(run, Notice("notice.cancel_failed"))
        is_waiting = not run.status.is_terminal and not self._lines.serves(run.service)
        return self._advanced(run, Notice("notice.no_service")) if is_waiting else run

    async def _look_elsewhere(self) -> None:
        seen: dict[str, tuple[int, int] | None] = {}
        while True:
            await self._clock.sleep(LOOK)
            browsers = self._changes.browsers
            try:
                pulse = await self._writer.call(self._ledger.pulse, browsers, self._crew.process) if browsers else {}
            except StorageError:
                continue
            # A browser that is new here is told in any case: what happened before this look, nobody saw.
            for browser in browsers:
                if browser not in seen or seen[browser] != pulse.get(browser):
                    self._changes.tell(browser)
            seen = {browser: pulse.get(browser) for browser in browsers}


def _stopped(run: Run) -> Verdict:
    if run.status is RunStatus.PREPARED:
        return Verdict(RunStatus.REFUSED, Problem(ProblemCode.CANCELLED, Charged.NO))
    request_id = run.task.request_id if run.task else None
    figures = {"reason": "stopped" if run.task else "stopped_early"}
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, request_id=request_id, figures=figures)
    return Verdict(RunStatus.UNCONFIRMED, problem, Notice("notice.stopped_waiting"))
