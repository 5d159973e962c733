"""When a task is asked for: the schedule, and clocks that are set."""

from __future__ import annotations

import random
from contextlib import aclosing
from dataclasses import replace

import httpx
import pytest
from faultserver import FaultServer, Reply
from timeline import Timeline
from watching import QUEUED, RESULT, follow, see, unread

from playground.tasks.client import Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.rate_limiter import RateLimiter
from playground.tasks.submit import Accepted, submit
from playground.tasks.watch import watch


async def test_a_rate_limit_slows_every_watch(timeline: Timeline) -> None:
    async with FaultServer(poll="429 Retry-After=40, succeeded") as server:
        rate_limiter = RateLimiter(timeline.clock)
        async with open_client(Service(server.url, None)) as client:
            outcome = await submit(client, b"{}", "1", notify=print)
            assert isinstance(outcome, Accepted)
            before = timeline.now
            await anext(watch(client, QUEUED, notify=print, rate_limiter=rate_limiter, clock=timeline.clock))
            await rate_limiter.acquire()
    assert timeline.now - before >= 40.5


@pytest.mark.slow
async def test_long_tasks(timeline: Timeline) -> None:
    async with FaultServer(poll="processing") as server:
        seen = await see(server, timeline)
    assert seen.codes == ["notice.long"]
    assert seen.lost.problem.code is ProblemCode.UNCONFIRMED
    assert seen.lost.problem.charged is Charged.UNKNOWN
    assert seen.lost.problem.request_id == "req_1"
    long = [wait for wait in timeline.waits if wait == pytest.approx(300)]
    assert len(timeline.waits) - len(long) < 100
    assert 24 * 3600 - 1800 - 600 < sum(long) < 24 * 3600


async def test_the_age_counts_from_the_acceptance_in_an_earlier_process(timeline: Timeline) -> None:
    async with FaultServer(poll="processing*3, succeeded") as server:
        await see(server, timeline, accepted_at=timeline.clock.wall() - 100)
    assert timeline.waits[0] == 0.5
    assert timeline.waits[1] == pytest.approx(0.08 * 100.5)


async def test_a_day_old_task_is_still_asked_for_once(timeline: Timeline) -> None:
    async with FaultServer(poll="succeeded") as server:
        seen = await see(server, timeline, accepted_at=timeline.clock.wall() - 90_000)
    assert seen.words == ["succeeded"]


async def test_a_clock_set_back_an_hour_loses_nothing(timeline: Timeline) -> None:
    async with FaultServer(poll="processing*2, succeeded") as server:
        seen = await see(server, timeline, accepted_at=timeline.clock.wall() + 3600)
    assert seen.words == ["processing", "succeeded"]
    assert timeline.waits == [0.5, 300, 300]


async def test_a_clock_set_back_meanwhile_changes_no_wait(timeline: Timeline) -> None:
    async with FaultServer(poll="processing*2, succeeded") as server, open_client(Service(server.url, None)) as client:
        await submit(client, b"{}", "1", notify=print)
        changes = watch(client, QUEUED, notify=print, rate_limiter=RateLimiter(timeline.clock), clock=timeline.clock)
        await anext(changes)
        timeline.wall_offset -= 3600
        rest = [change async for change in changes]
    assert len(rest) == 1
    assert timeline.waits == [0.5, 0.25, 0.25]


@pytest.mark.parametrize("comes", [1, 3, 9])
async def test_results_may_come_a_moment_after_the_success(comes: int, timeline: Timeline) -> None:
    empty = Reply(200, {"task_id": "task_1", "status": "succeeded"})
    full = Reply(200, {"task_id": "task_1", "status": "succeeded", **RESULT})
    async with FaultServer(poll=[*[empty] * comes, full]) as server, open_client(Service(server.url, None)) as client:
        seen = await follow(client, QUEUED, timeline.clock)
        assert len(server.polls) == min(comes, 3) + 1
    assert seen.words == ["processing", "succeeded"]
    assert len(seen.last.outputs) == (comes <= 3)


@pytest.mark.parametrize("seed", range(20))
async def test_sixty_seconds_cost_at_most_54_polls_and_8_percent(seed: int, timeline: Timeline) -> None:
    chance = random.Random(seed)  # noqa: S311 - repeatable chance is the point
    clock = replace(timeline.clock, uniform=chance.uniform)
    done = timeline.now + 60
    polled: list[float] = []

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events"):
            return unread({}, 404)
        polled.append(timeline.now)
        status = "succeeded" if timeline.now >= done else "processing"
        return unread({"task_id": "task_1", "status": status, **RESULT})

    async with open_client(Service("http://service", None), transport=httpx.MockTransport(answer)) as client:
        await follow(client, QUEUED, clock)
    assert len(polled) <= 54
    assert polled[-1] - done <= 0.08 * 60


async def test_a_watch_that_is_left_stops_asking(timeline: Timeline) -> None:
    async with FaultServer(poll="processing", events="sse hang") as server:
        async with open_client(Service(server.url, None)) as client:
            await submit(client, b"{}", "1", notify=print)
            changes = watch(
                client, QUEUED, notify=print, rate_limiter=RateLimiter(timeline.clock), clock=timeline.clock
            )
            async with aclosing(changes):
                await anext(changes)
            polls = len(server.polls)
        assert len(server.polls) == polls
