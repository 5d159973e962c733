"""Every row of the rules for submitting, on a real socket: what the service got, what it would charge, what came."""

from __future__ import annotations

import pytest
from faultserver import FaultServer, Reply, Script
from submitting import KEY, assert_same_request, send
from timeline import Timeline

from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import Accepted, Refused, Unconfirmed
from playground.texts import explain


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


@pytest.mark.parametrize("refusal", ["400", "422", "402", "404", "401"])
@pytest.mark.parametrize("told", ["500", "502", "503", "504", "409", "408"])
async def test_a_no_after_trouble_stays_in_doubt(told: str, refusal: str, timeline: Timeline) -> None:
    async with FaultServer(submit=[Reply(int(told), b"", accept=True), refusal]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert (outcome.problem.code, outcome.problem.charged) == (ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    assert server.charges == {KEY: 1}
    assert_same_request(server, 2)


@pytest.mark.parametrize("refusal", ["400", "422"])
@pytest.mark.parametrize("told", ["429", "425"])
async def test_a_no_after_not_now_is_a_no(told: str, refusal: str, timeline: Timeline) -> None:
    async with FaultServer(submit=f"{told}, {refusal}") as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.charged is Charged.NO
    assert server.charges == {}


@pytest.mark.parametrize(("script", "reason"), [("407", "proxy"), ("307 Location=/x", "moved")])
async def test_what_stands_in_between_is_not_blamed_on_the_settings(
    script: str, reason: str, timeline: Timeline
) -> None:
    async with FaultServer(submit=script) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    problem = outcome.problem
    assert (problem.code, problem.charged, problem.params["reason"]) == (
        ProblemCode.NOT_REACHABLE,
        Charged.NO,
        reason,
    )
    words = " ".join(explain(problem.code, "en", problem.params)[1])
    assert ("proxy" in words) == (reason == "proxy")


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
