"""A batch is one thing in the history: what it says, what finds it, and how it goes."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from batching import MODEL, batch_request, cell
from keptbatches import HERE, end, keep_batch

from playground.runs.batches.batch import BatchKind, BatchRequest
from playground.runs.batches.listing import BatchHead
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.deletions import UNDO_SECONDS
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.run import RunStatus
from playground.tasks.problem import Charged, Problem, ProblemCode

pytestmark = pytest.mark.databases("sqlite", "postgresql")

NOON = 1_000_000.0
AXES = [{"key": "/size", "title": "Shape", "values": ["1:1", "16:9"]}]
ANNA = HistoryFilter(person="anna")
NO_CREDIT = Problem(ProblemCode.NO_CREDIT, Charged.NO)


def grid(*prompts: str, title: str = "A fox in fog") -> BatchRequest:
    asked = batch_request(*prompts)
    return replace(asked, kind=BatchKind.GRID, plan={"title": title, "axes": AXES})


def found(ledger: Ledger, **wanted: Any) -> list[str]:
    return [head.batch_id for head in ledger.batches.found(replace(ANNA, **wanted), 100)]


def head_of(ledger: Ledger) -> BatchHead:
    (head,) = ledger.batches.found(ANNA, 100)
    return head


def test_it_says_how_many_of_how_many_are_done_and_what_all_of_it_cost(ledger: Ledger) -> None:
    cells = (cell("fox"), cell("hen"), cell("fox"), cell("owl"), cell("elk"))
    batch_id, runs = keep_batch(ledger, replace(grid("x"), cells=cells), NOON, sent=3)
    fox, hen, owl = runs
    end(ledger, fox, cost="0.1")
    end(ledger, hen, RunStatus.FAILED)
    end(ledger, owl, cost=None)
    head = head_of(ledger)
    assert (head.batch_id, head.kind, head.count, head.done) == (batch_id, BatchKind.GRID, 5, 3)
    assert head.words == {"succeeded": 3, "failed": 1, "planned": 1}
    assert (head.cost, head.unknown, head.has_problem) == (Decimal("0.1"), 1, True)  # cells that share a run: paid once
    assert (head.models, head.is_at_work, head.run_ids) == ((MODEL,), True, (fox.run_id, hen.run_id, owl.run_id))
    assert ledger.batches.retry("anna", batch_id, 1, HERE.process, NOON)
    (again,) = ledger.batches.send_next(batch_id, HERE.process, ConcurrencyLimits.of(10), now=NOON, most=1).runs
    end(ledger, again, cost="0.2")
    assert head_of(ledger).cost == Decimal("0.3")


def test_it_costs_what_was_tried_again_too(ledger: Ledger) -> None:
    batch_id, (run,) = keep_batch(ledger, grid("fox"), NOON)
    end(ledger, run)
    with ledger._database.writing() as connection:  # noqa: SLF001 - a service that charged for what it then failed at
        connection.exec_driver_sql("UPDATE history SET word = 'failed'")
        connection.exec_driver_sql("UPDATE runs SET status = 'failed'")
    assert ledger.batches.retry("anna", batch_id, 0, HERE.process, NOON)
    assert head_of(ledger).cost == Decimal("0.05")


@pytest.mark.parametrize(
    "wanted",
    [
        {"search": "FOG fox"},
        {"search": "hape"},
        {"search": "16:9"},
        {"search": "heron"},
        {"search": MODEL[2:9]},
        {"model": MODEL},
        {"words": frozenset({"succeeded"})},
        {"words": frozenset({"submitting", "queued"})},
        {"has_problem": True},
        {"cost_over": 0.04},
        {"since": NOON, "until": NOON + 1},
        {"media": "image", "media_models": frozenset({MODEL})},
        {"search": "fog", "model": MODEL, "has_problem": True},
    ],
)
def test_it_is_found_by_what_it_asks_for_and_how_it_stands(ledger: Ledger, wanted: dict[str, Any]) -> None:
    batch_id, runs = keep_batch(ledger, grid("a heron", "an owl", "an elk"), NOON, sent=2)
    end(ledger, runs[0])
    end(ledger, runs[1], RunStatus.FAILED)
    assert found(ledger, **wanted) == [batch_id]
    assert found(ledger, **{**wanted, "person": "ben"}) == []


@pytest.mark.parametrize(
    "wanted",
    [
        {"search": "fog otter"},
        {"model": "another"},
        {"words": frozenset({"unconfirmed"})},
        {"cost_over": 0.05},
        {"until": NOON},
        {"since": NOON + 1},
        {"media": "video", "media_models": frozenset({"another"})},
        {"is_favourite": True},
        {"min_rating": 1},
        {"tags": frozenset({"a"})},
    ],
)
def test_it_is_not_found_by_what_is_not_so_or_is_said_of_single_runs(ledger: Ledger, wanted: dict[str, Any]) -> None:
    _, runs = keep_batch(ledger, grid("a heron"), NOON)
    end(ledger, runs[0])
    ledger.labels.favourite("anna", [runs[0].run_id], is_on=True)
    assert found(ledger, **wanted) == []


def test_chinese_is_found_inside_of_words_and_a_password_is_not(ledger: Ledger) -> None:
    payload = {"prompt": "晨雾中的茶馆", "token": "hunter2"}
    secret = replace(cell("x"), form_input=payload, input=payload, secrets=(("token",),), labels={"choices": ["雪"]})
    batch_id, _ = keep_batch(ledger, replace(batch_request("x"), cells=(secret,), plan={}), NOON, sent=0)
    assert found(ledger, search="茶馆") == found(ledger, search="雪") == [batch_id]
    assert found(ledger, search="hunter2") == []


def test_what_is_at_work_or_held_back_is_unfinished(ledger: Ledger) -> None:
    done, (run,) = keep_batch(ledger, grid("done"), NOON)
    end(ledger, run)
    sent, _ = keep_batch(ledger, grid("sent"), NOON + 1)
    held, _ = keep_batch(ledger, grid("held"), NOON + 2, sent=0)
    ledger.batches.hold(held, NO_CREDIT)
    planned, _ = keep_batch(ledger, grid("planned"), NOON + 3, sent=0)
    stopped, _ = keep_batch(ledger, grid("stopped"), NOON + 4, sent=0)
    assert ledger.batches.stop("anna", stopped)
    assert [head.batch_id for head in ledger.batches.unfinished("anna", 9)] == [planned, held, sent]
    assert ledger.batches.unfinished("ben", 9) == ()
    assert found(ledger) == [stopped, planned, held, sent, done]


def test_it_is_deleted_at_once_comes_back_whole_and_goes_for_good_without_its_runs(ledger: Ledger) -> None:
    batch_id, (fox, hen) = keep_batch(ledger, grid("fox", "hen"), NOON, sent=2)
    deletions = ledger.batch_deletions
    assert deletions.delete("anna", [batch_id], NOON) == ()  # it is at work
    end(ledger, fox)
    end(ledger, hen, RunStatus.FAILED)
    assert deletions.delete("ben", [batch_id], NOON) == ()
    before = ledger.batches.batch("anna", batch_id)
    assert deletions.delete("anna", [batch_id, batch_id], NOON) == (batch_id,)
    assert found(ledger) == []
    assert ledger.batches.batch("anna", batch_id) is None
    assert ledger.batches.batches_of([fox.run_id]) == {}
    assert not ledger.batches.retry("anna", batch_id, 1, HERE.process, NOON)
    deletions.finish(NOON + UNDO_SECONDS - 1)
    assert deletions.undo("ben", [batch_id]) == ()
    assert deletions.undo("anna", [batch_id]) == (batch_id,)
    assert ledger.batches.batch("anna", batch_id) == before
    assert deletions.delete("anna", [batch_id], NOON) == (batch_id,)
    deletions.finish(NOON + UNDO_SECONDS)
    assert deletions.undo("anna", [batch_id]) == ()
    assert len(ledger.history.page(ANNA, 9).run_ids) == 2


def test_the_same_click_after_a_deletion_is_a_batch_of_its_own(ledger: Ledger) -> None:
    first, (run,) = keep_batch(ledger, grid("fox"), NOON)
    end(ledger, run)
    ledger.batch_deletions.delete("anna", [first], NOON)
    second, _ = keep_batch(ledger, grid("fox"), NOON)
    assert second != first


def test_what_a_deleted_run_asked_for_does_not_find_its_batch(ledger: Ledger) -> None:
    batch_id, (heron, owl) = keep_batch(ledger, grid("a heron", "an owl"), NOON)
    end(ledger, heron)
    end(ledger, owl)
    ledger.deletions.delete("anna", [heron.run_id], NOON)
    ledger.deletions.finalise_these([heron.run_id])
    assert ledger.deletions.remove(heron.run_id)
    assert found(ledger, search="heron") == []
    assert found(ledger, search="owl") == [batch_id]


def test_what_people_do_with_a_batch_changes_the_pulse(ledger: Ledger) -> None:
    batch_id, _ = keep_batch(ledger, grid("fox", "hen"), NOON, sent=0)
    seen = [ledger.pulse(["anna"], HERE.process)]
    deeds = (
        lambda: ledger.batches.hold(batch_id, NO_CREDIT),
        lambda: ledger.batches.go_on("anna", batch_id, HERE.process, NOON),
        lambda: ledger.batches.stop("anna", batch_id),
        lambda: ledger.batches.retry("anna", batch_id, 0, HERE.process, NOON),
        lambda: ledger.batches.stop("anna", batch_id),
        lambda: ledger.batch_deletions.delete("anna", [batch_id], NOON),
        lambda: ledger.batch_deletions.undo("anna", [batch_id]),
    )
    for deed in deeds:
        deed()
        assert ledger.pulse(["anna"], HERE.process) not in seen
        assert ledger.pulse(["ben"], HERE.process) == {}
        seen.append(ledger.pulse(["anna"], HERE.process))
