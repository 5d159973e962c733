"""What a visitor meets before the page: the middleware of signing in, and behind it an app that says who came in."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

import httpx
from openidprovider import CLIENT, ISSUER, SECRET, OpenIdProvider
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from playground.people.async_people import AsyncPeople
from playground.server.forwarded import ForwardedHeaders
from playground.server.signin.admission import Admission
from playground.server.signin.cookies import CookieRules
from playground.server.signin.gate import Gate
from playground.server.signin.header_way import HeaderWay
from playground.server.signin.oidc import Provider, Registration
from playground.server.signin.oidc_way import OidcSettings, OidcWay
from playground.server.signin.password_way import PasswordWay
from playground.server.signin.session_store import SessionStore
from playground.server.signin.way import Way
from playground.settings import Network
from playground.ui.visitor import person_of, signed_in

Visitor = Callable[..., Awaitable[httpx.AsyncClient]]

PAGE = {"Accept": "text/html"}


@dataclass
class Door:
    """The app, and how it is reached."""

    app: ASGIApp
    scheme: str = "http"

    def browser(self, address: str = "1.2.3.4", **given: Any) -> httpx.AsyncClient:
        """A visitor's browser, which keeps cookies and follows no redirect."""
        transport = httpx.ASGITransport(self.app, client=(address, 1))
        return httpx.AsyncClient(transport=transport, base_url=f"{self.scheme}://playground.test", **given)


def inside() -> Starlette:
    """Says who came in; its stream goes on until whoever looks is gone."""

    async def who(request: Request) -> Response:
        known = signed_in(request)
        return JSONResponse(
            {"person": person_of(request), "name": known and known.name, "admin": known and known.is_admin}
        )

    async def live(request: Request) -> Response:
        async def events() -> Any:
            yield f"data: {person_of(request)}\n\n"
            await asyncio.Event().wait()

        return StreamingResponse(events(), media_type="text/event-stream")

    return Starlette(routes=[Route("/live", live), Route("/{path:path}", who, methods=["GET", "POST"])])


def _behind(way: Way, trusted: tuple[Network, ...] = (), admins: frozenset[str] = frozenset()) -> ASGIApp:
    return ForwardedHeaders(Gate(inside(), way=way, admins=admins), trusted)


def password_door(people: AsyncPeople, password: str, cookies: CookieRules = CookieRules()) -> Door:  # noqa: B008
    """One that opens with a password."""
    return Door(_behind(PasswordWay(password=password, sessions=SessionStore(people, f"password {password}", cookies))))


def header_door(people: AsyncPeople, *trusted: Network, admin: str = "boss@example.com") -> Door:
    """One behind a proxy that signs people in."""
    return Door(_behind(HeaderWay(people, "x-forwarded-user", trusted), trusted, frozenset({admin})))


def oidc_door(
    people: AsyncPeople,
    provider: OpenIdProvider,
    admission: Admission = Admission(),  # noqa: B008 - it never changes
    cookies: CookieRules = CookieRules(),  # noqa: B008
    *,
    scheme: str = "http",
    public_url: str | None = None,
    admins: frozenset[str] = frozenset(),
) -> Door:
    """One that an OpenID provider's people may pass."""
    settings = OidcSettings(
        issuer=ISSUER, client_secret=SECRET, admission=admission, cookies=cookies, public_url=public_url
    )

    async def at_once(_: float) -> None:
        """No pause between two tries."""

    registration = Registration(ISSUER, CLIENT, SECRET)
    asked = Provider(registration, transport=provider.transport, sleep=at_once)
    sessions = SessionStore(people, f"oidc {ISSUER}", cookies)
    return Door(_behind(OidcWay(settings, asked, people, sessions), admins=admins), scheme)


async def sign_in(browser: httpx.AsyncClient, provider: OpenIdProvider, back: str = "/") -> httpx.Response:
    """Go to the provider and come back: what is answered then."""
    away = await browser.get("/login", params={"next": back})
    return await browser.get(await provider.approve(away.headers["location"]))
