"""Followers that meet what should never happen, and leases of processes that are no more."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any

import pytest
from datafolder import DataFolder, Time, rest, run_request, sent, until
from fairness import PATIENCE
from faultserver import FaultServer, Reply

from playground.files.result_files import RemoteResult, StoredResult
from playground.files.results import Results
from playground.runs import supervisor, worker
from playground.runs.lease import is_gone, machine, new_lease
from playground.tasks.client import Service
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import SubmitOutcome, submit
from playground.tasks.task import Task
from playground.tasks.watch import Lost, watch
from playground.texts import translate


class Clumsy(Results):
    """Results of which the one in the middle always meets an error of ours, the first of all."""

    async def fetch(self, run_id: str, index: int, remote: RemoteResult, **told: Any) -> StoredResult:
        if index == 1:
            raise RuntimeError("an error of ours")
        await asyncio.sleep(0.05)
        return await super().fetch(run_id, index, remote, **told)


class Slips:
    """Calls that watch a task, and meet an error of ours while doing so, so many times."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failures: int) -> None:
        self.left = failures
        monkeypatch.setattr(worker, "watch", self.watch)

    def watch(self, *args: Any, **kwargs: Any) -> AsyncIterator[Task | Lost]:
        if self.left:
            self.left -= 1
            raise RuntimeError("an error of ours")
        return watch(*args, **kwargs)


