"""When a request for a task is sent again, and how long after."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from faultserver import FaultServer, Reply
from submitting import BODY, KEY, send
from timeline import Timeline

from playground.tasks.client import Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import Accepted, Refused, RetryNotice, SubmitOutcome, Unconfirmed, submit


async def test_right_before_each_try_it_is_asked_whether_it_may_still_go(timeline: Timeline) -> None:
    asked: list[float] = []

    async def may_send() -> bool:
        asked.append(timeline.now)
        return len(asked) < 3

    async def send_while_it_may(script: str) -> SubmitOutcome:
        asked.clear()
        async with FaultServer(submit=script) as server, open_client(Service(server.url, None)) as client:
            outcome = await submit(client, BODY, KEY, notify=lambda _: None, clock=timeline.clock, may_send=may_send)
        assert len(server.submits) == 2
        return outcome

    lost = await send_while_it_may("drop-after-accept")
    assert isinstance(lost, Unconfirmed)
    assert lost.problem.charged is Charged.UNKNOWN
    assert asked == [1000, 1002, 1006]
    busy = await send_while_it_may("429")
    assert isinstance(busy, Refused)
    assert busy.problem.charged is Charged.NO


async def test_a_service_that_asks_for_an_hour_is_left_alone(timeline: Timeline) -> None:
    async with FaultServer(submit="503 Retry-After=3600") as server:
        outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert (outcome.problem.code, outcome.problem.params["minutes"]) == (ProblemCode.SERVICE_DOWN, 60)
    assert (len(server.submits), notices) == (1, [])


@pytest.mark.parametrize(("chance", "expected"), [(1.0, [2, 4, 8]), (0.0, [1.5, 3, 6])])
async def test_backoff(chance: float, expected: Sequence[float], timeline: Timeline) -> None:
    timeline.chance = chance
    async with FaultServer(submit="500") as server:
        _, notices = await send(server, timeline)
    assert timeline.waits == expected
    assert notices == [RetryNotice("notice.retry_down", wait) for wait in expected]


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({"Retry-After": "7"}, 7.0),
        ({"Retry-After": "120"}, 120.0),
        ({"Retry-After": "Sun, 01 Mar 2026 10:00:30 GMT", "Date": "Sun, 01 Mar 2026 10:00:00 GMT"}, 30.0),
        ({"Retry-After": "Sun, 01 Mar 2026 10:00:30 GMT"}, 2.0),
        ({"Retry-After": "Sun, 01 Mar 2026 09:00:00 GMT", "Date": "Sun, 01 Mar 2026 10:00:00 GMT"}, 2.0),
        ({"Retry-After": "soon"}, 2.0),
        ({"Retry-After": "-5"}, 2.0),
        ({"Retry-After": "0"}, 2.0),
        ({}, 2.0),
    ],
)
async def test_retry_after(headers: dict[str, str], wait: float, timeline: Timeline) -> None:
    async with FaultServer(submit=[Reply(429, b"", headers), "202"]) as server:
        outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert timeline.waits == [wait]
    assert notices == [RetryNotice("notice.retry_busy", wait)]


async def test_asked_waits_leave_the_usual_ones_as_they_are(timeline: Timeline) -> None:
    async with FaultServer(submit="503, 429 Retry-After=50, 503 Retry-After=9, 202") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert timeline.waits == [2, 50, 9]


async def test_too_early_is_tried_once_more_after_a_second(timeline: Timeline) -> None:
    async with FaultServer(submit="425") as server:
        await send(server, timeline)
    assert timeline.waits == [1.0]


async def test_how_long_a_lasting_rate_limit_lasts(timeline: Timeline) -> None:
    async with FaultServer(submit="429 Retry-After=3600") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.params == {"status": 429, "wait": 3600, "minutes": 60}
    assert timeline.waits == []
