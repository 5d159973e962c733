"""What a service says of a key that it knows already, and what it says otherwise than it is published."""

from __future__ import annotations

import pytest
from faultserver import FaultServer, Reply
from submitting import BODY, KEY, assert_same_request, send
from timeline import Timeline

from playground.tasks.client import Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import Accepted, Refused, SubmitOutcome, Unconfirmed, submit
from playground.tasks.task import TaskStatus

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
