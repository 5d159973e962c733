"""The history's routes: its page, further pages of it, and one run of it looked at closely."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from playground.runs.history import Cursor
from playground.texts import translate
from playground.ui.days import date_of, midnight
from playground.ui.history_query import HistoryQuery, read_cursor, read_query
from playground.ui.history_run import draw_run
from playground.ui.history_view import Shown, draw_history, draw_runs, draw_unfinished
from playground.ui.view_context import ViewContext
from playground.ui.visitor import is_anonymous, language_of, person_of, zone_of
from playground.wiring import Parts

PAGE: Final = 60
"""Runs of a page."""

_MOST_UNFINISHED: Final = 200
_LOOKS: Final = 5
"""Looks at the ledger for one page: what is rare is looked for further back with the next."""
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
        found = await parts.runner.history.open_rows(person_of(request), _MOST_UNFINISHED)
        return HTMLResponse(draw_unfinished(found, context_for(request)), headers=_NOT_KEPT)

    async def one(request: Request) -> Response:
        query, context = read_query(request.query_params), context_for(request)
        drawn = await _opened(parts, request, request.path_params["run"], context, query)
        if drawn is None:
            return PlainTextResponse(translate("page.run_gone", language_of(request)), 404)
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
    history, wanted = parts.runner.history, query.filter(person, lambda media: _makers(parts, media), zone_of(request))
    unfinished = () if query.is_narrow else await history.open_rows(person, _MOST_UNFINISHED)
    found = await history.page(wanted, PAGE, after)
    rows = list(found.rows)
    for _ in range(_LOOKS):
        if len(rows) >= PAGE or found.following is None:
            break
        found = await history.page(wanted, PAGE - len(rows), found.following)
        rows += found.rows
    shown = Shown(rows, found.following, unfinished, is_first=after is None)
    return shown if query.is_narrow else await _with_grids(parts, request, shown, after)


async def _with_grids(parts: Parts, request: Request, shown: Shown, after: Cursor | None) -> Shown:
    """A page with the grids of its days; a day that goes on from the page before has shown its own there."""
    person, zone = person_of(request), zone_of(request)
    until = midnight(date_of(after.created_at, zone), zone) if after else math.inf
    since = midnight(date_of(shown.rows[-1].created_at, zone), zone) if shown.following and shown.rows else 0.0
    grids = await parts.runner.batches.grids(person, since, until)
    covers = await parts.runner.history.rows(person, [run for grid in grids for run in grid.run_ids])
    return replace(shown, grids=grids, covers={row.run_id: row for row in covers})


def _makers(parts: Parts, media: str) -> frozenset[str]:
    return frozenset(model.slug for model in parts.catalog.models() if model.media == media)


async def _opened(parts: Parts, request: Request, run_id: str, context: ViewContext, query: HistoryQuery) -> str | None:
    person = person_of(request)
    run = await parts.runner.run(person, run_id)
    rows = await parts.runner.history.rows(person, [run_id])
    if run is None or not rows:
        return None
    return await parts.threads.run(draw_run, run, rows[0], context, parts.catalog, query)
