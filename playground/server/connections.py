"""Limits on connections: how many may be open, and how slowly a request may arrive."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, ClassVar, Final

import h11
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from uvicorn.protocols.http.h11_impl import H11Protocol, RequestResponseCycle

from playground.server.forwarded import is_in
from playground.server.responses import AsciiJSONResponse
from playground.settings import Network
from playground.texts import translate
from playground.ui.visitor import language_of, network_of_address

if sys.platform != "win32":
    import resource

HEAD_SECONDS: Final = 15.0
"""Until the head of a request is whole, counted from the connection or from its first byte."""
HEAD_BYTES: Final = 2**14
HEAD_LINES: Final = 100
PIECES: Final = 1_000
"""Pieces (chunks) of a body that may be as small as they like; of more, each has to bring `PIECE_BYTES` on average."""
PIECE_BYTES: Final = 256
STALL_SECONDS: Final = 30.0
"""Until whoever asked has taken what was written; more by a second for each `STALL_PACE` bytes of it."""
STALL_PACE: Final = 16_384
_PARSE_BYTES: Final = 2**14
"""Bytes that are parsed at once, so that a head can be told to be too long before it is taken apart."""
BODY_SECONDS: Final = 30.0
"""Until a body is whole; more by a second for each `BODY_PACE` bytes that came."""
BODY_PACE: Final = 8_192
MAX_PER_ADDRESS: Final = 1_000
MAX_CONNECTIONS: Final = 4_000
_FILES_OF_OURS: Final = 300
"""Files that a server has open besides: the ledger, results on their way, helper processes."""


class ConnectionLimiter:
    """Counts open connections, in all and by address.

    Args:
        trusted: networks of our own reverse proxies: only the limit for all applies to them.
        most: connections at the same time.
        most_of_an_address: connections from one address at the same time.
    """

    def __init__(
        self, trusted: Sequence[Network] = (), *, most: int = MAX_CONNECTIONS, most_of_an_address: int = MAX_PER_ADDRESS
    ) -> None:
        self._trusted = tuple(trusted)
        self._most = most
        self._most_of_an_address = most_of_an_address
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a new connection; False if there are too many already."""
        network = network_of_address(address)
        is_full = not is_in(address, self._trusted) and self._open[network] >= self._most_of_an_address
        if is_full or self._open.total() >= self._most:
            return False
        self._open[network] += 1
        return True

    def leave(self, address: str) -> None:
        """Count a connection that was closed."""
        network = network_of_address(address)
        self._open[network] -= 1
        self._open += Counter()  # drops addresses without connections


def connection_limit(most: int = MAX_CONNECTIONS) -> int:
    """How many connections the system lets this process have; it asks for as many as it may."""
    if sys.platform == "win32":
        return most
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most + _FILES_OF_OURS
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return most if soft == resource.RLIM_INFINITY else max(50, min(most, soft - _FILES_OF_OURS))


class BoundedConnection(h11.Connection):
    """Refuses requests with too many headers or too many tiny chunks: each of them costs far more than its bytes."""

    _pieces = 0
    _come = 0

    def next_event(self) -> type[h11.NEED_DATA | h11.PAUSED] | h11.Event:
        """As h11's.

        Raises:
            h11.RemoteProtocolError: as well where they are more than any browser sends.
        """
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._pieces = self._come = 0
            if len(event.headers) > HEAD_LINES:
                raise h11.RemoteProtocolError("too many headers", 431)
        elif isinstance(event, h11.Data):
            self._come += len(event.data)
            self._pieces += event.chunk_end
            if self._pieces > PIECES and self._come < self._pieces * PIECE_BYTES:
                raise h11.RemoteProtocolError("too many pieces")
        return event


