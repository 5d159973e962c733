"""Who looks on: each person is told of its own runs, at once and not too often."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import closing, suppress
from dataclasses import replace
from typing import Final

import pytest
from datafolder import DataFolder, rest, run_request, until
from fairness import PATIENCE, fair
from faultserver import FaultServer
from ledgerruns import new_run

from playground.runs.ledger import Ledger
from playground.runs.other_processes import OtherProcesses
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.runs.subscriptions import Subscription, Subscriptions
from playground.runs.writes import LedgerWrite
from playground.tasks.clock import CLOCK

_COURSE: Final = ("submitting", "queued", "processing", "succeeded")


async def test_a_person_sees_and_touches_its_own_runs_only(data_folder: DataFolder) -> None:
    async with FaultServer(duration=30) as server, data_folder.runner(server) as runner:
        run = await until(runner, await runner.begin(run_request()), "queued")
        calls = (runner.run, runner.cancel, runner.stop_waiting, runner.check_again, runner.abandon, runner.fetch_again)
        for call in calls:
            assert await call("ben", run.run_id) is None
            assert await call("anna", "no such run") is None
        assert await runner.runs("ben") == ()
        assert [one.run_id for one in await runner.runs("anna")] == [run.run_id]
        assert (await until(runner, run, "queued")).word == "queued"
        assert not server.seen("POST", "/cancel")


async def test_changes_come_at_once_then_once_for_all_that_happened_meanwhile(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        changes, others = runner.subscribe("anna"), runner.subscribe("ben")
        assert await _wakes(changes) <= 2  # at once, and when other processes were looked at
        runs = [await runner.begin(run_request(f"fox {number}")) for number in range(5)]
        for run in runs:
            await rest(runner, run)
        async with asyncio.timeout(PATIENCE):
            while any(runner.is_active_here(run.run_id) for run in runs):  # noqa: ASYNC110 - not signalled on its own
                await asyncio.sleep(0.01)
        # Each of them changed five times and more; the look at other processes may come late, and wakes once.
        assert 1 <= await _wakes(changes) + await _wakes(changes) <= 2 * len(runs)
        assert await _wakes(others) <= 2
    assert [change async for change in runner.subscribe("anna")] == []


async def _wakes(changes: Subscription) -> int:
    """How often a listener wakes before nothing more comes for a while."""
    count = 0
    with suppress(TimeoutError):
        while True:
            await asyncio.wait_for(anext(changes), fair(0.2))
            count += 1
    return count


async def test_a_page_that_looks_on_is_told_when_the_runner_stops(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        changes = runner.subscribe("anna")
        await anext(changes)
        waiting = asyncio.ensure_future(anext(changes, "the end"))
        await asyncio.sleep(0)
    assert await waiting in {None, "the end"}
    assert await anext(changes, "the end") == "the end"


async def test_a_change_elsewhere_wakes_a_page_once_whether_it_is_heard_of_or_not(data_folder: DataFolder) -> None:
    """The looks at all come when the test lets them."""
    told, rests = asyncio.Semaphore(0), asyncio.Semaphore(0)

    async def sleep(_seconds: float) -> None:
        rests.release()
        await told.acquire()

    async with FaultServer() as server, data_folder.runner(server) as runner:
        subscriptions, ledger = Subscriptions(), data_folder.ledger
        inner = runner._supervisor, runner._async_ledger  # noqa: SLF001 - of which it is a part
        others = OtherProcesses(subscriptions, *inner, replace(CLOCK, sleep=sleep))
        loops = [asyncio.create_task(look()) for look in (others.look_at_all, others.look_at_heard)]

        async def look_at_all() -> None:
            told.release()
            async with asyncio.timeout(PATIENCE):
                await rests.acquire()

        await rests.acquire()
        anna, ben = subscriptions.subscribe("anna"), subscriptions.subscribe("ben")
        await look_at_all()  # both are new here
        assert [_is_woken(one) for one in (anna, ben, anna, ben)] == [True, True, False, False]
        run = new_run()
        ledger.add(run, "elsewhere")
        others.hear("anna")
        others.hear("somebody who has no page here")
        async with asyncio.timeout(PATIENCE):
            await anext(anna)
        await look_at_all()
        assert [_is_woken(one) for one in (anna, ben)] == [False, False]
        ledger.save([LedgerWrite(run, "elsewhere", keeps_ownership=True)])
        await look_at_all()  # nobody has said it
        assert [_is_woken(one) for one in (anna, ben)] == [True, False]
        for loop in loops:
            loop.cancel()
        await asyncio.gather(*loops, return_exceptions=True)


def _is_woken(changes: Subscription) -> bool:
    """Whether something is to be seen; then it is seen now."""
    waiting = changes.__anext__()
    try:
        waiting.send(None)
    except StopIteration:
        return True
    waiting.close()
    return False


class _SlowLedger(Ledger):
    """Each commit of a run takes a while."""

    def save(self, writes: Sequence[LedgerWrite]) -> tuple[bool, ...]:
        time.sleep(0.05)
        return super().save(writes)


class _SlowFolder(DataFolder):
    @property
    def ledger(self) -> Ledger:
        return _SlowLedger(self.file)


@pytest.fixture
def slow_folder(data_folder: DataFolder) -> DataFolder:
    return _SlowFolder(data_folder.folder, data_folder.time)


async def _follow(runner: Runner, data_folder: DataFolder, run: Run, end: str) -> list[str]:
    """The words that a page is shown up to `end`; each time the ledger has at least what it is shown."""
    words: list[str] = []
    with closing(Ledger(data_folder.file)) as ledger:
        ledger.open()
        async with asyncio.timeout(PATIENCE):
            async for _ in runner.subscribe(run.person):
                shown = await runner.run(run.person, run.run_id)
                (summary,) = await runner.summaries.newest(run.person, 1)
                kept = ledger.run(run.run_id)
                assert shown is not None
                assert kept is not None
                for seen in (shown, summary):
                    assert set(seen.steps) <= set(kept.steps)
                    assert {(one.index, one.name) for one in seen.outputs} <= {
                        (one.index, one.name) for one in kept.outputs
                    }
                words += [shown.word] if words[-1:] != [shown.word] else []
                if shown.word == end:
                    return words
    raise AssertionError("the runner stopped")


async def test_whoever_is_told_finds_it_in_the_ledger(slow_folder: DataFolder) -> None:
    async with FaultServer(duration=0.2) as server, slow_folder.runner(server) as runner:
        run = await runner.begin(run_request(n=2))
        words = await _follow(runner, slow_folder, run, "succeeded")
        assert words == sorted(words, key=_COURSE.index)
        assert words[-1] == "succeeded"


async def test_what_a_person_does_with_a_run_is_in_the_ledger_when_it_is_answered(slow_folder: DataFolder) -> None:
    async with FaultServer(duration=30) as server, slow_folder.runner(server) as runner:
        run = await until(runner, await runner.begin(run_request()), "queued")
        with closing(slow_folder.ledger) as ledger:
            ledger.open()
            for call, word in (
                (runner.stop_waiting, "unconfirmed"),
                (runner.check_again, "queued"),
                (runner.cancel, "cancelled"),
            ):
                answered = await call("anna", run.run_id)
                kept = ledger.run(run.run_id)
                assert answered is not None
                assert kept is not None
                assert (answered.word, kept.word) == (word, word)
