"""A request for a task as it is sent, and what a service must have got of it."""

from __future__ import annotations

from faultserver import FaultServer
from timeline import Timeline, limits_for

from playground.tasks.client import Service, open_client
from playground.tasks.submit import RetryNotice, SubmitOutcome, submit

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
