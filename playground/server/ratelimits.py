"""Rate limits for visitors: per person, per address, and in all. `RATE_LIMITS` is the whole table.

A person is a browser's cookie. Anybody can make up new cookies, so what a person does counts for their address too. The
numbers are large enough for a class of thirty behind one address.
"""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from playground.fairqueue import REQUESTER, Capacity, FairSemaphore, QueueFullError, Requester
from playground.metrics import OPEN_STREAMS
from playground.server.responses import AsciiJSONResponse
from playground.server.tokenbuckets import Rate, RateLimit, TokenBuckets
from playground.texts import translate
from playground.ui.visitor import is_anonymous, language_of, network_of_request, person_of

_MEGABYTE: Final = 2**20
_NO_HEADERS: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class StreamLimits:
    """How many streams may be open at the same time."""

    person: int
    address: int
    everybody: int


def _mb(burst: float, hourly: float) -> Rate:
    return Rate(burst * _MEGABYTE, hourly * _MEGABYTE)


RATE_LIMITS: Final[Mapping[str, RateLimit]] = MappingProxyType(
    {
        "requests": RateLimit(Rate(300, 30_000), Rate(3_000, 300_000), Rate(6_000, 600_000)),
        "generate": RateLimit(Rate(60, 3_600), Rate(600, 36_000), Rate(1_200, 72_000)),
        "file": RateLimit(Rate(200, 2_000), Rate(2_000, 20_000), Rate(4_000, 40_000)),
        "workbench": RateLimit(Rate(120, 10_000), Rate(1_200, 100_000), Rate(2_400, 200_000)),
        "form_bytes": RateLimit(_mb(100, 300), _mb(1_000, 3_000), _mb(2_000, 10_000)),
        "file_bytes": RateLimit(_mb(1_000, 2_000), _mb(10_000, 20_000), _mb(20_000, 60_000)),
    }
)
"""`requests`: for what is drawn, checked or packed; `generate`: presses of *Generate*; `file`: dropped or picked;
`workbench`: what is tried there; `form_bytes` and `file_bytes`: what came with them, and what many runs became."""

STREAMS: Final = StreamLimits(person=50, address=800, everybody=2_000)
"""Open pages that are told of changes."""

CONCURRENT_REQUESTS: Final = Capacity(total=96, per_address=32, per_person=8, queue=1_000)
"""Requests of these kinds that are answered at the same time, but for files: what they were sent with and what they
answer lies in memory for so long."""
_QUEUE_SECONDS: Final = 30.0
"""Seconds that a request waits for a slot."""
_RETRY_SECONDS: Final = 5
_CHARGE: Final = "playground.charge"
"""In a request's scope: counts more bytes for whoever sent it."""


@dataclass(frozen=True, slots=True)
class _Kind:
    methods: frozenset[str]
    path: re.Pattern[str]
    limit: str
    bytes_of: str = ""
    is_kept: bool = False


def _kind(methods: str, path: str, limit: str, bytes_of: str = "", *, is_kept: bool = False) -> _Kind:
    return _Kind(frozenset(methods.split()), re.compile(path), limit, bytes_of, is_kept)


_KINDS: Final = (
    _kind("POST", r"/generate", "generate", "form_bytes", is_kept=True),
    _kind("POST", r"/draft", "requests", "form_bytes", is_kept=True),
    _kind("POST", r"/form", "requests", "form_bytes"),
    _kind("POST", r"/presets(/.*)?", "requests", "form_bytes", is_kept=True),
    _kind("POST", r"/uploads", "file", "file_bytes", is_kept=True),
    _kind("POST", r"/settings", "file", "file_bytes"),
    _kind("POST", r"/workbench/.*", "workbench", "form_bytes"),
    _kind("POST", r"/runs/.*", "requests"),
    _kind("POST", r"/batches/.*", "generate"),
    _kind("POST", r"/claim/.*|/account/.*", "requests"),
    _kind("POST", r"/list", "requests", "form_bytes"),
    _kind("POST", r"/list/generate", "generate", "form_bytes", is_kept=True),
    _kind("GET HEAD", r"/form|/held|/presets|/states|/workbench/models/.*|/results/[^/]+\.zip", "requests"),
    _kind("POST", r"/grid", "generate", "form_bytes", is_kept=True),
    _kind("POST", r"/grid/draft", "requests", "form_bytes"),
    _kind("GET HEAD", r"/history(/.*)?|/grid/.*|/compare|/usage(\.csv)?", "requests"),
    _kind("POST", r"/history/.*|/usage/.*", "requests"),
)


def charge_also(request: Request, amount: int) -> None:
    """Count what a request became beside what it was sent with: a few letters may be a thousand runs in the ledger.

    Like what was sent, it is owed from then on, even below zero: the next request waits for it.

    Args:
        request: of a kind whose bytes are counted; of any other nothing is.
        amount: bytes.
    """
    if charge := request.scope.get(_CHARGE):
        charge(amount=amount)


