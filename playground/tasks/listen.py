"""Listening to a task's events, in whatever form the service has them: hints for `watch`, never the truth."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field

import httpx
from httpx_sse import EventSource, ServerSentEvent

from playground.tasks.client import Stream, TaskClient
from playground.tasks.clock import Clock
from playground.tasks.outside import read_json
from playground.tasks.refusals import retry_after
from playground.tasks.task import Task
from playground.tasks.wire import parse_event, parse_events

_FIRST_RETRY = 3.0
_RETRY_BOUNDS = (0.5, 30.0)
_ID_LIMIT = 1000
_LATER = frozenset({408, 425, 429, *range(500, 600)} - {501})
_LINES = ("ndjson", "jsonl", "json-seq")


@dataclass(slots=True)
class Channel:
    """Between the listener of a task and its watcher.

    Attributes:
        is_live: a stream is open and has brought something: only then can polls be rare.
        hints: what events said; None where `is_live` changed.
    """

    is_live: bool = False
    hints: asyncio.Queue[Task | None] = field(default_factory=asyncio.Queue)

    def turn(self, *, is_live: bool) -> None:
        """Says whether a stream is live."""
        if is_live != self.is_live:
            self.is_live = is_live
            self.hints.put_nowait(None)

    async def hear(self, clock: Clock, seconds: float) -> Task | None:
        """The next hint.

        Raises:
            TimeoutError: none came within that many seconds.
        """
        hint = asyncio.ensure_future(self.hints.get())
        timer = asyncio.ensure_future(clock.sleep(max(0.0, seconds)))
        try:
            await asyncio.wait({hint, timer}, return_when=asyncio.FIRST_COMPLETED)
            if hint.done():
                return hint.result()
        finally:
            hint.cancel()
            timer.cancel()
        raise TimeoutError


async def listen(client: TaskClient, task_id: str, channel: Channel, *, clock: Clock) -> None:
    """Puts a task's events into a channel, as long as the service has any.

    Server-sent events are taken up again after a cut, where they stopped, until a 204. A list, lines of JSON, or
    nothing of the kind end it: the rest is polling.
    """
    last_event_id, retry, fruitless = "", _FIRST_RETRY, 0
    while True:
        asked = 0.0
        async with client.events(task_id, last_event_id) as stream:
            if isinstance(stream, Stream) and stream.status not in _LATER:
                if _content_type(stream) != "text/event-stream":
                    await _take_json(stream, task_id, channel)
                    return
                async with aclosing(_server_sent(stream)) as events:
                    async for event in events:
                        fruitless = -1
                        retry = _bounded(event.retry / 1000) if event.retry is not None else retry
                        last_event_id = event.id if _is_sendable(event.id) else ""
                        _hint(event, task_id, channel)
            elif isinstance(stream, Stream):
                asked = retry_after(stream.headers) or 0.0
        channel.turn(is_live=False)
        fruitless += 1
        wait = max(asked, _bounded(retry * 2 ** min(fruitless, 5) if fruitless else retry))
        await clock.sleep(wait * clock.uniform(1, 1.25))


def _hint(event: ServerSentEvent, task_id: str, channel: Channel) -> None:
    hint = parse_event(read_json(event.data.encode(errors="replace")), event.event, task_id)
    if hint is not None:
        channel.turn(is_live=True)
        channel.hints.put_nowait(hint)


async def _take_json(stream: Stream, task_id: str, channel: Channel) -> None:
    content_type = _content_type(stream)
    if stream.status != 200 or "json" not in content_type:  # noqa: PLR2004 - 204 ends events, as every error does
        return
    if any(form in content_type for form in _LINES):
        await _take_lines(stream, task_id, channel)
        return
    body = b"".join([piece async for piece in stream.pieces])
    for hint in parse_events(read_json(body), task_id):
        channel.hints.put_nowait(hint)


async def _take_lines(stream: Stream, task_id: str, channel: Channel) -> None:
    rest = b""
    async for piece in stream.pieces:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            for hint in parse_events(read_json(line), task_id):
                channel.turn(is_live=True)
                channel.hints.put_nowait(hint)
    for hint in parse_events(read_json(rest), task_id):
        channel.hints.put_nowait(hint)
    channel.turn(is_live=False)


async def _server_sent(stream: Stream) -> AsyncGenerator[ServerSentEvent, None]:
    if stream.status != 200:  # noqa: PLR2004
        return
    # httpx-sse reads a response: this one holds our capped pieces.
    response = httpx.Response(200, headers={"content-type": "text/event-stream"}, content=stream.pieces)
    async with aclosing(EventSource(response).aiter_sse()) as events:
        async for event in events:
            yield event


def _content_type(stream: Stream) -> str:
    return stream.headers.get("content-type", "").partition(";")[0].strip().lower()


def _bounded(seconds: float) -> float:
    shortest, longest = _RETRY_BOUNDS
    return min(max(seconds, shortest), longest)


def _is_sendable(event_id: str) -> bool:
    """Whether an event's id can stand in a header."""
    return len(event_id) <= _ID_LIMIT and event_id.isprintable() and event_id == event_id.strip()
