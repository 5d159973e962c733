"""Middleware that names each request and tells, once it is answered, what became of it; what is told holds no ids.

`RequestLog` is the outermost, `RouteNotes` the innermost: only there is it known which route answers, and whom.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.routing import BaseRoute, Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.logcontext import LOG_CONTEXT, loggable_person
from playground.server.forwarded import is_in
from playground.server.health import ALIVE, READY
from playground.server.logformat import ACCESS
from playground.settings import Network
from playground.ui.visitor import is_anonymous, person_of

REQUEST_ID: Final = "x-request-id"
NO_ROUTE: Final = "none"
"""What is told in place of a route: nothing answers there, or a middleware did."""

_NOTES: Final = "playground.notes"
_ID: Final = re.compile(r"[\w.:+/=-]{1,128}", re.ASCII)
_RUN: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
_UNSAID: Final = frozenset({ALIVE, READY, "/metrics"})
"""Whoever watches over servers asks for these all day long."""
_LOG: Final = logging.getLogger(ACCESS)


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a request.

    Attributes:
        method: as it was asked, or `other`.
        route: the path as routes have it, `/runs/{run}`.
        status: 0 where there was no answer.
        seconds: until its last byte.
    """

    method: str
    route: str
    status: int
    seconds: float


_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class RequestLog:
    """Gives every request an id, which the answer repeats, and tells of every answer.

    Args:
        app: the app behind it.
        trusted: networks of our own proxies: an `X-Request-ID` of theirs is kept.
        watchers: are told of each answer.
    """

    def __init__(
        self, app: ASGIApp, trusted: Sequence[Network] = (), watchers: Iterable[Callable[[Answered], None]] = ()
    ) -> None:
        self._app = app
        self._trusted = tuple(trusted)
        self._watchers = tuple(watchers)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and tell of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given, peer = Headers(scope=scope).get(REQUEST_ID, ""), (scope.get("client") or ("", 0))[0]
        is_known = is_in(peer, self._trusted) and _ID.fullmatch(given)
        notes: dict[str, str] = {"request": given if is_known else uuid.uuid4().hex}
        token = LOG_CONTEXT.set(notes)
        began, status = time.monotonic(), 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = notes["request"]
            await send(message)

        try:
            await self._app({**scope, _NOTES: notes}, receive, named)
        finally:
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._tell(Answered(method, _route(scope, notes), status, time.monotonic() - began))
            LOG_CONTEXT.reset(token)

    def _tell(self, answered: Answered) -> None:
        for watcher in self._watchers:
            watcher(answered)
        if answered.route not in _UNSAID and _LOG.isEnabledFor(logging.INFO):
            facts = {
                "method": answered.method,
                "route": answered.route,
                "status": answered.status,
                "ms": round(answered.seconds * 1000, 1),
            }
            _LOG.info("%s %s", answered.method, answered.route, extra={"facts": facts})


class RouteNotes:
    """Notes which route answers, and whom.

    Args:
        app: the routes.
        routes: the same.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]) -> None:
        self._app = app
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on."""
        notes: dict[str, str] | None = scope.get(_NOTES)
        if notes is None:
            await self._app(scope, receive, send)
            return
        person = person_of(Request(scope))
        if not is_anonymous(person):
            notes["person"] = loggable_person(person)
        try:
            await self._app(scope, receive, send)
        finally:
            notes["route"] = _template(self._routes, scope)
            run = scope.get("path_params", {}).get("run")
            if isinstance(run, str) and _RUN.fullmatch(run):
                notes["run"] = run


def _route(scope: Scope, notes: dict[str, str]) -> str:
    return scope["path"] if scope["path"] in _UNSAID else notes.pop("route", NO_ROUTE)


def _template(routes: Sequence[BaseRoute], scope: Scope) -> str:
    """Routing has left the endpoint in the scope; one endpoint may have several routes."""
    endpoint, path = scope.get("endpoint"), scope["path"]
    for route in routes:
        if isinstance(route, Route) and route.endpoint is endpoint and route.path_regex.match(path):
            return route.path
    mounted = (route.path for route in routes if isinstance(route, Mount) and path.startswith(f"{route.path}/"))
    return next((f"{mount}/*" for mount in mounted), NO_ROUTE)
