"""Routes of batches: what can be done with many runs that were asked for at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from playground.runs.batches.batch import Batch
from playground.runs.batches.batches import Batches
from playground.server.responses import answered
from playground.ui.visitor import person_of
from playground.wiring import Parts

_ACTIONS: Final[dict[str, Callable[[Batches, str, str], Awaitable[Batch | None]]]] = {
    "stop": Batches.stop,
    "go_on": Batches.go_on,
}

_MOST_DIGITS: Final = 6
"""Of a position: no batch has so many cells, and no database a column for any number of them."""


def batch_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /batches/ID/stop`, `…/go_on` and `…/retry/POSITION`; each answers `{}` or `{"problem"}`."""

    async def act(request: Request) -> dict[str, Any] | None:
        action = _ACTIONS.get(request.path_params["action"])
        if action is None:
            return None
        batch = await action(parts.runner.batches, person_of(request), request.path_params["batch"])
        return None if batch is None else {}

    async def retry(request: Request) -> dict[str, Any] | None:
        batch_id, position = request.path_params["batch"], request.path_params["position"]
        if not (position.isascii() and position.isdigit() and len(position) <= _MOST_DIGITS):
            return None
        batch = await parts.runner.batches.retry(person_of(request), batch_id, int(position))
        return None if batch is None else {}

    return [
        Route("/batches/{batch}/{action}", answered(act, gone="batch.gone"), methods=["POST"]),
        Route("/batches/{batch}/retry/{position}", answered(retry, gone="batch.gone"), methods=["POST"]),
    ]
