"""How much may be sent at once: counted as it comes, for not every sender says beforehand how much it will be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.server.responses import AsciiJSONResponse
from playground.texts import translate
from playground.ui.visitor import language_of
from playground.wiring import SANDBOX_PATH

_MEGABYTE: Final = 2**20
_LARGEST: Final[Mapping[str, int]] = {
    **dict.fromkeys(("/uploads", "/settings"), 200 * _MEGABYTE),  # files
    **dict.fromkeys(("/workbench/draw", "/workbench/payload"), 5 * _MEGABYTE),  # a schema as JSON text, and its form
    **dict.fromkeys(("/form", "/draft", "/generate"), 2 * _MEGABYTE),  # what a form holds
}
"""Bytes that a route takes."""
_OTHERWISE: Final = 2**16


class BodyLimit:
    """Answers 413, in words, in place of what lies behind as soon as a body is too large; the rest is not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Through, while the body is small enough."""
        # The sandbox has limits of its own, and answers as the service does.
        if scope["type"] != "http" or scope["path"].startswith(SANDBOX_PATH + "/"):
            await self._app(scope, receive, send)
            return
        limit = _LARGEST.get(scope["path"], _OTHERWISE)
        if _announced(scope) > limit:
            await _refuse(limit, scope, receive, send)
            return
        come, is_answered = 0, False

        async def counted() -> Message:
            nonlocal come
            message = await receive()
            come += len(message.get("body", b""))
            if come > limit:
                raise HTTPException(413)  # what every route behind lets through to its own framework
            return message

        async def unless_too_large(message: Message) -> None:
            nonlocal is_answered
            if come <= limit:
                is_answered = True
            if is_answered:
                await send(message)

        await self._app(scope, counted, unless_too_large)
        if not is_answered:
            await _refuse(limit, scope, receive, send)


def _announced(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


async def _refuse(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    problem = translate("request.too_large", language_of(Request(scope)), limit=limit)
    await AsciiJSONResponse({"problem": problem}, 413)(scope, receive, send)
