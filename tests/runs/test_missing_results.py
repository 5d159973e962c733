"""Results that a run lacks: they are asked for again, without a new task."""

from __future__ import annotations

import asyncio

import pytest
from datafolder import DataFolder, rest, run_request
from fairness import PATIENCE
from faultserver import FaultServer, Reply
from sentences import CODES

from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.tasks.problem import Charged, ProblemCode

pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def test_a_success_without_results_is_asked_for_them_again_without_a_new_task(data_folder: DataFolder) -> None:
    async with FaultServer(outputs=0) as server, data_folder.runner(server) as runner:
        run = await rest(runner, await runner.begin(run_request()))
        assert run.problem is not None
        assert (run.word, run.problem.params["reason"], run.lacks_results) == ("succeeded", "fetch.nothing", True)
        await runner.fetch_again("anna", run.run_id)
        run = await settled(runner, run)
        assert (run.notice, run.lacks_results) == (None, True)
        server.outputs = 2
        await runner.fetch_again("anna", run.run_id)
        run = await settled(runner, run)
        assert (run.problem, len(run.outputs), run.lacks_results, len(server.submits)) == (None, 2, False, 1)
        assert data_folder.ledger.run(run.run_id) == run


async def settled(runner: Runner, run: Run) -> Run:
    """The run once nobody works on it any more."""
    async with asyncio.timeout(PATIENCE):
        async for _ in runner.subscribe(run.person):
            if not runner.is_active_here(run.run_id):
                break
    found = await runner.run(run.person, run.run_id)
    assert found is not None
    return found


async def test_two_of_four_results_that_cannot_be_fetched_are_fetched_again_without_a_new_task(
    data_folder: DataFolder,
) -> None:
    broken = Reply(200, b"<!doctype html><title>gone</title>")
    async with FaultServer(outputs=4) as server, data_folder.runner(server) as runner:
        begun = await runner.begin(run_request())
        server.files = {f"task_{begun.key}-{index}.png": broken for index in (1, 3)}
        run = await rest(runner, begun)
        assert [output.name is None for output in run.outputs] == [False, True, False, True]
        assert run.problem is not None
        assert (run.word, run.problem.code, run.problem.charged) == (
            "succeeded",
            ProblemCode.RESULT_NOT_FETCHED,
            Charged.YES,
        )
        assert run.problem.params["reason"] in CODES
        server.files = {f"task_{begun.key}-3.png": broken}
        await runner.fetch_again("anna", run.run_id)
        run = await _until_missing(runner, run.run_id, 1)
        assert run.word == "succeeded"
        server.files = {}
        await runner.fetch_again("anna", run.run_id)
        run = await _until_missing(runner, run.run_id, 0)
        assert run.problem is None
        assert [output.media_type for output in run.outputs] == ["image/png"] * 4
        assert len(server.submits) == 1
    assert data_folder.ledger.run(run.run_id) == run


async def _until_missing(runner: Runner, run_id: str, count: int) -> Run:
    async with asyncio.timeout(PATIENCE):
        while True:
            run = await runner.run("anna", run_id)
            if run and len(run.missing) == count:
                return run
            await asyncio.sleep(0.02)
