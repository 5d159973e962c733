"""Runs that are cancelled, stopped, or let go."""

from __future__ import annotations

import asyncio

from datafolder import DataFolder, noticed, rest, run_request, sent, until
from faultserver import FaultServer, Reply
from sentences import CODES

from playground.tasks.problem import Charged, ProblemCode

JSON = {"Content-Type": "application/json"}


async def test_a_run_let_go_is_never_asked_for_again(data_folder: DataFolder) -> None:
    async with FaultServer(submit="drop-after-accept") as server, data_folder.runner(server) as runner:
        lost = await rest(runner, await runner.begin(run_request()))
        gone = await runner.abandon("anna", lost.run_id)
        assert gone is not None
        assert (gone.word, gone.problem) == ("abandoned", lost.problem)
        seen = len(server.requests)
        same = await runner.check_again("anna", lost.run_id)
        assert same is not None
        assert same.word == "abandoned"
        await asyncio.sleep(0.1)
        assert len(server.requests) == seen
    kept = data_folder.ledger.run(lost.run_id)
    assert kept is not None
    assert kept.word == "abandoned"


async def test_cancel_asks_the_service_and_ends_the_run(data_folder: DataFolder) -> None:
    async with FaultServer(duration=30) as server, data_folder.runner(server) as runner:
        run = await until(runner, await runner.begin(run_request()), "queued")
        assert runner.can_cancel(run)
        await runner.cancel("anna", run.run_id)
        run = await rest(runner, run)
        assert run.problem is not None
        assert (run.word, run.problem.code, run.problem.charged) == ("cancelled", ProblemCode.CANCELLED, Charged.NO)
        assert len(server.seen("POST", "/cancel")) == 1
        assert not runner.can_cancel(run)


async def test_a_cancel_that_is_answered_by_a_success_in_the_short_form_loses_no_result(
    data_folder: DataFolder,
) -> None:
    async with FaultServer(poll="processing", duration=30) as server, data_folder.runner(server) as runner:
        run = await until(runner, await runner.begin(run_request()), "processing")
        assert run.task is not None
        server.scripts["cancel"] = (Reply(200, {"task_id": run.task.task_id, "status": "succeeded"}),)
        server.scripts["poll"] = ("succeeded",)
        await runner.cancel("anna", run.run_id)
        run = await rest(runner, run)
        assert (run.word, len(run.outputs), run.missing) == ("succeeded", 1, ())


async def test_a_cancel_before_the_task_is_accepted_is_carried_out_then(data_folder: DataFolder) -> None:
    slow = Reply(503, pause=0.2)
    async with FaultServer(submit=[slow, "202"], duration=30) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        await sent(server)
        await runner.cancel("anna", run.run_id)
        assert not server.seen("POST", "/cancel")
        assert (await rest(runner, run)).word == "cancelled"


async def test_a_cancel_that_the_service_refuses_is_said_and_the_run_goes_on(data_folder: DataFolder) -> None:
    async with FaultServer(duration=0.5, cancel="500") as server, data_folder.runner(server) as runner:
        run = await until(runner, await runner.begin(run_request()), "queued")
        refused = await runner.cancel("anna", run.run_id)
        assert refused is not None
        assert refused.notice is not None
        assert refused.notice.code in CODES
        assert (await rest(runner, run)).word == "succeeded"


async def test_without_a_cancel_call_the_watch_is_let_go_of_and_that_is_said(data_folder: DataFolder) -> None:
    async with FaultServer(duration=30) as server, data_folder.runner(server, cancel_path=None) as runner:
        run = await until(runner, await runner.begin(run_request()), "queued")
        assert not runner.can_cancel(run)
        stopped = await runner.cancel("anna", run.run_id)
        assert stopped is not None
        assert stopped.problem is not None
        assert stopped.notice is not None
        assert (stopped.word, stopped.problem.charged) == ("unconfirmed", Charged.UNKNOWN)
        assert stopped.notice.code == "notice.stopped_waiting"
        await asyncio.sleep(0.1)
        seen = len(server.polls)
        await asyncio.sleep(0.3)
        assert len(server.polls) == seen
    kept = data_folder.ledger.run(run.run_id)
    assert kept is not None
    assert (kept.word, kept.notice) == ("unconfirmed", stopped.notice)


async def test_a_run_that_was_never_sent_is_stopped_without_a_trace(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server, services=lambda _name: None) as runner:
        run = await runner.begin(run_request())
        waiting = await noticed(runner, run)
        assert waiting.notice is not None
        assert (waiting.word, waiting.notice.code) == ("submitting", "notice.no_service")
        await runner.cancel("anna", run.run_id)
        stopped = await rest(runner, run)
        assert stopped.problem is not None
        assert (stopped.word, stopped.problem.charged) == ("refused", Charged.NO)
        assert not server.requests
