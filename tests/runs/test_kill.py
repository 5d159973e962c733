"""`kill -9` of a real process: whatever it was doing, one charge and the picture."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from batching import PromptServer
from datafolder import sent
from fairness import PATIENCE
from faultserver import PIXEL, FaultServer, Reply
from killing import PERSON, Child, kill_loop, ledger

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


def _assert_paid_once_and_here(folder: Path, server: FaultServer) -> None:
    (run,) = ledger(folder).runs()
    assert run.word == "succeeded"
    assert dict(server.charges) == {run.key: 1}
    assert [(folder / "results" / run.run_id / str(output.name)).read_bytes() for output in run.outputs] == [PIXEL]
