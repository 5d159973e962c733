"""Routes of the costs by day and model: the page, and the same as CSV."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from playground.runs.daily_costs import days_until
from playground.ui.costs_view import SPANS, USUAL_SPAN, costs_csv, draw_costs
from playground.ui.view_context import ViewContext
from playground.ui.visitor import person_of, zone_of
from playground.wiring import Parts

_NOT_KEPT: Final = {"Cache-Control": "no-store"}


def cost_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`GET /history/costs` and `GET /history/costs.csv`; `days` is one of `SPANS`."""
    settings = parts.settings

    async def page(request: Request) -> Response:
        context, zone = context_for(request), zone_of(request)
        days = days_until(time.time(), _span(request), zone)
        costs = await parts.runner.costs.by_day(person_of(request), days)
        html = await parts.threads.run(
            draw_costs,
            costs,
            days,
            context.language,
            currency=settings.currency,
            is_play=settings.on_sandbox,
            title_of=context.title_of,
            zone="" if zone is None else zone.key,
            version=version,
        )
        return HTMLResponse(html, headers=_NOT_KEPT)

    async def table(request: Request) -> Response:
        days = days_until(time.time(), _span(request), zone_of(request))
        costs = await parts.runner.costs.by_day(person_of(request), days)
        text = costs_csv(costs, settings.currency, is_play=settings.on_sandbox)
        headers = {**_NOT_KEPT, "Content-Disposition": f'attachment; filename="costs-{days[-1].date}.csv"'}
        # With a mark of the encoding, without which Excel takes it for another.
        return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    return [Route("/history/costs", page), Route("/history/costs.csv", table)]


def _span(request: Request) -> int:
    asked = request.query_params.get("days", "")
    return next((span for span in SPANS if str(span) == asked), USUAL_SPAN)
