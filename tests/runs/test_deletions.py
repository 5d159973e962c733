"""Deletion: gone from sight at once, back for ten seconds, then gone for good, whatever is killed in between."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from batching import PromptServer, batch_request, cell, until_batch
from datafolder import DataFolder, rest, run_request
from fairness import PATIENCE
from faultserver import FaultServer, Reply
from sqlalchemy import Engine, event, select

from playground.errors import BadRequestError
from playground.files.removal import remove_results
from playground.runs.database import Database
from playground.runs.deduplication import DeduplicationKey
from playground.runs.deletions import MOST_AT_ONCE, UNDO_SECONDS, Deletion, DeletionRefusal
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease, Ownership
from playground.runs.request import prepare
from playground.runs.run import Run, RunStatus
from playground.runs.runner import Runner
from playground.runs.tables import DELETIONS, METADATA
from playground.runs.writes import LedgerWrite
from playground.tasks.task import Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")

RARE_WORD = "zebrafinch"


def _everything(where: str | Path) -> str:
    """All texts of all tables but the index of trigrams, which is looked at by its own check."""
    with closing(Database(where)) as database, database.writing() as connection:
        if isinstance(where, Path):
            connection.exec_driver_sql("INSERT INTO history_trigrams (history_trigrams) VALUES ('integrity-check')")
        return str([connection.execute(select(table)).all() for table in METADATA.tables.values()])


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
    assert RARE_WORD not in _everything(data_folder.where)
    assert run.run_id not in _everything(data_folder.where)
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
    assert run.run_id not in _everything(data_folder.where)


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
    ledger = _ledger(data_folder.where)
    run = _ended(ledger, RARE_WORD)
    folder = data_folder.folder / "results" / run.run_id
    folder.mkdir(parents=True)
    (folder / "0-a.png").write_bytes(b"x")
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    ledger.close()
    async with FaultServer() as server, data_folder.runner(server):
        await _finished(data_folder)
    assert not folder.exists()


def _ledger(where: str | Path) -> Ledger:
    ledger = Ledger(where)
    ledger.open()
    return ledger


def _ended(ledger: Ledger, prompt: str = "a fox", *, at: float = 100.0, key: DeduplicationKey | None = None) -> Run:
    run = prepare(run_request(prompt), "test", at)
    ledger.add(run, "alice", deduplication_key=key)
    task = Task(f"task {prompt}", TaskStatus.FAILED, cost_actual=Decimal("0.0500"))
    run = replace(run, status=RunStatus.FAILED, task=task)
    assert ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)]) == (True,)
    return run


def _finish(ledger: Ledger, results: Path, now: float) -> None:
    for run_id in ledger.deletions.finalise(now):
        remove_results(results, run_id)
        ledger.deletions.remove(run_id)


def _kill_at(statement: str) -> Callable[..., None]:
    def kill(_connection: Any, _cursor: Any, asked: str, *_rest: Any) -> None:
        if asked.startswith(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def _finish_until(where: str | Path, folder: Path, statement: str, now: float) -> None:
    event.listen(Engine, "before_cursor_execute", _kill_at(statement))
    _finish(_ledger(where), folder / "results", now)
    os.kill(os.getpid(), signal.SIGKILL)


_STEPS = (
    "UPDATE deletions",
    "DELETE FROM deletions",
    "INSERT INTO deleted_costs",
    "DELETE FROM run_tags",
    "DELETE FROM history",
    "DELETE FROM runs",
    "nothing: when all is done",
)


@pytest.mark.parametrize("step", _STEPS)
def test_a_process_that_is_killed_while_it_removes_leaves_nothing_half_done(
    tmp_path: Path, database: str | Path, step: str
) -> None:
    ledger = _ledger(database)
    run, other = _ended(ledger, RARE_WORD), _ended(ledger, "another")
    ledger.labels.tag("anna", [run.run_id, other.run_id], ["tea"])
    for one in (run, other):
        (tmp_path / "results" / one.run_id / "thumbnails").mkdir(parents=True)
        (tmp_path / "results" / one.run_id / "thumbnails" / "0-a.png.webp").write_bytes(b"x")
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    ledger.close()
    now = 200.0 + UNDO_SECONDS
    killed = multiprocessing.get_context("fork").Process(target=_finish_until, args=(database, tmp_path, step, now))
    killed.start()
    killed.join()
    assert killed.exitcode == -signal.SIGKILL
    assert (ledger.run(run.run_id), ledger.history.page(HistoryFilter(), 9).run_ids) == (None, (other.run_id,))
    _finish(ledger, tmp_path / "results", now)
    spent = ledger.costs.spent("test", "anna", 0.0)
    assert (spent.total, spent.unknown) == (Decimal("0.1000"), 0)
    assert [path.name for path in (tmp_path / "results").iterdir()] == [other.run_id]
    assert [row.tags for row in ledger.history.row_page(HistoryFilter("anna"), 9).rows] == [("tea",)]
    everything = _everything(database)
    assert run.run_id not in everything
    assert f"'{RARE_WORD}'" not in everything
    ledger.close()


def test_it_is_undone_or_final_and_never_both(database: str | Path) -> None:
    ledger = _ledger(database)
    run = _ended(ledger)
    for deleted_at, now, is_due in (
        (200.0, 209.9, False),
        (200.0, 210.0, True),
        (200.0, 195.0, False),
        (200.0, 100.0, True),  # a clock was set back
    ):
        ledger.deletions.delete("anna", [run.run_id], deleted_at)
        assert ledger.deletions.finalise(now) == ((run.run_id,) if is_due else ())
        assert ledger.deletions.undo("anna", [run.run_id]) == (() if is_due else (run.run_id,))
        if is_due:
            assert ledger.deletions.remove(run.run_id)
            assert not ledger.deletions.remove(run.run_id)
            assert not ledger.processes.owns(Ownership(run.run_id, "alice", 0))
            run = _ended(ledger)
    ledger.close()


def test_nobody_works_on_a_run_that_is_being_removed(database: str | Path) -> None:
    ledger = _ledger(database)
    ledger.processes.register(Lease("bob", "here", 1))
    run = _ended(ledger)
    assert ledger.processes.claim(run.run_id, RunStatus.FAILED, "bob")
    ours = Ownership(run.run_id, "bob", 1)
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    assert ledger.processes.owns(ours)  # it may come back, and then with all that came meanwhile
    ledger.deletions.finalise(300.0)
    assert not ledger.processes.owns(ours)
    ledger.deletions.remove(run.run_id)
    assert ledger.save([LedgerWrite(replace(run, fence=1), "bob", keeps_ownership=True)]) == (False,)
    assert ledger.runs() == ()
    ledger.close()


def test_a_click_after_a_deletion_is_a_click_of_its_own(database: str | Path) -> None:
    ledger = _ledger(database)
    run = _ended(ledger, key=DeduplicationKey("digest", 100.0))
    new = prepare(run_request(), "test", 100.0)
    assert ledger.add(new, "alice", deduplication_key=DeduplicationKey("digest", 100.2)) == ledger.run(run.run_id)
    ledger.deletions.delete("anna", [run.run_id], 100.3)
    assert ledger.add(new, "alice", deduplication_key=DeduplicationKey("digest", 100.4)) is None
    assert [one.run_id for one in ledger.runs("anna")] == [new.run_id]
    ledger.close()


def test_the_task_of_a_deleted_run_is_nobody_elses(tmp_path: Path, database: str | Path) -> None:
    ledger = _ledger(database)
    run, other = _ended(ledger), _ended(ledger, "another")
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    _finish(ledger, tmp_path, 300.0)
    assert ledger.is_task_of_another_run(other, "task a fox")
    assert not ledger.is_task_of_another_run(other, "task another")
    ledger.close()


def test_a_form_that_says_something_else_is_not_forgotten(tmp_path: Path, database: str | Path) -> None:
    ledger = _ledger(database)
    run = _ended(ledger)
    ledger.drafts.save("anna", run.model, {"prompt": "a fox and more"}, 1.0)
    ledger.drafts.save("anna", "another model", {"prompt": "a fox"}, 1.0)
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    _finish(ledger, tmp_path, 300.0)
    assert set(ledger.drafts.of_person("anna")) == {run.model, "another model"}
    ledger.close()


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
        assert RARE_WORD not in _everything(data_folder.where)
        assert (await runner.batches.retry("anna", batch.batch_id, 0) or left).cells[0].word == "gone"
        await runner.deletions.delete("anna", [second])
        data_folder.time.moved += UNDO_SECONDS
        await _finished(data_folder)
        assert await runner.batches.batch("anna", batch.batch_id) is None
    assert "two birds" not in _everything(data_folder.where)
    assert sorted(server.prompts) == ["a hen", RARE_WORD]
