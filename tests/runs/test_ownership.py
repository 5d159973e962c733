"""A key is used again only in time, for its own account, by whoever holds the run at that moment."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from typing import Any

import pytest
from datafolder import DataFolder, Time, rest, run_request, sent, until
from fairness import PATIENCE
from faultserver import FaultServer, Reply
from leases import age_leases

from playground.files.result_files import RemoteResult, StoredResult
from playground.files.results import Results
from playground.runs import supervisor
from playground.runs.ownership import LEASE_DURATION, Ownership
from playground.runs.processes import Processes
from playground.runs.recovery import Outlook, account_of
from playground.runs.request import prepare
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.client import Service
from playground.tasks.clock import CLOCK
from playground.tasks.problem import Charged, ProblemCode

pytestmark = pytest.mark.databases("sqlite", "postgresql")

DAY = 24 * 3600.0


async def test_a_machine_that_slept_a_day_between_two_tries_sends_nothing_by_itself(data_folder: DataFolder) -> None:
    async with FaultServer(submit="drop-after-accept, 202") as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        await until(runner, run, "submitting")
        await sent(server)
        data_folder.time.moved = DAY
        run = await rest(runner, run)
        assert run.problem is not None
        assert (run.word, run.problem.charged, len(server.submits)) == ("unconfirmed", Charged.UNKNOWN, 1)
        assert runner.outlook(run) is Outlook.RISK


async def test_after_a_persons_word_the_window_begins_anew(data_folder: DataFolder) -> None:
    async with FaultServer(submit="drop-after-accept*5, 202") as server, data_folder.runner(server) as runner:
        run = await rest(runner, await runner.begin(run_request()))
        assert runner.outlook(run) is Outlook.SAME
        data_folder.time.moved = DAY
        await runner.check_again("anna", run.run_id)
        assert len(server.submits) == 4
        await runner.send_again("anna", run.run_id)
        again = await until(runner, run, "succeeded")
        assert again.sent_at is not None
        assert run.sent_at is not None
        assert again.sent_at - run.sent_at >= DAY
        assert {request.headers["idempotency-key"] for request in server.submits} == {run.key}
        assert len(server.submits) == 6


@pytest.mark.parametrize("taken_by", ["another, at work", "another, and let go"])
async def test_a_process_that_wakes_after_another_took_the_run_sends_nothing(
    data_folder: DataFolder, taken_by: str
) -> None:
    """The first process is stopped in the pause between two tries; its clock hardly moves."""
    async with FaultServer(submit="drop-after-accept", duration=30) as server:
        sleeper = replace(data_folder, time=Time(pace=0.5))
        async with sleeper.runner(server, drain=0.0) as first:
            run = await first.begin(run_request())
            await sent(server)
            ledger = data_folder.ledger
            age_leases(data_folder.where, LEASE_DURATION + 1)
            (taken,) = _taken_over(data_folder, "another process")
            if taken_by == "another, and let go":
                ledger.save(
                    [LedgerWrite(replace(taken, status=RunStatus.ABANDONED), "another process", keeps_ownership=False)]
                )
            async with asyncio.timeout(PATIENCE):  # the pause is 4 s
                while run.run_id in first._supervisor.workers:  # noqa: ASYNC110, SLF001 - until it lets go
                    await asyncio.sleep(0.01)
            assert len(server.submits) == 1
        kept = ledger.run(run.run_id)
        assert kept is not None
        assert kept.status is (RunStatus.ABANDONED if "let go" in taken_by else RunStatus.SENT)


@pytest.mark.parametrize("is_taken", [True, False])
async def test_a_process_that_is_stopped_between_its_last_look_and_the_sending_looks_again(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch, *, is_taken: bool
) -> None:
    """It saw that the run is its own; when it goes on, another may have it."""
    looks: list[bool] = []
    look = Processes.renew_ownership

    def look_and_sleep(self: Processes, ownership: Ownership) -> bool:
        looks.append(look(self, ownership))
        if len(looks) == 1:
            data_folder.time.moved += LEASE_DURATION
            if is_taken:
                age_leases(data_folder.where, LEASE_DURATION + 1)
                _taken_over(data_folder, "another process")
        return looks[-1]

    monkeypatch.setattr(Processes, "renew_ownership", look_and_sleep)
    monkeypatch.setattr(supervisor, "RENEWAL_INTERVAL", 1e6)  # else that may find it out first
    async with FaultServer(duration=30) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        if is_taken:
            async with asyncio.timeout(PATIENCE):
                while run.run_id in runner._supervisor.workers:  # noqa: ASYNC110, SLF001 - until it lets go
                    await asyncio.sleep(0.01)
        else:
            await until(runner, run, "queued", "processing")
    assert looks == [True, not is_taken]
    assert len(server.submits) == (0 if is_taken else 1)


def _taken_over(data_folder: DataFolder, process: str) -> tuple[Run, ...]:
    return data_folder.ledger.processes.take_over(process, lambda _lease: False, lambda _service: True)


async def test_what_an_earlier_holder_writes_meets_another_number_even_in_the_same_process(
    data_folder: DataFolder,
) -> None:
    ledger = data_folder.ledger
    ledger.open()
    run = replace(prepare(run_request(), "test", 100.0), status=RunStatus.UNCONFIRMED, sent_at=100.0)
    ledger.add(run, "alice")
    assert ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)]) == (True,)
    assert ledger.processes.claim(run.run_id, RunStatus.UNCONFIRMED, "alice")
    assert ledger.save([LedgerWrite(replace(run, status=RunStatus.ABANDONED), "alice", keeps_ownership=False)]) == (
        False,
    )
    known = ledger.run(run.run_id)
    assert known is not None
    assert (known.status, known.fence) == (RunStatus.UNCONFIRMED, 1)
    assert ledger.save([LedgerWrite(known, "alice", keeps_ownership=True)]) == (True,)
    assert not ledger.processes.owns(Ownership(run.run_id, "alice", 1))  # it has no lease
    ledger.close()


class Slow(Results):
    """Results of which each fetch waits to be told to go on."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.waits, self.goes_on = asyncio.Event(), asyncio.Event()

    async def fetch(self, run_id: str, index: int, remote: RemoteResult, **told: Any) -> StoredResult:
        self.waits.set()
        await self.goes_on.wait()
        return await super().fetch(run_id, index, remote, **told)


