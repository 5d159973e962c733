"""Runs that are at work are given to a person: their worker goes on, and the person sees what comes of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from batching import MODEL, PromptServer, batch_request, until_batch
from datafolder import DataFolder, Time, rest, run_request, until

from playground.people.taking_along import TakingAlong
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.database import Database

BROWSER, ANN = "a" * 32, "p-ann"


@pytest.fixture
def data_folder(tmp_path: Path, database: str | Path) -> Iterator[DataFolder]:
    with closing(DataFolder(tmp_path, Time(), database)) as data_folder:
        yield data_folder


@pytest.mark.parametrize("is_told", [True, False], ids=["here", "by another process"])
async def test_a_run_at_work_becomes_the_persons_and_ends_as_theirs(
    data_folder: DataFolder, database: str | Path, *, is_told: bool
) -> None:
    async with PromptServer(poll="processing*6, succeeded") as server, data_folder.runner(server) as runner:
        run = await until(runner, await runner.begin(run_request(person=BROWSER)), "processing")
        with closing(Database(database)) as store:
            taking = TakingAlong(store)
            assert taking.offer(BROWSER, ANN, 1.0) == 1
            assert taking.answer(BROWSER, ANN, 1.0, takes=True)
        if is_told:
            runner.give(BROWSER, ANN)
        ended = await rest(runner, replace(run, person=ANN))
        assert (ended.word, ended.person, len(ended.outputs)) == ("succeeded", ANN, 1)
        assert await runner.run(BROWSER, run.run_id) is None
        assert dict(server.charges) == {run.key: 1}
    kept = data_folder.ledger.run(run.run_id)
    assert kept is not None
    assert (kept.word, kept.person) == ("succeeded", ANN)
    (row,) = data_folder.ledger.history.rows(ANN, [run.run_id])
    assert row.word == "succeeded"


async def test_what_a_batch_sends_afterwards_is_the_persons_too(data_folder: DataFolder, database: str | Path) -> None:
    one_by_one = ConcurrencyLimits.of(1)
    async with (
        PromptServer(poll="processing*2, succeeded") as server,
        data_folder.runner(server, batch_limits=one_by_one) as runner,
    ):
        batch = await runner.batches.begin(batch_request("an ox", "an owl", "an ant", person=BROWSER))
        await until_batch(runner, batch, "processing", "succeeded", count=1)
        with closing(Database(database)) as store:
            taking = TakingAlong(store)
            taking.offer(BROWSER, ANN, 1.0)
            assert taking.answer(BROWSER, ANN, 1.0, takes=True)
        runner.give(BROWSER, ANN)
        done = await until_batch(runner, replace(batch, person=ANN), "succeeded")
        assert done.person == ANN
        assert {run.person for run in await runner.runs(ANN)} == {ANN}
        assert sorted(server.prompts) == ["an ant", "an owl", "an ox"]
    assert [row.model for row in data_folder.ledger.runs(ANN)] == [MODEL] * 3
    assert data_folder.ledger.runs(BROWSER) == ()
