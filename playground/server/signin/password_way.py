"""One password for the whole page, on a server that others can reach; each browser is a person of its own."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from playground.server.signin.guesses import FailedLogins
from playground.server.signin.leadingback import address_of, local_path
from playground.server.signin.session_store import SessionStore
from playground.server.signin.way import SignedOut, Visit
from playground.texts import translate
from playground.ui.drawing import draw
from playground.ui.visitor import language_of

_MAX_BYTES: Final = 4096


class PasswordWay:
    """Lets in whoever knows the password; `POST /login` and `POST /logout`.

    Args:
        password: the one that is asked for.
        sessions: who has given it; they end with it.
    """

    def __init__(self, *, password: str, sessions: SessionStore) -> None:
        self._digest = _digest(password)
        self._sessions = sessions
        self._failed = FailedLogins()

    async def answer(self, request: Request) -> Response | SignedOut | None:
        """As `Way.answer`."""
        asked = request.method, request.scope["path"]
        if asked == ("POST", "/login"):
            return await self._log_in(request)
        if asked == ("POST", "/logout"):
            answer = RedirectResponse("/", 303)
            return SignedOut(answer, await self._sessions.end(request, answer))
        return None

    async def visit(self, request: Request) -> Visit | Response:
        """As `Way.visit`."""
        session = await self._sessions.find(request)
        return Visit(session.digest, None) if session else _login_page(request, address_of(request))

    async def open_ones(self, keys: Collection[str]) -> frozenset[str]:
        """As `Way.open_ones`."""
        return await self._sessions.open_ones(keys)

    async def _log_in(self, request: Request) -> Response:
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MAX_BYTES:
                body = b""
                break
        form = parse_qs(body.decode(errors="replace"))
        given, back = form.get("password", [""])[0], local_path(form.get("next", [""])[0])
        address = request.client.host if request.client else ""
        if not hmac.compare_digest(_digest(given), self._digest):
            return _login_page(request, back, is_wrong=True, wait=self._failed.add(address))
        self._failed.clear(address)
        answer = RedirectResponse(back, 303)
        await self._sessions.begin(request, answer, None)
        return answer


def _digest(password: str) -> bytes:
    """Of one length, so that comparing tells nothing of the password's."""
    return hashlib.sha256(password.encode("utf-8", "surrogatepass")).digest()


def _login_page(request: Request, back: str, *, is_wrong: bool = False, wait: int = 0) -> Response:
    """The page that asks for the password, and leads back."""
    language = language_of(request)
    wrong = translate("page.login.wait" if wait else "page.login.wrong", language, wait=wait) if is_wrong else ""
    headers = {"Cache-Control": "no-store"} | ({"Retry-After": str(wait)} if wait else {})
    return HTMLResponse(draw("login", language, wrong=wrong, back=back), 429 if wait else 401, headers)
