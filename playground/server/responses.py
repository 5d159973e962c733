"""The JSON response of all routes."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response


class AsciiJSONResponse(Response):
    """JSON in ASCII, so that half a surrogate pair, which a visitor may have typed, cannot break it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")
