"""Routes of the schema workbench: its page, the installed schemas, and the drawings of a schema on trial."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from playground.catalog import Catalog
from playground.errors import SchemaError, UnknownModelError
from playground.form.json_values import to_indented_text
from playground.server.responses import AsciiJSONResponse, told
from playground.ui.visitor import is_anonymous, language_of, network_of_request, person_of
from playground.ui.workbench import DRAWINGS, draw_workbench, slip
from playground.ui.workbench_pool import WorkbenchPool


def workbench_routes(catalog: Catalog, pool: WorkbenchPool, version: str) -> list[BaseRoute]:
    """`GET /workbench`, `GET /workbench/models/SLUG` and `POST /workbench/draw` and `/workbench/payload`.

    Args:
        catalog: the installed models, to start from.
        pool: draws the forms of strangers' schemas.
        version: of style and scripts.
    """

    async def page(request: Request) -> Response:
        language = language_of(request)
        return HTMLResponse(draw_workbench(catalog.models(language), language, version))

    async def installed(request: Request) -> Response:
        try:
            model = catalog.model(request.path_params["slug"])
        except (UnknownModelError, SchemaError) as error:
            return told(request, error.code, **error.params)
        return PlainTextResponse(to_indented_text(model.schema))

    async def drawing(request: Request) -> Response:
        action, language = request.path_params["action"], language_of(request)
        if action not in DRAWINGS:
            return Response(status_code=404)
        try:
            person, address = person_of(request), network_of_request(request)
            who = address if is_anonymous(person) else person
            answer = await pool.call(action, language, await request.body(), person=who, address=address)
        except SchemaError as error:
            return AsciiJSONResponse({"slip": slip(error, language), "again": error.code == "workbench.busy"})
        return Response(answer, media_type="application/json")

    return [
        Route("/workbench", page),
        Route("/workbench/models/{slug}", installed),
        Route("/workbench/{action}", drawing, methods=["POST"]),
    ]
