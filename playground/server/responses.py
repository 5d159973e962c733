"""The JSON response of all routes, and what is answered where the ledger cannot be used."""

from __future__ import annotations

import json
from typing import Any

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from playground.errors import StorageError
from playground.texts import translate
from playground.ui.visitor import language_of


class AsciiJSONResponse(Response):
    """JSON in ASCII, so that half a surrogate pair, which a visitor may have typed, cannot break it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


async def unavailable(request: Request, error: Exception) -> Response:
    """What a route that says nothing of its own answers where the ledger cannot be used: in words, as all refusals."""
    if not isinstance(error, StorageError):
        raise error
    return PlainTextResponse(translate(error.code, language_of(request), **error.params), 503)
