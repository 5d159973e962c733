"""Middleware: one password for the whole page, on a server that others can reach."""

from __future__ import annotations

import hashlib
import hmac
import math
import re
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.server.sessions import MONTH, Sessions
from playground.texts import Language, translate
from playground.ui.drawing import draw
from playground.ui.visitor import language_of

_COOKIE: Final = "playground_pass"
# The service fetches published uploads, the sandbox has keys of its own, and the login page needs its style.
_OPEN: Final = re.compile(r"/(uploads/[\w.-]+|sandbox(/.*)?|look/.*)")
_MAX_BYTES: Final = 4096
_FREE_FAILURES: Final = 5
"""Failed logins of one address that need not wait."""
_LONGEST_WAIT: Final = 300.0
_FORGOTTEN: Final = 3600.0
"""Seconds after its last wrong guess that an address begins anew."""
_MAX_ADDRESSES: Final = 10_000


@dataclass(frozen=True, slots=True)
class _Failure:
    count: int
    at: float


class FailedLogins:
    """Counts failed logins by address; each further one has to wait longer. The right password is never delayed."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._monotonic = monotonic
        self._wrong: OrderedDict[str, _Failure] = OrderedDict()

    def add(self, address: str) -> int:
        """Count a failed login; the seconds to wait before the next try."""
        now = self._monotonic()
        before = self._wrong.pop(address, _Failure(0, now))
        count = 1 if now - before.at > _FORGOTTEN else before.count + 1
        self._wrong[address] = _Failure(count, now)
        while len(self._wrong) > _MAX_ADDRESSES:
            self._wrong.popitem(last=False)
        if count <= _FREE_FAILURES:
            return 0
        return math.ceil(min(_LONGEST_WAIT, 2.0 ** min(count - _FREE_FAILURES, 20)))

    def clear(self, address: str) -> None:
        """Forget an address's failed logins: its owner knows the password."""
        self._wrong.pop(address, None)


class PasswordMiddleware:
    """Lets nobody past without the password, and ends a session at `POST /logout`.

    Args:
        app: the app behind it.
        password: the one that is asked for.
        sessions: who has given it.
        secure: whether the outside reaches us over https, so that the cookie never goes over anything else.
        framed_anywhere: whether the page stands in frames of other sites, where a browser keeps no lax cookie.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        password: str,
        sessions: Sessions,
        secure: bool = False,
        framed_anywhere: bool = False,
    ) -> None:
        self._app = app
        self._secure = secure
        self._kind = "SameSite=None; Partitioned" if framed_anywhere else "SameSite=Lax"
        self._sessions = sessions
        self._failed = FailedLogins()
        self._digest = _digest(password)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer with the login page."""
        if scope["type"] != "http" or _OPEN.fullmatch(scope["path"]):
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        token = request.cookies.get(_COOKIE, "")
        if request.method == "POST" and scope["path"] == "/logout":
            self._sessions.end(token)
            answer: Response = self._with_cookie(RedirectResponse("/", 303), request, "", 0)
        elif request.method == "POST" and scope["path"] == "/login":
            answer = await self._log_in(request, token)
        elif self._sessions.holds(token):
            await self._app(scope, receive, send)
            return
        else:
            answer = _login_page(language_of(request))
        await answer(scope, receive, send)

    async def _log_in(self, request: Request, token: str) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BYTES:
                body = b""
                break
        given = parse_qs(body.decode(errors="replace")).get("password", [""])[0]
        address = request.client.host if request.client else ""
        if not hmac.compare_digest(_digest(given), self._digest):
            return _login_page(language_of(request), is_wrong=True, wait=self._failed.add(address))
        self._failed.clear(address)
        self._sessions.end(token)
        return self._with_cookie(RedirectResponse("/", 303), request, self._sessions.begin(), MONTH)

    def _with_cookie(self, answer: Response, request: Request, token: str, age: int) -> Response:
        is_secure = self._secure or request.url.scheme == "https" or "None" in self._kind
        secure = "; Secure" if is_secure else ""
        cookie = f"{_COOKIE}={token}; Path=/; Max-Age={age}; HttpOnly; {self._kind}{secure}"
        answer.headers.append("Set-Cookie", cookie)
        return answer


def _digest(password: str) -> bytes:
    """Of one length, so that comparing tells nothing of the password's."""
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()


def _login_page(language: Language, *, is_wrong: bool = False, wait: int = 0) -> Response:
    wrong = translate("page.login.wait" if wait else "page.login.wrong", language, wait=wait) if is_wrong else ""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait else {})
    return HTMLResponse(draw("login", language, wrong=wrong), 429 if wait else 401, headers)
