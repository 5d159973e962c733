"""What comes over a connection: too many of them, heads and bodies that never end, answers that nobody takes."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fairness import PATIENCE, fair
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send
from timeline import SetClock

from playground.server.connections import (
    HEAD_LINES,
    PIECES,
    STALL_PACE,
    STALL_SECONDS,
    BodyTimeout,
    ConnectionLimiter,
    protocol,
    uvicorn_options,
)
from playground.texts import translate

LARGE = 20 * 2**20


async def answering(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes came")


async def large(_: Request) -> Response:
    return PlainTextResponse("x" * LARGE)


@asynccontextmanager
async def serving(*, stall: float = STALL_SECONDS) -> AsyncIterator[uvicorn.Server]:
    """One that has started."""
    crowd = ConnectionLimiter()
    app = Starlette(routes=[Route("/", answering, methods=["GET", "POST"]), Route("/large", large)])
    told = {**uvicorn_options(crowd), "http": protocol(crowd, stall=stall)}
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off", **told))
    ending = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server
    server.should_exit = True
    await ending


def port_of(server: uvicorn.Server) -> int:
    return int(server.servers[0].sockets[0].getsockname()[1])


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with serving() as server:
        yield port_of(server)


def exchanged(port: int, *sent: bytes) -> tuple[bytes, float]:
    """What is answered, and after how many seconds."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE) as connection:
        answer = bytearray()
        try:
            for piece in sent:
                connection.sendall(piece)
            while came := connection.recv(65_536):
                answer += came
        except ConnectionError:  # hung up while there was more to come
            pass
        return bytes(answer), time.monotonic() - begun


HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n"


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        pytest.param((HEAD, b"a:\r\n" * HEAD_LINES, b"\r\n"), b"400", id="many headers"),
        pytest.param((HEAD, b"a:\r\n" * 60_000, b"\r\n"), b"400", id="a quarter of a megabyte of headers"),
        pytest.param((HEAD, b"Cookie: " + b"a=b;" * 60_000 + b"\r\n\r\n"), b"400", id="a cookie of that size"),
        pytest.param((b"GET /?" + b"a&" * 99_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",), b"400", id="a query"),
        pytest.param((CHUNKED, b"\r\n", b"1\r\nx\r\n" * 300_000, b"0\r\n\r\n"), b"400", id="chunks of one byte"),
        pytest.param((CHUNKED, b"\r\n", b"1;" + b"y" * 99_000 + b"\r\nx\r\n"), b"400", id="a chunk's extension"),
        pytest.param((CHUNKED, b"\r\n0\r\n", b"a:\r\n" * 60_000, b"\r\n"), b"400", id="trailers"),
        pytest.param((HEAD, b"a:\r\n" * (HEAD_LINES - 3), b"Content-Length: 0\r\n\r\n"), b"200", id="headers enough"),
        pytest.param((HEAD, b"Cookie: " + b"a" * 12_000 + b"\r\n\r\n"), b"200", id="a large cookie"),
        pytest.param((CHUNKED, b"\r\n", b"1\r\nx\r\n" * PIECES, b"0\r\n\r\n"), b"200", id="some small chunks"),
        pytest.param(
            (CHUNKED, b"\r\n", (b"1000\r\n" + b"x" * 4096 + b"\r\n") * 2_000, b"0\r\n\r\n"), b"200", id="many chunks"
        ),
    ],
)
async def test_no_request_is_taken_apart_that_has_too_many_parts(
    port: int, sent: tuple[bytes, ...], status: bytes
) -> None:
    answer, seconds = await asyncio.to_thread(exchanged, port, *sent)
    assert answer[9:12] == status or (status == b"400" and not answer), answer[:200]
    assert seconds < fair(3)


