"""A batch as it is drawn: the word it comes to, what stands in its slots, and what can be done with it."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from decimal import Decimal

import pytest
from shownwords import spaced_sentences
from viewing import view_context

from playground.runs.batches.batch import Batch, BatchKind, Cell
from playground.runs.run import Output, Run, RunStatus
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind
from playground.texts import Language
from playground.ui.batch_view import draw_batch, status_of
from playground.ui.result_view import ResultView

CONTEXT = view_context(can_cancel=lambda _run: True)


def batch(*words: str, problem: Problem | None = None, cost: str | None = "0.05") -> Batch:
    cells = tuple(
        Cell(
            position=place,
            rank=0,
            labels={"choices": [f"<b>{place}"], "seed": 7},
            model="m",
            word=word,
            key=str(place),
            run_id=None if word in {"planned", "held", "stopped"} else f"run{place}",
            expected=Decimal("0.05"),
            cost=Decimal(cost) if cost and word == "succeeded" else None,
        )
        for place, word in enumerate(words)
    )
    return Batch("b1", "anna", BatchKind.VARIATIONS, 0.0, {"title": "A <fox>", "shape": [16, 9]}, problem, cells)


def drawn(
    one: Batch, problems: dict[str, Problem] | None = None, most_at_work: int = 20, language: Language = "en"
) -> ResultView:
    context = replace(CONTEXT, language=language)
    return draw_batch(one, (), problems or {}, (), context, most_at_work=most_at_work, service="test")


@pytest.mark.parametrize(
    ("words", "word"),
    [
        (["planned"], "submitting"),
        (["succeeded", "planned", "queued"], "queued"),
        (["queued", "processing", "planned"], "processing"),
        (["succeeded", "succeeded"], "succeeded"),
        (["succeeded", "failed"], "failed"),
        (["failed", "abandoned"], "unconfirmed"),
        (["stopped", "succeeded"], "succeeded"),
        (["stopped"], "cancelled"),
        (["succeeded", "held", "refused"], "refused"),
    ],
)
def test_the_word_is_at_work_while_anything_is_and_then_the_worst(words: list[str], word: str) -> None:
    assert status_of(batch(*words)) == word


def test_each_cell_has_a_slot_with_its_own_state() -> None:
    failed = Problem(ProblemCode.TASK_FAILED, Charged.NO)
    view = drawn(batch("succeeded", "processing", "planned", "failed", "stopped"), {"run3": failed})
    assert re.findall(r'data-cell-status="(\w+)"', view.stage) == [
        *("succeeded", "processing", "planned", "failed", "stopped")
    ]
    assert re.findall(r'data-show="(\w+)"', view.stage) == ["run0", "run1", "run3"]
    assert re.findall(r'data-batch-act="(retry/\d)"', view.stage) == ["retry/3", "retry/4"]
    assert "<b>" not in view.stage
    assert (view.batch, view.run, view.status, view.said) == ("b1", "", "processing", "1 of 5 done")
    assert "1 processing · 1 waiting · 1 failed · 1 not sent · $0.05 · about $0.25 in all" in view.rail
    assert 'data-batch-act="stop"' in view.more
    assert "A &lt;fox&gt;" in view.more


def test_what_waits_is_told_why() -> None:
    assert "At most 2 runs are in progress at once" in drawn(batch("queued", "queued", "planned"), most_at_work=2).more
    assert "At most" not in drawn(batch("queued", "planned"), most_at_work=2).more
    assert spaced_sentences(drawn(batch("queued", "queued", "planned"), most_at_work=2, language="zh").more) == []
    held = batch("refused", "held", problem=Problem(ProblemCode.NO_CREDIT, Charged.NO))
    assert "1 run is held back" in drawn(held).more
    assert 'data-batch-act="go_on"' in drawn(held).more
    left = batch("held", "held", problem=Problem(ProblemCode.CANCELLED, Charged.NO, params={"reason": "left"}))
    assert "2 runs were not sent" in drawn(left).more


def of(cell: Cell) -> Run:
    picture = Output(0, MediaKind.IMAGE, f"0-{cell.key}.png")
    made: tuple[Output, ...] = (picture,) if cell.word == "succeeded" else ()
    return Run(
        run_id=cell.run_id or "",
        person="anna",
        model="m",
        service="s",
        key=cell.key,
        body=b"{}",
        form_input={},
        status=RunStatus.SUCCEEDED if made else RunStatus.FAILED,
        created_at=0.0,
        outputs=made,
    )


@pytest.mark.parametrize(
    ("words", "packed", "compared"),
    [
        (("succeeded", "failed"), ["b1"], None),
        (("succeeded", "failed", "succeeded"), ["b1"], "run0/0-0.png,run2/0-2.png"),
        (("succeeded",) * 5, ["b1"], None),
        (("succeeded", "succeeded", "processing"), [], None),
        (("failed", "stopped"), [], None),
    ],
)
def test_all_results_are_packed_once_all_is_over_and_a_few_are_compared(
    words: tuple[str, ...], packed: list[str], compared: str | None
) -> None:
    one = batch(*words)
    runs = [of(cell) for cell in one.cells if cell.run_id]
    more = html.unescape(draw_batch(one, runs, {}, (), CONTEXT, most_at_work=20, service="test").more)
    assert re.findall(r"files.zip\?batch=(\w+)", more) == packed
    assert re.findall(r'href="compare\?results=([^"]*)"', more) == ([] if compared is None else [compared])


def test_a_sum_with_unknown_costs_says_so() -> None:
    view = drawn(batch("succeeded", "succeeded", cost=None))
    assert "$0.00, and 2 of unknown cost" in view.rail
    assert view.said == "All 2 done"
