"""Who looks on: each browser is told of its own runs, at once and not too often."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from datafolder import DataFolder, rest, run_request, until
from fairness import PATIENCE, fair
from faultserver import FaultServer

from playground.runs.subscriptions import Subscription


async def test_a_browser_sees_and_touches_its_own_runs_only(data_folder: DataFolder) -> None:
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