async def test_an_answer_that_nobody_takes_is_given_up() -> None:
    def ask(connection: socket.socket, port: int) -> None:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        connection.settimeout(PATIENCE)
        connection.connect(("127.0.0.1", port))
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")

    def read(connection: socket.socket) -> int:
        came = 0
        try:
            while piece := connection.recv(65_536):
                came += len(piece)
        except ConnectionError:
            pass
        return came

    async with serving(stall=1.5 - LARGE / STALL_PACE) as server, asyncio.timeout(PATIENCE):
        open_ones = server.server_state.connections
        with socket.socket() as connection:
            await asyncio.to_thread(ask, connection, port_of(server))
            # It may be given up between two looks, so it is not enough to look whether it is open.
            while not server.server_state.total_requests or open_ones:  # noqa: ASYNC110 - uvicorn has no event for it
                await asyncio.sleep(0.01)
            assert await asyncio.to_thread(read, connection) < LARGE / 2


async def test_an_answer_that_is_taken_comes_whole(port: int) -> None:
    answer, _ = await asyncio.to_thread(exchanged, port, b"GET /large HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert len(answer) > LARGE


async def test_who_leaves_in_the_middle_of_a_body_is_no_error() -> None:
    async def left() -> Message:
        return {"type": "http.disconnect"}

    async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(str(await Request(scope, receive).body()))(scope, receive, send)

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"content-length", b"9")]}
    await BodyTimeout(reads_all)(scope, left, send)


async def test_a_body_that_drips_is_given_up_in_words() -> None:
    clock = SetClock()
    sent: list[Message] = []

    async def drip() -> Message:
        await asyncio.sleep(0.01)
        clock.now += 1
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def send(message: Message) -> None:
        sent.append(message)

    async def reads_all(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(str(await Request(scope, receive).body()))(scope, receive, send)

    scope = {"type": "http", "method": "POST", "path": "/", "headers": [(b"transfer-encoding", b"chunked")]}
    async with asyncio.timeout(PATIENCE):
        await BodyTimeout(reads_all, seconds=5, monotonic=clock)(scope, drip, send)
    assert sent[0]["status"] == 408
    assert "too slowly" in sent[1]["body"].decode()
    assert clock.now < 10


@pytest.fixture
async def small_server() -> AsyncIterator[int]:
    """The port of a server that lets three connections of one address in, and waits three seconds for a head."""
    app = Starlette(routes=[Route("/", answering)])
    http = protocol(ConnectionLimiter(most=5, most_of_an_address=3), seconds=3)
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=http, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


async def test_half_open_connections_make_room_again(small_server: int) -> None:
    def strangers() -> bytes:
        idle = [connected(small_server) for _ in range(3)]
        idle[0].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        with connected(small_server) as fourth:
            refused = fourth.recv(4096)
        for one in idle:
            assert one.recv(10) == b""  # the server hung up
            one.close()
        with connected(small_server) as later:
            later.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert later.recv(4096).startswith(b"HTTP/1.1 200")
        return refused

    refused = await asyncio.to_thread(strangers)
    assert refused.startswith(b"HTTP/1.1 503")
    assert b"Retry-After: 30" in refused
    assert translate("limit.connections", "en").encode() in refused


async def test_a_connection_that_is_kept_alive_is_watched_too(small_server: int) -> None:
    def drip() -> float:
        with connected(small_server) as one:
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200" in one.recv(4096)
            started = time.monotonic()
            one.sendall(b"GET")
            while one.recv(4096):
                pass
            return time.monotonic() - started

    assert await asyncio.to_thread(drip) < fair(5)


def test_a_crowd_forgets_who_has_left() -> None:
    crowd = ConnectionLimiter(most=5, most_of_an_address=2)
    assert [crowd.enter("2001:db8::1"), crowd.enter("2001:db8::2"), crowd.enter("2001:db8::3")] == [True, True, False]
    crowd.leave("2001:db8::1")
    assert crowd.enter("2001:db8::4")
    for _ in range(2):
        crowd.leave("2001:db8::4")
    assert not crowd._open  # noqa: SLF001 - memory is the case in point
