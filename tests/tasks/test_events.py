"""Events in every form that a service may have them, on a real socket, in real time that runs faster."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import aclosing
from dataclasses import replace

import pytest
from fairness import PATIENCE, fair
from faultserver import FaultServer, Reply, Request, Script
from timeline import hurried

from playground.tasks.client import Service, TaskClient, open_client
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.rate_limiter import RateLimiter
from playground.tasks.submit import Accepted, submit
from playground.tasks.task import Task
from playground.tasks.watch import Lost, watch

SLOW_CLOCK = hurried(0.01)
"""Waits that a test never sees the end of: what comes, comes by events."""


async def words(client: TaskClient, clock: Clock, enough: int = 100) -> list[str]:
    """What a watch of a new task brings, at most that many changes of it."""
    outcome = await submit(client, b"{}", "1", notify=print)
    assert isinstance(outcome, Accepted)
    found: list[str] = []
    async with aclosing(
        watch(client, outcome.task, notify=print, rate_limiter=RateLimiter(clock), clock=clock)
    ) as changes:
        async for change in changes:
            assert not isinstance(change, Lost)
            found.append(change.word or change.status.value)
            if len(found) == enough:
                break
    return found


async def watched(server: FaultServer, clock: Clock, enough: int = 100) -> list[str]:
    async with open_client(Service(server.url, "mv_live_secret")) as client:
        return await asyncio.wait_for(words(client, clock, enough), PATIENCE)


async def two_streams(server: FaultServer, clock: Clock) -> list[Request]:
    """The first two requests for events; two changes are the news of both."""
    await watched(server, clock, enough=2)
    return server.seen("GET", "/events")[:2]


async def test_events_bring_each_change_and_one_poll_confirms_the_end_without_a_wait() -> None:
    ended: list[float] = []

    async def sleep(seconds: float) -> None:
        await SLOW_CLOCK.sleep(seconds)
        ended.append(seconds)

    async with FaultServer(events="sse auto hang", duration=0.4) as server:
        assert await watched(server, replace(SLOW_CLOCK, sleep=sleep)) == ["processing", "succeeded"]
    assert (len(server.polls), ended) == (1, [])
    (listening,) = server.seen("GET", "/events")
    assert listening.headers["accept"] == "text/event-stream, application/json"
    assert listening.headers["authorization"] == "Bearer mv_live_secret"
    assert "last-event-id" not in listening.headers


async def test_a_cut_stream_is_taken_up_where_it_stopped() -> None:
    events = "sse retry=500 queued processing cut, sse succeeded hang"
    async with FaultServer(events=events, poll="processing, succeeded") as server:
        assert await watched(server, CLOCK) == ["processing", "succeeded"]
    assert server.seen("GET", "/events")[1].headers["last-event-id"] == "1"


async def test_a_stream_that_repeats_itself_leads_nowhere_back() -> None:
    events = "sse retry=500 queued processing cut, sse queued processing succeeded hang"
    async with FaultServer(events=events, poll="processing, succeeded") as server:
        assert await watched(server, CLOCK) == ["processing", "succeeded"]


@pytest.mark.parametrize(("retry", "shortest", "longest"), [(1, 0.5, 0.65), (600, 0.6, 0.8), (3_600_000, 30, 37.6)])
async def test_how_soon_a_stream_is_asked_for_again(retry: int, shortest: float, longest: float) -> None:
    factor = 20.0 if retry > 30_000 else 1.0
    async with FaultServer(events=f"sse retry={retry} processing, sse upscaling hang", poll="processing") as server:
        first, second = await two_streams(server, hurried(factor))
    assert shortest <= (second.at - first.at) * factor < longest + 0.5 * factor


async def test_a_204_ends_the_stream_for_good() -> None:
    async with FaultServer(events="sse retry=500 processing, 204", poll="processing*8, succeeded") as server:
        assert await watched(server, hurried(4)) == ["processing", "succeeded"]
    assert len(server.seen("GET", "/events")) == 2


@pytest.mark.parametrize("events", ["404", "405", "501", "204", "401", "html", "302 Location=/", "drop", "hang"])
async def test_without_events_polls_do(events: str) -> None:
    async with FaultServer(events=events, poll="processing, succeeded") as server:
        assert await watched(server, hurried(10)) == ["processing", "succeeded"]
    assert len(server.polls) == 2


@pytest.mark.parametrize("events", ["503, sse upscaling hang", "429 Retry-After=1, sse upscaling hang"])
async def test_a_stream_that_is_not_there_yet_is_asked_for_again(events: str) -> None:
    async with FaultServer(events=events, poll="processing") as server:
        first, second = await two_streams(server, hurried(10))
    assert (second.at - first.at) * 10 >= 1


@pytest.mark.parametrize("form", ["list", "lines"])
async def test_a_list_is_a_hint_at_once(form: str) -> None:
    async with FaultServer(events=form, poll="succeeded") as server:
        assert await watched(server, SLOW_CLOCK) == ["processing", "succeeded"]
    assert len(server.polls) == 1
    assert len(server.seen("GET", "/events")) == 1


@pytest.mark.parametrize(
    "reply",
    [
        Reply(200, b'[{"status": "processing"'),
        Reply(200, b"[" * 100_000),
        Reply(200, [{"status": "succeeded", "task_id": "task_2"}, 7, None, {"status": 3}]),
        Reply(200, {"events": []}),
        Reply(404, b"data: {}\n\n", {"Content-Type": "text/event-stream"}),
        Reply(200, b"retry: " + b"9" * 400 + b"\n\n", {"Content-Type": "text/event-stream"}),
        Reply(200, b"\xff\xfe\n\n{}\n", {"Content-Type": "application/x-ndjson"}),
        Reply(
            200,
            b"data: succeeded\n\ndata: {}\n\ndata\nid: \x00\n\nretry: soon\n\n",
            {"Content-Type": "text/event-stream"},
        ),
        Reply(200, b"data: " + b"x" * 6_000_000, {"Content-Type": "text/event-stream"}),
    ],
)
async def test_events_that_say_nothing(reply: Reply) -> None:
    async with FaultServer(events=[reply], poll="processing, succeeded") as server:
        assert await watched(server, hurried(10)) == ["processing", "succeeded"]
    assert len(server.polls) == 2


@pytest.mark.parametrize("acts", ["hang", "beat wait=0.1 beat wait=0.1 beat hang"])
async def test_a_stream_that_says_nothing_costs_no_time(acts: str) -> None:
    async with FaultServer(events=f"sse {acts}", poll="queued, processing, succeeded") as server:
        assert await watched(server, CLOCK) == ["processing", "succeeded"]
    assert server.polls[-1].at - server.polls[0].at < 15, "as often as without a stream"


async def test_a_stream_that_falls_silent_is_backed_by_polls_every_15_s() -> None:
    async with FaultServer(events="sse processing hang", poll="processing*2, succeeded") as server:
        assert await watched(server, hurried(50)) == ["processing", "succeeded"]
    gaps = [(later.at - sooner.at) * 50 for sooner, later in zip(server.polls, server.polls[1:], strict=False)]
    assert all(15 <= gap < 40 for gap in gaps)


@pytest.mark.slow
async def test_a_stream_of_one_event_after_the_other_keeps_no_poll_from_coming() -> None:
    flood = b'data: {"status": "queued"}\n\n' * 10_000
    stream = Reply(200, flood, {"Content-Type": "text/event-stream"})
    async with FaultServer(events=[stream], poll="processing, succeeded") as server:
        assert await watched(server, hurried(200)) == ["processing", "succeeded"]


async def test_a_lying_stream_ends_nothing_and_is_not_believed_again() -> None:
    async with FaultServer(events="sse succeeded failed succeeded hang", poll="processing*4, succeeded") as server:
        assert await watched(server, CLOCK) == ["processing", "succeeded"]
    assert len(server.polls) == 5


async def test_an_end_that_the_poll_sees_a_moment_later() -> None:
    script: Script = "processing, succeeded"
    async with FaultServer(events="sse processing succeeded hang", poll=script) as server:
        began = time.monotonic()
        assert await watched(server, CLOCK) == ["processing", "succeeded"]
    assert time.monotonic() - began < fair(5)


async def test_an_end_whose_confirmation_fails_is_asked_for_soon() -> None:
    async with FaultServer(events="sse processing succeeded hang", poll="503, drop, succeeded") as server:
        began = time.monotonic()
        assert await watched(server, CLOCK) == ["processing", "succeeded"]
    assert time.monotonic() - began < fair(8)


async def test_a_last_line_without_an_end_counts() -> None:
    cut = Reply(200, b'{"status": "queued"}\n{"status": "processing"}', {"Content-Type": "application/x-ndjson"})
    async with FaultServer(events=[cut], poll="succeeded") as server:
        assert await watched(server, SLOW_CLOCK, enough=1) == ["processing"]


async def test_an_event_may_name_its_status_outside_its_data() -> None:
    named = Reply(200, b"event: processing\ndata: {}\n\n", {"Content-Type": "text/event-stream"})
    async with FaultServer(events=[named], poll="succeeded") as server:
        assert await watched(server, SLOW_CLOCK, enough=1) == ["processing"]
    assert server.polls == []


@pytest.mark.parametrize("identity", ["a\tb", " a", "x" * 2000])
async def test_an_event_id_that_no_header_can_hold_is_left_out(identity: str) -> None:
    event = f'retry: 500\nid: {identity}\ndata: {{"status": "processing"}}\n\n'.encode()
    first = Reply(200, event, {"Content-Type": "text/event-stream"})
    async with FaultServer(events=[first, "204"], poll="processing*4, succeeded") as server:
        assert await watched(server, CLOCK) == ["processing", "succeeded"]
    assert "last-event-id" not in server.seen("GET", "/events")[1].headers


@pytest.mark.slow
async def test_fifty_watches_at_once_poll_no_faster_than_the_pace() -> None:
    keys = [str(number) for number in range(50)]
    async with FaultServer(poll="processing*4, succeeded") as server, open_client(Service(server.url, None)) as client:
        rate_limiter = RateLimiter(rate=100, burst=10)

        async def one(key: str) -> Sequence[Task | Lost]:
            outcome = await submit(client, b"{}", key, notify=print)
            assert isinstance(outcome, Accepted)
            return [change async for change in watch(client, outcome.task, notify=print, rate_limiter=rate_limiter)]

        began = time.monotonic()
        ends = await asyncio.gather(*(one(key) for key in keys))
    assert all(isinstance(end[-1], Task) and end[-1].status == "succeeded" for end in ends)
    assert len(server.polls) == 250
    assert server.polls[-1].at - began >= (250 - 10) / 100
