"""`/metrics`, for Prometheus: on a port of its own, or here for whoever asks from this machine or a trusted network."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground import metrics
from playground.errors import StorageError
from playground.loopback import is_loopback
from playground.runs.figures import Figures
from playground.server.forwarded import is_in
from playground.server.health import on_a_thread
from playground.server.requestlog import Answered
from playground.settings import Network

PATH: Final = "/metrics"
REMEMBERED: Final = 5.0
"""Seconds for which the ledger's figures are told again."""
BOUND: Final = 2.0
"""Seconds that an answer waits for them."""
_STREAMS: Final = frozenset({"/live"})
_PROXIED: Final = ("x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "forwarded", "via")


def count_request(answered: Answered) -> None:
    """A request was answered."""
    metrics.REQUESTS.labels(answered.method, answered.route, str(answered.status)).inc()
    if answered.route not in _STREAMS:
        metrics.REQUEST_SECONDS.labels(answered.route).observe(answered.seconds)


class MetricsApp:
    """Answers any request with the metrics.

    Args:
        look_up: gives the ledger's figures; it may block.
        monotonic: gives seconds.
    """

    def __init__(self, look_up: Callable[[], Figures], monotonic: Callable[[], float] = time.monotonic) -> None:
        self._look_up = look_up
        self._monotonic = monotonic
        self._begun: asyncio.Future[Figures | None] | None = None
        self._at = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what was counted; of the ledger, what can be had in time."""
        if scope["type"] == "http":
            found = await self._figures()
            metrics.LEDGER_ANSWERS.set(found is not None)
            if found is not None:
                _tell(found)
            body, kind = metrics.exposition()
            answer = Response(body, headers={"Content-Type": kind, "Cache-Control": "no-store"})
            await answer(scope, receive, send)

    async def _figures(self) -> Figures | None:
        now = self._monotonic()
        if self._begun is None or (self._begun.done() and now - self._at >= REMEMBERED):
            self._begun, self._at = on_a_thread("figures", self._known), now
        await asyncio.wait([self._begun], timeout=BOUND)
        return self._begun.result() if self._begun.done() else None

    def _known(self) -> Figures | None:
        try:
            return self._look_up()
        except StorageError:
            return None


class MetricsMiddleware:
    """`GET /metrics` on the port of the page; to anybody else there is no such thing.

    Args:
        app: the app behind it.
        told: answers with the metrics.
        trusted: networks that may ask. What came through a proxy may be anybody's, and is not answered.
    """

    def __init__(self, app: ASGIApp, told: ASGIApp, trusted: Sequence[Network] = ()) -> None:
        self._app = app
        self._told = told
        self._trusted = tuple(trusted)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass the request on."""
        if scope["type"] != "http" or scope["path"] != PATH:
            await self._app(scope, receive, send)
            return
        peer, headers = (scope.get("client") or ("", 0))[0], Headers(scope=scope)
        may = (is_loopback(peer) or is_in(peer, self._trusted)) and not any(name in headers for name in _PROXIED)
        await (self._told if may else PlainTextResponse("Not Found", 404))(scope, receive, send)


def _tell(found: Figures) -> None:
    for state, count in found.runs.items():
        metrics.RUNS.labels(state).set(count)
        metrics.OLDEST_RUN.labels(state).set(found.oldest[state])
    for state, count in found.cells.items():
        metrics.CELLS.labels(state).set(count)
    metrics.SERVERS.set(found.servers)
