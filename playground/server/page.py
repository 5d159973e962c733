"""The page's own routes: the models on offer, the form being filled in, and what can be done with a run."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from playground.component.edits import read_sent
from playground.errors import BadRequestError, SchemaError, StorageError, UnknownModelError
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.server.queries import copies_in
from playground.server.responses import AsciiJSONResponse, answered
from playground.ui.batch_view import batch_state
from playground.ui.beforehand import cost_before, many_before
from playground.ui.budget_words import budget_before
from playground.ui.drafts import save_draft
from playground.ui.drawing import draw
from playground.ui.expectations import time_before
from playground.ui.form_actions import layout_of, storage_summary
from playground.ui.result_view import run_state
from playground.ui.visitor import language_of, person_of
from playground.wiring import Parts

_ACTIONS: Final[dict[str, Callable[[Runner, str, str], Awaitable[Run | None]]]] = {
    "cancel": Runner.cancel,
    "stop_waiting": Runner.stop_waiting,
    "check_again": Runner.check_again,
    "send_again": Runner.send_again,
    "let_go": Runner.abandon,
    "fetch_again": Runner.fetch_again,
}

_MOST_STATES: Final = 50
"""Runs, and batches, that one request asks about."""


def page_routes(parts: Parts) -> list[BaseRoute]:
    """Routes that the page's scripts call."""

    async def models(request: Request) -> Response:
        language, catalog = language_of(request), parts.catalog
        return HTMLResponse(draw("models", language, models=catalog.models(language), broken=catalog.broken()))

    async def draft(request: Request) -> Response:
        language, person = language_of(request), person_of(request)
        try:
            sent = await parts.threads.run(read_sent, await request.body())
            layout = await layout_of(parts, sent, language)
            await save_draft(parts, sent, person=person, language=language, layout=layout)
            many = await parts.threads.run(many_before, parts, sent, layout, language)
            cost = await cost_before(parts, sent, layout, language, many.each * copies_in(request))
            usual = await time_before(parts, sent, layout, language)
            budget = await budget_before(parts, person, cost.asked, language)
            left = {"left": budget.said, "over": budget.is_over}
            return AsciiJSONResponse({"cost": cost.said, "many": asdict(many), "usual": usual, **left})
        except BadRequestError:
            return AsciiJSONResponse({}, 400)
        except (SchemaError, UnknownModelError, StorageError):
            # A draft that cannot be kept costs nobody anything: the form on the page is still whole.
            return AsciiJSONResponse({})

    async def act(request: Request) -> dict[str, Any] | None:
        action = _ACTIONS.get(request.path_params["action"])
        run = action and await action(parts.runner, person_of(request), request.path_params["run"])
        return {} if run else None

    async def states(request: Request) -> Response:
        language, person = language_of(request), person_of(request)
        found = [
            await parts.runner.summaries.one(person, run_id)
            for run_id in dict.fromkeys(request.query_params.getlist("run")[:_MOST_STATES])
        ]
        batches = [
            await parts.runner.batches.batch(person, batch_id)
            for batch_id in dict.fromkeys(request.query_params.getlist("batch")[:_MOST_STATES])
        ]
        titles = {model.slug: model.title for model in parts.catalog.models(language)}
        states_of_runs = [run_state(run, titles, language) for run in found if run is not None]
        states_of_batches = [batch_state(batch, titles, language) for batch in batches if batch is not None]
        return AsciiJSONResponse([*states_of_runs, *states_of_batches])

    async def foot(request: Request) -> Response:
        return PlainTextResponse(await storage_summary(parts, person_of(request), language_of(request)))

    return [
        Route("/models", models),
        Route("/held", foot),
        Route("/states", states),
        Route("/draft", draft, methods=["POST"]),
        Route("/runs/{run}/{action}", answered(act, gone="page.run_gone"), methods=["POST"]),
    ]