async def test_an_error_of_ours_is_logged_and_the_run_goes_on(
    data_folder: DataFolder, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    Slips(monkeypatch, 1)
    async with FaultServer() as server:
        with caplog.at_level(logging.ERROR):
            async with data_folder.runner(server) as runner:
                run = await rest(runner, await runner.begin(run_request()))
        assert run.word == "succeeded"
        assert "an error of ours" in caplog.text
        assert dict(server.charges) == {run.key: 1}


async def test_a_stop_right_after_an_error_of_ours_loses_nothing(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    slips = Slips(monkeypatch, 1)
    async with FaultServer() as server:
        async with data_folder.runner(server, drain=0.0) as runner:
            run = await runner.begin(run_request())
            async with asyncio.timeout(PATIENCE):
                while slips.left:  # noqa: ASYNC110 - it counts, it does not signal
                    await asyncio.sleep(0.01)
        async with data_folder.runner(server) as runner:
            assert (await rest(runner, run)).word == "succeeded"
        assert len(server.submits) == 1


async def test_an_error_of_ours_that_stays_sends_nothing_again_after_15_minutes(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    hasty = Time(pace=500)

    async def faulty(*args: Any, **kwargs: Any) -> SubmitOutcome:
        await submit(*args, **kwargs)
        hasty.moved += 6 * 60
        raise RuntimeError("an error of ours")

    monkeypatch.setattr(worker, "submit", faulty)
    monkeypatch.setattr(
        supervisor, "RENEWAL_INTERVAL", 1e6
    )  # a lease that lapses over the jumps would hide what is tested here
    async with FaultServer() as server, data_folder.runner(server, clock=hasty.clock) as runner:
        run = await rest(runner, await runner.begin(run_request()))
    assert run.problem is not None
    assert (run.word, run.problem.charged) == ("unconfirmed", Charged.UNKNOWN)
    assert [request.headers["idempotency-key"] for request in server.submits] == [run.key] * 3
    assert dict(server.charges) == {run.key: 1}


async def test_an_error_of_ours_before_anything_was_sent_ends_the_run_unsent(data_folder: DataFolder) -> None:
    async with FaultServer() as server:

        def services(_name: str) -> Service | None:
            raise RuntimeError("an error of ours")

        async with data_folder.runner(server, services=services) as runner:
            run = await rest(runner, await runner.begin(run_request()))
    assert run.problem is not None
    assert (run.word, run.problem.charged) == ("refused", Charged.NO)
    assert not server.requests


async def test_an_error_of_ours_with_one_result_loses_no_other_and_the_run_ends(
    data_folder: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    async with FaultServer(outputs=3) as server:
        port = int(server.url.rpartition(":")[2])
        results = Clumsy(data_folder.folder / "results", frozenset({("127.0.0.1", port)}))
        async with data_folder.runner(server, results=results) as runner:
            run = await rest(runner, await runner.begin(run_request()))
    assert (run.word, run.missing) == ("succeeded", (1,))
    assert [output.name is not None for output in run.outputs] == [True, False, True]
    assert run.problem is not None
    assert (run.problem.code, run.problem.charged) == (ProblemCode.RESULT_NOT_FETCHED, Charged.YES)
    assert translate(str(run.problem.params["reason"]), "en", **run.problem.params).startswith(
        "Result 2 could not be kept"
    )
    assert "an error of ours with result 2" in caplog.text


async def test_links_that_make_no_sense_lose_no_picture_and_the_run_ends(data_folder: DataFolder) -> None:
    links = ("http://8.8.8.8:99999/a.png", "https://u:p\u2100@127.0.0.1:1/a.png", "http://\ud800/")
    async with FaultServer() as server:
        good = f"{server.url}/files/p.png"
        server.extra = {"output": {"images": [{"url": url} for url in (*links, good)]}}
        async with data_folder.runner(server) as runner:
            run = await rest(runner, await runner.begin(run_request()))
    assert (run.word, run.missing) == ("succeeded", (0, 1, 2))
    reasons = [output.problem and output.problem.params["reason"] for output in run.outputs]
    assert reasons == ["fetch.bad_link", "fetch.forbidden_address", "fetch.bad_link", None]


async def test_a_stop_waits_for_an_answer_on_its_way_and_for_nothing_else(data_folder: DataFolder) -> None:
    slow = Reply(503, accept=True, pause=0.4)
    async with asyncio.timeout(PATIENCE), FaultServer(submit=[slow, "202"], duration=1e4) as server:
        async with data_folder.runner(server, drain=1e4) as runner:
            watched = await until(runner, await runner.begin(run_request()), "queued")
            server.requests.clear()
            sending = await runner.begin(run_request("a bear"))
            await sent(server)
        words = {run.run_id: run.word for run in data_folder.ledger.runs()}
        assert words == {watched.run_id: "queued", sending.run_id: "queued"}


async def test_a_press_during_a_stop_is_kept_and_goes_on_or_is_not_sent(data_folder: DataFolder) -> None:
    async with FaultServer() as server:
        async with data_folder.runner(server) as runner:
            pressed = asyncio.create_task(runner.begin(run_request()))
            await asyncio.sleep(0)
        run = await pressed
        async with data_folder.runner(server) as runner:
            found = await rest(runner, run)
        assert (found.word == "succeeded") == bool(server.charges)
        assert found.word in {"succeeded", "refused"}


async def test_a_stop_does_not_wait_for_what_only_a_person_can_mend(data_folder: DataFolder) -> None:
    async with asyncio.timeout(PATIENCE), FaultServer() as server:
        async with data_folder.runner(server, services=lambda _name: None, drain=1e4) as runner:
            run = await runner.begin(run_request())
            async for _ in runner.subscribe("anna"):
                if (await runner.run("anna", run.run_id) or run).notice:
                    break
        assert not server.requests


async def test_a_task_that_is_not_told_to_stop_elsewhere_is_said_to_go_on(data_folder: DataFolder) -> None:
    async with (
        FaultServer(duration=30, cancel="409") as server,
        data_folder.runner(server) as first,
        data_folder.runner(server) as second,
    ):
        run = await first.begin(run_request())
        await until(second, run, "queued")
        told = await second.cancel("anna", run.run_id)
        assert told is not None
        assert (told.notice and told.notice.code, told.word) == ("notice.cancel_failed", "queued")
        seen = await second.run("anna", run.run_id)
        assert seen is not None
        assert seen.notice == told.notice
        server.scripts["cancel"] = ("auto",)
        await second.cancel("anna", run.run_id)
        over = await until(second, run, "cancelled")
        assert over.notice is None


async def test_a_run_that_another_process_took_over_is_left_to_it(data_folder: DataFolder) -> None:
    async with FaultServer(duration=0.4) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        ledger = data_folder.ledger
        async with asyncio.timeout(PATIENCE):
            while not ledger.runs()[0].task:  # noqa: ASYNC110 - the ledger is asked as another process would
                await asyncio.sleep(0.01)
        thief = new_lease()
        ledger.processes.register(thief)
        assert len(ledger.processes.take_over(thief.process, lambda _lease: True, lambda _service: True)) == 1
        async with asyncio.timeout(PATIENCE):
            async for _ in runner.subscribe("anna"):
                if run.run_id not in runner._supervisor.workers:  # noqa: SLF001 - nobody here works on it any more
                    break
        ledger.processes.release(thief)
        assert (await rest(runner, run)).word == "succeeded"
        assert len(server.submits) == 1


def test_a_process_that_died_is_known_to_have_and_one_that_lives_is_not() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    lease = replace(new_lease(), pid=child.pid)
    assert not is_gone(lease)
    child.kill()
    child.communicate()
    assert is_gone(lease)
    assert not is_gone(replace(lease, machine="another machine"))
    assert not is_gone(replace(lease, pid=os.getpid()))
    assert machine() == lease.machine
