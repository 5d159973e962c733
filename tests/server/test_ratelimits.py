"""How much one visitor may ask for, and that nobody else notices."""

from __future__ import annotations

import asyncio
import logging
import socket
import time
from collections.abc import AsyncIterator

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import Message, Receive, Scope, Send

from playground.server.connections import BodyTimeout, ConnectionLimiter, protocol
from playground.server.logs import RepeatFilter
from playground.server.ratelimits import (
    RATE_LIMITS,
    OpenStreams,
    RateLimitMiddleware,
    StreamLimits,
)
from playground.server.tokenbuckets import _MAX_KEYS, Rate, RateLimit, TokenBuckets
from playground.texts import translate
from playground.ui.visitor import BROWSER_COOKIE

ANNA, BEN = "a" * 32, "b" * 32


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def small(clock: Clock, **quota: Rate) -> TokenBuckets:
    rates = {"person": Rate(2, 3600), "address": Rate(4, 7200), "everybody": Rate(6, 36_000), **quota}
    return TokenBuckets({name: RateLimit(**rates) for name in RATE_LIMITS}, clock)


def test_a_person_an_address_and_all_have_each_their_own_bucket() -> None:
    clock = Clock()
    buckets = small(clock)
    assert [buckets.wait("work", ANNA, "1") for _ in range(3)] == [0, 0, 1]
    assert [buckets.wait("work", BEN, "1") for _ in range(3)] == [0, 0, 1]
    assert buckets.wait("work", "", "1") == 0.5
    assert [buckets.wait("work", "", "2") for _ in range(3)] == [0, 0, 0.1]
    assert buckets.wait("generate", ANNA, "1") == 0
    clock.now += 1
    assert buckets.wait("work", ANNA, "1") == 0


def test_who_makes_up_a_new_cookie_each_time_is_counted_by_address() -> None:
    buckets = small(Clock())
    waits = [buckets.wait("work", f"made up {number}", "1") for number in range(6)]
    assert waits == [0, 0, 0, 0, 0.5, 0.5]


def test_what_is_refused_takes_nothing_and_what_is_owed_is_waited_for() -> None:
    clock = Clock()
    buckets = small(clock)
    assert [buckets.wait("work", ANNA, "1", amount=3) for _ in range(5)] == [1] * 5
    assert [buckets.wait("work", ANNA, "1") for _ in range(2)] == [0, 0]
    buckets.charge("file_bytes", ANNA, "1", 5)
    assert buckets.wait("file_bytes", ANNA, "1", amount=0) == 3
    assert buckets.wait("file_bytes", BEN, "2", amount=0) == 0


def test_what_is_remembered_is_bounded() -> None:
    buckets = TokenBuckets(RATE_LIMITS)
    for number in range(_MAX_KEYS):
        buckets.wait("work", f"p{number}", f"a{number}")
        if buckets._levels[("work", "")].tokens < 10:  # noqa: SLF001 - so that all are let through
            buckets._levels[("work", "")].tokens = 100  # noqa: SLF001
    assert len(buckets._levels) <= _MAX_KEYS  # noqa: SLF001 - memory is the case in point


def test_every_quota_leaves_room_for_a_class_behind_one_address() -> None:
    for name, quota in RATE_LIMITS.items():
        assert quota.address.burst >= 10 * quota.person.burst, name
        assert quota.everybody.burst >= 2 * quota.address.burst, name
        assert 30 * quota.person.hourly / 3 <= quota.address.hourly * 1.01, name


def test_open_slots_come_back() -> None:
    openings = OpenStreams(StreamLimits(person=1, address=2, everybody=2))
    with openings.slot(ANNA, "1") as first, openings.slot(ANNA, "1") as second, openings.slot(BEN, "1") as third:
        assert (first, second, third) == (True, False, True)
        with openings.slot("", "2") as fourth:
            assert not fourth
    with openings.slot(ANNA, "1") as again:
        assert again
    assert not openings._open  # noqa: SLF001 - memory is the case in point


async def answering(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


def limited(clock: Clock) -> RateLimitMiddleware:
    app = Starlette(routes=[Route("/{path:path}", answering, methods=["GET", "POST"])])
    return RateLimitMiddleware(app, small(clock), StreamLimits(1, 1, 1))


def visitor(app: RateLimitMiddleware, person: str = ANNA, address: str = "1.2.3.4") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://x", cookies={BROWSER_COOKIE: person})


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/generate", "limit.generate"),
        ("POST", "/form", "limit.work"),
        ("POST", "/draft", "limit.work"),
        ("GET", "/form", "limit.work"),
        ("GET", "/results/x.zip", "limit.work"),
        ("GET", "/results/x/y.png?stamped=1", "limit.work"),
        ("POST", "/runs/x/cancel", "limit.work"),
        ("POST", "/uploads", "limit.file"),
        ("POST", "/settings", "limit.file"),
        ("POST", "/workbench/draw", "limit.try"),
    ],
)
async def test_too_much_is_refused_in_words_that_say_what_to_do(method: str, path: str, code: str) -> None:
    clock = Clock()
    app = limited(clock)
    async with visitor(app) as anna, visitor(app, BEN) as ben:
        answers = [await anna.request(method, path) for _ in range(3)]
        assert [answer.status_code for answer in answers] == [200, 200, 429]
        assert answers[2].headers["retry-after"] == "1"
        assert answers[2].json()["problem"] == translate(code, "en", wait=1)
        assert (await ben.request(method, path)).status_code == 200
        chinese = await anna.request(method, path, headers={"Accept-Language": "zh"})
        assert chinese.json()["problem"] == translate(code, "zh", wait=1)
        clock.now += 1
        assert (await anna.request(method, path)).status_code == 200


