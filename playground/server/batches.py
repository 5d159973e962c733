"""Routes of batches: what can be done with many runs that were asked for at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from playground.errors import BadRequestError, StorageError
from playground.runs.batches.batch import Batch
from playground.runs.batches.batches import Batches
from playground.server.responses import AsciiJSONResponse
from playground.texts import translate
from playground.ui.visitor import language_of, person_of
from playground.wiring import Parts

_ACTIONS: Final[dict[str, Callable[[Batches, str, str], Awaitable[Batch | None]]]] = {
    "stop": Batches.stop,
    "go_on": Batches.go_on,
}

_MOST_DIGITS: Final = 6
"""Of a position: no batch has so many cells, and no database a column for any number of them."""


def batch_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /batches/ID/stop`, `…/go_on` and `…/retry/POSITION`; each answers `{}` or `{"problem"}`."""

    async def act(request: Request) -> Response:
        action = _ACTIONS.get(request.path_params["action"])
        if action is None:
            return Response(status_code=404)
        return await _answer(request, action(parts.runner.batches, person_of(request), request.path_params["batch"]))

    async def retry(request: Request) -> Response:
        batch, position = request.path_params["batch"], request.path_params["position"]
        if not (position.isascii() and position.isdigit() and len(position) <= _MOST_DIGITS):
            return Response(status_code=404)
        return await _answer(request, parts.runner.batches.retry(person_of(request), batch, int(position)))

    return [
        Route("/batches/{batch}/{action}", act, methods=["POST"]),
        Route("/batches/{batch}/retry/{position}", retry, methods=["POST"]),
    ]


async def _answer(request: Request, act: Awaitable[Batch | None]) -> Response:
    language = language_of(request)
    try:
        batch = await act
    except (BadRequestError, StorageError) as error:
        return AsciiJSONResponse({"problem": translate(error.code, language, **error.params)})
    if batch is None:
        return AsciiJSONResponse({"problem": translate("batch.gone", language)}, 404)
    return AsciiJSONResponse({})
