"""The history page: runs as tiles under the days that they were asked for on, and the filters above them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeVar

from playground.catalog import Model
from playground.runs.batches.listing import BatchHead
from playground.runs.history import Cursor
from playground.runs.history_rows import Cover, HistoryRow
from playground.texts import Language, translate
from playground.texts.moments import day, time_of_day
from playground.ui.compare_query import COMPARED
from playground.ui.days import date_of
from playground.ui.drawing import browser_words, draw
from playground.ui.estimates import shape_of
from playground.ui.history_grids import GridTile, grid_tile
from playground.ui.history_query import MEDIA, RATINGS, STATES, HistoryQuery, cursor_text
from playground.ui.view_context import ViewContext, cost_words

OPEN_WORDS: Final = frozenset({"submitting", "queued", "processing", "unconfirmed"})
"""Of a run that is at work or that nobody confirmed."""

_ACTIVE_WORDS: Final = OPEN_WORDS - {"unconfirmed"}
_SHOWN: Final = frozenset({"image", "video"})
"""Kinds of results that a tile shows a picture of."""
_Asked = TypeVar("_Asked", HistoryRow, BatchHead)
_NARROWEST: Final = 0.5
_WIDEST: Final = 2.4
"""Width by height of a tile; of a picture beyond it only the middle is seen."""
_SAID_IN_THE_BROWSER: Final = (
    *("none_found", "favourite_on", "favourite_off", "rated_off", "note_kept", "sure_one"),
    *("not_compared", "pick_other"),
)
_BLANKS: Final = (
    *((code, "count") for code in ("count", "first", "selected", "tagged", "too_many", "sure_several")),
    *((code, "rating") for code in ("rating_given", "rating_of")),
)
"""What only the browser knows stays blank in these."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One run in the grid.

    Attributes:
        row: what the history says of it.
        title: of its model.
        at: when, in words.
        cost: in words; empty where nothing is known.
        cover: the result that is shown for it; None where there is none to see.
        compared: file name of the result that stands beside others; empty where there is none.
        ratio: width by height of the tile.
    """

    row: HistoryRow
    title: str
    at: str
    cost: str
    cover: Cover | None
    compared: str
    ratio: float

    @property
    def is_at_work(self) -> bool:
        """Whether more will come of it by itself."""
        return self.row.word in _ACTIVE_WORDS


@dataclass(frozen=True, slots=True)
class Day:
    """A heading and what stands below it; `date` tells two of the same day, on two pages, that they are one."""

    date: str
    title: str
    tiles: tuple[Tile, ...]
    grids: tuple[GridTile, ...] = ()


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of the history holds.

    Attributes:
        rows: the newest first.
        following: where the next page begins; None where there is none.
        unfinished: what is at work or unconfirmed, where everything is asked for: it stands above the first page, and
            on none of its days.
        is_first: whether it begins with the newest.
        grids: that were asked for on its days, the newest first.
        covers: some of their runs, by their ids.
    """

    rows: Sequence[HistoryRow]
    following: Cursor | None
    unfinished: Sequence[HistoryRow] = ()
    is_first: bool = True
    grids: Sequence[BatchHead] = ()
    covers: Mapping[str, HistoryRow] = field(default_factory=dict)


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
    return draw(
        "history",
        language,
        query=query,
        titles=titles,
        states=tuple(STATES),
        kinds=MEDIA,
        ratings=RATINGS,
        is_refined=bool(query.asked.keys() - {"q", "model", "state", "favourite"}),
        runs=draw_runs(query, shown, context),
        opened=opened,
        words={**browser_words(language), **_script_words(language)},
        version=version,
    )


def draw_runs(query: HistoryQuery, shown: Shown, context: ViewContext) -> str:
    """A page of runs, and a link to the next; in words where there is nothing."""
    return draw(
        "history_runs",
        context.language,
        query=query,
        days=tuple(_days(shown, context)),
        unfinished=tuple(_tile(row, context) for row in shown.unfinished if shown.is_first),
        is_first=shown.is_first,
        following=query.address(after=cursor_text(shown.following)) if shown.following else "",
    )


def draw_unfinished(rows: Sequence[HistoryRow], context: ViewContext) -> str:
    """What is at work or unconfirmed, as it stands above all else; empty where nothing is."""
    tiles = tuple(_tile(row, context) for row in rows)
    return draw("history_unfinished", context.language, query=HistoryQuery(), unfinished=tiles)


def _script_words(language: Language) -> dict[str, str]:
    words = {f"history.{code}": translate(f"history.{code}", language) for code in _SAID_IN_THE_BROWSER}
    blanks = {
        f"history.{code}": translate(f"history.{code}", language, **{name: f"{{{name}}}"}) for code, name in _BLANKS
    }
    return words | blanks


def _days(shown: Shown, context: ViewContext) -> Iterator[Day]:
    today = date_of(context.now(), context.zone)
    apart = {row.run_id for row in shown.unfinished}
    listed = [row for row in shown.rows if row.run_id not in apart]
    rows, grids = _by_date(listed, context.zone), _by_date(shown.grids, context.zone)
    for date in sorted(rows.keys() | grids.keys(), reverse=True):
        yield Day(
            date.isoformat(),
            day(date, context.language, today),
            tuple(_tile(row, context) for row in rows.get(date, [])),
            tuple(grid_tile(grid, shown.covers, context) for grid in grids.get(date, [])),
        )


def _by_date(asked: Iterable[_Asked], zone: dt.tzinfo | None) -> dict[dt.date, list[_Asked]]:
    """What was asked for on each date, in the same order."""
    found: dict[dt.date, list[_Asked]] = {}
    for one in asked:
        found.setdefault(date_of(one.created_at, zone), []).append(one)
    return found


def _tile(row: HistoryRow, context: ViewContext) -> Tile:
    kept = row.cover if row.cover and context.is_kept(row.run_id, row.cover.name) else None
    cover = kept if kept and kept.kind in _SHOWN else None
    if cover and cover.width and cover.height:
        ratio = cover.width / cover.height
    else:
        shape = shape_of({}, context.media_of(row.model))
        ratio = shape.width / shape.height
    return Tile(
        row=row,
        title=context.title_of(row.model),
        at=time_of_day(row.created_at, context.language, context.zone),
        cost="" if row.cost is None and row.word != "succeeded" else cost_words(row.cost, context, row.service),
        cover=cover,
        compared=kept.name if kept and kept.kind in COMPARED else "",
        ratio=round(min(max(ratio, _NARROWEST), _WIDEST), 4),
    )
