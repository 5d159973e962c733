"""The builder of a grid as HTML: what is varied, over which values, and what that comes to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from playground.texts import Language, translate
from playground.ui.drawing import draw
from playground.ui.grid.axes import MOST_AXES, MOST_VALUES, AxisRequest
from playground.ui.grid.begin import GridDraft
from playground.ui.grid.variables import Variable
from playground.ui.grid.words import cost_words, same_words, sentence, time_words
from playground.wiring import Parts

_PLACES = ("across", "down", "blocks")


@dataclass(frozen=True, slots=True)
class AxisView:
    """One axis as it is drawn; without a variable it is one more that could be chosen.

    Attributes:
        place: where its values stand: `across`, `down` or in `blocks`.
        request: what was typed.
        marks: what is wrong with its values, by their labels.
        issues: what is wrong with what was typed.
        sets: what is ticked on each line, and a line that is free.
    """

    place: str
    variable: Variable | None = None
    request: AxisRequest | None = None
    marks: Mapping[str, tuple[str, ...]] | None = None
    issues: tuple[str, ...] = ()
    sets: tuple[tuple[str, ...], ...] = ()


def draw_builder(parts: Parts, draft: GridDraft, language: Language) -> str:
    """The builder.

    Args:
        parts: tell how costs are written and how many runs may be at work.
        draft: what is drawn.
        language: of the words.
    """
    plan, settings = draft.plan, parts.settings
    views = [_axis_view(number, draft, language) for number in range(len(plan.axes))]
    if len(views) < MOST_AXES:
        views.append(AxisView(_PLACES[len(views)]))
    is_whole = bool(plan.cells)
    facts = [
        cost_words(plan, language, settings.currency, on_sandbox=settings.on_sandbox),
        time_words(plan, parts.runner.batches.most_at_work, language),
        same_words(plan, language),
    ]
    return draw(
        "grid_builder",
        language,
        axes=views,
        variables=draft.variables,
        chosen={request.vary for request in draft.requests},
        issues=plan.issues,
        notes=plan.left_out,
        sentence=sentence(plan, language) if is_whole else "",
        facts=[fact for fact in facts if fact] if is_whole else [],
        budget=draft.budget,
        is_ready=plan.is_ready,
        count=draft.count,
        digest=plan.digest,
        has_to_be_confirmed=plan.is_ready and draft.has_to_be_confirmed,
    )


def _axis_view(number: int, draft: GridDraft, language: Language) -> AxisView:
    axis = draft.plan.axes[number]
    marks = {axis.values[value].label: said for (one, value), said in sorted(draft.plan.marks.items()) if one == number}
    issues = tuple(translate(issue.code, language, **issue.params) for issue in axis.issues)
    request = draft.requests[number]
    return AxisView(_PLACES[number], axis.variable, request, marks, issues, _lines_of(request))


def _lines_of(request: AxisRequest) -> tuple[tuple[str, ...], ...]:
    """The last line is free; one that became free between others stays, so that none moves below a finger."""
    used = max((number for number, ticks in enumerate(request.sets, 1) if ticks), default=0)
    return (*request.sets[:used], ()) if used < MOST_VALUES else request.sets[:used]