async def test_a_process_that_wakes_in_a_download_puts_nothing_in_place_of_what_another_kept(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "RENEWAL_INTERVAL", 1e6)
    cut, whole = b"RIFF" + b"a" * 100, b"RIFF" + b"a" * 1000
    async with FaultServer() as server:
        server.extra = {"output": {"files": [f"{server.url}/files/a.bin"]}}
        address = frozenset({("127.0.0.1", int(server.url.rpartition(":")[2]))})
        slow = Slow(data_folder.folder / "results", address)
        async with replace(data_folder, time=Time()).runner(server, results=slow, drain=0.0) as first:
            server.files = {"a.bin": Reply(200, whole)}
            run = await first.begin(run_request())
            await slow.waits.wait()
            age_leases(data_folder.where, LEASE_DURATION + 1)
            async with data_folder.runner(server) as second:
                await rest(second, run)
            server.files = {"a.bin": Reply(200, cut)}
            slow.goes_on.set()
            async with asyncio.timeout(PATIENCE):
                while run.run_id in first._supervisor.workers:  # noqa: ASYNC110, SLF001 - until it lets go
                    await asyncio.sleep(0.01)
            seen = await first.run("anna", run.run_id)
            assert seen is not None
            assert (seen.word, seen.problem) == ("succeeded", None)
        (kept,) = (data_folder.folder / "results" / run.run_id).glob("0-*")
        assert kept.read_bytes() == whole


@pytest.mark.databases("sqlite")
async def test_a_run_that_was_sent_with_another_key_is_not_sent_to_this_account(data_folder: DataFolder) -> None:
    now = data_folder.time.clock.wall()
    run = replace(prepare(run_request(), "test", now), status=RunStatus.SENT, sent_at=now)
    run = replace(run, account=account_of("mv_live_before", run.key))
    ledger = data_folder.ledger
    ledger.open()
    ledger.add(run, "a process that died")
    ledger.close()
    async with FaultServer() as server, data_folder.runner(server) as runner:
        lost = await rest(runner, run)
        assert lost.problem is not None
        assert (lost.word, lost.problem.charged) == ("unconfirmed", Charged.UNKNOWN)
        assert runner.outlook(lost) is Outlook.ELSEWHERE
        await runner.check_again("anna", run.run_id)
        await runner.send_again("anna", run.run_id)
        await asyncio.sleep(0.1)
        assert server.requests == []
        await runner.abandon("anna", run.run_id)
        gone = await until(runner, run, "abandoned")
        assert runner.outlook(gone) is Outlook.LET_GO
    async with (
        FaultServer() as server,
        data_folder.runner(server, services=lambda _: Service(server.url, None)) as runner,
    ):
        mine = await rest(runner, await runner.begin(run_request("a bear")))
        assert mine.account == account_of(None, mine.key) != account_of(None, run.key)
    assert b"mv_live_test" not in data_folder.file.read_bytes()


