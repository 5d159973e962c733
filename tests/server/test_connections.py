"""What comes over a connection: heads and bodies in too many parts, and answers that nobody takes."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import uvicorn
from fairness import fair
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

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

LARGE = 20 * 2**20


async def answering(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())} bytes came")


async def large(_: Request) -> Response:
    return PlainTextResponse("x" * LARGE)


@asynccontextmanager
async def server(*, stall: float = STALL_SECONDS) -> AsyncIterator[int]:
    """The port of one."""
    crowd = ConnectionLimiter()
    app = Starlette(routes=[Route("/", answering, methods=["GET", "POST"]), Route("/large", large)])
    told = {**uvicorn_options(crowd), "http": protocol(crowd, stall=stall)}
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off", **told))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


@pytest.fixture
async def port() -> AsyncIterator[int]:
    async with server() as port:
        yield port


def exchanged(port: int, *sent: bytes) -> tuple[bytes, float]:
    """What is answered, and after how many seconds."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
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
    def ask(port: int) -> tuple[int, float]:
        with socket.socket() as connection:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            connection.settimeout(20)
            connection.connect(("127.0.0.1", port))
            connection.sendall(b"GET /large HTTP/1.1\r\nHost: x\r\n\r\n")
            begun, came = time.monotonic(), 0
            time.sleep(2.5)
            try:
                while piece := connection.recv(65_536):
                    came += len(piece)
            except ConnectionError:
                pass
            return came, time.monotonic() - begun

    async with server(stall=1.5 - LARGE / STALL_PACE) as port:
        came, seconds = await asyncio.to_thread(ask, port)
    assert came < LARGE / 2
    assert seconds < fair(6)


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