@pytest.mark.parametrize("path", ["/", "/look/base.css", "/models", "/results/x/y.png", "/uploads/x.png"])
async def test_what_costs_nothing_is_not_counted(path: str) -> None:
    async with visitor(limited(Clock())) as anna:
        assert {(await anna.get(path)).status_code for _ in range(20)} == {200}


async def test_bytes_are_counted_whether_or_not_they_are_announced() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"xxxx"

    async with visitor(limited(Clock())) as anna:
        assert (await anna.post("/uploads", content=pieces())).text == "4"
        refused = await anna.post("/uploads", content=b"x")
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) == 2


@pytest.mark.parametrize(("path", "status"), [("/generate", 507), ("/uploads", 507), ("/draft", 507), ("/form", 200)])
async def test_where_there_is_no_room_nothing_is_taken_that_would_be_kept(path: str, status: int) -> None:
    asked: list[int] = []

    async def has_space(coming: int) -> bool:
        asked.append(coming)
        return False

    app = Starlette(routes=[Route("/{path:path}", answering, methods=["POST"])])
    async with visitor(RateLimitMiddleware(app, has_space=has_space)) as anna:
        answer = await anna.post(path, content=b"x" * 7)
        assert answer.status_code == status
        assert (status == 200) or asked == [7]
        assert (status == 200) or answer.json()["problem"] == translate("limit.full", "en")


async def test_a_body_that_drips_is_given_up_in_words() -> None:
    clock = Clock()
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
    async with asyncio.timeout(20):
        await BodyTimeout(reads_all, seconds=5, monotonic=clock)(scope, drip, send)
    assert sent[0]["status"] == 408
    assert "too slowly" in sent[1]["body"].decode()
    assert clock.now < 10


@pytest.fixture
async def small_door() -> AsyncIterator[int]:
    """The port of a server that lets three connections of one address in, and waits half a second for a head."""
    app = Starlette(routes=[Route("/", answering)])
    http = protocol(ConnectionLimiter(most=5, most_of_an_address=3), seconds=0.5)
    server = uvicorn.Server(uvicorn.Config(app, port=0, http=http, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1]
    server.should_exit = True
    await serving


def connected(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=10)


async def test_half_open_connections_make_room_again(small_door: int) -> None:
    def strangers() -> bytes:
        idle = [connected(small_door) for _ in range(3)]
        idle[0].sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
        time.sleep(0.1)
        with connected(small_door) as fourth:
            refused = fourth.recv(4096)
        for one in idle:
            assert one.recv(10) == b""  # the server hung up
            one.close()
        with connected(small_door) as later:
            later.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert later.recv(4096).startswith(b"HTTP/1.1 200")
        return refused

    refused = await asyncio.to_thread(strangers)
    assert refused.startswith(b"HTTP/1.1 503")
    assert b"Retry-After: 30" in refused
    assert translate("limit.connections", "en").encode() in refused


async def test_a_connection_that_is_kept_alive_is_watched_too(small_door: int) -> None:
    def drip() -> float:
        with connected(small_door) as one:
            one.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            assert b"200" in one.recv(4096)
            started = time.monotonic()
            one.sendall(b"GET")
            while one.recv(4096):
                pass
            return time.monotonic() - started

    assert await asyncio.to_thread(drip) < 3


def test_a_crowd_forgets_who_has_left() -> None:
    crowd = ConnectionLimiter(most=5, most_of_an_address=2)
    assert [crowd.enter("2001:db8::1"), crowd.enter("2001:db8::2"), crowd.enter("2001:db8::3")] == [True, True, False]
    crowd.leave("2001:db8::1")
    assert crowd.enter("2001:db8::4")
    for _ in range(2):
        crowd.leave("2001:db8::4")
    assert not crowd._open  # noqa: SLF001 - memory is the case in point


def test_lines_of_one_kind_are_few_and_the_rest_are_counted() -> None:
    clock = Clock()
    few = RepeatFilter(2, clock)

    def line(number: int) -> logging.LogRecord:
        return logging.LogRecord("x", logging.WARNING, "a.py", number, "said %s", ("so",), None)

    assert [few.filter(line(1)) for _ in range(5)] == [True, True, False, False, False]
    assert few.filter(line(2))
    clock.now += 61
    later = line(1)
    assert few.filter(later)
    assert later.getMessage() == "said so (and 3 more like it)"
