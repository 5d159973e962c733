"""The history's routes: its page, further pages of it, and one run of it looked at closely."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from playground.runs.batches.listing import BatchHead
from playground.runs.history import LOOKS, Cursor, HistoryFilter
from playground.server.responses import told
from playground.ui.days import date_of, midnight
from playground.ui.history_query import HistoryQuery, read_cursor, read_query
from playground.ui.history_run import Turns, draw_run
from playground.ui.history_view import (
    Batches,
    Shown,
    Unfinished,
    draw_history,
    draw_runs,
    draw_unfinished,
)
from playground.ui.view_context import ViewContext
from playground.ui.visitor import is_anonymous, person_of, zone_of
from playground.wiring import Parts

PAGE: Final = 60
"""Runs of a page."""

_MOST_UNFINISHED: Final = 200
_MOST_BATCHES: Final = 100
_NOT_KEPT: Final = {"Cache-Control": "private, no-cache"}
"""Asked for anew each time; but Back finds the page as it was left, as far down as one had scrolled."""


def history_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`GET /history`, its pieces `/history/runs`, `/history/unfinished` and `/history/run/ID`.

    All take what `playground.ui.history_query` reads from an address; `after` is where a page begins, `run` of the
    whole page is what is looked at closely.
    """

    async def page(request: Request) -> Response:
        query, context = read_query(request.query_params), context_for(request)
        wanted = request.query_params.get("run", "")
        shown = await _shown(parts, request, query)
        opened = await _opened(parts, request, wanted, context, query) if wanted else ""
        html = await parts.threads.run(
            draw_history,
            query,
            shown,
            context,
            models=parts.catalog.models(context.language),
            version=version,
            opened=opened or "",
        )
        return HTMLResponse(html, headers=_NOT_KEPT)

    async def runs(request: Request) -> Response:
        query, context = read_query(request.query_params), context_for(request)
        shown = await _shown(parts, request, query)
        return HTMLResponse(await parts.threads.run(draw_runs, query, shown, context), headers=_NOT_KEPT)

    async def unfinished(request: Request) -> Response:
        found = await _unfinished(parts, person_of(request))
        return HTMLResponse(draw_unfinished(found, context_for(request)), headers=_NOT_KEPT)

    async def one(request: Request) -> Response:
        query, context = read_query(request.query_params), context_for(request)
        drawn = await _opened(parts, request, request.path_params["run"], context, query)
        if drawn is None:
            return told(request, "page.run_gone")
        return HTMLResponse(drawn, headers=_NOT_KEPT)

    return [
        Route("/history", page),
        Route("/history/runs", runs),
        Route("/history/unfinished", unfinished),
        Route("/history/run/{run}", one),
    ]


async def _shown(parts: Parts, request: Request, query: HistoryQuery) -> Shown:
    """The page of the history that the address names: as full as a few looks make it."""
    person, after = person_of(request), read_cursor(request.query_params.get("after", ""))
    if is_anonymous(person):
        return Shown((), None)
    zone = zone_of(request)
    history, wanted = parts.runner.history, query.filter(person, lambda media: _makers(parts, media), zone)
    unfinished = Unfinished() if query.is_narrow else await _unfinished(parts, person)
    found = await history.page(wanted, PAGE, after)
    rows = list(found.rows)
    for _ in range(LOOKS):
        if len(rows) >= PAGE or found.following is None:
            break
        found = await history.page(wanted, PAGE - len(rows), found.following)
        rows += found.rows
    days = _days_between(wanted, after, found.following, zone)
    heads = await parts.runner.batches.listed(days, _MOST_BATCHES)
    batches = await _with_covers(parts, person, heads)
    return Shown(rows, found.following, unfinished, is_first=after is None, batches=batches)


def _days_between(
    wanted: HistoryFilter, after: Cursor | None, following: Cursor | None, zone: dt.tzinfo | None
) -> HistoryFilter:
    """The days of a page; one that goes on from the page before has shown its batches there."""
    first, last = (midnight(date_of(one.created_at, zone), zone) if one else None for one in (after, following))
    until = min((one for one in (wanted.until, first) if one is not None), default=None)
    since = max((one for one in (wanted.since, last) if one is not None), default=None)
    return replace(wanted, since=since, until=until)


async def _unfinished(parts: Parts, person: str) -> Unfinished:
    """What stands above all else. A batch stands for its cells at work; one that nobody confirmed stands for itself."""
    rows = await parts.runner.history.open_rows(person, _MOST_UNFINISHED)
    heads = await parts.runner.batches.unfinished(person)
    at_work = [row.run_id for row in rows if row.word != "unconfirmed"]
    cells = await parts.runner.batches.batches_of(at_work)
    shown = {head.batch_id for head in heads}
    alone = [row for row in rows if cells.get(row.run_id) not in shown]
    return Unfinished(alone, await _with_covers(parts, person, heads), frozenset(row.run_id for row in rows))


async def _with_covers(parts: Parts, person: str, heads: Sequence[BatchHead]) -> Batches:
    covers = await parts.runner.history.rows(person, [run for head in heads for run in head.run_ids])
    return Batches(heads, {row.run_id: row for row in covers})


def _makers(parts: Parts, media: str) -> frozenset[str]:
    return frozenset(model.slug for model in parts.catalog.models() if model.media == media)


async def _opened(parts: Parts, request: Request, run_id: str, context: ViewContext, query: HistoryQuery) -> str | None:
    person = person_of(request)
    run = await parts.runner.run(person, run_id)
    rows = await parts.runner.history.rows(person, [run_id])
    if run is None or not rows:
        return None
    wanted = query.filter(person, lambda media: _makers(parts, media), zone_of(request))
    newer, older = await parts.runner.history.neighbours(wanted, run_id)
    turns = Turns(newer or "", older or "")
    return await parts.threads.run(partial(draw_run, run, rows[0], context, parts.catalog, query, turns=turns))