class OpenStreams:
    """Streams that are open now, counted per person, per address and in all."""

    def __init__(self, most: StreamLimits) -> None:
        self._most = most
        self._open: dict[str, int] = {}

    @contextmanager
    def slot(self, person: str, address: str) -> Iterator[bool]:
        """Whether there was a slot; it is taken inside the block."""
        named = {"p:" + person: self._most.person} if person else {}
        most_of = {**named, "a:" + address: self._most.address, "": self._most.everybody}
        if any(self._open.get(key, 0) >= most for key, most in most_of.items()):
            yield False
            return
        for key in most_of:
            self._open[key] = self._open.get(key, 0) + 1
        try:
            yield True
        finally:
            for key in most_of:
                self._open[key] -= 1
                if not self._open[key]:
                    del self._open[key]


HasSpace: TypeAlias = Callable[[int], Awaitable[bool]]


async def _always(_coming: int) -> bool:
    return True


class RateLimitMiddleware:
    """Middleware: answers 429, with `Retry-After`, a visitor who sends too much; others are not affected.

    Args:
        app: the app behind it.
        buckets: how much was asked.
        streams: how many pages may be open.
        has_space: whether so many bytes may be kept; where not, what is to be kept is answered 507.
        at_once: how many requests are answered at the same time.
    """

    def __init__(
        self,
        app: ASGIApp,
        buckets: TokenBuckets | None = None,
        streams: StreamLimits = STREAMS,
        has_space: HasSpace = _always,
        at_once: Capacity = CONCURRENT_REQUESTS,
    ) -> None:
        self._app = app
        self._slots = FairSemaphore(at_once)
        self._has_space = has_space
        self._buckets = buckets or TokenBuckets(RATE_LIMITS)
        self._streams = OpenStreams(streams)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, as long as the visitor stays within the limits."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        person = person_of(request)
        who = "" if is_anonymous(person) else person, network_of_request(request)
        REQUESTER.set(Requester(person=who[0], address=who[1]))
        if scope["path"] == "/live":
            with self._streams.slot(*who) as is_free:
                await (_counted(self._app) if is_free else _refusal(request, "limit.streams", 30))(scope, receive, send)
            return
        kind = _kind_of(scope)
        if kind is None:
            await self._app(scope, receive, send)
            return
        refusal = await self._stopped(kind, who, request)
        if refusal:
            await refusal(scope, receive, send)
            return

        scope[_CHARGE] = charge = partial(self._charge, kind, who)

        async def counted() -> Message:
            message = await receive()
            charge(amount=len(message.get("body", b"")))
            return message

        async with AsyncExitStack() as stack:
            try:
                if kind.limit != "file":  # files have slots of their own, see `multipart`
                    await stack.enter_async_context(self._slots.slot(_QUEUE_SECONDS))
            except (QueueFullError, TimeoutError):
                await _refusal(request, f"limit.{kind.limit}", _RETRY_SECONDS)(scope, receive, send)
            else:
                await self._app(scope, counted, send)

    def _charge(self, kind: _Kind, who: tuple[str, str], amount: int) -> None:
        if kind.bytes_of and amount:
            self._buckets.charge(kind.bytes_of, *who, amount=amount)

    async def _stopped(self, kind: _Kind, who: tuple[str, str], request: Request) -> Response | None:
        """Why it is not done now."""
        wait = self._buckets.wait(kind.limit, *who)
        if not wait and kind.bytes_of:
            wait = self._buckets.wait(kind.bytes_of, *who, amount=0)
        if wait:
            return _refusal(request, f"limit.{kind.limit}", math.ceil(wait))
        if kind.is_kept and not await self._has_space(_coming(request)):
            return _stopped(translate("limit.full", language_of(request)), 507)
        return None


def _counted(app: ASGIApp) -> ASGIApp:
    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        with OPEN_STREAMS.track_inprogress():
            await app(scope, receive, send)

    return stream


def _kind_of(scope: Scope) -> _Kind | None:
    for kind in _KINDS:
        if scope["method"] in kind.methods and kind.path.fullmatch(scope["path"]):
            return kind
    is_stamped = scope["path"].startswith("/results/") and b"stamped" in scope["query_string"]
    return _STAMPED if is_stamped else None


_STAMPED: Final = _kind("GET HEAD", ".*", "requests")


def _refusal(request: Request, code: str, wait: int) -> AsciiJSONResponse:
    return _stopped(translate(code, language_of(request), wait=wait), 429, {"Retry-After": str(wait)})


def _stopped(problem: str, status: int, headers: Mapping[str, str] = _NO_HEADERS) -> AsciiJSONResponse:
    body: dict[str, Any] = {
        "status": "stopped",
        "run": None,
        "problem": problem,
        "changed": None,
        "issues": [],
        "again": True,
    }
    return AsciiJSONResponse(body, status, {**headers, "Cache-Control": "no-store"})


def _coming(request: Request) -> int:
    """Bytes that were announced; who announces none is looked at again with the next."""
    length = request.headers.get("content-length", "")
    return int(length) if length.isascii() and length.isdigit() else 0
