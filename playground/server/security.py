"""Middleware for security: checks `Host` and `Origin`, gives each browser a cookie, and adds security headers."""

from __future__ import annotations

import ipaddress
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final
from urllib.parse import unquote

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.loopback import is_loopback
from playground.texts import translate
from playground.ui.visitor import ANONYMOUS_PREFIX, BROWSER_COOKIE, language_of

_SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
_COOKIE_IN_A_FRAME: Final = "; SameSite=None; Secure; Partitioned"
"""A Space stands in a frame of another site, where a browser neither keeps nor sends a lax cookie."""
_YEAR: Final = 365 * 24 * 3600
_POLICY: Final = (
    "default-src 'self' data: blob:; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
    "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:{media}; {media_too}frame-ancestors {ancestors}; "
    "base-uri 'self'; form-action 'self'; object-src 'none'"
)
_ID_BYTES: Final = 24
_MAX_PER_NAME: Final = 100
_HOST: Final = re.compile(r"(?P<name>[\w.-]+|\[[0-9A-Fa-f:.]+\])(:\d{0,5})?", re.ASCII)
_ISSUED: Final = re.compile(r"[\w-]{32}", re.ASCII)
"""Ids of browsers as they are given out here; any other is nobody's, such as the name of the command line's runs."""
_OPEN_TO_OTHER_SITES: Final = re.compile(r"/(sandbox/|uploads/[\w.-]+$)")


@dataclass(frozen=True, slots=True)
class AccessRules:
    """Which requests are allowed.

    Attributes:
        loopback_only: whether the server listens on this machine alone.
        hosts: names, without port and in lower case, by which others reach the server. This machine's own names count
            always, and so does the address that a request came in at: a page that was lured here came by a name.
        origins: `host` or `host:port` that our own pages are at, where a proxy gives requests another `Host`.
        secure_cookie: whether the outside reaches us over https.
        framed_anywhere: whether other sites may frame the page, as a Hugging Face Space is.
        media_from: other origins that pages may show pictures and clips from.
    """

    loopback_only: bool
    hosts: frozenset[str] = frozenset()
    origins: frozenset[str] = frozenset()
    secure_cookie: bool = False
    framed_anywhere: bool = False
    media_from: tuple[str, ...] = ()


class SecurityMiddleware:
    """The middleware; pure ASGI, so that streams pass through unchanged."""

    def __init__(self, app: ASGIApp, rules: AccessRules) -> None:
        self._app = app
        self._rules = rules
        media = "".join(f" {origin}" for origin in rules.media_from)
        self._policy = _POLICY.format(
            ancestors="*" if rules.framed_anywhere else "'self'",
            media=media,
            media_too=f"media-src 'self' data: blob:{media}; " if media else "",
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer 403, or pass the request on and add headers to its response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refusal = _refusal(scope, self._rules)
        if refusal:
            await PlainTextResponse(refusal, 403)(scope, receive, send)
            return
        connection = HTTPConnection(scope)
        known = connection.cookies.get(BROWSER_COOKIE, "")
        newcomer = "" if _ISSUED.fullmatch(known) else secrets.token_urlsafe(_ID_BYTES)

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                self._add_headers(headers, newcomer if headers.get("content-type", "").startswith("text/html") else "")
            await send(message)

        await self._app(_as_anonymous(scope, newcomer) if newcomer else scope, receive, send_with_headers)

    def _add_headers(self, headers: MutableHeaders, newcomer: str) -> None:
        for name in [name for name in headers if name.lower().startswith("access-control-")]:
            del headers[name]
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers.setdefault("Content-Security-Policy", self._policy)
        if newcomer:
            kind = _COOKIE_IN_A_FRAME if self._rules.framed_anywhere else "; SameSite=Lax"
            secure = "; Secure" if self._rules.secure_cookie else ""
            cookie = f"{BROWSER_COOKIE}={newcomer}; Path=/; Max-Age={_YEAR}; HttpOnly{kind}{secure}"
            headers.append("Set-Cookie", cookie)


def _as_anonymous(scope: Scope, newcomer: str) -> Scope:
    """The request with an id of its own: browsers without a cookie never share anything."""
    headers = MutableHeaders(raw=list(scope["headers"]))
    given = headers.get("cookie")
    own = f"{BROWSER_COOKIE}={ANONYMOUS_PREFIX}{newcomer}"
    headers["cookie"] = f"{given}; {own}" if given else own  # of two with one name the last counts
    return {**scope, "headers": headers.raw}


def _refusal(scope: Scope, rules: AccessRules) -> str | None:
    path, headers = unquote(scope["path"]), Headers(scope=scope)
    host = headers.get("host", "")
    if not _is_known(host, rules, scope.get("server")):
        shown = _name_in(host)[:_MAX_PER_NAME]
        code = "request.unknown_host.here" if rules.loopback_only else "request.unknown_host"
        return translate(code, language_of(HTTPConnection(scope)), host=shown or "?")
    if scope["method"] in _SAFE_METHODS or _OPEN_TO_OTHER_SITES.match(path):
        return None
    if not _same_origin(headers, host, rules.origins):
        return "Requests from other sites are not taken."
    return None


def _same_origin(headers: Headers, host: str, ours: Iterable[str]) -> bool:
    if headers.get("sec-fetch-site") in {"cross-site", "same-site"}:
        return False
    origin = headers.get("origin")
    return origin is None or origin.partition("://")[2] in {host, *ours}


def _is_known(host: str, rules: AccessRules, server: tuple[str, int | None] | None) -> bool:
    name = _name_in(host)
    if is_loopback(name) or name in rules.hosts:
        return True
    try:
        return server is not None and ipaddress.ip_address(name) == ipaddress.ip_address(server[0])
    except ValueError:
        return False


def _name_in(host: str) -> str:
    """The name in a `Host`, in lower case; empty where it is none."""
    found = _HOST.fullmatch(host)
    return found["name"].strip("[]").rstrip(".").lower() if found else ""
