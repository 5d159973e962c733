"""What the runner does with a run from the press to its end, and that it is paid once."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from decimal import Decimal

import pytest
from datafolder import DataFolder, Time, rest, run_request, sent, until
from fairness import PATIENCE
from faultserver import PIXEL, FaultServer, Reply

from playground.errors import StorageError
from playground.runs.request import RunRequest
from playground.tasks.problem import Charged, ProblemCode

pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def test_one_ask_becomes_one_task_and_its_picture_is_kept(data_folder: DataFolder) -> None:
    async with FaultServer(duration=0.2) as server, data_folder.runner(server) as runner:
        run = await rest(runner, await runner.begin(run_request()))
        assert run.word == "succeeded"
        assert run.cost_actual == Decimal("0.05625")
        assert [output.media_type for output in run.outputs] == ["image/png"]
        assert (data_folder.folder / "results" / run.run_id / str(run.outputs[0].name)).read_bytes() == PIXEL
        assert [request.body for request in server.submits] == [
            b'{"model":"qwen-image-2-0-pro","input":{"prompt":"a fox"}}'
        ]
        assert server.submits[0].headers["idempotency-key"] == run.key
        assert dict(server.charges) == {run.key: 1}
    assert data_folder.ledger.run(run.run_id) == run
    assert [word for _, word in run.steps] == ["submitting", "queued", "processing", "succeeded"]


async def test_the_run_is_in_the_ledger_with_all_that_sending_it_again_takes_before_the_first_byte_leaves(
    data_folder: DataFolder,
) -> None:
    async with (
        FaultServer(submit=[Reply(202, accept=True, pause=0.3), "202"]) as server,
        data_folder.runner(server) as runner,
    ):
        begun = await runner.begin(run_request(size="16:9"))
        await sent(server)
        kept = data_folder.ledger.run(begun.run_id)
        assert kept is not None
        assert (kept.word, kept.key, kept.body) == (
            "submitting",
            server.submits[0].headers["idempotency-key"],
            server.submits[0].body,
        )
        assert (kept.service, kept.person, kept.model) == ("test", "anna", "qwen-image-2-0-pro")
        assert kept.form_input == {"prompt": "a fox", "size": "16:9"}
        assert kept.sent_at is not None


async def test_a_double_click_is_one_run_and_a_later_one_another(data_folder: DataFolder) -> None:
    began = time.time()

    def pressed(after: float, one: RunRequest) -> RunRequest:
        return replace(one, clicked_at=began + after)

    async with FaultServer() as server, data_folder.runner(server) as runner:
        first, second = await asyncio.gather(
            runner.begin(pressed(0, run_request())), runner.begin(pressed(0.1, run_request()))
        )
        third = await runner.begin(pressed(0.9, run_request()))
        assert first.run_id == second.run_id == third.run_id
        others = [
            await runner.begin(pressed(0.9, run_request(page="another tab"))),
            await runner.begin(pressed(0.9, run_request("a bear"))),
            await runner.begin(pressed(0.9, run_request(person="ben"))),
        ]
        later = await runner.begin(pressed(2, run_request()))
        runs = [first, *others, later]
        assert len({run.run_id for run in runs}) == 5
        for run in runs:
            await rest(runner, run)
        assert len(server.submits) == len(server.charges) == 5


async def test_a_double_click_is_one_run_though_a_bucket_signs_its_upload_anew_for_each_press(
    data_folder: DataFolder,
) -> None:
    def press(signature: int, file: str = "upload:fox.png") -> RunRequest:
        signed = {"prompt": "a fox", "image": f"https://bucket.example/{file}?signature={signature}"}
        return replace(run_request(image=file), input=signed, clicked_at=began)

    began = time.time()
    async with FaultServer() as server, data_folder.runner(server) as runner:
        first, second = await asyncio.gather(runner.begin(press(1)), runner.begin(press(2)))
        other = await runner.begin(press(3, "upload:bear.png"))
        assert first.run_id == second.run_id != other.run_id
        for run in (first, other):
            await rest(runner, run)
        bodies = {request.headers["idempotency-key"]: request.body for request in server.submits}
        assert bodies.keys() == {first.key, other.key}
        assert bodies[first.key] in {press(1).body, press(2).body}  # whichever reached the ledger before the other
        assert bodies[other.key] == press(3, "upload:bear.png").body


async def test_an_answer_that_was_lost_is_asked_for_again_with_the_same_key_and_the_page_is_told(
    data_folder: DataFolder,
) -> None:
    async with FaultServer(submit="drop-after-accept, 503, 202") as server, data_folder.runner(server) as runner:
        notices = set()
        run = await runner.begin(run_request())
        async with asyncio.timeout(PATIENCE):
            async for _ in runner.subscribe("anna"):
                now = await runner.run("anna", run.run_id) or run
                notices |= {now.notice.code} if now.notice else set()
                if now.status.is_terminal:
                    break
        assert (now.word, now.notice) == ("succeeded", None)
        assert notices == {"notice.retry_lost", "notice.retry_down"}
        assert len({(request.body, request.headers["idempotency-key"]) for request in server.submits}) == 1
        assert dict(server.charges) == {run.key: 1}


async def test_what_the_service_refuses_is_refused_and_not_charged(data_folder: DataFolder) -> None:
    async with FaultServer(submit="402 no-credit") as server, data_folder.runner(server) as runner:
        run = await rest(runner, await runner.begin(run_request()))
        assert run.problem is not None
        assert (run.word, run.problem.code, run.problem.charged) == ("refused", ProblemCode.NO_CREDIT, Charged.NO)
        assert not server.charges


async def test_a_task_that_fails_says_why_and_whether_it_cost(data_folder: DataFolder) -> None:
    async with FaultServer(outcome="failed") as server, data_folder.runner(server) as runner:
        run = await rest(runner, await runner.begin(run_request()))
        assert run.problem is not None
        assert (run.word, run.problem.code, run.problem.charged) == ("failed", ProblemCode.TASK_FAILED, Charged.NO)
        assert run.problem.said == "The model gave up"


async def test_an_unconfirmed_run_is_checked_again_with_the_same_key_and_body(data_folder: DataFolder) -> None:
    async with FaultServer(submit="drop-after-accept*4, 202") as server, data_folder.runner(server) as runner:
        lost = await rest(runner, await runner.begin(run_request()))
        assert lost.problem is not None
        assert (lost.word, lost.problem.charged, lost.task) == ("unconfirmed", Charged.UNKNOWN, None)
        again = await runner.check_again("anna", lost.run_id)
        assert again is not None
        assert (again.word, again.problem) == ("submitting", None)
        run = await rest(runner, again)
        assert (run.word, run.sent_at) == ("succeeded", lost.sent_at)
        assert len({(request.body, request.headers["idempotency-key"]) for request in server.submits}) == 1
        assert dict(server.charges) == {run.key: 1}


async def test_an_unconfirmed_run_with_a_task_is_checked_again_by_asking_for_the_task(data_folder: DataFolder) -> None:
    async with FaultServer(poll="processing", duration=30) as server, data_folder.runner(server) as runner:
        data_folder.time.moved = -60  # the task is a minute old once the clock is right again: 404 is no lag any more
        begun = await until(runner, await runner.begin(run_request()), "processing")
        stopped = await runner.stop_waiting("anna", begun.run_id)
        assert stopped is not None
        data_folder.time.moved = 0
        server.scripts["poll"] = ("404",)
        again = await runner.check_again("anna", stopped.run_id)
        assert again is not None
        assert again.word == "processing"
        lost = await rest(runner, again)
        assert (lost.word, lost.task and lost.task.task_id) == ("unconfirmed", f"task_{begun.key}")
        polls = len(server.polls)
        server.scripts["poll"] = ("succeeded",)
        await runner.check_again("anna", lost.run_id)
        run = await rest(runner, lost)
        assert run.word == "succeeded"
        assert len(server.submits) == 1
        assert len(server.polls) > polls


async def test_what_does_not_apply_changes_nothing(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        run = await rest(runner, await runner.begin(run_request()))
        seen = len(server.requests)
        for call in (runner.cancel, runner.stop_waiting, runner.check_again, runner.abandon, runner.fetch_again):
            assert await call("anna", run.run_id) == run
        assert len(server.requests) == seen


async def test_after_a_stop_nothing_more_is_taken(data_folder: DataFolder) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        pass
    with pytest.raises(StorageError) as error:
        await runner.begin(run_request())
    assert error.value.code == "storage.stopping"
    assert not server.requests


async def test_a_secret_is_gone_from_every_file_once_the_run_has_ended(data_folder: DataFolder) -> None:
    asked = replace(run_request(token="hunter2-hunter2"), secrets=(("token",),))  # noqa: S106 - not a real one
    async with FaultServer(outcome="failed", extra={"error": "bad token hunter2-hunter2"}) as server:
        async with data_folder.runner(server) as runner:
            begun = await runner.begin(asked)
            assert begun.form_input == {"prompt": "a fox", "token": "••••••"}
            run = await rest(runner, begun)
        assert b"hunter2-hunter2" in server.submits[0].body
    assert "hunter2" not in str(run)
    assert all(b"hunter2" not in file.read_bytes() for file in data_folder.folder.rglob("*") if file.is_file())


async def test_the_last_cost_is_that_of_the_same_settings_and_of_no_others(data_folder: DataFolder) -> None:
    async with FaultServer(extra={"cost_actual": 0.1}) as server, data_folder.runner(server) as runner:
        assert await runner.costs.last("qwen-image-2-0-pro", {}) is None
        await rest(runner, await runner.begin(run_request(n=2)))
        server.extra = {"cost_actual": None}
        await rest(runner, await runner.begin(run_request(n=1)))
        texts = {"prompt"}
        assert await runner.costs.last("qwen-image-2-0-pro", {"prompt": "new", "n": 2}, texts) == Decimal("0.1")
        assert await runner.costs.last("qwen-image-2-0-pro", {"n": 1}, texts) == Decimal("0.05625")
        assert await runner.costs.last("qwen-image-2-0-pro", {"n": 4}, texts) is None
        assert await runner.costs.last("another", {}) is None
        server.extra = {"cost_actual": 0.2}
        await rest(runner, await runner.begin(replace(run_request(n=2, page="another"), texts=frozenset(texts))))
        assert await runner.costs.last("qwen-image-2-0-pro", {"n": Decimal("2.0")}, texts) == Decimal("0.2")
        spent = await runner.costs.spent_today("anna")
        assert (spent.total, spent.unknown) == (Decimal("0.3"), 1)
        assert (await runner.costs.spent_today("ben")).total == 0


@pytest.mark.slow
async def test_fifty_runs_at_once_all_come_to_their_end(data_folder: DataFolder) -> None:
    patient = Time(pace=1.0)
    async with FaultServer(duration=0.5) as server, data_folder.runner(server, clock=patient.clock) as runner:
        runs = [await runner.begin(run_request(f"fox {number}")) for number in range(50)]
        ended = [await rest(runner, run) for run in runs]
        assert {run.word for run in ended} == {"succeeded"}
        assert sum(server.charges.values()) == 50
