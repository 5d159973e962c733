"""Writers at the same time, each with a connection of its own: what one decides by what it read, holds as it writes.

Before each statement that writes there is a pause, so that without turns the others would have read the same by then.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from typing import Any, TypeVar

import pytest
from batching import batch_request
from fairness import PATIENCE
from ledgerruns import new_run
from sqlalchemy import Engine, event

from playground.errors import StorageError
from playground.runs.batches.planning import plan_batch
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.deduplication import DeduplicationKey
from playground.runs.deletions import DeletionRefusal
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease
from playground.runs.presets import Preset
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.task import Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")

T = TypeVar("T")
WRITERS = 6
MANY = ConcurrencyLimits.of(1000)


@pytest.fixture
def ledgers(database: str | Path) -> Iterator[tuple[Ledger, ...]]:
    """One a writer, as each replica has one."""

    def pause(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            time.sleep(0.005)

    event.listen(Engine, "before_cursor_execute", pause)
    with ExitStack() as stack:
        yield tuple(stack.enter_context(closing(Ledger(database))) for _ in range(WRITERS))
    event.remove(Engine, "before_cursor_execute", pause)


def at_once(ledgers: Sequence[Ledger], act: Callable[[Ledger, int], T]) -> list[T | StorageError]:
    """What comes of it where each of the writers does the same at once; their number is 0, 1, …"""
    barrier = Barrier(len(ledgers), timeout=PATIENCE)

    def one(number: int) -> T | StorageError:
        ledgers[number].runs(limit=1)  # it is connected
        barrier.wait()
        try:
            return act(ledgers[number], number)
        except StorageError as error:
            return error

    with ThreadPoolExecutor(len(ledgers)) as threads:
        return list(threads.map(one, range(len(ledgers))))


def codes(results: Sequence[object]) -> list[str]:
    return [result.code for result in results if isinstance(result, StorageError)]


def ended(ledger: Ledger, prompt: str = "a fox") -> Run:
    run = new_run(prompt)
    ledger.add(run, "alice")
    failed = replace(run, status=RunStatus.FAILED, ended_at=101.0)
    ledger.save([LedgerWrite(failed, "alice", keeps_ownership=False)])
    return failed


def test_clicks_for_the_same_are_one_run(ledgers: Sequence[Ledger]) -> None:
    key = DeduplicationKey("digest", 100.0)
    found = at_once(ledgers, lambda ledger, _: ledger.add(new_run(), "alice", MANY, deduplication_key=key))
    (kept,) = ledgers[0].runs()
    assert [run for run in found if run is not None] == [kept] * (WRITERS - 1)


def test_a_person_has_no_run_too_many(ledgers: Sequence[Ledger]) -> None:
    limits = ConcurrencyLimits(per_person=2, origin=99, total=99)
    refused = at_once(ledgers, lambda ledger, number: ledger.add(new_run(f"{number}"), "alice", limits))
    assert codes(refused) == ["limit.runs"] * (WRITERS - 2)
    assert len(ledgers[0].runs()) == 2


def test_all_together_have_no_run_too_many(ledgers: Sequence[Ledger]) -> None:
    limits = ConcurrencyLimits(per_person=9, origin=99, total=2)
    refused = at_once(ledgers, lambda ledger, number: ledger.add(new_run(person=f"{number}"), "alice", limits))
    assert codes(refused) == ["limit.runs.all"] * (WRITERS - 2)
    assert len(ledgers[0].runs()) == 2


def test_each_cell_becomes_one_run_and_none_too_many_at_once(ledgers: Sequence[Ledger]) -> None:
    limits = ConcurrencyLimits(per_person=4, origin=99, total=99)
    ledgers[0].processes.register(Lease("alice", "here", 1))
    planned = plan_batch(batch_request("fox", "hen", "owl", "cat", "dog"), "test", "alice", 100.0)
    ledgers[0].batches.add(planned, DeduplicationKey("digest", 100.0))
    at_once(
        ledgers, lambda ledger, _: ledger.batches.send_next(planned.batch_id, "alice", limits, now=100.0, most=3).runs
    )
    batch = ledgers[0].batches.batch("anna", planned.batch_id)
    assert batch is not None
    assert len(ledgers[0].runs()) == len(set(filter(None, batch.run_ids))) == 4


def test_a_tag_that_is_new_is_made_once(ledgers: Sequence[Ledger]) -> None:
    runs = [ended(ledgers[0], f"{number}") for number in range(WRITERS)]
    tagged = at_once(ledgers, lambda ledger, number: ledger.labels.tag("anna", [runs[number].run_id], ["Tea"]))
    assert tagged == [(run.run_id,) for run in runs]
    assert ledgers[0].labels.tags("anna") == ("Tea",)
    assert len(ledgers[0].history.page(HistoryFilter("anna", tags=frozenset({"tea"})), 99).run_ids) == WRITERS


def test_a_note_and_what_a_worker_writes_are_both_found(ledgers: Sequence[Ledger]) -> None:
    run = new_run()
    ledgers[0].add(run, "alice")

    def note_or_save(ledger: Ledger, number: int) -> object:
        if number % 2:
            return ledger.labels.note("anna", [run.run_id], "zebrafinch")
        accepted = replace(run, status=RunStatus.ACCEPTED, task=Task(f"task_{number}", TaskStatus.QUEUED))
        return ledger.save([LedgerWrite(accepted, "alice", keeps_ownership=True)])

    assert not codes(at_once(ledgers, note_or_save))
    for word in ("zebrafinch", "task_"):
        assert ledgers[0].history.page(HistoryFilter("anna", search=word), 9).run_ids == (run.run_id,)
    assert ledgers[0].history.row_page(HistoryFilter("anna"), 9).rows[0].note == "zebrafinch"


def test_of_forms_saved_under_one_name_one_is_kept(ledgers: Sequence[Ledger]) -> None:
    preset = Preset("m", "mine", "1", {}, {})
    saved = at_once(ledgers, lambda ledger, _: ledger.presets.save("anna", preset, 100.0, replaces=False))
    assert [name.preset_id for name in ledgers[0].presets.names("anna")] == [one for one in saved if one is not None]


def test_a_form_that_is_saved_everywhere_is_kept_once(ledgers: Sequence[Ledger]) -> None:
    assert not codes(at_once(ledgers, lambda ledger, number: ledger.drafts.save("anna", "m", {"n": number}, 1.0)))
    assert ledgers[0].drafts.of_person("anna")["m"]["n"] in range(WRITERS)


def test_a_run_is_deleted_once(ledgers: Sequence[Ledger]) -> None:
    run = ended(ledgers[0])
    deletions = at_once(ledgers, lambda ledger, _: ledger.deletions.delete("anna", [run.run_id], 200.0))
    outcomes = [(one.deleted, one.refused) for one in deletions if not isinstance(one, StorageError)]
    assert sorted(deleted for deleted, _ in outcomes) == [()] * (WRITERS - 1) + [(run.run_id,)]
    assert [refused[run.run_id] for _, refused in outcomes if refused] == [DeletionRefusal.UNKNOWN] * (WRITERS - 1)


def test_what_somebody_left_is_taken_over_once(ledgers: Sequence[Ledger]) -> None:
    left = [new_run(f"{number}", at=float(number)) for number in range(3)]
    for run in left:
        ledgers[0].add(run, "dead")
    for number in range(WRITERS):
        ledgers[0].processes.register(Lease(f"{number}", "here", 1))
    taken = at_once(
        ledgers, lambda ledger, number: ledger.processes.take_over(f"{number}", lambda _: False, lambda _: True)
    )
    assert sorted(len(runs) for runs in taken if not isinstance(runs, StorageError)) == [0] * (WRITERS - 1) + [3]
