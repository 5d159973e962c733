"""A model's examples as small pictures, painted here: an empty page shows what can be asked for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from playground.catalog import Catalog
from playground.component.drawing import compact
from playground.errors import SchemaError, UnknownModelError
from playground.jsontext import parse_json
from playground.sandbox import paint_preview

_KEPT: Final = 128
_HEADERS: Final = {"Cache-Control": "private, max-age=86400"}


def sample_routes(catalog: Catalog) -> list[BaseRoute]:
    """`GET /samples/MODEL/NUMBER`: the model's example of that number, from 0, as a WebP."""
    one_at_a_time = asyncio.Semaphore(1)  # the machine's other cores are for the page

    async def sample(request: Request) -> Response:
        try:
            examples = catalog.model(request.path_params["model"]).examples
        except (SchemaError, UnknownModelError):
            return Response(status_code=404)
        number = request.path_params["number"]
        if number >= len(examples) or not isinstance(examples[number], Mapping):
            return Response(status_code=404)
        async with one_at_a_time:
            painted = await asyncio.to_thread(_painted, compact(examples[number]))
        return Response(painted, media_type="image/webp", headers=_HEADERS)

    return [Route("/samples/{model}/{number:int}", sample)]


@lru_cache(_KEPT)
def _painted(example: str) -> bytes:
    return paint_preview(parse_json(example))
