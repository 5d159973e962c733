"""How much one visitor may ask for, and that nobody else notices."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from timeline import SetClock

from playground.server.ratelimits import (
    RATE_LIMITS,
    OpenStreams,
    RateLimitMiddleware,
    StreamLimits,
)
from playground.server.tokenbuckets import Rate, RateLimit, TokenBuckets
from playground.texts import translate
from playground.ui.visitor import BROWSER_COOKIE

ANNA, BEN = "a" * 32, "b" * 32
SMALL = RateLimit(person=Rate(2, 3600), address=Rate(4, 7200), everybody=Rate(6, 36_000))


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


def limited(clock: SetClock) -> RateLimitMiddleware:
    app = Starlette(routes=[Route("/{path:path}", answering, methods=["GET", "POST"])])
    return RateLimitMiddleware(app, TokenBuckets(dict.fromkeys(RATE_LIMITS, SMALL), clock), StreamLimits(1, 1, 1))


def visitor(app: RateLimitMiddleware, person: str = ANNA, address: str = "1.2.3.4") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app, client=(address, 1))
    return httpx.AsyncClient(transport=transport, base_url="http://x", cookies={BROWSER_COOKIE: person})


@pytest.mark.parametrize(
    ("method", "path", "code"),
    [
        ("POST", "/generate", "limit.generate"),
        ("POST", "/form", "limit.requests"),
        ("POST", "/draft", "limit.requests"),
        ("GET", "/form", "limit.requests"),
        ("GET", "/results/x.zip", "limit.requests"),
        ("GET", "/results/x/y.png?stamped=1", "limit.requests"),
        ("POST", "/runs/x/cancel", "limit.requests"),
        ("POST", "/uploads", "limit.file"),
        ("POST", "/settings", "limit.file"),
        ("POST", "/workbench/draw", "limit.workbench"),
    ],
)
async def test_too_much_is_refused_in_words_that_say_what_to_do(method: str, path: str, code: str) -> None:
    clock = SetClock()
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
    async with visitor(limited(SetClock())) as anna:
        assert {(await anna.get(path)).status_code for _ in range(20)} == {200}


async def test_bytes_are_counted_whether_or_not_they_are_announced() -> None:
    async def pieces() -> AsyncIterator[bytes]:
        yield b"xxxx"

    async with visitor(limited(SetClock())) as anna:
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
