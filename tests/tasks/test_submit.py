"""Every row of the rules for submitting, on a real socket: what the service got, what it would charge, what came."""

from __future__ import annotations

import ssl
from collections.abc import Sequence

import pytest
from faultserver import FaultServer, Reply, Script
from timeline import Timeline, limits_for

from playground.tasks.client import Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import Accepted, Refused, RetryNotice, SubmitOutcome, Unconfirmed, submit
from playground.tasks.task import TaskStatus
from playground.texts import explain

BODY = '{"model":"m","input":{"prompt":"茶"}}'.encode()
KEY = "8c1f1f0e-4f0e-4c7e-9d3a-0123456789ab"


async def send(
    server: FaultServer, timeline: Timeline, *, sent_before: bool = False
) -> tuple[SubmitOutcome, list[RetryNotice]]:
    notices: list[RetryNotice] = []
    async with open_client(Service(server.url, "mv_live_secret"), limits=limits_for(server)) as client:
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


ALREADY = {"error": {"code": "duplicate_request", "message": "This Idempotency-Key was already processed"}}


@pytest.mark.parametrize("status", [400, 409, 422])
async def test_that_the_key_was_used_is_never_called_not_charged(status: int, timeline: Timeline) -> None:
    """A gateway on the way may have sent the request twice by itself."""
    async with FaultServer(submit=[Reply(status, ALREADY, accept=True)]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert (outcome.problem.code, outcome.problem.charged) == (ProblemCode.CONFLICT, Charged.UNKNOWN)
    assert_same_request(server, 4)


@pytest.mark.parametrize(
    "error",
    [
        {"message": "too many tasks at once", "task_id": "task_9"},
        {"code": "concurrency_limit", "message": "one task at a time", "current": {"task_id": "task_9"}},
        {"message": "A task is already running", "task_id": "task_9"},
        {"message": "Your other request is still in progress; one at a time", "task": {"task_id": "task_9"}},
        {"message": "conflict", "task_id": "task_9"},
    ],
)
async def test_a_conflict_over_other_work_adopts_nobodys_task(error: dict[str, object], timeline: Timeline) -> None:
    async with FaultServer(submit=[Reply(409, {"error": error})]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert outcome.problem.code is ProblemCode.CONFLICT
    assert_same_request(server, 4)


@pytest.mark.parametrize(
    "body",
    [
        {"error": {"code": "idempotency_conflict", "message": "in flight", "task_id": "task_9"}},
        {"idempotency_key": KEY, "task_id": "task_9"},
        {"message": "This key was used before", "data": {"task": {"task_id": "task_9"}}},
    ],
)
async def test_a_conflict_over_our_key_adopts_its_task_unless_that_is_known_to_be_anothers(
    body: dict[str, object], timeline: Timeline
) -> None:
    async def knows(task_id: str) -> bool:
        return task_id == "task_9"

    async def send_knowing(server: FaultServer, *, is_known: bool) -> SubmitOutcome:
        async with open_client(Service(server.url, None)) as client:
            known = knows if is_known else None
            return await submit(client, BODY, KEY, notify=print, clock=timeline.clock, is_another_runs=known)

    async with FaultServer(submit=[Reply(409, body)]) as server:
        ours = await send_knowing(server, is_known=False)
        anothers = await send_knowing(server, is_known=True)
    assert isinstance(ours, Accepted)
    assert ours.task.task_id == "task_9"
    assert isinstance(anothers, Unconfirmed)


@pytest.mark.parametrize(
    ("body", "code", "tries"),
    [
        ({"code": 40201, "msg": "余额不足", "data": None}, ProblemCode.NO_CREDIT, 1),
        ({"code": 1001, "msg": "insufficient balance", "data": {"balance": 0}}, ProblemCode.NO_CREDIT, 1),
        ({"success": False, "message": "Insufficient credits"}, ProblemCode.NO_CREDIT, 1),
        ({"code": 401, "msg": "bad key"}, ProblemCode.KEY_REFUSED, 1),
        ({"code": "422", "msg": "no such size"}, ProblemCode.INVALID_INPUT, 1),
        ({"error": {"code": 403, "message": "sensitive content"}}, ProblemCode.CONTENT_REFUSED, 1),
        ({"code": 42901, "msg": "slow down"}, ProblemCode.RATE_LIMIT, 4),
    ],
)
async def test_a_no_that_is_dressed_as_a_200_is_told_as_what_it_is(
    body: dict[str, object], code: ProblemCode, tries: int, timeline: Timeline
) -> None:
    async with FaultServer(submit=[Reply(200, body)]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert (outcome.problem.code, outcome.problem.charged) == (code, Charged.NO)
    assert outcome.problem.said
    assert_same_request(server, tries)


@pytest.mark.parametrize("body", [{"code": 50001, "msg": "busy"}, {"code": 7, "msg": "hm", "data": {}}, {"ok": True}])
async def test_a_200_that_tells_of_no_task_and_of_no_clear_no_is_in_doubt(
    body: dict[str, object], timeline: Timeline
) -> None:
    async with FaultServer(submit=[Reply(200, body)]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert_same_request(server, 4)


@pytest.mark.parametrize(
    "body",
    [
        {"task_id": "t", "status": "failed", "error": {"code": 422, "message": "no such size"}},
        {"task_id": "t", "status": "queued", "code": 402},
        {"code": 40201, "msg": "credit is low", "data": {"task_id": "t", "status": "processing"}},
    ],
)
async def test_a_task_that_is_named_with_its_state_is_there_whatever_number_stands_beside_it(
    body: dict[str, object], timeline: Timeline
) -> None:
    async with FaultServer(submit=[Reply(200, body, accept=True)]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert outcome.task.task_id == "t"
    assert_same_request(server, 1)


async def test_a_200_that_means_too_many_at_once_adopts_no_task(timeline: Timeline) -> None:
    body = {"code": 409, "msg": "too many at once", "data": {"task_id": "anothers", "status": "processing"}}
    async with FaultServer(submit=[Reply(200, body)]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed)
    assert_same_request(server, 4)


async def test_a_task_in_an_envelope_is_accepted(timeline: Timeline) -> None:
    body = {"code": 0, "msg": "ok", "data": {"task_id": "task_9", "status": "queued"}}
    async with FaultServer(submit=[Reply(200, body, accept=True)]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert outcome.task.task_id == "task_9"
    assert_same_request(server, 1)


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
        outcome, notices = await send(server, timeline)
    assert isinstance(outcome, Refused)
    assert outcome.problem.code is ProblemCode.NOT_REACHABLE
    assert (server.requests, notices) == ([], [])


@pytest.mark.parametrize("location", ["mailto:x", "http://xn--/", "http://[::1", "//", "/api/v1/tasks"])
@pytest.mark.parametrize(("status", "doubt"), [(307, False), (302, True)])
async def test_a_redirect_to_what_is_no_address_is_one_all_the_same(
    status: int, location: str, *, doubt: bool, timeline: Timeline
) -> None:
    async with FaultServer(submit=[Reply(status, b"", {"Location": location})]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Unconfirmed if doubt else Refused)
    assert outcome.problem.charged is (Charged.UNKNOWN if doubt else Charged.NO)
    assert_same_request(server, 4 if doubt else 1)


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
    done = Reply(
        409,
        {"error": {"message": "This idempotency key was used", "task": {"task_id": "task_9", "status": "succeeded"}}},
    )
    async with FaultServer(submit=[done]) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert (outcome.task.task_id, outcome.task.status) == ("task_9", TaskStatus.PROCESSING)


async def test_a_repeated_submit_that_answers_done_without_results_is_still_watched(timeline: Timeline) -> None:
    async with FaultServer(submit="drop-after-accept, 202", extra={"output": None}) as server:
        outcome, _ = await send(server, timeline)
    assert isinstance(outcome, Accepted)
    assert outcome.task.status is TaskStatus.PROCESSING
