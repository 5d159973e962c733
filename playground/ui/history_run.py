"""One run of the history, looked at closely: its results, all that it was made with, and what can be done with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from playground.catalog import Catalog
from playground.runs.history_rows import HistoryRow
from playground.runs.run import Output, Run, RunStatus
from playground.texts import translate
from playground.texts.moments import moment
from playground.ui.caption import summary_of
from playground.ui.compare_query import COMPARED
from playground.ui.drawing import draw
from playground.ui.history_query import RATINGS, HistoryQuery
from playground.ui.result_view import draw_result
from playground.ui.run_settings import settings_of
from playground.ui.view_context import ViewContext, cost_words


@dataclass(frozen=True, slots=True)
class Turns:
    """The runs beside one, by their ids; empty where there is none."""

    newer: str = ""
    older: str = ""


def draw_run(
    run: Run, row: HistoryRow, context: ViewContext, catalog: Catalog, query: HistoryQuery, *, turns: Turns
) -> str:
    """A run as the history shows it closely; it blocks, as a run may be megabytes.

    Args:
        run: which.
        row: its labels.
        context: words, signs and names.
        catalog: the models, for the words of its settings.
        query: what the list beside it shows: closing goes back there.
        turns: where one goes on to; a list that shows the run knows better.
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
        begun=moment(run.created_at, language, context.zone),
        taken=None if run.ended_at is None else max(0.0, round(run.ended_at - run.created_at, 1)),
        cost=_cost(run, context),
        settings=settings_of(run.form_input, run.model, catalog, language),
        files=files,
        pictures=[one for one in files if one.kind == "image"],
        has_seed=bool(seed),
        is_on_offer=seed is not None,
        compared=[one for one in files if one.kind in COMPARED],
        back=query.address(),
        turns=turns,
    )


def _files(run: Run, context: ViewContext) -> Iterator[Output]:
    return (one for one in run.outputs if one.name and context.is_kept(run.run_id, one.name))


def _cost(run: Run, context: ViewContext) -> str:
    cost = run.cost_actual if run.status.is_terminal else run.cost_estimate
    return cost_words(cost, context, run.service) if cost is not None or run.status is RunStatus.SUCCEEDED else ""
