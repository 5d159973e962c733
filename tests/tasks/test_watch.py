"""Every row of the rules for polling, and the schedule: on a real socket, over time that jumps."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import httpx
import pytest
from faultserver import FaultServer, Reply, Script
from timeline import Timeline
from watching import QUEUED, RESULT, follow, see, unread

from playground.tasks.client import ClientLimits, Service, open_client
from playground.tasks.problem import Charged, ProblemCode
from playground.tasks.submit import RetryNotice
from playground.tasks.task import RemoteOutput, Task, TaskStatus


async def test_changes_only(timeline: Timeline) -> None:
    async with FaultServer(poll="queued*3, processing*4, succeeded") as server:
        seen = await see(server, timeline)
    assert seen.words == ["processing", "succeeded"]
    assert seen.last.outputs[0].url == f"{server.url}/files/task_1-0.png"
    assert seen.last.cost_actual == Decimal("0.05625")
    assert (seen.notices, len(server.polls)) == ([], 8)
    assert {request.headers["authorization"] for request in server.polls} == {"Bearer mv_live_secret"}


async def test_a_terminal_task_asks_nothing(timeline: Timeline) -> None:
    async with FaultServer() as server, open_client(Service(server.url, None)) as client:
        seen = await follow(client, replace(QUEUED, status=TaskStatus.FAILED), timeline.clock)
    assert (seen.changes, server.requests) == ([], [])


@pytest.mark.parametrize("outcome", ["failed", "cancelled"])
async def test_other_ends(outcome: str, timeline: Timeline) -> None:
    async with FaultServer(poll=f"processing, {outcome}") as server:
        seen = await see(server, timeline)
    assert seen.words == ["processing", outcome]
    assert seen.last.cost_actual == Decimal(0)


@pytest.mark.parametrize(
    ("trouble", "codes"),
    [
        ("404*3", ["notice.poll_missing", "notice.recovered"]),
        ("404*20", ["notice.poll_missing", "notice.recovered"]),
        ("503*6", ["notice.poll_down", "notice.recovered"]),
        ("408", ["notice.poll_down", "notice.recovered"]),
        ("425", ["notice.poll_down", "notice.recovered"]),
        ("500", ["notice.poll_down", "notice.recovered"]),
        ("drop*3", ["notice.poll_down", "notice.recovered"]),
        ("hang", ["notice.poll_down", "notice.recovered"]),
        ("html", ["notice.poll_garbled", "notice.recovered"]),
        ("truncated*3", ["notice.poll_garbled", "notice.recovered"]),
        ("no-id", ["notice.poll_garbled", "notice.recovered"]),
        ("bomb", ["notice.poll_garbled", "notice.recovered"]),
        ("drip", ["notice.poll_down", "notice.recovered"]),
        ("302 Location=/elsewhere", ["notice.poll_garbled", "notice.recovered"]),
        ("401*4", ["notice.paused_key", "notice.recovered"]),
        ("403", ["notice.paused_key", "notice.recovered"]),
        ("429 Retry-After=9", ["notice.poll_busy", "notice.recovered"]),
    ],
)
async def test_trouble_is_told_and_outlived(trouble: str, codes: list[str], timeline: Timeline) -> None:
    async with FaultServer(poll=f"processing, {trouble}, processing, succeeded") as server:
        seen = await see(server, timeline)
    assert seen.words == ["processing", "succeeded"]
    assert seen.codes == codes
    assert server.charges == {"1": 1}


async def test_results_inside_a_large_answer_are_read(timeline: Timeline) -> None:
    inside = "data:image/png;base64," + "A" * 6_000_000
    whole = {"task_id": "task_1", "status": "succeeded", "output": {"images": [{"url": inside}]}}
    async with FaultServer(poll=[Reply(200, whole)]) as server:
        seen = await see(server, timeline)
    assert seen.words == ["succeeded"]
    assert len(server.polls) == 1


@pytest.mark.parametrize("headers", [{}, {"Content-Encoding": "gzip"}])
async def test_an_answer_that_is_too_large_is_told_as_that(headers: dict[str, str], timeline: Timeline) -> None:
    body = b'{"task_id": "task_1", "padding": "' + b"x" * 20_000 + b'"}'
    script: Script = [Reply(200, gzip.compress(body) if headers else body, headers), "succeeded"]
    async with FaultServer(poll=script) as server:
        seen = await see(server, timeline, limits=ClientLimits(task=10_000))
    assert (seen.words, seen.codes) == (["succeeded"], ["notice.poll_too_large"])


async def test_more_results_than_any_model_makes_are_not_all_asked_for(timeline: Timeline) -> None:
    many = [{"url": f"https://cdn.example/{number}.png"} for number in range(3000)]
    body = {"task_id": "task_1", "status": "succeeded", "output": {"images": many}}
    async with FaultServer(poll=[Reply(200, body)]) as server:
        seen = await see(server, timeline)
    assert len(seen.last.outputs) == 1000


async def test_a_body_that_is_cut_off_in_its_packing_is_no_answer(timeline: Timeline) -> None:
    script: Script = [Reply(200, gzip.compress(b"{}" * 99)[:-9], {"Content-Encoding": "gzip"}), "succeeded"]
    async with FaultServer(poll=script) as server:
        seen = await see(server, timeline)
    assert (seen.words, seen.codes) == (["succeeded"], ["notice.poll_garbled"])


@pytest.mark.parametrize(
    ("label", "pack"),
    [
        *((label, gzip.compress) for label in ("gzip", "GZIP", "x-gzip", "deflate", "gzip, utf-8", "")),
        *((label, bytes) for label in ("gzip", "deflate", "identity", "br", "aws-chunked")),
        ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
        ("Deflate", zlib.compress),
        ("deflate", lambda data: zlib.compress(data)[2:-4]),
    ],
)
async def test_an_answer_is_read_however_its_packing_is_called(
    timeline: Timeline, label: str, pack: Callable[[bytes], bytes]
) -> None:
    packed = pack(json.dumps({"task_id": "task_1", "status": "succeeded", **RESULT}).encode())
    async with FaultServer(poll=[Reply(200, packed, {"Content-Encoding": label})]) as server:
        seen = await see(server, timeline)
    assert seen.words == ["succeeded"]
    assert server.polls[0].headers["accept-encoding"] == "gzip"
    assert len(server.polls) == 1


async def test_an_answer_about_another_task_is_none(timeline: Timeline) -> None:
    other = Reply(200, {"task_id": "task_2", "status": "succeeded"})
    async with FaultServer(poll=[other, "succeeded"]) as server:
        seen = await see(server, timeline)
    assert seen.words == ["succeeded"]
    assert seen.last.task_id == "task_1"


async def test_a_refused_key_pauses(timeline: Timeline) -> None:
    async with FaultServer(poll="401*3, succeeded") as server:
        seen = await see(server, timeline)
    assert seen.notices[0] == RetryNotice("notice.paused_key", 30.0)
    assert timeline.waits == [0.5, 30, 30, 30]


async def test_no_connection_slows_down(timeline: Timeline) -> None:
    failures = iter([httpx.ConnectError("gone")] * 6)

    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path.endswith("/events"):
            return unread({}, 404)
        if (error := next(failures, None)) is not None:
            raise error
        return unread({"task_id": "task_1", "status": "succeeded", **RESULT})

    async with open_client(Service("http://service", None), transport=httpx.MockTransport(answer)) as client:
        seen = await follow(client, QUEUED, timeline.clock)
    assert timeline.waits == [0.5, 2, 4, 8, 16, 30, 30]
    assert [notice.wait for notice in seen.notices] == [2, 4, 8, 16, 30]
    assert seen.words == ["succeeded"]


async def test_a_day_without_connection_ends_unconfirmed(timeline: Timeline) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("gone", request=request)

    async with open_client(Service("http://service", None), transport=httpx.MockTransport(answer)) as client:
        seen = await follow(client, QUEUED, timeline.clock)
    assert seen.lost.problem.code is ProblemCode.UNCONFIRMED
    assert {notice.wait for notice in seen.notices if notice.code == "notice.poll_unreachable"} == {2, 4, 8, 16, 30}


async def test_an_asked_wait_of_a_service_in_trouble_is_kept(timeline: Timeline) -> None:
    async with FaultServer(poll="503 Retry-After=20, 503 Retry-After=500, succeeded") as server:
        await see(server, timeline)
    assert timeline.waits[:2] == [0.5, 20]
    assert timeline.waits[2] == pytest.approx(0.08 * 20.5)


async def test_gone_after_half_a_minute_means_unconfirmed(timeline: Timeline) -> None:
    async with FaultServer(poll="404") as server:
        seen = await see(server, timeline)
    assert (seen.lost.problem.code, seen.lost.problem.charged) == (ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    late = [wait for wait in timeline.waits if wait >= 0.08 * 30]
    assert len(late) == 4


async def test_gone_for_four_polls_is_not_gone(timeline: Timeline) -> None:
    async with FaultServer(poll="404*4, processing, 404*4, succeeded") as server:
        seen = await see(server, timeline, accepted_at=timeline.clock.wall() - 60)
    assert seen.words == ["processing", "succeeded"]


async def test_an_unknown_word_is_shown_and_no_end(timeline: Timeline) -> None:
    async with FaultServer(poll="processing, <b>upscaling</b>, queued, succeeded") as server:
        seen = await see(server, timeline)
    assert seen.words == ["processing", "<b>upscaling</b>", "queued", "succeeded"]
    assert [change.status.value for change in seen.changes if isinstance(change, Task)][1] == "processing"


@pytest.mark.parametrize("cost", [None, -0.05, "0.05", "free", [], True])
async def test_costs_that_are_none_are_unknown(cost: object, timeline: Timeline) -> None:
    costs = {"cost_estimate": cost, "cost_actual": cost}
    async with FaultServer(poll="succeeded", extra=costs) as server:
        seen = await see(server, timeline)
    assert (seen.last.cost_estimate, seen.last.cost_actual) == (None, None)


async def test_costs_and_results_are_changes(timeline: Timeline) -> None:
    told = {"task_id": "task_1", "status": "processing", "cost_estimate": 0.05625}
    half = {**told, "output": {"images": ["https://a/1.png"]}}
    script: Script = [Reply(200, {**told, "cost_estimate": 0.1}), Reply(200, told), Reply(200, half), "failed"]
    async with FaultServer(poll=script) as server:
        seen = await see(server, timeline)
    changes = [change for change in seen.changes if isinstance(change, Task)]
    assert [change.cost_estimate for change in changes[:2]] == [Decimal("0.1"), Decimal("0.05625")]
    assert changes[2].outputs == (RemoteOutput(changes[2].outputs[0].kind, url="https://a/1.png"),)
