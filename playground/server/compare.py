"""The route of results beside each other."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from playground.server.responses import NOT_KEPT
from playground.ui.compare_query import read_compare
from playground.ui.compare_view import draw_compare
from playground.ui.view_context import ViewContext
from playground.ui.visitor import person_of
from playground.wiring import Parts


def compare_routes(parts: Parts, context_for: Callable[[Request], ViewContext], version: str) -> list[BaseRoute]:
    """`GET /compare?results=RUN/NAME,RUN/NAME…&mode=…`, of this person's own results.

    The results are those of `playground.ui.compare_query`; what is gone, somebody else's or no result at all is told in
    words above the others.
    """

    async def page(request: Request) -> Response:
        query, context, person = read_compare(request.query_params), context_for(request), person_of(request)
        runs = {}
        for run_id in dict.fromkeys(one.run_id for one in query.references):
            run = await parts.runner.run(person, run_id)
            if run is not None:
                runs[run_id] = run
        html = await parts.threads.run(draw_compare, query, runs, context, parts.catalog, version)
        return HTMLResponse(html, headers=NOT_KEPT)

    return [Route("/compare", page)]
