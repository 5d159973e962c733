"""Deletion: gone from sight at once, back for ten seconds, then gone for good."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from decimal import Decimal

import pytest
from batching import PromptServer, batch_request, cell, until_batch
from datafolder import DataFolder, rest, run_request
from fairness import PATIENCE
from faultserver import FaultServer, Reply
from removing import all_texts, failed_run, opened_ledger
from sqlalchemy import select

from playground.errors import BadRequestError
from playground.runs.database import Database
from playground.runs.deletions import MOST_AT_ONCE, UNDO_SECONDS, Deletion, DeletionRefusal
from playground.runs.history import HistoryFilter
from playground.runs.run import Run, RunStatus
from playground.runs.runner import Runner
from playground.runs.tables import DELETIONS

pytestmark = pytest.mark.databases("sqlite", "postgresql")

RARE_WORD = "zebrafinch"


async def _finished(folder: DataFolder) -> None:
    """Until nobody has anything left to remove."""
    async with asyncio.timeout(PATIENCE):
        with closing(Database(folder.where)) as database:
            while True:
                with database.reading() as connection:
                    if connection.execute(select(DELETIONS.c.run_id)).first() is None:
                        return
                await asyncio.sleep(0.02)


async def _committed(runner: Runner, word: str) -> None:
    """Until the ledger has the newest run in that state."""
    async with asyncio.timeout(PATIENCE):
        while [row.word for row in (await runner.history.page(HistoryFilter("anna"), 1)).rows] != [word]:  # noqa: ASYNC110 - pages are told of a change a moment before it is written
            await asyncio.sleep(0.01)


async def _shown(runner: Runner, run: Run) -> list[bool]:
    """Whether each place that shows runs has it."""
    runs = await runner.runs("anna")
    strip = await runner.summaries.newest("anna", 60)
    rows = await runner.history.page(HistoryFilter("anna", RARE_WORD), 60)
    return [
        await runner.run("anna", run.run_id) is not None,
        await runner.summaries.one("anna", run.run_id) is not None,
        await runner.fetch_again("anna", run.run_id) is not None,
        bool(await runner.history.rows("anna", [run.run_id])),
        *(run.run_id in [one.run_id for one in those] for those in (runs, strip, rows.rows)),
    ]


async def test_a_deleted_run_is_hidden_comes_back_whole_and_then_goes_for_good(data_folder: DataFolder) -> None:
    extra = {"cost_actual": 0.05}
    async with FaultServer(extra=extra) as server, data_folder.runner(server) as runner:
        kept = await rest(runner, await runner.begin(run_request("another")))
        run = await rest(runner, await runner.begin(run_request(f"a {RARE_WORD} in fog")))
        folder = data_folder.folder / "results" / run.run_id
        await runner.labels.tag("anna", [run.run_id], [f"{RARE_WORD} tag"])
        await runner.labels.note("anna", [run.run_id], f"{RARE_WORD} note")
        draft = {"prompt": {"raw": f"a {RARE_WORD} in fog"}}
        await runner.drafts.save("anna", run.model, draft)
        before = (await runner.history.rows("anna", [run.run_id]), await runner.run("anna", run.run_id))
        spent = await runner.costs.spent_today("anna")
        assert all(await _shown(runner, run))

        assert await runner.deletions.delete("ben", [run.run_id]) == Deletion((), {run.run_id: DeletionRefusal.UNKNOWN})
        assert await runner.deletions.delete("anna", [run.run_id, run.run_id]) == Deletion((run.run_id,), {})
        assert not any(await _shown(runner, run))
        again = await runner.deletions.delete("anna", [run.run_id])
        assert again.refused == {run.run_id: DeletionRefusal.UNKNOWN}
        assert await runner.labels.favourite("anna", [run.run_id], is_on=True) == ()
        assert await runner.deletions.undo("ben", [run.run_id]) == ()
        assert await runner.deletions.undo("anna", [run.run_id, "unknown"]) == (run.run_id,)
        assert all(await _shown(runner, run))
        assert before == (await runner.history.rows("anna", [run.run_id]), await runner.run("anna", run.run_id))
        assert folder.is_dir()

        await runner.deletions.delete("anna", [run.run_id])
        data_folder.time.moved += UNDO_SECONDS
        await _finished(data_folder)
        assert await runner.deletions.undo("anna", [run.run_id]) == ()
        assert not any(await _shown(runner, run))
        assert await _shown(runner, kept) == [True] * 6 + [False]
        assert await runner.costs.spent_today("anna") == spent
        assert (await runner.labels.tags("anna"), await runner.drafts.of_person("anna")) == ((), {})
    assert [path.name for path in folder.parent.iterdir()] == [kept.run_id]
    assert RARE_WORD not in all_texts(data_folder.where)
    assert run.run_id not in all_texts(data_folder.where)
    if data_folder.file.exists():
        assert RARE_WORD.encode() not in data_folder.file.read_bytes()


async def test_what_is_at_work_or_unconfirmed_stays(data_folder: DataFolder) -> None:
    async with FaultServer(poll="processing", duration=600) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        done = await runner.deletions.delete("anna", [run.run_id, "unknown", "\udcff"])
        assert done.deleted == ()
        unknown = dict.fromkeys(("unknown", "\udcff"), DeletionRefusal.UNKNOWN)
        assert done.refused == {run.run_id: DeletionRefusal.ACTIVE, **unknown}
        await _committed(runner, "processing")  # what was not sent yet would be known to cost nothing
        await runner.stop_waiting("anna", run.run_id)
        run = await rest(runner, run)
        assert run.status is RunStatus.UNCONFIRMED
        await _committed(runner, "unconfirmed")
        done = await runner.deletions.delete("anna", [run.run_id])
        assert done == Deletion((), {run.run_id: DeletionRefusal.UNCONFIRMED})
        await runner.abandon("anna", run.run_id)
        await _committed(runner, "abandoned")
        assert (await runner.deletions.delete("anna", [run.run_id])).deleted == (run.run_id,)
        with pytest.raises(BadRequestError) as refused:
            await runner.deletions.delete("anna", ["x"] * (MOST_AT_ONCE + 1))
        assert refused.value.code == "deletion.too_many"


async def test_a_run_whose_results_are_still_fetched_can_be_deleted_and_nothing_of_it_comes(
    data_folder: DataFolder,
) -> None:
    async with FaultServer(files={"a.png": Reply(404)}) as server, data_folder.runner(server) as runner:
        server.extra["output"] = {"images": [{"url": f"{server.url}/files/a.png"}]}
        run = await runner.begin(run_request())
        await _committed(runner, "succeeded")
        assert runner.is_active_here(run.run_id)
        assert (await runner.deletions.delete("anna", [run.run_id])).deleted == (run.run_id,)
        assert not any(await _shown(runner, run))
        data_folder.time.moved += UNDO_SECONDS
        await _finished(data_folder)
        async with asyncio.timeout(PATIENCE):
            while runner.is_active_here(run.run_id):  # noqa: ASYNC110 - the end of a job is not signalled on its own
                await asyncio.sleep(0.01)
    assert not [path for path in (data_folder.folder / "results").rglob("*") if path.is_file()]
    assert run.run_id not in all_texts(data_folder.where)


async def test_two_processes_see_the_same_and_one_of_them_finishes_it(data_folder: DataFolder) -> None:
    async with FaultServer(extra={"cost_actual": 0.05}) as server, data_folder.runner(server) as one:
        run = await rest(one, await one.begin(run_request(RARE_WORD)))
        async with data_folder.runner(server) as other, asyncio.timeout(PATIENCE):
            pages = other.subscribe("anna")
            while not all(await _shown(other, run)):
                await anext(pages)
            assert (await one.deletions.delete("anna", [run.run_id])).deleted == (run.run_id,)
            assert not any(await _shown(other, run))
            await anext(pages)  # the page of the other process is told
            assert await other.deletions.undo("anna", [run.run_id]) == (run.run_id,)
            assert all(await _shown(one, run))
            await other.deletions.delete("anna", [run.run_id])
            data_folder.time.moved += UNDO_SECONDS
            await asyncio.gather(one.deletions.finish(), other.deletions.finish())
            await _finished(data_folder)
            spent = await one.costs.spent_today("anna")
            assert (spent.total, spent.unknown) == (Decimal("0.05"), 0)
            assert not any(await _shown(one, run))


async def test_the_next_start_finishes_what_was_left(data_folder: DataFolder) -> None:
    ledger = opened_ledger(data_folder.where)
    run = failed_run(ledger, RARE_WORD)
    folder = data_folder.folder / "results" / run.run_id
    folder.mkdir(parents=True)
    (folder / "0-a.png").write_bytes(b"x")
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    ledger.close()
    async with FaultServer() as server, data_folder.runner(server):
        await _finished(data_folder)
    assert not folder.exists()


async def test_with_its_last_run_a_batch_goes_and_before_that_what_a_cell_was_made_of(data_folder: DataFolder) -> None:
    labels = {"choices": [RARE_WORD], "at": [0, 1], "line": 1}
    cells = (replace(cell(RARE_WORD), labels=labels), cell("a hen"))
    asked = replace(batch_request(RARE_WORD), cells=cells, plan={"title": "two birds"})
    async with PromptServer() as server, data_folder.runner(server) as runner:
        batch = await until_batch(runner, await runner.batches.begin(asked))
        first, second = batch.run_ids
        for run_id in (first, second):
            run = await runner.run("anna", run_id)
            assert run is not None
            await rest(runner, run)
        await runner.deletions.delete("anna", [first])
        data_folder.time.moved += UNDO_SECONDS
        await _finished(data_folder)
        left = await runner.batches.batch("anna", batch.batch_id)
        assert left is not None
        assert [(one.word, one.labels) for one in left.cells] == [
            ("gone", {"at": [0, 1], "line": 1}),
            ("succeeded", "a hen"),
        ]
        assert RARE_WORD not in all_texts(data_folder.where)
        assert (await runner.batches.retry("anna", batch.batch_id, 0) or left).cells[0].word == "gone"
        await runner.deletions.delete("anna", [second])
        data_folder.time.moved += UNDO_SECONDS
        await _finished(data_folder)
        assert await runner.batches.batch("anna", batch.batch_id) is None
    assert "two birds" not in all_texts(data_folder.where)
    assert sorted(server.prompts) == ["a hen", RARE_WORD]
