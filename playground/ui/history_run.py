"""One run of the history, looked at closely: its results, all that it was made with, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.catalog import Catalog
from playground.errors import BadRequestError, SchemaError, UnknownModelError
from playground.files.uploads import REFERENCE
from playground.form import UNSET, Field, Values, fields_of, items
from playground.form.json_values import to_text
from playground.form.payload.at_path import value_at
from playground.runs.history_rows import HistoryRow
from playground.runs.run import Output, Run, RunStatus
from playground.texts import Language, translate
from playground.texts.moments import moment
from playground.ui.caption import summary_of
from playground.ui.drawing import draw
from playground.ui.history_query import RATINGS, HistoryQuery
from playground.ui.result_view import draw_result
from playground.ui.view_context import ViewContext, cost_words

_PROMPT: Final = ("prompt",)
_MOST_SETTINGS: Final = 80
_LONGEST: Final = 2_000
"""Characters of a setting."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a run was made with.

    Attributes:
        title: of its field.
        text: its value, in words.
        files: its uploads, by the names that they are kept under.
    """

    title: str
    text: str
    files: tuple[str, ...] = ()


def settings_of(form_input: Mapping[str, Any], slug: str, catalog: Catalog, language: Language) -> list[Setting]:
    """All that a run was made with but its prompt, as its form words it; by plain names where there is no such form."""
    try:
        form = catalog.model(slug, language).form
        fields = list(fields_of(items(form, Values(loaded=form_input))))
    except (UnknownModelError, SchemaError, BadRequestError):
        return [_setting(name, value, {}, language) for name, value in form_input.items() if (name,) != _PROMPT]
    found = [
        _setting(_title(field), value, _labels(field), language)
        for field in fields
        if field.path != _PROMPT and (value := value_at(form_input, field.path)) is not UNSET
    ]
    return found[:_MOST_SETTINGS]


def draw_run(
    run: Run, row: HistoryRow, context: ViewContext, catalog: Catalog, query: HistoryQuery, *, can_compare: bool
) -> str:
    """A run as the history shows it closely; it blocks, as a run may be megabytes.

    Args:
        run: which.
        row: its labels.
        context: words, signs and names.
        catalog: the models, for the words of its settings.
        query: what the list beside it shows: closing goes back there.
        can_compare: whether results can be put side by side here.
    """
    language = context.language
    seed = context.has_seed(run.model)
    files = list(_files(run, context))
    return draw(
        "history_run",
        language,
        run=run,
        labels=row,
        ratings=RATINGS,
        stage=draw_result(run, (), context).stage,
        about=summary_of(run),
        title=context.title_of(run.model),
        state=translate(f"page.state.{run.word}", language),
        begun=moment(run.created_at, language),
        taken=None if run.ended_at is None else max(0.0, round(run.ended_at - run.created_at, 1)),
        cost=_cost(run, context),
        settings=settings_of(run.form_input, run.model, catalog, language),
        files=files,
        pictures=[one for one in files if one.kind == "image"],
        has_seed=bool(seed),
        is_on_offer=seed is not None,
        can_compare=can_compare,
        back=query.address(),
    )


def _files(run: Run, context: ViewContext) -> Iterator[Output]:
    return (one for one in run.outputs if one.name and context.is_kept(run.run_id, one.name))


def _cost(run: Run, context: ViewContext) -> str:
    cost = run.cost_actual if run.status.is_terminal else run.cost_estimate
    return cost_words(cost, context, run.service) if cost is not None or run.status is RunStatus.SUCCEEDED else ""


def _title(field: Field) -> str:
    """Its own, after what tells which of several it stands in."""
    above = [str(step + 1) if isinstance(step, int) else step for step in field.path[:-1]]
    return " · ".join([*above, field.title or field.name])


def _labels(field: Field) -> dict[str, str]:
    return {to_text(choice.value): choice.label for choice in field.choices}


def _setting(title: str, value: Any, labels: Mapping[str, str], language: Language) -> Setting:
    several = value if isinstance(value, list | tuple) else [value]
    files = tuple(str(one).removeprefix(REFERENCE) for one in several if str(one).startswith(REFERENCE))
    said = [_said(one, labels, language) for one in several if not str(one).startswith(REFERENCE)]
    text = ", ".join(said)
    return Setting(title, text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", files)


def _said(value: Any, labels: Mapping[str, str], language: Language) -> str:
    if isinstance(value, bool):
        return translate("history.yes" if value else "history.no", language)
    if isinstance(value, str):
        return labels.get(to_text(value), value)
    return labels.get(to_text(value), to_text(value))
