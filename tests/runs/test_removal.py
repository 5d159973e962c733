"""Removal of deleted runs: whole, or not begun, whatever is killed in between, and nothing else goes with it."""

from __future__ import annotations

import multiprocessing
import os
import signal
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from datafolder import run_request
from removing import all_texts, failed_run, finish_removal, opened_ledger
from sqlalchemy import Engine, event

from playground.runs.deduplication import DeduplicationKey
from playground.runs.deletions import UNDO_SECONDS
from playground.runs.history import HistoryFilter
from playground.runs.ownership import Lease, Ownership
from playground.runs.request import prepare
from playground.runs.run import RunStatus
from playground.runs.writes import LedgerWrite

pytestmark = pytest.mark.databases("sqlite", "postgresql")

RARE_WORD = "zebrafinch"


def _kill_at(statement: str) -> Callable[..., None]:
    def kill(_connection: Any, _cursor: Any, asked: str, *_rest: Any) -> None:
        if asked.startswith(statement):
            os.kill(os.getpid(), signal.SIGKILL)

    return kill


def _finish_until(where: str | Path, folder: Path, statement: str, now: float) -> None:
    event.listen(Engine, "before_cursor_execute", _kill_at(statement))
    finish_removal(opened_ledger(where), folder / "results", now)
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
    ledger = opened_ledger(database)
    run, other = failed_run(ledger, RARE_WORD), failed_run(ledger, "another")
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
    finish_removal(ledger, tmp_path / "results", now)
    spent = ledger.costs.spent("test", "anna", 0.0)
    assert (spent.total, spent.unknown) == (Decimal("0.1000"), 0)
    assert [path.name for path in (tmp_path / "results").iterdir()] == [other.run_id]
    assert [row.tags for row in ledger.history.row_page(HistoryFilter("anna"), 9).rows] == [("tea",)]
    everything = all_texts(database)
    assert run.run_id not in everything
    assert f"'{RARE_WORD}'" not in everything
    ledger.close()


def test_it_is_undone_or_final_and_never_both(database: str | Path) -> None:
    ledger = opened_ledger(database)
    run = failed_run(ledger)
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
            run = failed_run(ledger)
    ledger.close()


def test_nobody_works_on_a_run_that_is_being_removed(database: str | Path) -> None:
    ledger = opened_ledger(database)
    ledger.processes.register(Lease("bob", "here", 1))
    run = failed_run(ledger)
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
    ledger = opened_ledger(database)
    run = failed_run(ledger, key=DeduplicationKey("digest", 100.0))
    new = prepare(run_request(), "test", 100.0)
    assert ledger.add(new, "alice", deduplication_key=DeduplicationKey("digest", 100.2)) == ledger.run(run.run_id)
    ledger.deletions.delete("anna", [run.run_id], 100.3)
    assert ledger.add(new, "alice", deduplication_key=DeduplicationKey("digest", 100.4)) is None
    assert [one.run_id for one in ledger.runs("anna")] == [new.run_id]
    ledger.close()


def test_a_click_with_a_name_is_known_for_a_day(database: str | Path) -> None:
    ledger = opened_ledger(database)
    run = failed_run(ledger, key=DeduplicationKey("digest", 100.0, "click"))
    again, other, third = (prepare(run_request(), "test", 100.0) for _ in range(3))
    for seconds in (0.5, 3_600.0, 86_000.0):
        key = DeduplicationKey("digest", 100.0 + seconds, "click")
        assert ledger.add(again, "alice", deduplication_key=key) == ledger.run(run.run_id)
    assert ledger.add(other, "alice", deduplication_key=DeduplicationKey("digest", 86_200.0, "another")) is None
    assert ledger.add(third, "alice", deduplication_key=DeduplicationKey("else", 86_200.0, "click")) is None
    assert len(ledger.runs("anna")) == 3
    ledger.close()


def test_the_task_of_a_deleted_run_is_nobody_elses(tmp_path: Path, database: str | Path) -> None:
    ledger = opened_ledger(database)
    run, other = failed_run(ledger), failed_run(ledger, "another")
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    finish_removal(ledger, tmp_path, 300.0)
    assert ledger.is_task_of_another_run(other, "task a fox")
    assert not ledger.is_task_of_another_run(other, "task another")
    ledger.close()


def test_a_form_that_says_something_else_is_not_forgotten(tmp_path: Path, database: str | Path) -> None:
    ledger = opened_ledger(database)
    run = failed_run(ledger)
    ledger.drafts.save("anna", run.model, {"prompt": "a fox and more"}, 1.0)
    ledger.drafts.save("anna", "another model", {"prompt": "a fox"}, 1.0)
    ledger.deletions.delete("anna", [run.run_id], 200.0)
    finish_removal(ledger, tmp_path, 300.0)
    assert set(ledger.drafts.of_person("anna")) == {run.model, "another model"}
    ledger.close()
