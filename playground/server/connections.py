"""Connections themselves: how many may be open, and how slowly a request may come."""

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
_BITE: Final = 2**14
"""Bytes that are parsed at once, so that a head can be told to be too long before it is taken apart."""
BODY_SECONDS: Final = 30.0
"""Until a body is whole; more by a second for each `BODY_PACE` bytes that came."""
BODY_PACE: Final = 8_192
MOST_OF_AN_ADDRESS: Final = 1_000
MOST: Final = 4_000
_FILES_OF_OURS: Final = 300
"""Files that a server has open besides: the ledger, results on their way, helper processes."""


class ConnectionLimiter:
    """Who is connected.

    Args:
        trusted: networks of proxies in front, which bring everybody's requests: they count in all only.
        most: connections in all.
        most_of_an_address: of one address.
    """

    def __init__(
        self, trusted: Sequence[Network] = (), *, most: int = MOST, most_of_an_address: int = MOST_OF_AN_ADDRESS
    ) -> None:
        self._trusted = tuple(trusted)
        self._most = most
        self._most_of_an_address = most_of_an_address
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count a connection; False where it is one too many."""
        network = network_of_address(address)
        is_full = not is_in(address, self._trusted) and self._open[network] >= self._most_of_an_address
        if is_full or self._open.total() >= self._most:
            return False
        self._open[network] += 1
        return True

    def leave(self, address: str) -> None:
        """It is over."""
        network = network_of_address(address)
        self._open[network] -= 1
        self._open += Counter()  # forgets whoever has none left


def connection_limit(most: int = MOST) -> int:
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
    """Knows how many lines a head has and how many pieces a body comes in: each costs far more than its bytes do."""

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
    """uvicorn's protocol, with a door of a certain width and clocks beside it: see `protocol`."""

    crowd: ClassVar[ConnectionLimiter]
    head_seconds: ClassVar[float]
    stall_seconds: ClassVar[float]
    _deadline: asyncio.TimerHandle | None = None
    _stalled: asyncio.TimerHandle | None = None
    _address: str | None = None

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.conn = BoundedConnection(h11.SERVER, HEAD_BYTES)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Let it in, or say that there is no room."""
        super().connection_made(transport)
        address = self.client[0] if self.client else ""
        if self.crowd.enter(address):
            self._address = address
            self._await_head()
            return
        transport.write(_no_room())
        transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """It makes room."""
        self._head_is_here()
        self._all_is_taken()
        if self._address is not None:
            self.crowd.leave(self._address)
            self._address = None
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """The clock runs while a head is not whole."""
        for start in range(0, len(data), _BITE):
            if self.transport.is_closing():
                return
            super().data_received(data[start : start + _BITE])
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is None or cycle.response_complete:
            self._await_head()
        else:
            self._head_is_here()

    def send_400_response(self, msg: str) -> None:
        """Say that the request is none, unless it is being answered already."""
        if self.conn.our_state in {h11.IDLE, h11.SEND_RESPONSE}:
            super().send_400_response(msg)
        else:
            self.transport.close()

    def pause_writing(self) -> None:
        """What is written faster than it is taken is waited for, and not for ever."""
        super().pause_writing()
        self._all_is_taken()
        seconds = self.stall_seconds + self.transport.get_write_buffer_size() / STALL_PACE
        self._stalled = self.loop.call_later(seconds, self.transport.abort)

    def resume_writing(self) -> None:
        """It was taken."""
        super().resume_writing()
        self._all_is_taken()

    def _all_is_taken(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _await_head(self) -> None:
        if self._deadline is None:
            self._deadline = self.loop.call_later(self.head_seconds, self.transport.close)

    def _head_is_here(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None


def protocol(
    of: ConnectionLimiter, *, seconds: float = HEAD_SECONDS, stall: float = STALL_SECONDS
) -> type[BoundedProtocol]:
    """A protocol for uvicorn that lets in whom a crowd has room for.

    Args:
        of: the crowd.
        seconds: that it waits for the head of a request.
        stall: that it waits, at least, until an answer is taken.
    """

    class Own(BoundedProtocol):
        crowd = of
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
    """Gives up a body that drips: nobody holds a place by sending a byte now and then.

    Args:
        app: what lies behind.
        seconds: for a small body.
        pace: bytes that buy one second more.
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
        """Through, with an eye on the clock until the body is whole."""
        headers = Headers(scope=scope) if scope["type"] == "http" else {}
        if "content-length" not in headers and "transfer-encoding" not in headers:
            await self._app(scope, receive, send)
            return
        loop = asyncio.get_running_loop()
        now = self._monotonic or loop.time
        began, come, is_whole, is_late = now(), 0, False, False

        async def paced() -> Message:
            nonlocal come, is_whole, is_late
            if is_whole:
                return await receive()
            try:
                async with asyncio.timeout(began + self._seconds + come / self._pace - now()):
                    message = await receive()
            except TimeoutError:
                is_late = True
                raise HTTPException(408) from None  # what every route behind lets through
            come += len(message.get("body", b""))
            is_whole = message["type"] != "http.request" or not message.get("more_body", False)
            return message

        async def unless_late(message: Message) -> None:
            if not is_late:
                await send(message)

        with suppress(HTTPException, ClientDisconnect):  # whoever left in the middle is no fault of ours
            await self._app(scope, paced, unless_late)
        if is_late:
            problem = translate("limit.slow", language_of(Request(scope)))
            await AsciiJSONResponse({"problem": problem}, 408, {"Connection": "close"})(scope, receive, send)


def uvicorn_options(crowd: ConnectionLimiter) -> dict[str, Any]:
    """What uvicorn is told of all this."""
    return {"http": protocol(crowd), "h11_max_incomplete_event_size": HEAD_BYTES, "timeout_keep_alive": 5}
