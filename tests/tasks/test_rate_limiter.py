"""One token bucket for all polls."""

from __future__ import annotations

import asyncio

import pytest
from timeline import Timeline

from playground.tasks.rate_limiter import RateLimiter


async def test_a_burst_then_the_rate(timeline: Timeline) -> None:
    rate_limiter = RateLimiter(timeline.clock, rate=10, burst=5)
    for _ in range(5):
        await rate_limiter.acquire()
    assert timeline.waits == []
    for _ in range(20):
        await rate_limiter.acquire()
    assert timeline.now - 1000 == pytest.approx(2.0)


async def test_a_rest_fills_it_no_further_than_the_burst(timeline: Timeline) -> None:
    rate_limiter = RateLimiter(timeline.clock, rate=10, burst=5)
    timeline.now += 3600
    for _ in range(5):
        await rate_limiter.acquire()
    assert timeline.waits == []
    await rate_limiter.acquire()
    assert timeline.waits == [pytest.approx(0.1)]


@pytest.mark.parametrize(("asked", "wait"), [(30, 30), (None, 2), (3600, 300)])
async def test_a_rate_limit_stops_everybody(asked: float | None, wait: float, timeline: Timeline) -> None:
    rate_limiter = RateLimiter(timeline.clock)
    assert rate_limiter.slow_down(asked) == wait
    await rate_limiter.acquire()
    assert timeline.now - 1000 == wait


async def test_rate_limits_in_a_row_slow_down_further_and_are_outlived(timeline: Timeline) -> None:
    rate_limiter = RateLimiter(timeline.clock, rate=8)
    assert [rate_limiter.slow_down(None) for _ in range(6)] == [2, 4, 8, 16, 32, 32]
    assert rate_limiter.rate == 0.5
    for _ in range(100):
        await rate_limiter.acquire()
    assert rate_limiter.rate == 8


async def test_whoever_waits_already_waits_out_a_new_rate_limit() -> None:
    rate_limiter = RateLimiter(rate=20, burst=1)
    await rate_limiter.acquire()
    loop = asyncio.get_running_loop()
    began = loop.time()
    waiting = asyncio.create_task(rate_limiter.acquire())
    await asyncio.sleep(0)
    rate_limiter.slow_down(0.3)
    await waiting
    assert loop.time() - began >= 0.29
