"""A grid as a page of its own: tables of cells that fill as results come, with the values of the axes beside them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from playground.runs.batches.batch import Batch, Cell
from playground.runs.run import Run
from playground.settings import SANDBOX
from playground.tasks.problem import Problem
from playground.texts import Language, join_sentences, translate
from playground.ui.batch_view import Slot, facts_of, headline_of, shape_in, slot_of, status_of
from playground.ui.drawing import browser_words, draw
from playground.ui.grid.titles import GridAxis, axes_of, listed, value_at
from playground.ui.view_context import ViewContext, cost_words, problem_text

_OPEN: Final = ("planned", "submitting", "queued", "processing")
_SAID_IN_THE_BROWSER: Final = ("sheet.making", "sheet.failed")


@dataclass(frozen=True, slots=True)
class GridSlot:
    """A cell as it is drawn.

    Attributes:
        slot: what stands in it.
        why: of a hole, what can be done about it.
        about: its values.
        same_as: the number of the first cell that is the same request; 0 where it is that itself.
        cost: in words; empty where nothing is known.
    """

    slot: Slot
    why: str
    about: str
    same_as: int
    cost: str


@dataclass(frozen=True, slots=True)
class Block:
    """One table: the value of the third axis, and the rows with the value of the second."""

    label: str
    rows: tuple[tuple[str, tuple[GridSlot, ...]], ...]


def is_whole(batch: Batch) -> bool:
    """Whether a batch is a grid whose axes and cells fit together."""
    axes = axes_of(batch.plan)
    return bool(axes) and prod(len(axis.values) for axis in axes) == len(batch.cells)


def draw_grid_page(batch: Batch, view: str, language: Language, version: str) -> str:
    """The whole page.

    Args:
        batch: the grid.
        view: as `draw_grid`.
        language: of the words.
        version: of style and scripts.
    """
    said = {f"grid.{code}": translate(f"grid.{code}", language) for code in _SAID_IN_THE_BROWSER}
    return draw(
        "grid",
        language,
        batch=batch,
        view=view,
        words={**browser_words(language), **said},
        version=version,
    )


def draw_grid(
    batch: Batch,
    runs: Sequence[Run],
    problems: Mapping[str, Problem],
    context: ViewContext,
    *,
    most_at_work: int,
    service: str,
) -> str:
    """What changes of the page as results come.

    Args:
        batch: the grid.
        runs: those of its cells.
        problems: what is wrong with them, by run id.
        context: words, signs and names.
        most_at_work: how many runs of one person are at work at most.
        service: that it was asked of.
    """
    language, axes = context.language, context.axes_of(batch.plan, tuple(cell.model for cell in batch.cells[:1]))
    slots = _slots(batch, runs, problems, context, axes=axes, service=service)
    width, height = shape_in(batch.plan, [one.slot for one in slots])
    blocks = _blocks(axes, slots)
    return draw(
        "grid_view",
        language,
        batch=batch,
        axes=axes,
        blocks=blocks,
        status=status_of(batch),
        headline=headline_of(batch, language),
        facts=facts_of(batch, context, service),
        shape=f"{width:g} / {height:g}",
        ratio=width / height,
        is_open=bool(batch.count(*_OPEN)),
        waiting=batch.count("planned"),
        held=batch.count("held"),
        holes=[one.slot.cell.position for one in slots if one.slot.cell.is_hole and not one.same_as],
        has_files=any(one.slot.cover for one in slots),
        limit=most_at_work if batch.count("planned") and batch.count(*_OPEN[1:]) >= most_at_work else None,
        problem=problem_text(batch.problem, language, on_sandbox=service == SANDBOX) if batch.problem else None,
        is_left=batch.problem is not None and batch.problem.params.get("reason") == "left",
    )


def digest(view: str) -> str:
    """Names a drawing by what it says, so that the same one is not sent twice."""
    return hashlib.sha256(view.encode()).hexdigest()[:16]


def _slots(
    batch: Batch,
    runs: Sequence[Run],
    problems: Mapping[str, Problem],
    context: ViewContext,
    *,
    axes: Sequence[GridAxis],
    service: str,
) -> list[GridSlot]:
    by_id = {run.run_id: run for run in runs}
    first: dict[str, int] = {}
    found = []
    for cell in batch.cells:
        slot = slot_of(cell, by_id.get(cell.run_id or ""), problems, context, service)
        number = first.setdefault(cell.key, cell.position)
        found.append(
            GridSlot(
                slot=slot,
                why=_why(cell, problems, context.language, on_sandbox=service == SANDBOX),
                about=" · ".join(_choices(cell, axes)),
                same_as=number + 1 if number != cell.position else 0,
                cost="" if cell.cost is None else cost_words(cell.cost, context, service),
            )
        )
    return found


def _choices(cell: Cell, axes: Sequence[GridAxis]) -> list[str]:
    kept = [str(choice) for choice in listed(cell.labels, "choices")]
    at = listed(cell.labels, "at")
    if len(kept) != len(axes) or len(at) != len(axes):  # its run was deleted, and with it what it was made of
        return kept
    return [value_at(*place) for place in zip(axes, at, kept, strict=True)]


def _why(cell: Cell, problems: Mapping[str, Problem], language: Language, *, on_sandbox: bool) -> str:
    problem = problems.get(cell.run_id or "")
    if problem is None or cell.word == "succeeded":
        return ""
    told = problem_text(problem, language, on_sandbox=on_sandbox)
    return join_sentences(dict.fromkeys((*told.lines[:1], told.charged)))


def _blocks(axes: Sequence[GridAxis], slots: Sequence[GridSlot]) -> list[Block]:
    across = len(axes[0].values)
    down = axes[1].values if len(axes) > 1 else ("",)
    apart = axes[2].values if len(axes) > 2 else ("",)  # noqa: PLR2004 - the third axis
    rows = [tuple(slots[start : start + across]) for start in range(0, len(slots), across)]
    return [
        Block(label, tuple(zip(down, rows[number * len(down) : (number + 1) * len(down)], strict=True)))
        for number, label in enumerate(apart)
    ]
