"""Every row of the rules for submitting, on a real socket: what the service got, what it would charge, what came."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

import pytest
from faultserver import FaultServer, Reply, Script
from timeline import Timeline

from playground.tasks.client import Limits, Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import Accepted, Outcome, Refused, Retry, Unconfirmed, submit
from playground.tasks.task import TaskStatus

BODY = '{"model":"m","input":{"prompt":"茶"}}'.encode()
KEY = "8c1f1f0e-4f0e-4c7e-9d3a-0123456789ab"
QUICK = Limits(connect=1, read=0.3, overall=0.4)


async def send(
    server: FaultServer, timeline: Timeline, *, sent_before: bool = False, limits: Limits = QUICK
) -> tuple[Outcome, list[Retry]]:
    notices: list[Retry] = []
    async with open_client(Service(server.url, "mv_live_secret"), limits=limits) as client:
        outcome = await submit(client, BODY, KEY, notify=notices.append, clock=timeline.clock, sent_before=sent_before)
    return outcome, notices


def assert_same_request(server: FaultServer, tries: int) -> None:
    assert len(server.submits) == tries
    assert {request.body for request in server.submits} == {BODY}
    assert {request.headers["idempotency-key"] for request in server.submits} == {KEY}
    assert {request.headers["authorization"] for request in server.submits} == {"Bearer mv_live_secret"}
    assert {request.headers["content-type"] for request in server.submits} == {"application/json"}


@pytest.mark.parametrize(
    ("script", "tries"),
    [
        ("202", 1),
        ("drop-after-accept, 202", 2),
        ("reset-after-accept, 202", 2),
        ("drop, drop, drop, 202", 4),
        ("503, 503, 202", 3),
        ("500, 502, 504, 202", 4),
        ("408, 202", 2),
        ("425, 202", 2),
        ("409, 202", 2),
        ("conflict-task", 1),
        ("429 Retry-After=1, 202", 2),
        ("html, 202", 2),
        ("truncated, 202", 2),
        ("no-id, 202", 2),
        ("huge, 202", 2),
        ("bomb, 202", 2),
        ("hang, 202", 2),
        ("drip, 202", 2),
        ("303 Location=/elsewhere, 202", 2),
        (["503", Reply(202, b"", accept=True), "503", "202"], 4),
    ],
)
async def test_accepted_and_charged_once(script: Script, tries: int, timeline: Timeline) -> None:
    async with FaultServer(submit=script) as server:
        outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert outcome.task.task_id == f"task_{KEY}"
    assert server.charges == {KEY: 1}
    assert_same_request(server, tries)
    assert [notice.wait for notice in notices] == timeline.waits
    assert len(notices) == tries - 1


@pytest.mark.parametrize(
    ("script", "code", "tries"),
    [
        ("401", ProblemCode.KEY_REFUSED, 1),
        ("403", ProblemCode.KEY_REFUSED, 1),
        ("402", ProblemCode.NO_CREDIT, 1),
        ("403 no-credit", ProblemCode.NO_CREDIT, 1),
        ("429 no-credit Retry-After=1", ProblemCode.NO_CREDIT, 1),
        ("429 quota", ProblemCode.NO_CREDIT, 1),
        ("400", ProblemCode.INVALID_INPUT, 1),
        ("422 field", ProblemCode.INVALID_INPUT, 1),
        ("422 content", ProblemCode.CONTENT_REFUSED, 1),
        ("404", ProblemCode.INVALID_INPUT, 1),
        ("413", ProblemCode.INVALID_INPUT, 1),
        ("307 Location=http://127.0.0.1:9/steal", ProblemCode.NOT_REACHABLE, 1),
        ("429", ProblemCode.RATE_LIMIT, 4),
        ("429 Retry-After=3600", ProblemCode.RATE_LIMIT, 1),
        ("429 Retry-After=121", ProblemCode.RATE_LIMIT, 1),
        ("425", ProblemCode.RATE_LIMIT, 2),
    ],
)
async def test_refused_and_not_charged(script: Script, code: ProblemCode, tries: int, timeline: Timeline) -> None:
    async with FaultServer(submit=script) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.code is code
    assert outcome.problem.charged is Charged.NO
    assert server.charges == {}
    assert_same_request(server, tries)


@pytest.mark.parametrize(
    ("script", "code", "charges"),
    [
        ("drop-after-accept", ProblemCode.UNCONFIRMED, 1),
        ("drop", ProblemCode.UNCONFIRMED, 0),
        ("hang", ProblemCode.UNCONFIRMED, 0),
        ("500", ProblemCode.SERVICE_DOWN, 0),
        ("408", ProblemCode.SERVICE_DOWN, 0),
        ("409", ProblemCode.CONFLICT, 0),
        ("html", ProblemCode.UNCONFIRMED, 1),
        ("truncated", ProblemCode.UNCONFIRMED, 1),
        ("drop-after-accept, 500", ProblemCode.SERVICE_DOWN, 1),
        ("503, 503, 503, 429 Retry-After=1", ProblemCode.UNCONFIRMED, 0),
    ],
)
async def test_unconfirmed_after_four_tries(
    script: Script, code: ProblemCode, charges: int, timeline: Timeline
) -> None:
    async with FaultServer(submit=script) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert outcome.problem.code is code
    assert outcome.problem.charged is Charged.UNKNOWN
    assert sum(server.charges.values()) == charges
    assert_same_request(server, 4)


@pytest.mark.parametrize("refusal", ["400", "401", "402", "403", "404", "422 field", "429 Retry-After=3600"])
@pytest.mark.parametrize("lost", ["drop-after-accept", "reset-after-accept", "html", "no-id", "truncated", "drip"])
async def test_a_no_after_a_lost_answer_stays_in_doubt(lost: str, refusal: str, timeline: Timeline) -> None:
    async with FaultServer(submit=f"{lost}, {refusal}") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert (outcome.problem.code, outcome.problem.charged) == (ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    assert server.charges == {KEY: 1}
    assert_same_request(server, 2)


async def test_a_lost_answer_is_not_forgotten_over_what_was_told_after_it(timeline: Timeline) -> None:
    async with FaultServer(submit="drop-after-accept, 503, 422") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert server.charges == {KEY: 1}


@pytest.mark.parametrize("refusal", ["400", "422"])
@pytest.mark.parametrize("told", ["503", "429", "409", "408", "425"])
async def test_a_no_to_the_input_settles_an_earlier_try_that_was_answered(
    told: str, refusal: str, timeline: Timeline
) -> None:
    async with FaultServer(submit=f"{told}, {refusal}") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.charged is Charged.NO
    assert server.charges == {}


@pytest.mark.parametrize("script", ["400", "401", "402", "422"])
async def test_what_was_sent_before_a_restart_is_never_called_refused(script: str, timeline: Timeline) -> None:
    async with FaultServer(submit=script) as server:
        outcome, _ = await send(server, timeline, sent_before=True)
    assert isinstance(outcome, Unconfirmed)


async def test_the_field_that_the_service_blames(timeline: Timeline) -> None:
    async with FaultServer(submit="422 field") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.field == ("size",)
    assert outcome.problem.said == "not one of the sizes"


@pytest.mark.parametrize(("chance", "expected"), [(1.0, [2, 4, 8]), (0.0, [1.5, 3, 6])])
async def test_backoff(chance: float, expected: Sequence[float], timeline: Timeline) -> None:
    timeline.chance = chance
    async with FaultServer(submit="500") as server:
        _, notices = await send(server, timeline)
    assert timeline.waits == expected
    assert notices == [Retry("notice.retry_down", wait) for wait in expected]


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
    assert notices == [Retry("notice.retry_busy", wait)]


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
    assert outcome.problem.figures == {"status": 429, "wait": 3600, "minutes": 60}
    assert timeline.waits == []


async def test_nothing_listens(timeline: Timeline) -> None:
    async with FaultServer() as server:
        pass
    outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert (outcome.problem.code, outcome.problem.charged) == (ProblemCode.NOT_REACHABLE, Charged.NO)
    assert [notice.code for notice in notices] == ["notice.retry_unreachable"] * 3


async def test_nothing_listens_any_more_after_a_lost_answer(timeline: Timeline) -> None:
    async with FaultServer() as server:
        pass
    outcome, _ = await send(server, timeline, sent_before=True)
    assert isinstance(outcome, Unconfirmed)


async def test_a_bad_certificate_ends_it_at_once(timeline: Timeline, self_signed: ssl.SSLContext) -> None:
    async with FaultServer(tls=self_signed) as server:
        outcome, notices = await send(server, timeline, limits=Limits())
    assert isinstance(outcome, Refused)
    assert outcome.problem.code is ProblemCode.NOT_REACHABLE
    assert (server.requests, notices) == ([], [])


async def test_redirects_do_not_carry_the_key(timeline: Timeline) -> None:
    async with FaultServer() as thief, FaultServer(submit=[Reply(307, b"", {"Location": thief.url})]) as server:
        await send(server, timeline)
    assert thief.requests == []


async def test_without_a_key_no_authorization_is_sent(timeline: Timeline) -> None:
    async with FaultServer() as server, open_client(Service(server.url, None)) as client:
        await submit(client, BODY, KEY, notify=print, clock=timeline.clock)
    assert "authorization" not in server.submits[0].headers


@pytest.mark.parametrize(("key", "code"), [("schlüssel", None), ("two\nlines", ProblemCode.NOT_REACHABLE)])
async def test_a_key_with_stray_characters_is_no_error_of_ours(
    key: str, code: ProblemCode | None, timeline: Timeline
) -> None:
    async with FaultServer() as server, open_client(Service(server.url, key)) as client:
        outcome = await submit(client, BODY, KEY, notify=lambda _: None, clock=timeline.clock)
    assert (outcome.problem.code if isinstance(outcome, Refused) else None) is code


def test_the_key_shows_nowhere() -> None:
    assert "secret" not in repr(Service("http://127.0.0.1", "mv_live_secret"))


async def test_a_conflict_that_names_a_finished_task_is_still_watched(timeline: Timeline) -> None:
    done = Reply(409, {"error": {"message": "done", "task": {"task_id": "task_9", "status": "succeeded"}}})
    async with FaultServer(submit=[done]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert (outcome.task.task_id, outcome.task.status) == ("task_9", TaskStatus.PROCESSING)


async def test_a_repeated_submit_that_answers_done_without_results_is_still_watched(timeline: Timeline) -> None:
    async with FaultServer(submit="drop-after-accept, 202", extra={"output": None}) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert outcome.task.status is TaskStatus.PROCESSING
