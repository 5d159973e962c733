"""One request, one answer: what is capped, and what is not asked."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack

import pytest
from faultserver import FaultServer, Reply

from playground.tasks.client import ClientLimits, Service, TooLateError, open_client
from playground.tasks.responses import ApiResponse, NoResponse, Stream

SMALL = ClientLimits(body=10_000, task=10_000)


@pytest.mark.parametrize(("size", "is_whole"), [(10_000, True), (10_001, False)])
async def test_a_body_is_read_up_to_the_cap(size: int, is_whole: bool) -> None:
    reply = Reply(200, b"x" * size)
    async with FaultServer(poll=[reply]) as server, open_client(Service(server.url, None), limits=SMALL) as client:
        answer = await client.fetch("task_1")
    assert isinstance(answer, ApiResponse)
    assert answer.body == (b"x" * size if is_whole else b"")


async def test_a_stream_is_read_up_to_the_cap() -> None:
    reply = Reply(200, b"x" * 500_000, {"Content-Type": "text/event-stream"})
    async with (
        FaultServer(events=[reply]) as server,
        open_client(Service(server.url, None), limits=SMALL) as client,
        client.events("task_1") as stream,
    ):
        assert isinstance(stream, Stream)
        assert sum([len(piece) async for piece in stream.chunks]) <= 10_000


async def test_a_stream_that_falls_silent_ends() -> None:
    async with FaultServer(events="sse beat hang") as server:
        async with open_client(Service(server.url, None)) as client:
            await client.submit_once(b"{}", "1")
        brief = ClientLimits(idle=0.2)
        async with open_client(Service(server.url, None), limits=brief) as client, client.events("task_1") as stream:
            assert isinstance(stream, Stream)
            assert b"".join([piece async for piece in stream.chunks]) == b": beat\n\n"


async def test_a_key_that_the_service_repeats_goes_no_further() -> None:
    key = "mv_live_of_the_house"
    echo = Reply(401, f'{{"message": "{key} is switched off"}}'.encode())
    events = Reply(200, f"data: {key}\n\n".encode(), {"Content-Type": "text/event-stream"})
    async with (
        FaultServer(submit=[echo], events=[events]) as server,
        open_client(Service(server.url, key), limits=SMALL) as client,
    ):
        answer = await client.submit_once(b"{}", "1")
        assert isinstance(answer, ApiResponse)
        assert answer.payload == {"message": "•••••• is switched off"}
        async with client.events("task_1") as stream:
            assert isinstance(stream, Stream)
            assert key.encode() not in b"".join([piece async for piece in stream.chunks])


class _Counting(FaultServer):
    connections = 0

    def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        super()._connected(reader, writer)


async def test_polls_of_many_share_connections_whatever_else_is_open() -> None:
    async with _Counting(events="sse beat hang") as server, open_client(Service(server.url, None)) as client:
        await client.submit_once(b"{}", "1")
        async with AsyncExitStack() as streams:
            for _ in range(30):
                stream = await streams.enter_async_context(client.events("task_1"))
                assert isinstance(stream, Stream)
            for _ in range(30):
                assert isinstance(await client.fetch("task_1"), ApiResponse)
        assert server.connections < 40


@pytest.mark.parametrize("answers", [[False], [True, False]], ids=["before the head", "before the body"])
async def test_what_may_not_leave_any_more_makes_no_task(answers: list[bool]) -> None:
    left = iter(answers)
    async with FaultServer() as server, open_client(Service(server.url, None)) as client:
        with pytest.raises(TooLateError):
            await client.submit_once(b"{}", "1", may_leave=lambda: next(left))
        assert isinstance(await client.submit_once(b"{}", "2", may_leave=lambda: True), ApiResponse)
    assert dict(server.charges) == {"2": 1}
    assert len(server.submits) == 1


@pytest.mark.parametrize("poll", ["hang", "drip"])
async def test_no_answer_takes_longer_than_allowed(poll: str) -> None:
    async with FaultServer(poll=poll) as server:
        async with open_client(Service(server.url, None)) as client:
            await client.submit_once(b"{}", "1")
        async with open_client(Service(server.url, None), limits=ClientLimits(read=0.5, overall=0.6)) as client:
            assert await client.fetch("task_1") == NoResponse(arrived=True)


async def test_a_base_url_may_end_in_a_slash_and_hold_a_path() -> None:
    async with FaultServer() as server, open_client(Service(f"{server.url}/sandbox/", None)) as client:
        await client.fetch("task_1")
    assert server.requests[0].path == "/sandbox/api/v1/tasks/task_1"


async def test_this_machine_is_never_asked_through_a_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    async with FaultServer() as proxy, FaultServer() as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        async with open_client(Service(server.url, "k")) as client:
            await client.fetch("task_1")
    assert (len(proxy.requests), len(server.requests)) == (0, 1)
