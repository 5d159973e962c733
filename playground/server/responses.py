"""The JSON response of all routes, and what is answered where something is in the way."""

from __future__ import annotations

import gzip
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response

from playground.errors import PlaygroundError, StorageError
from playground.texts import Language, translate
from playground.ui.drawing import draw
from playground.ui.visitor import language_of

NOT_KEPT: Final[Mapping[str, str]] = {"Cache-Control": "no-store"}
"""Headers of what holds for one moment and one person."""

KEPT_FOR_EVER: Final = "public, max-age=31536000, immutable"
"""The header `Cache-Control` of what has its content's name in its address."""


_HELPS: Final[Mapping[str, str]] = dict.fromkeys(("limit.stored", "upload.stored"), "usage#uploads")
"""By the code of what is in the way: where a person can do something about it; the texts `more.CODE` name it."""


def more_about(code: str, language: Language) -> dict[str, Any]:
    """What is answered beside a problem: where a person can do something about it, and what that is called."""
    address = _HELPS.get(code)
    return {"more": {"href": address, "words": translate(f"more.{code}", language)}} if address else {}


@dataclass(frozen=True, slots=True)
class PackedText:
    """A text that never changes: packed once, and sent so to those who can unpack it."""

    plain: bytes
    packed: bytes
    media_type: str

    @classmethod
    def of(cls, plain: bytes, media_type: str) -> PackedText:
        """Pack it."""
        return cls(plain, gzip.compress(plain, mtime=0), media_type)

    def answer(self, request: Request, caching: str) -> Response:
        """The response; `caching` is its header `Cache-Control`."""
        headers = {"Cache-Control": caching, "Vary": "Accept-Encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(self.plain, media_type=self.media_type, headers=headers)
        return Response(self.packed, media_type=self.media_type, headers={**headers, "Content-Encoding": "gzip"})


class AsciiJSONResponse(Response):
    """JSON in ASCII, so that half a surrogate pair, which a visitor may have typed, cannot break it."""

    media_type = "application/json"

    def render(self, content: Any) -> bytes:
        """The bytes."""
        return json.dumps(content, allow_nan=False, separators=(",", ":")).encode("ascii")


def wants_page(request: Request) -> bool:
    """Whether a browser goes to a page, and not one of our scripts asks for something."""
    return "text/html" in request.headers.get("accept", "")


def told(request: Request, code: str, status: int = 404, **params: Any) -> Response:
    """A sentence instead of what was asked for: as a page with a way back for who went to one, else as text.

    Args:
        request: that is answered.
        code: of the sentence.
        status: of the answer.
        params: what the sentence names.
    """
    language = language_of(request)
    sentence = translate(code, language, **params)
    if wants_page(request):
        return HTMLResponse(draw("gone", language, sentence=sentence), status, NOT_KEPT)
    return PlainTextResponse(sentence, status)


async def unavailable(request: Request, error: Exception) -> Response:
    """What pages and files are answered as where the ledger cannot be used: words, with a status that says later."""
    if not isinstance(error, StorageError):
        raise error
    return told(request, error.code, 503, **error.params)


def answered(
    act: Callable[[Request], Awaitable[dict[str, Any] | None]], *, gone: str = "request.unreadable"
) -> Callable[[Request], Awaitable[Response]]:
    """A route that answers what `act` gives, as JSON; what is in the way is told in words, as `{"problem"}`.

    Where a person can do something about it on another page, `more`, `{"href", "words"}`, stands beside it.
    The status is 400 where another request would be answered, 503 where it is the ledger or the disk that cannot be
    used, and 404 with the sentence `gone` where `act` gives None: it is not here, or not this person's.
    """

    async def answer(request: Request) -> Response:
        try:
            answer = await act(request)
        except PlaygroundError as error:
            language = language_of(request)
            body = {"problem": translate(error.code, language, **error.params), **more_about(error.code, language)}
            return AsciiJSONResponse(body, 503 if isinstance(error, StorageError) else 400)
        if answer is None:
            return AsciiJSONResponse({"problem": translate(gone, language_of(request))}, 404)
        return AsciiJSONResponse(answer)

    return answer
