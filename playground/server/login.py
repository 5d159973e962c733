"""One password for the whole page, for servers that others can reach."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import re
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.ui.drawing import draw
from playground.ui.visitor import language_of

_COOKIE: Final = "playground_pass"
# The service fetches published uploads, the sandbox has keys of its own, and the login page needs its style.
_OPEN: Final = re.compile(r"/(uploads/[\w.-]+|sandbox(/.*)?|look/.*)")
_MOST_BYTES: Final = 4096
_MONTH: Final = 30 * 24 * 3600
_PAUSE: Final = 0.5
"""Seconds that a wrong password costs."""


class Login:
    """Lets nobody past without the password.

    Args:
        app: what lies behind.
        password: the one that is asked for. The cookie holds a keyed hash of it, never the password.
        secure: whether the outside reaches us over https, so that the cookie never goes over anything else.
    """

    def __init__(self, app: ASGIApp, password: str, *, secure: bool = False) -> None:
        self._app = app
        self._secure = secure
        self._turn = asyncio.Lock()
        self._password = password.encode()
        self._pass = hmac.new(self._password, b"playground login", hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Through, or the login page."""
        if scope["type"] != "http" or _OPEN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        if hmac.compare_digest(request.cookies.get(_COOKIE, "").encode(), self._pass.encode()):
            await self._app(scope, receive, send)
            return
        answer = await self._enter(request) if request.method == "POST" and scope["path"] == "/login" else _ask(request)
        await answer(scope, receive, send)

    async def _enter(self, request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_BYTES:
                return _ask(request, wrong=True)
        given = parse_qs(body.decode(errors="replace")).get("password", [""])[0]
        if not await self._opens(given):
            return _ask(request, wrong=True)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            _COOKIE, self._pass, max_age=30 * 24 * 3600, httponly=True, secure=self._secure, samesite="lax"
        )
        return answer

    async def _opens(self, given: str) -> bool:
        """Whether that is the password: guesses are looked at one at a time, so that many at once gain nothing."""
        async with self._turn:
            is_right = hmac.compare_digest(given.encode(), self._password)
            if not is_right:
                await asyncio.sleep(_PAUSE)
            return is_right


def _ask(request: Request, *, wrong: bool = False) -> Response:
    return HTMLResponse(draw("login", language_of(request), wrong=wrong), 401)
