"""Answers as JSON."""

from __future__ import annotations

import json
from typing import Any

from starlette.responses import Response


class AsciiJSONResponse(Response):
    """JSON in ASCII: half a surrogate pair, which a person may have typed, is as safe in it as any text."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")
