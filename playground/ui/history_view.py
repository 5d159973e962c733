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
from playground.ui.history_batches import BatchTile, batch_tile
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
    batches: tuple[BatchTile, ...] = ()


@dataclass(frozen=True, slots=True)
class Batches:
    """Batches, the newest first, and some of their runs by their ids."""

    heads: Sequence[BatchHead] = ()
    covers: Mapping[str, HistoryRow] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Unfinished:
    """What is at work or waits for a person.

    Attributes:
        rows: runs; those at work that are cells of a batch are not among them, for the batch stands for them.
        batches: that are at work, or of which something is held back.
        run_ids: all runs at work or unconfirmed, also those that a batch stands for.
    """

    rows: Sequence[HistoryRow] = ()
    batches: Batches = field(default_factory=Batches)
    run_ids: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Shown:
    """What one page of the history holds.

    Attributes:
        rows: the newest first.
        following: where the next page begins; None where there is none.
        unfinished: what is at work or unconfirmed, where everything is asked for: it stands above the first page, and
            on none of its days.
        is_first: whether it begins with the newest.
        batches: that were asked for on its days, the newest first.
    """

    rows: Sequence[HistoryRow]
    following: Cursor | None
    unfinished: Unfinished = field(default_factory=Unfinished)
    is_first: bool = True
    batches: Batches = field(default_factory=Batches)


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
        unfinished=tuple(_tile(row, context) for row in shown.unfinished.rows if shown.is_first),
        unfinished_batches=_batch_tiles(shown.unfinished.batches, context) if shown.is_first else (),
        is_first=shown.is_first,
        following=query.address(after=cursor_text(shown.following)) if shown.following else "",
    )


def draw_unfinished(unfinished: Unfinished, context: ViewContext) -> str:
    """What is at work or unconfirmed, as it stands above all else; empty where nothing is."""
    return draw(
        "history_unfinished",
        context.language,
        query=HistoryQuery(),
        unfinished=tuple(_tile(row, context) for row in unfinished.rows),
        unfinished_batches=_batch_tiles(unfinished.batches, context),
    )


def _script_words(language: Language) -> dict[str, str]:
    words = {f"history.{code}": translate(f"history.{code}", language) for code in _SAID_IN_THE_BROWSER}
    blanks = {
        f"history.{code}": translate(f"history.{code}", language, **{name: f"{{{name}}}"}) for code, name in _BLANKS
    }
    return words | blanks


def _days(shown: Shown, context: ViewContext) -> Iterator[Day]:
    today = date_of(context.now(), context.zone)
    listed = [row for row in shown.rows if row.run_id not in shown.unfinished.run_ids]
    open_ones = {head.batch_id for head in shown.unfinished.batches.heads}
    heads = [head for head in shown.batches.heads if head.batch_id not in open_ones]
    rows, batches = _by_date(listed, context.zone), _by_date(heads, context.zone)
    for date in sorted(rows.keys() | batches.keys(), reverse=True):
        yield Day(
            date.isoformat(),
            day(date, context.language, today),
            tuple(_tile(row, context) for row in rows.get(date, [])),
            _batch_tiles(Batches(batches.get(date, []), shown.batches.covers), context),
        )


def _by_date(asked: Iterable[_Asked], zone: dt.tzinfo | None) -> dict[dt.date, list[_Asked]]:
    """What was asked for on each date, in the same order."""
    found: dict[dt.date, list[_Asked]] = {}
    for one in asked:
        found.setdefault(date_of(one.created_at, zone), []).append(one)
    return found


def _batch_tiles(batches: Batches, context: ViewContext) -> tuple[BatchTile, ...]:
    return tuple(batch_tile(head, batches.covers, context) for head in batches.heads)


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