class BoundedProtocol(H11Protocol):
    """uvicorn's HTTP protocol with a limit on connections and with timeouts: see `protocol`."""

    connection_limiter: ClassVar[ConnectionLimiter]
    head_seconds: ClassVar[float]
    stall_seconds: ClassVar[float]
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _address: str | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = BoundedConnection(h11.SERVER, HEAD_BYTES)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Accept the connection, or answer 503 where there are too many."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if self.connection_limiter.enter(address):
            self._address = address
            self._start_head_timeout()
            return
        transport.write(_no_room())
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Count it as closed."""
        self._cancel_head_timeout()
        self._cancel_stall_timeout()
        if self._address is not None:
            self.connection_limiter.leave(self._address)
            self._address = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Take bytes; the timeout runs until the request's head is complete."""
        for start in range(0, len(data), _PARSE_BYTES):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + _PARSE_BYTES])
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self._start_head_timeout()
        else:
            self._cancel_head_timeout()

    def send_400_response(self, msg: str) -> None:
        """Answer 400; where an answer has begun already, close the connection."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            super().send_400_response(msg)
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        """The client reads too slowly: wait for it, until a timeout."""
        super().pause_writing()
        self._cancel_stall_timeout()
        seconds = self.stall_seconds + self.transport.get_write_buffer_size() / STALL_PACE
        self._stalled = self.loop.call_later(seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """The client has read what was written."""
        super().resume_writing()
        self._cancel_stall_timeout()

    def _cancel_stall_timeout(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _start_head_timeout(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self.transport.close)

    def _cancel_head_timeout(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocol(
    limiter: ConnectionLimiter, *, seconds: float = HEAD_SECONDS, stall: float = STALL_SECONDS
) -> type[BoundedProtocol]:
    """A protocol for uvicorn that refuses connections over a limit.

    Args:
        limiter: counts the connections.
        seconds: that it waits for the head of a request.
        stall: that it waits, at least, until an answer is taken.
    """

    class Own(BoundedProtocol):
        connection_limiter = limiter
        head_seconds = seconds
        stall_seconds = stall

    return Own


def _no_room() -> bytes:
    body = translate("limit.connections", "en").encode()
    lines = (
        "HTTP/1.1 503 Service Unavailable",
        "Retry-After: 30",
        "Content-Type: text/plain; charset=utf-8",
        f"Content-Length: {len(body)}",
        "Connection: close",
    )
    return "".join(f"{line}\r\n" for line in (*lines, "")).encode() + body


class BodyTimeout:
    """Middleware: answers 408 where a body arrives too slowly, so that nobody blocks a place with a byte now and then.

    Args:
        app: the app behind it.
        seconds: for a small body.
        pace: bytes that extend the time by one second.
        monotonic: gives seconds.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        seconds: float = BODY_SECONDS,
        pace: float = BODY_PACE,
        monotonic: Callable[[], float] | None = None,
    ) -> None:
        self._app = app
        self._seconds = seconds
        self._pace = pace
        self._monotonic = monotonic

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with a timeout until its body is complete."""
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        if "content-length" not in headers and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        now = self._monotonic or loop.time
        began, come, is_whole, is_late = now(), 0, False, False

        async def receive_in_time() -> Message:
            nonlocal come, is_whole, is_late
            if is_whole:
                return await receive()
            try:
                async with asyncio.timeout(began + self._seconds + come / self._pace - now()):
                    message = await receive()
            except TimeoutError:
                is_late = True
                raise HTTPException(408) from None  # no route catches it
            come += len(message.get("body", b""))
            is_whole = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def send_unless_late(message: Message) -> None:
            if not is_late:
                await send(message)

        with suppress(HTTPException, ClientDisconnect):  # the client left in the middle
            await self._app(scope, receive_in_time, send_unless_late)
        if is_late:
            problem = translate("limit.slow", language_of(Request(scope)))
            await AsciiJSONResponse({"problem": problem}, 408, {"Connection": "close"})(scope, receive, send)


def uvicorn_options(limiter: ConnectionLimiter) -> dict[str, Any]:
    """The options of uvicorn that put these limits in place."""
    return {"http": protocol(limiter), "h11_max_incomplete_event_size": HEAD_BYTES, "timeout_keep_alive": 5}
