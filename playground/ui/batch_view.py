"""A batch as HTML: a line on how far it is, and a slot for each of its cells with a state of its own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import ceil
from typing import Any, Final
from urllib.parse import urlencode

from playground.runs.batches.batch import Batch, Cell
from playground.runs.run import Output, Run
from playground.settings import SANDBOX
from playground.tasks.problem import Problem
from playground.texts import Language, translate
from playground.ui.caption import summary_of
from playground.ui.compare_query import COMPARED, FEWEST, MOST, address_of
from playground.ui.drawing import draw
from playground.ui.earlier import draw_earlier
from playground.ui.estimates import columns
from playground.ui.result_view import ResultView, files_of
from playground.ui.view_context import ViewContext, cost_words, problem_text

MOST_SHOWN: Final = 200
"""Slots that are drawn: each change sends them anew."""

_LARGE: Final = 9
"""Up to so many results are shown as large as there is room for; of more, small ones."""

_WAITING: Final = ("planned", "held")
_AT_WORK: Final = ("submitting", "queued", "processing")
_WORDS_OF_A_RUN: Final = frozenset(
    {*_AT_WORK, "succeeded", "failed", "cancelled", "refused", "unconfirmed", "abandoned"}
)
_WORST_FIRST: Final = ("unconfirmed", "abandoned", "failed", "refused", "cancelled", "succeeded")


@dataclass(frozen=True, slots=True)
class Slot:
    """What a page shows of a cell.

    Attributes:
        cell: as it stands.
        cover: the first result of it that is here; None while none is.
        more: how many further results there are.
        state: how it stands, in words.
        about: what tells it from the others; empty where that is only a seed that nobody chose.
    """

    cell: Cell
    cover: Output | None
    more: int
    state: str
    about: str


def draw_batch(
    batch: Batch,
    runs: Sequence[Run],
    problems: Mapping[str, Problem],
    earlier: Sequence[Run],
    context: ViewContext,
    *,
    most_at_work: int,
    service: str,
    spent: str = "",
) -> ResultView:
    """The pieces of the result pane for a batch.

    Args:
        batch: as it stands.
        runs: those of its cells.
        problems: what is wrong with them, by run id.
        earlier: this person's runs, for the strip.
        context: words, signs and names.
        most_at_work: how many runs of one person are at work at most.
        service: that it was asked of.
        spent: what today cost, in words.
    """
    language = context.language
    by_id = {run.run_id: run for run in runs}
    shown = batch.cells[:MOST_SHOWN]
    slots = [slot_of(cell, by_id.get(cell.run_id or ""), problems, context, service) for cell in shown]
    status = status_of(batch)
    headline = headline_of(batch, language)
    width, height = shape_in(batch.plan, slots)
    across = columns(len(slots), width, height)
    packed, compared = _addresses(batch, slots if status not in _AT_WORK else ())
    return ResultView(
        run="",
        batch=batch.batch_id,
        status=status,
        said=headline,
        rail=draw(
            "batch_rail",
            language,
            headline=headline,
            facts=facts_of(batch, context, service),
            is_over=status not in _AT_WORK,
        ),
        stage=draw(
            "batch_stage",
            language,
            batch=batch,
            slots=slots,
            hidden=len(batch.cells) - len(slots),
            is_large=len(slots) <= _LARGE,
            shape=f"{width:g} / {height:g}",
            columns=across,
            rows=ceil(len(slots) / across),
        ),
        more=draw(
            "batch_more",
            language,
            batch=batch,
            title=str(batch.plan.get("title", "")),
            waiting=batch.count("planned"),
            held=batch.count("held"),
            limit=most_at_work if batch.count("planned") and batch.count(*_AT_WORK) >= most_at_work else None,
            problem=problem_text(batch.problem, language, on_sandbox=service == SANDBOX) if batch.problem else None,
            is_left=batch.problem is not None and batch.problem.params.get("reason") == "left",
            packed=packed,
            compared=compared,
        ),
        earlier=draw_earlier(earlier, None, context, spent),
        spent=spent,
        title=translate(f"page.tab.{status}" if status in (*_AT_WORK, "succeeded") else "page.tab.other", language),
        running=sum(run.status.is_active for run in earlier),
    )


def _addresses(batch: Batch, slots: Sequence[Slot]) -> tuple[str, str]:
    """Where all results, drawn or not, are packed into one file, and where a few are compared; empty where not."""
    covers = {slot.cell.run_id or "": slot.cover for slot in slots if slot.cover}  # cells may share a run
    seen = [(run, cover) for run, cover in covers.items() if cover.kind in COMPARED]
    packed = "history/files.zip?" + urlencode({"batch": batch.batch_id}) if covers else ""
    return packed, address_of(seen) if FEWEST <= len(seen) <= MOST else ""


def status_of(batch: Batch) -> str:
    """Where a batch stands, in a word of `run --json`: at work while any of it is, else the worst that came of it."""
    if batch.count("planned", *_AT_WORK):
        return next((word for word in reversed(_AT_WORK) if batch.count(word)), "submitting")
    word = next((word for word in _WORST_FIRST if batch.count(word)), "cancelled")
    return "unconfirmed" if word == "abandoned" else word


def batch_state(batch: Batch, titles: Mapping[str, str], language: Language) -> dict[str, str | bool]:
    """As `result_view.run_state`, of a batch."""
    slug = batch.cells[0].model if batch.cells else ""
    return {
        "run": "",
        "batch": batch.batch_id,
        "is_over": status_of(batch) not in _AT_WORK,
        "title": titles.get(slug, slug),
        "said": headline_of(batch, language),
    }


def headline_of(batch: Batch, language: Language) -> str:
    """How many of how many are done."""
    count, done = len(batch.cells), batch.count("succeeded")
    return translate("batch.all_done" if done == count else "batch.done", language, count=count, done=done)


def facts_of(batch: Batch, context: ViewContext, service: str) -> list[str]:
    """How many stand how, and what they cost."""
    language = context.language
    words = dict.fromkeys(cell.word for cell in batch.cells if cell.word != "succeeded")
    facts = [f"{batch.count(word)} {cell_words(word, language)}" for word in words]
    spent, unknown, expected = _costs(batch)
    if batch.count("succeeded"):
        cost = cost_words(spent, context, service)
        facts.append(translate("batch.cost_partly", language, cost=cost, count=unknown) if unknown else cost)
    if expected and batch.count("planned", *_AT_WORK):
        facts.append(translate("batch.cost_in_all", language, cost=cost_words(expected, context, service)))
    return facts


def _costs(batch: Batch) -> tuple[Decimal, int, Decimal | None]:
    """What was charged, of how many that succeeded nobody knows, and what all of it was expected to cost."""
    each = {cell.key: cell for cell in batch.cells}.values()  # cells that share a run are paid once
    spent = sum((cell.earlier_cost + (cell.cost or 0) for cell in each), Decimal(0))
    unknown = sum(cell.word == "succeeded" and cell.cost is None for cell in each)
    expected = [cell.expected for cell in each]
    total = None if None in expected else sum((cost for cost in expected if cost), Decimal(0))
    return spent, unknown, total


def cell_words(word: str, language: Language) -> str:
    """A cell's state: its run's, once it has one."""
    return translate(f"page.state.{word}" if word in _WORDS_OF_A_RUN else f"batch.state.{word}", language)


def slot_of(cell: Cell, run: Run | None, problems: Mapping[str, Problem], context: ViewContext, service: str) -> Slot:
    """What is shown of a cell; its run is None where it has none, or it is gone."""
    files = files_of(run, context) if run else []
    problem = problems.get(cell.run_id or "")
    state = cell_words(cell.word, context.language)
    if problem and cell.word != "succeeded":
        state = problem_text(problem, context.language, on_sandbox=service == SANDBOX).title
    return Slot(
        cell=cell,
        cover=files[0] if files else None,
        more=max(0, len(files) - 1),
        state=state,
        about=_about(cell, run, context.language),
    )


def _about(cell: Cell, run: Run | None, language: Language) -> str:
    labels = cell.labels if isinstance(cell.labels, Mapping) else {}
    choices = labels.get("choices")
    told = [str(choice) for choice in choices] if isinstance(choices, list) else []
    if seed := labels.get("seed"):
        told.append(translate("page.seed", language, seed=seed))
    return " · ".join(told) or (summary_of(run) if run and not labels else "")


def shape_in(plan: Mapping[str, Any], slots: Sequence[Slot]) -> tuple[float, float]:
    """Width and height of the slots: those of the first result, else what the settings tell."""
    for slot in slots:
        if slot.cover and slot.cover.width and slot.cover.height:
            return slot.cover.width, slot.cover.height
    match plan.get("shape"):
        case [int() | float() as width, int() | float() as height] if width > 0 and height > 0:
            return width, height
    return 1, 1
