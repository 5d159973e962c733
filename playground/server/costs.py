"""Routes of the costs by day and model: the page, the same against the limits, and as CSV."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from playground.runs.daily_costs import days_until
from playground.server.kept_uploads import uploads_view
from playground.server.responses import NOT_KEPT
from playground.setting_values import zone_of as budget_zone_of
from playground.ui.budget_words import usage_stands
from playground.ui.costs_view import SPANS, USUAL_SPAN, costs_csv, draw_costs
from playground.ui.view_context import ViewContext
from playground.ui.visitor import language_of, person_of, zone_of
from playground.wiring import Parts


def cost_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`GET /history/costs` and `GET /usage`, each also with `.csv`; `days` is one of `SPANS`.

    Days of the history are the reader's; those of usage are the budgets'.
    """
    settings = parts.settings
    budget_zone = budget_zone_of(settings.budget_zone)

    async def drawn(request: Request, zone: dt.tzinfo | None, named: str, **more: Any) -> Response:
        context = context_for(request)
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
            zone=named,
            version=version,
            **more,
        )
        return HTMLResponse(html, headers=NOT_KEPT)

    async def page(request: Request) -> Response:
        zone = zone_of(request)
        return await drawn(request, zone, "" if zone is None else zone.key)

    async def usage(request: Request) -> Response:
        stands = await usage_stands(parts, person_of(request), language_of(request))
        uploads = await uploads_view(parts, request)
        return await drawn(request, budget_zone, settings.budget_zone, address="usage", stands=stands, uploads=uploads)

    async def table(request: Request) -> Response:
        return await as_csv(request, zone_of(request))

    async def usage_table(request: Request) -> Response:
        return await as_csv(request, budget_zone)

    async def as_csv(request: Request, zone: dt.tzinfo | None) -> Response:
        days = days_until(time.time(), _span(request), zone)
        costs = await parts.runner.costs.by_day(person_of(request), days)
        text = costs_csv(costs, settings.currency, is_play=settings.on_sandbox)
        headers = {**NOT_KEPT, "Content-Disposition": f'attachment; filename="costs-{days[-1].date}.csv"'}
        # With a mark of the encoding, without which Excel takes it for another.
        return Response(text.encode("utf-8-sig"), media_type="text/csv; charset=utf-8", headers=headers)

    return [
        Route("/history/costs", page),
        Route("/history/costs.csv", table),
        Route("/usage", usage),
        Route("/usage.csv", usage_table),
    ]


def _span(request: Request) -> int:
    asked = request.query_params.get("days", "")
    return next((span for span in SPANS if str(span) == asked), USUAL_SPAN)
