"""What an earlier process left: each state at its age."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

import pytest
from datafolder import DataFolder, noticed, rest, run_request, sent, until
from fairness import PATIENCE
from faultserver import FaultServer
from leases import age_leases

from playground.runs.recovery import Outlook
from playground.runs.request import prepare
from playground.runs.run import Run, RunStatus
from playground.tasks.client import Service
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.task import Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")

MINUTES = 60.0


def _left_behind(data_folder: DataFolder, *, status: RunStatus, age: float = 0.0, task: Task | None = None) -> Run:
    """A run in the ledger that belongs to a process which is no more."""
    now = data_folder.time.clock.wall()
    run = prepare(run_request(), "test", now - age)
    sent_at = None if status is RunStatus.PREPARED else now - age
    run = replace(run, status=status, sent_at=sent_at, task=task)
    ledger = data_folder.ledger
    ledger.open()
    ledger.add(run, "a process that died")
    ledger.close()
    return run


async def test_what_was_never_sent_is_not_sent_now(data_folder: DataFolder) -> None:
    left = _left_behind(data_folder, status=RunStatus.PREPARED)
    async with FaultServer() as server, data_folder.runner(server) as runner:
        run = await rest(runner, left)
        assert run.problem is not None
        assert run.notice is not None
        assert (run.word, run.problem.charged, run.notice.code) == ("refused", Charged.NO, "notice.never_sent")
        assert not server.requests


@pytest.mark.parametrize(
    ("age", "word", "submits"),
    [(14 * MINUTES, "succeeded", 1), (16 * MINUTES, "unconfirmed", 0), (-60 * MINUTES, "unconfirmed", 0)],
    ids=["14 minutes", "16 minutes", "clock set back an hour"],
)
async def test_what_was_sent_is_sent_again_for_15_minutes(
    data_folder: DataFolder, *, age: float, word: str, submits: int
) -> None:
    left = _left_behind(data_folder, status=RunStatus.SENT, age=age)
    async with FaultServer() as server, data_folder.runner(server) as runner:
        run = await rest(runner, left)
        assert run.word == word
        assert [(one.headers["idempotency-key"], one.body) for one in server.submits] == [
            (left.key, left.body)
        ] * submits
        if not submits:
            assert run.problem is not None
            assert (run.problem.code, run.problem.charged) == (ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
            assert runner.outlook(run) is Outlook.RISK
            same = await runner.check_again("anna", run.run_id)
            assert (same, server.requests) == (run, [])  # it might be charged again
            again = await runner.send_again("anna", run.run_id)
            assert again is not None
            again = await rest(runner, again)
            assert again.word == "succeeded"
            assert server.submits[0].headers["idempotency-key"] == left.key


async def test_a_no_to_what_was_sent_before_is_no_proof_that_it_did_not_arrive(data_folder: DataFolder) -> None:
    left = _left_behind(data_folder, status=RunStatus.SENT, age=MINUTES)
    async with FaultServer(submit="401") as server, data_folder.runner(server) as runner:
        assert (await rest(runner, left)).word == "unconfirmed"


async def test_what_was_accepted_is_watched_again(data_folder: DataFolder) -> None:
    async with FaultServer(duration=2.0) as server:
        async with data_folder.runner(server, drain=0.0) as runner:
            left = await until(runner, await runner.begin(run_request()), "queued", "processing")
        assert data_folder.ledger.run(left.run_id).status is RunStatus.ACCEPTED  # type: ignore[union-attr] # it was added
        async with data_folder.runner(server) as runner:
            assert (await rest(runner, left)).word == "succeeded"
        assert len(server.submits) == 1


async def test_what_had_succeeded_but_was_not_fetched_is_fetched(data_folder: DataFolder) -> None:
    async with FaultServer() as server:
        async with data_folder.runner(server) as runner:
            run = await rest(runner, await runner.begin(run_request()))
        task = run.task
        assert task is not None
        left = _left_behind(data_folder, status=RunStatus.ACCEPTED, task=task)
        polls = len(server.polls)
        async with data_folder.runner(server) as runner:
            found = await rest(runner, left)
            assert (found.word, found.missing) == ("succeeded", ())
        assert len(server.polls) <= polls + 1  # a look at whether the list has grown


async def test_a_run_is_asked_about_at_its_own_service_only_and_waits_for_it(data_folder: DataFolder) -> None:
    left = _left_behind(data_folder, status=RunStatus.ACCEPTED, task=Task("task_1", TaskStatus.QUEUED))
    async with FaultServer() as server, data_folder.runner(server, services=_only("another", server.url)) as runner:
        run = await noticed(runner, left)
        assert run.notice is not None
        assert (run.word, run.notice.code) == ("queued", "notice.no_service")
        assert not server.requests


async def test_a_run_whose_service_is_not_set_up_can_be_let_go(data_folder: DataFolder) -> None:
    left = _left_behind(data_folder, status=RunStatus.ACCEPTED, task=Task("task_1", TaskStatus.QUEUED))
    async with FaultServer() as server, data_folder.runner(server, services=_only("another", server.url)) as runner:
        await runner.cancel("anna", left.run_id)
        run = await rest(runner, left)
        assert (run.word, run.task and run.task.task_id) == ("unconfirmed", "task_1")
        await runner.abandon("anna", left.run_id)
        assert (await until(runner, left, "abandoned")).status is RunStatus.ABANDONED
        assert not server.requests


async def test_a_process_that_does_not_know_a_runs_service_keeps_it_from_none_that_does(
    data_folder: DataFolder,
) -> None:
    left = _left_behind(data_folder, status=RunStatus.ACCEPTED, task=Task("task_1", TaskStatus.QUEUED))
    async with FaultServer() as server, data_folder.runner(server, services=_only("another", server.url)) as stranger:
        await stranger.check_again("anna", left.run_id)
        async with data_folder.runner(server) as runner:
            run = await rest(runner, left)
        assert run.word == "unconfirmed"  # the service knows no such task
        assert server.polls
        looked = len(server.requests)
        seen = await stranger.check_again("anna", left.run_id)
        assert seen is not None
        assert seen.notice is not None
        assert (seen.word, seen.notice.code, len(server.requests)) == ("unconfirmed", "notice.no_service", looked)


def _only(name: str, url: str) -> Callable[[str], Service | None]:
    return lambda asked: Service(url, None) if asked == name else None


async def test_two_processes_on_one_ledger_never_send_or_follow_a_run_twice(data_folder: DataFolder) -> None:
    async with (
        FaultServer(duration=0.4) as server,
        data_folder.runner(server) as first,
        data_folder.runner(server) as second,
    ):
        run = await first.begin(run_request())
        other = await second.begin(run_request("a bear"))
        # A page at the second process sees the first's run move on, and cannot take it away from it.
        seen = await until(second, run, "succeeded")
        assert (await until(first, other, "succeeded")).word == "succeeded"
        assert seen.run_id == run.run_id
        assert len(server.submits) == len(server.charges) == 2
        async with data_folder.runner(server) as third:
            assert len(await third.runs("anna")) == 2
        assert len(server.submits) == 2


async def test_two_processes_that_check_again_at_once_send_it_once(data_folder: DataFolder) -> None:
    async with (
        FaultServer(submit="drop-after-accept*4, 202") as server,
        data_folder.runner(server) as first,
        data_folder.runner(server) as second,
    ):
        lost = await rest(first, await first.begin(run_request()))
        await rest(second, lost)
        await asyncio.gather(first.check_again("anna", lost.run_id), second.check_again("anna", lost.run_id))
        assert (await until(second, lost, "succeeded")).word == "succeeded"
        assert len(server.submits) == 5


async def test_a_page_elsewhere_may_look_at_a_run_and_cancel_its_task_but_not_stop_its_work(
    data_folder: DataFolder,
) -> None:
    async with (
        FaultServer(duration=30) as server,
        data_folder.runner(server) as first,
        data_folder.runner(server) as second,
    ):
        run = await first.begin(run_request())
        await until(second, run, "queued")
        assert (await second.stop_waiting("anna", run.run_id)).word == "queued"  # type: ignore[union-attr] # it is there
        await second.cancel("anna", run.run_id)
        assert (await until(second, run, "cancelled")).word == (await rest(first, run)).word == "cancelled"
        assert len(server.submits) == 1


async def test_a_process_that_slept_past_its_lease_lets_go_of_what_was_taken_over(data_folder: DataFolder) -> None:
    """The first one's lease is renewed every 10 s of its own clock; here that is as good as never."""
    async with FaultServer(submit="hang, 202", duration=0.2) as server:
        sleeper = replace(data_folder, time=type(data_folder.time)(pace=0.001))
        async with sleeper.runner(server, drain=0.0) as first:
            run = await first.begin(run_request())
            await sent(server)
            age_leases(data_folder.where, 31)
            async with data_folder.runner(server) as second:
                assert (await rest(second, run)).word == "succeeded"
                await first._supervisor.try_renew()  # noqa: SLF001 - it wakes up
                assert first._supervisor.workers == {}  # noqa: SLF001 - nobody here works on it any more
                async with asyncio.timeout(PATIENCE):
                    while (seen := await first.run("anna", run.run_id)) is None or seen.word != "succeeded":  # noqa: ASYNC110 - it shows before it is committed
                        await asyncio.sleep(0.01)
        assert len({request.headers["idempotency-key"] for request in server.submits}) == 1
        assert dict(server.charges) == {run.key: 1}


async def test_a_stop_waits_for_the_answer_that_is_on_its_way(data_folder: DataFolder) -> None:
    async with FaultServer(submit="202", duration=30) as server:
        async with data_folder.runner(server) as runner:
            run = await runner.begin(run_request())
        kept = data_folder.ledger.run(run.run_id)
        assert kept is not None
        assert kept.word in {"submitting", "queued"}
        assert (kept.word == "queued") == bool(server.charges)
