"""The history page: runs as tiles under the days that they were asked for on, and the filters above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Final

from playground.catalog import Model
from playground.runs.history import Cursor
from playground.runs.run import Output, Run, RunStatus
from playground.texts import Language, translate
from playground.texts.moments import day, time_of_day
from playground.ui.caption import summary_of
from playground.ui.drawing import browser_words, draw
from playground.ui.estimates import shape_of
from playground.ui.history_query import STATES, HistoryQuery, cursor_text
from playground.ui.view_context import ViewContext, cost_words

_SHOWN: Final = frozenset({"image", "video"})
"""Kinds of results that a tile shows a picture of."""
_NARROWEST: Final = 0.5
_WIDEST: Final = 2.4
"""Width by height of a tile; of a picture beyond it only the middle is seen."""
_MOST_WORDS: Final = 280
"""Characters of a prompt that a tile is told."""
_SAID_IN_THE_BROWSER: Final = ("history.none_found",)
_COUNTED_IN_THE_BROWSER: Final = ("history.count", "history.first")


@dataclass(frozen=True, slots=True)
class Tile:
    """One run in the grid.

    Attributes:
        run: it, or its summary.
        about: its prompt, or the beginning of it.
        title: of its model.
        at: when, in words.
        cost: in words; empty where nothing is known.
        cover: the result that is shown for it; None where there is none to see.
        count: of results whose files are here.
        ratio: width by height of the tile.
    """

    run: Run
    about: str
    title: str
    at: str
    cost: str
    cover: Output | None
    count: int
    ratio: float

    @property
    def is_open(self) -> bool:
        """Whether it is at work or unconfirmed."""
        return not self.run.status.is_terminal


@dataclass(frozen=True, slots=True)
class Day:
    """A heading and what stands below it; `date` tells two of the same day, on two pages, that they are one."""

    date: str
    title: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of the history holds.

    Attributes:
        runs: the newest first.
        costs: what was charged for them, by run id, where that is known.
        following: where the next page begins; None where there is none.
        unfinished: what is at work or unconfirmed, where everything is asked for: it stands above the first page, and
            on none of its days.
        is_first: whether it begins with the newest.
    """

    runs: Sequence[Run]
    costs: Mapping[str, Decimal]
    following: Cursor | None
    unfinished: Sequence[Run] = ()
    is_first: bool = True


def draw_history(
    query: HistoryQuery,
    shown: Shown,
    context: ViewContext,
    *,
    models: Iterable[Model],
    version: str,
    opened: str = "",
) -> str:
    """The whole page.

    Args:
        query: what the address asks for.
        shown: the first page of it.
        context: words, signs and names.
        models: those on offer, to choose from.
        version: of style and scripts.
        opened: the drawing of the run that is looked at closely.
    """
    language = context.language
    titles = {model.slug: model.title for model in models}
    if query.model:
        titles.setdefault(query.model, query.model)  # one that is not on offer any more still has its runs
    words = {code: translate(code, language) for code in _SAID_IN_THE_BROWSER}
    words |= {code: translate(code, language, count="{count}") for code in _COUNTED_IN_THE_BROWSER}
    return draw(
        "history",
        language,
        query=query,
        titles=titles,
        states=tuple(STATES),
        is_refined=bool(query.asked.keys() - {"q", "model", "state"}),
        runs=draw_runs(query, shown, context),
        opened=opened,
        words={**browser_words(language), **words},
        version=version,
    )


def draw_runs(query: HistoryQuery, shown: Shown, context: ViewContext) -> str:
    """A page of runs, and a link to the next; in words where there is nothing."""
    return draw(
        "history_runs",
        context.language,
        query=query,
        days=tuple(_days(shown, context)),
        unfinished=tuple(_tile(run, {}, context) for run in shown.unfinished if shown.is_first),
        is_first=shown.is_first,
        following=query.address(after=cursor_text(shown.following)) if shown.following else "",
    )


def draw_unfinished(runs: Sequence[Run], context: ViewContext) -> str:
    """What is at work or unconfirmed, as it stands above all else; empty where nothing is."""
    tiles = tuple(_tile(run, {}, context) for run in runs)
    return draw("history_unfinished", context.language, query=HistoryQuery(), unfinished=tiles)


def _days(shown: Shown, context: ViewContext) -> Iterator[Day]:
    today = dt.datetime.fromtimestamp(context.now()).date()  # noqa: DTZ006 - people think in the local time
    apart = {run.run_id for run in shown.unfinished}
    listed = [run for run in shown.runs if run.run_id not in apart]
    for date, runs in groupby(listed, lambda run: _date_of(run.created_at)):
        tiles = tuple(_tile(run, shown.costs, context) for run in runs)
        yield Day(date.isoformat(), day(date, context.language, today), tiles)


def _date_of(seconds: float) -> dt.date:
    return dt.datetime.fromtimestamp(seconds).date()  # noqa: DTZ006 - as above


def _tile(run: Run, costs: Mapping[str, Decimal], context: ViewContext) -> Tile:
    here = [one for one in run.outputs if one.name and context.is_kept(run.run_id, one.name)]
    cover = next((one for one in here if one.kind in _SHOWN), None)
    if cover and cover.width and cover.height:
        ratio = cover.width / cover.height
    else:
        shape = shape_of(run.form_input, context.media_of(run.model))
        ratio = shape.width / shape.height
    about = summary_of(run)
    return Tile(
        run=run,
        about=about if len(about) <= _MOST_WORDS else f"{about[:_MOST_WORDS]}…",
        title=context.title_of(run.model),
        at=time_of_day(run.created_at, context.language),
        cost=_cost(run, costs.get(run.run_id), context),
        cover=cover,
        count=len(here),
        ratio=round(min(max(ratio, _NARROWEST), _WIDEST), 4),
    )


def _cost(run: Run, charged: Decimal | None, context: ViewContext) -> str:
    """What it cost; what it is about to, while it is at work."""
    if not run.status.is_terminal:
        expected = run.cost_estimate
        return "" if expected is None else _about(cost_words(expected, context, run.service), context.language)
    if charged is None:
        return cost_words(None, context, run.service) if run.status is RunStatus.SUCCEEDED else ""
    return cost_words(charged, context, run.service)


def _about(cost: str, language: Language) -> str:
    return translate("page.about_cost", language, cost=cost)
