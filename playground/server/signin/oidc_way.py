"""People sign in with an OpenID provider.

`GET /login` sends a browser there, `GET /login/callback` takes it back, `POST /logout` ends its session. What has to be
remembered meanwhile is in a cookie that only we can read, so that any server of ours can take the browser back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import math
import re
import secrets
import time
from collections.abc import Awaitable, Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import Fernet, InvalidToken
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from playground.errors import SignInError
from playground.people.async_people import AsyncPeople
from playground.server.signin.admission import Admission
from playground.server.signin.cookies import CookieRules
from playground.server.signin.leadingback import local_path
from playground.server.signin.oidc import Provider
from playground.server.signin.refusals import refusal, sign_in_page
from playground.server.signin.session_store import SessionStore
from playground.server.signin.way import SignedOut, Visit
from playground.server.tokenbuckets import Rate, RateLimit, TokenBuckets
from playground.texts import translate
from playground.ui.visitor import language_of, network_of_request

CALLBACK: Final = "/login/callback"
_SIGN_IN_SECONDS: Final = 600
"""For so long somebody may take to sign in at the provider."""
_COOKIE: Final = "playground_signin_{tab}"
_TAB: Final = 8
"""Characters of the state that are in the cookie's name, so that two tabs may sign in at once."""
_STATUSES: Final[Mapping[str, int]] = {"signin.unreachable": 503, "signin.provider": 502, "signin.too_many": 429}
SIGN_INS: Final = RateLimit(Rate(30, 600), Rate(60, 1_200), Rate(600, 12_000))
"""How often somebody may come back from the provider, which is asked each time."""


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """What signing in with a provider works with.

    Attributes:
        issuer: its address.
        client_secret: what our cookies are made unreadable with.
        admission: whom we let in.
        cookies: how cookies are set.
        public_url: how the outside reaches us; None is the host that was asked, which is one of our known ones.
    """

    issuer: str
    client_secret: str
    admission: Admission
    cookies: CookieRules
    public_url: str | None = None


class OidcWay:
    """Lets in whom the provider and our own rules let in.

    Args:
        settings: what it works with.
        provider: where people sign in.
        people: who signed in before.
        sessions: who is signed in.
        wall: gives Unix seconds.
    """

    def __init__(
        self,
        settings: OidcSettings,
        provider: Provider,
        people: AsyncPeople,
        sessions: SessionStore,
        *,
        wall: Callable[[], float] = time.time,
    ) -> None:
        self._settings = settings
        self._provider = provider
        self._people = people
        self._sessions = sessions
        self._wall = wall
        self._buckets = TokenBuckets({"sign_ins": SIGN_INS})
        digest = hashlib.sha256(b"sign-in cookies\0" + settings.client_secret.encode()).digest()
        self._box = Fernet(base64.urlsafe_b64encode(digest))
        self._actions: Mapping[tuple[str, str], Callable[[Request], Awaitable[Response | SignedOut]]] = {
            ("GET", "/login"): self._log_in,
            ("GET", CALLBACK): self._take_back,
            ("POST", "/logout"): self._log_out,
        }

    async def answer(self, request: Request) -> Response | SignedOut | None:
        """As `Way.answer`."""
        action = self._actions.get((request.method, request.scope["path"]))
        if action is None:
            return None
        try:
            return await action(request)
        except SignInError as error:
            problem = translate(error.code, language_of(request), **error.params)
            return self._page(request, problem, _STATUSES.get(error.code, 403))

    async def visit(self, request: Request) -> Visit | Response:
        """As `Way.visit`."""
        session = await self._sessions.find(request)
        return self._page(request) if session is None else Visit(session.digest, session.person)

    async def open_ones(self, keys: Collection[str]) -> frozenset[str]:
        """As `Way.open_ones`."""
        return await self._sessions.open_ones(keys)

    async def _log_in(self, request: Request) -> Response:
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        address = await self._provider.address(self._callback(request), state=state, nonce=nonce, verifier=verifier)
        answer = RedirectResponse(address, 303, {"Cache-Control": "no-store"})
        kept = [state, nonce, verifier, local_path(request.query_params.get("next", ""))]
        sealed = self._box.encrypt_at_time(json.dumps(kept).encode(), int(self._wall())).decode()
        self._settings.cookies.write(answer, request, _cookie_of(state), sealed, _SIGN_IN_SECONDS)
        return answer

    async def _take_back(self, request: Request) -> Response:
        given = request.query_params
        state = given.get("state", "")
        kept_state, nonce, verifier, back = self._kept(request, state)
        if wait := self._buckets.wait("sign_ins", "", network_of_request(request)):
            raise SignInError("signin.too_many", wait=math.ceil(wait))
        if not hmac.compare_digest(kept_state.encode(), state.encode()):
            raise SignInError("signin.expired")
        if given.get("error") or not given.get("code"):
            raise SignInError("signin.cancelled")
        claims = await self._provider.claims(given["code"], self._callback(request), nonce=nonce, verifier=verifier)
        identity = self._settings.admission.identity(self._settings.issuer, claims)
        person = await self._people.call(self._people.people.enter, identity, self._wall())
        if person.is_disabled:
            return refusal(request, "page.disabled", 403)
        answer = RedirectResponse(back, 303, {"Cache-Control": "no-store"})
        await self._sessions.begin(request, answer, person)
        self._settings.cookies.write(answer, request, _cookie_of(state), "", 0)
        return answer

    async def _log_out(self, request: Request) -> SignedOut:
        answer = RedirectResponse("/", 303)
        return SignedOut(answer, await self._sessions.end(request, answer))

    def _kept(self, request: Request, state: str) -> tuple[str, str, str, str]:
        sealed = self._settings.cookies.read(request, _cookie_of(state))
        try:
            opened = self._box.decrypt_at_time(sealed.encode(), _SIGN_IN_SECONDS, int(self._wall()))
        except InvalidToken:
            raise SignInError("signin.expired") from None
        kept_state, nonce, verifier, back = json.loads(opened)
        return kept_state, nonce, verifier, back

    def _callback(self, request: Request) -> str:
        base = self._settings.public_url or f"{request.url.scheme}://{request.url.netloc}"
        return base + CALLBACK

    def _page(self, request: Request, problem: str = "", status: int = 401) -> Response:
        is_framed = self._settings.cookies.framed_anywhere
        return sign_in_page(request, problem=problem, status=status, is_framed=is_framed)


def _cookie_of(state: str) -> str:
    return _COOKIE.format(tab=re.sub(r"[^\w-]", "", state, flags=re.ASCII)[:_TAB])
