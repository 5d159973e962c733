"""A limit on the size of a request's body. It is counted while it arrives, since `Content-Length` may be absent."""

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
_LIMITS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("/uploads", "/settings"), 200 * _MEGABYTE),  # files
    **dict.fromkeys(("/workbench/draw", "/workbench/payload"), 5 * _MEGABYTE),  # a schema as JSON text, and its form
    **dict.fromkeys(("/form", "/draft", "/generate", "/presets"), 2 * _MEGABYTE),  # what a form holds
    **dict.fromkeys(("/list", "/list/generate", "/grid", "/grid/draft"), 2 * _MEGABYTE),  # the same, with what varies
}
"""Largest body of each path, in bytes."""
_DEFAULT_LIMIT: Final = 2**16


class BodyLimit:
    """Middleware: answers 413 as soon as a body is too large. The rest of the body is not read."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer instead of the app where the body is too large."""
        # The sandbox has limits of its own, and answers as the service does.
        if scope["type"] != "http" or scope["path"].startswith(SANDBOX_PATH + "/"):
            await self._app(scope, receive, send)
            return
        limit = _LIMITS.get(scope["path"], _DEFAULT_LIMIT)
        if _announced_bytes(scope) > limit:
            await _refuse(limit, scope, receive, send)
            return
        received, is_answered = 0, False

        async def receive_counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > limit:
                raise HTTPException(413)  # no route catches it, so it ends the request
            return message

        async def send_unless_too_large(message: Message) -> None:
            nonlocal is_answered
            if received <= limit:
                is_answered = True
            if is_answered:
                await send(message)

        await self._app(scope, receive_counted, send_unless_too_large)
        if not is_answered:
            await _refuse(limit, scope, receive, send)


def _announced_bytes(scope: Scope) -> int:
    length = Headers(scope=scope).get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0


async def _refuse(limit: int, scope: Scope, receive: Receive, send: Send) -> None:
    problem = translate("request.too_large", language_of(Request(scope)), limit=limit)
    await AsciiJSONResponse({"problem": problem}, 413)(scope, receive, send)
