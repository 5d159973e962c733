"""`kill -9` of a real process: whatever it was doing, one charge and the picture."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from batching import PromptServer
from databases import postgres_server
from datafolder import sent
from fairness import PATIENCE
from faultserver import PIXEL, FaultServer, Reply
from killing import PERSON, Child, kill_loop, ledger, toll_of
from killing_replicas import Replicas
from replicanotes import names_of, noted_database, notes_of

from playground.runs.ledger import Ledger

pytestmark = pytest.mark.slow


async def test_killed_between_send_and_answer(tmp_path: Path) -> None:
    never_answers = Reply(202, accept=True, pause=60)
    async with FaultServer(submit=[never_answers, "202"]) as server:
        child = await Child.start(tmp_path, server, "a fox")
        await sent(server)
        await child.kill()
        assert [run.word for run in ledger(tmp_path).runs()] == ["submitting"]
        await (await Child.start(tmp_path, server)).finish()
        _assert_paid_once_and_here(tmp_path, server)
        assert len(server.submits) == 2
        assert len({(request.headers["idempotency-key"], request.body) for request in server.submits}) == 1


async def test_killed_while_polling(tmp_path: Path) -> None:
    async with FaultServer(duration=3) as server:
        child = await Child.start(tmp_path, server, "a fox")
        async with asyncio.timeout(PATIENCE):
            while len(server.polls) < 2:  # noqa: ASYNC110 - the server counts, it does not signal
                await asyncio.sleep(0.01)
        await child.kill()
        assert [run.status.value for run in ledger(tmp_path).runs()] == ["accepted"]
        await (await Child.start(tmp_path, server)).finish()
        _assert_paid_once_and_here(tmp_path, server)
        assert len(server.submits) == 1


async def test_a_batch_whose_processes_are_killed_pays_for_each_cell_once(tmp_path: Path) -> None:
    prompts = [f"animal {number}" for number in range(12)]
    async with PromptServer({"animal 5": "drop-after-accept, 503, 202"}, duration=0.5) as server:
        for start, charged in ((["--batch", *prompts], 3), ([], 7)):
            child = await Child.start(tmp_path, server, *start)
            async with asyncio.timeout(PATIENCE):
                while len(server.charges) < charged:  # noqa: ASYNC110 - the server counts, it does not signal
                    await asyncio.sleep(0.01)
            await child.kill()
        await (await Child.start(tmp_path, server)).finish()
        (batch,) = ledger(tmp_path).batches.newest(PERSON, 10)
        assert [cell.word for cell in batch.cells] == ["succeeded"] * 12
        assert dict(server.charges) == {cell.key: 1 for cell in batch.cells}
        assert sorted(server.prompts) == sorted(prompts)


@pytest.mark.timeout(900)  # a busy machine starts processes slowly
async def test_killed_and_frozen_again_and_again_nothing_is_lost(tmp_path: Path) -> None:
    toll = await kill_loop(tmp_path, kills=5, seed=28)
    assert toll.freezes == 1
    assert toll.lost == ()
    assert toll.charged >= 5
    assert toll.pictures == 2 * toll.charged
    assert toll.runs == toll.charged + toll.never_sent


@pytest.mark.timeout(900)
async def test_the_third_replica_goes_on_with_what_two_had_and_the_one_that_wakes_changes_nothing(
    tmp_path: Path,
) -> None:
    """One is killed while the service works; one is frozen past its lease between look and sending, and woken."""
    server = postgres_server()
    database = noted_database(server)
    async with FaultServer(submit="503 retry-after=2, 202", duration=1.0, outputs=2) as service:
        group = Replicas(tmp_path, database, service)
        frozen, killed, third = await asyncio.gather(*(group.start(stops_at=at) for at in (2, 0, 0)))
        of_frozen = await group.press(frozen, "a fox")
        await _until(lambda: group.is_frozen(frozen))
        stops = [(frozen, time.time())]
        service.scripts["submit"] = ("202",)
        of_killed = await group.press(killed, "a hen")
        await _until(lambda: len(service.charges) >= 1)
        await group.kill(killed)
        stops.append((killed, time.time()))
        with closing(Ledger(database)) as ledger:
            await _until(lambda: all(run.word == "succeeded" for run in ledger.runs()))
            group.running[frozen].thaw()
            await _until(lambda: len(names_of(server, frozen)) == 2)  # it has seen that its lease is over
            at_last = await group.press(frozen, "an owl")
            await _until(lambda: all(run.word == "succeeded" for run in ledger.runs()))
            runs = ledger.runs()
        await group.stop()
        notes = notes_of(server, service, toll_of(tmp_path, runs, service, 1, 1), stops)
    assert {run.run_id for run in runs} == {of_frozen, of_killed, at_last}
    assert dict(service.charges) == {run.key: 1 for run in runs}
    assert (notes.toll.lost, notes.foreign_writes, notes.late_sends) == ((), (), ())
    assert notes.toll.pictures == 6
    assert len(notes.recoveries) == 2
    by_sender = Counter(request.headers["user-agent"] for request in service.submits)
    assert by_sender[frozen] == 2  # its first try, and what was asked for after it woke
    assert by_sender[third] >= 1


async def _until(is_so: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not is_so():  # noqa: ASYNC110 - other processes do it, and do not signal
            await asyncio.sleep(0.05)


def _assert_paid_once_and_here(folder: Path, server: FaultServer) -> None:
    (run,) = ledger(folder).runs()
    assert run.word == "succeeded"
    assert dict(server.charges) == {run.key: 1}
    assert [(folder / "results" / run.run_id / str(output.name)).read_bytes() for output in run.outputs] == [PIXEL]
