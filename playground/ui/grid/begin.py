"""From the form on the page to a grid that has begun."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.component.edits import Sent
from playground.form import UNSET, Issue
from playground.runs.batches.batch import Batch, BatchKind, BatchRequest, CellRequest
from playground.texts import Language, translate
from playground.ui.batch_plan import plan_of
from playground.ui.budget_words import NOTHING_SAID, BudgetBefore, budget_before
from playground.ui.cells import count_of as alternatives_count
from playground.ui.cells import with_changes
from playground.ui.generating import CONFIRMED_OVER
from playground.ui.grid.axes import Axis, AxisRequest, first_request, read_axis
from playground.ui.grid.bases import FormHeld
from playground.ui.grid.plan import GridCell, GridPlan
from playground.ui.grid.planning import plan_grid
from playground.ui.grid.variables import Kind, Variable, variables_of
from playground.ui.presets import list_presets
from playground.ui.ready_form import check_form
from playground.ui.visitor import is_anonymous
from playground.wiring import Parts


@dataclass(frozen=True, slots=True)
class GridDraft:
    """A grid that a person is making.

    Attributes:
        held: the form that it is made of.
        variables: what can be varied.
        requests: the axes as they were asked for, but for those whose variable is not there.
        plan: what they come to.
        budget: whether that fits, in words.
    """

    held: FormHeld
    variables: tuple[Variable, ...]
    requests: tuple[AxisRequest, ...]
    plan: GridPlan
    budget: BudgetBefore = NOTHING_SAID

    @property
    def count(self) -> int:
        """How many runs it is."""
        return len(self.plan.runs)

    @property
    def has_to_be_confirmed(self) -> bool:
        """Whether a person has to agree to so many runs on purpose."""
        return self.count > CONFIRMED_OVER


async def draft_grid(
    parts: Parts, sent: Sent, requests: tuple[AxisRequest, ...], *, fresh: int | None, person: str, language: Language
) -> GridDraft:
    """What the form on the page and the axes that are asked for come to; nothing is sent.

    Args:
        parts: what to work with.
        sent: the page.
        requests: the axes.
        fresh: the number of the axis whose variable has just been chosen: it gets values to begin with.
        person: whose it is.
        language: of the words.

    Raises:
        UnknownModelError: the model has gone meanwhile.
        StorageError: the ledger does not tell what it costs.
    """
    model = parts.catalog.model(sent.model, language)
    checked = await parts.threads.run(check_form, model.form, sent.values)
    payload = checked.payload if isinstance(checked.payload, Mapping) else {}
    held = FormHeld(model, payload, checked.layout)
    listed = await list_presets(parts, model.slug, person=person, language=language)
    presets = [*((one, "") for one in listed.own), *listed.others]
    variables = variables_of(checked.layout, model, parts.catalog.models(language), presets, language)
    by_key = {variable.key: variable for variable in variables}
    kept = tuple(
        first_request(by_key[request.vary]) if number == fresh else request
        for number, request in enumerate(requests)
        if request.vary in by_key
    )
    axes = tuple(read_axis(request, by_key[request.vary]) for request in kept)
    plan = await plan_grid(parts, held, axes, person=person, language=language)
    found = [translate(issue.code, language, **issue.params) for issue in checked.issues if not _is_varied(axes, issue)]
    varied = {axis.variable.field.slot for axis in axes if axis.variable.kind is Kind.FIELD and axis.variable.field}
    texts = {slot: one for slot, one in (checked.alternatives or {}).items() if slot not in varied}
    if alternatives_count(texts) > 1:
        found.append(translate("grid.alternatives", language))
    if sent.version != model.version:
        found.append(translate("page.schema_changed", language))
    if is_anonymous(person):
        found.append(translate("page.no_cookie", language))
    issues = tuple(dict.fromkeys((*found, *plan.issues)))
    asked = [(cell.base.model.slug, cell.expected) for cell in plan.runs.values()]
    budget = await budget_before(parts, person, asked, language)
    made = GridPlan(plan.axes, plan.cells, issues, plan.marks, plan.left_out)
    return GridDraft(held, variables, kept, made, budget)


def _is_varied(axes: tuple[Axis, ...], issue: Issue) -> bool:
    """Whether what is wrong is replaced in every cell."""
    fields = [axis.variable.field for axis in axes if axis.variable.kind is Kind.FIELD]
    return any(one and issue.path[: len(one.path)] == one.path for one in fields)


async def begin_grid(
    parts: Parts, held: FormHeld, plan: GridPlan, *, person: str, page: str, origin: str = "", click: str = ""
) -> Batch:
    """Commit the grid with all its cells; sending begins at once. `click` names the click, as `RunRequest.click`.

    Raises:
        StorageError: it could not be committed. Nothing was sent.
        BadRequestError: there are too many cells.
    """
    request = BatchRequest(
        person=person,
        page=page,
        kind=BatchKind.GRID,
        cells=_requests(plan),
        asked=[held.model.slug, held.payload, [[axis.variable.key, axis.word, _labels(axis)] for axis in plan.axes]],
        plan={
            **plan_of(parts, held.model.slug, plan.cells[0].payload, _title(held)),
            "model": held.model.slug,
            "axes": [
                {
                    "key": axis.variable.key,
                    "title": _axis_title(axis),
                    "values": _labels(axis),
                    "raw": _raw(axis),
                }
                for axis in plan.axes
            ],
        },
        origin=origin,
        clicked_at=time.time(),
        click=click,
    )
    return await parts.runner.batches.begin(request)


def _requests(plan: GridPlan) -> tuple[CellRequest, ...]:
    runs = plan.runs  # cells that are the same request share its very bytes, also where 1 is not written as 1.0
    return tuple(_request(cell, runs[cell.key], plan.axes) for cell in plan.cells)


def _request(cell: GridCell, same: GridCell, axes: tuple[Axis, ...]) -> CellRequest:
    return CellRequest(
        model=same.base.model.slug,
        input=with_changes(same.base.input, same.changes),
        form_input=same.payload,
        secrets=same.base.secrets,
        expected=cell.expected,
        texts=same.base.texts,
        defaults=same.base.defaults,
        rank=cell.rank,
        labels={
            "at": list(cell.at),
            "choices": [axis.values[index].label for axis, index in zip(axes, cell.at, strict=True)],
        },
    )


def _labels(axis: Axis) -> list[str]:
    return [value.label for value in axis.values]


def _raw(axis: Axis) -> list[Any]:
    """What its values are, where a form has words for them: another language's may be told later."""
    values = [value.value for value in axis.values]
    return values if axis.variable.choices and UNSET not in values else []


def _axis_title(axis: Axis) -> str:
    return f"“{axis.word}”" if axis.variable.kind is Kind.WORD else axis.variable.title


def _title(held: FormHeld) -> str:
    """What a grid is called: its prompt."""
    text: Any = held.payload.get("prompt", "")
    return text if isinstance(text, str) else ""