@pytest.mark.slow
async def test_a_double_click_over_two_servers_is_one_run_and_one_charge(data_folder: DataFolder) -> None:
    async with (
        FaultServer() as server,
        data_folder.runner(server, clock=CLOCK) as first,
        data_folder.runner(server, clock=CLOCK) as second,
    ):
        one, other = await asyncio.gather(first.begin(run_request()), second.begin(run_request()))
        assert one.run_id == other.run_id
        at = time.time()
        slow = replace(
            run_request("a slow bear"), clicked_at=at
        )  # it took a while to look at what the second one asks for
        third = await first.begin(replace(slow, clicked_at=at - 1.4))
        await until(second, third, "succeeded")
        assert (await second.begin(replace(slow, clicked_at=at - 1.0))).run_id == third.run_id
        another_page = await second.begin(run_request(page="another"))
        assert (await until(second, one, "succeeded")).word == "succeeded"
        assert (await rest(first, one)).word == "succeeded"
        await rest(second, another_page)
        await asyncio.sleep(1.1)
        later = await second.begin(run_request())
        await rest(second, later)
        assert dict(server.charges) == {one.key: 1, third.key: 1, another_page.key: 1, later.key: 1}


async def test_a_task_that_is_known_to_be_anothers_is_not_adopted(data_folder: DataFolder) -> None:
    async with FaultServer(duration=30) as server, data_folder.runner(server) as runner:
        first = await until(runner, await runner.begin(run_request()), "queued")
        assert first.task is not None
        body = {"message": "this idempotency key was used", "task_id": first.task.task_id}
        server.scripts["submit"] = (Reply(409, body),)
        other = await rest(runner, await runner.begin(run_request("a bear")))
        assert other.problem is not None
        assert (other.word, other.task, other.problem.code) == ("unconfirmed", None, ProblemCode.CONFLICT)
        assert len(server.submits) == 5


@pytest.mark.parametrize("seconds", [3600.0, -3600.0])
async def test_a_process_whose_clock_is_wrong_by_an_hour_loses_and_steals_nothing(
    data_folder: DataFolder, seconds: float
) -> None:
    astray = replace(data_folder, time=Time(moved=seconds))
    async with (
        FaultServer(duration=600) as server,
        data_folder.runner(server) as right,
        astray.runner(server) as wrong,
    ):
        runs = await right.begin(run_request("right")), await wrong.begin(run_request("wrong"))
        for runner in (wrong, right, wrong):
            await runner._supervisor.try_renew()  # noqa: SLF001 - it would by itself in a while
        owners = [await asyncio.to_thread(data_folder.ledger.processes.owner, run.run_id) for run in runs]
        assert owners == [right._supervisor.process, wrong._supervisor.process]  # noqa: SLF001 - as the ledger calls them
        for run in runs:
            await until(right, run, "queued", "processing")
        assert dict(server.charges) == {run.key: 1 for run in runs}


@pytest.mark.databases("sqlite")
async def test_a_run_whose_commit_nobody_heard_of_is_ended_unsent(data_folder: DataFolder) -> None:
    """The connection to the database broke between the two: a person was told that nothing was sent."""
    async with FaultServer() as server, data_folder.runner(server) as runner:
        supervisor = runner._supervisor  # noqa: SLF001 - it would look by itself in a while
        run = prepare(run_request(), "test", data_folder.time.clock.wall())
        data_folder.ledger.add(run, supervisor.process)
        await supervisor.try_renew()
        assert (
            await asyncio.to_thread(data_folder.ledger.processes.owner, run.run_id) == supervisor.process
        )  # it may just begin
        await supervisor.try_renew()
        assert (await rest(runner, run)).word == "refused"
        assert server.submits == []
