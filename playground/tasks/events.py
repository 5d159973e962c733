"""A task's events, in whatever form the service sends them: hints for `watch`, which believes only what it polled."""

from __future__ import annotations

import asyncio
from contextlib import aclosing
from dataclasses import dataclass, field

import httpx
from httpx_sse import EventSource, ServerSentEvent

from playground.jsontext import parse_untrusted
from playground.tasks.api_errors import retry_after
from playground.tasks.client import TaskClient
from playground.tasks.clock import Clock
from playground.tasks.responses import Stream
from playground.tasks.task import Task
from playground.tasks.wire import parse_event, parse_events

_FIRST_RETRY = 3.0
_SHORTEST_RETRY = 0.5
_LONGEST_RETRY = 30.0
_ID_LIMIT = 1000
_OK = 200
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

    def set_live(self, *, is_live: bool) -> None:
        """Says whether a stream is live."""
        if is_live != self.is_live:
            self.is_live = is_live
            self.hints.put_nowait(None)

    async def next_hint(self, clock: Clock, seconds: float) -> Task | None:
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


@dataclass(slots=True)
class _ResumeState:
    """Where and when to take a broken stream up again.

    Attributes:
        last_event_id: of the last event that had one fit for a header, so that nothing is told twice.
        retry: seconds that the service wants between two streams.
        fruitless: streams in a row that brought no event.
    """

    last_event_id: str = ""
    retry: float = _FIRST_RETRY
    fruitless: int = 0

    def note(self, event: ServerSentEvent) -> None:
        """Takes in what an event says of the next stream."""
        self.fruitless = -1
        is_sendable = len(event.id) <= _ID_LIMIT and event.id.isprintable() and event.id == event.id.strip()
        self.last_event_id = event.id if is_sendable else ""
        if event.retry is not None:
            milliseconds = min(max(event.retry, _SHORTEST_RETRY * 1000), _LONGEST_RETRY * 1000)
            self.retry = milliseconds / 1000

    @property
    def wait(self) -> float:
        """Seconds until the next try, longer with each that brings nothing."""
        return min(self.retry * float(2 ** min(self.fruitless, 5)), _LONGEST_RETRY)


async def stream_events(client: TaskClient, task_id: str, channel: Channel, *, clock: Clock) -> None:
    """Puts a task's events into a channel, as long as the service has any.

    Server-sent events are taken up again after a cut, where they stopped, until a 204. A list, lines of JSON, or
    nothing of the kind end it: the rest is polling.
    """
    resume = _ResumeState()
    try:
        while True:
            asked = 0.0
            async with client.events(task_id, resume.last_event_id) as stream:
                if isinstance(stream, Stream) and stream.status in _LATER:
                    asked = retry_after(stream.headers) or 0.0
                elif isinstance(stream, Stream) and not await _read_stream(stream, task_id, channel, resume):
                    return
            channel.set_live(is_live=False)
            resume.fruitless += 1
            await clock.sleep(max(asked, resume.wait) * clock.uniform(1, 1.25))
    finally:
        channel.set_live(is_live=False)


async def _read_stream(stream: Stream, task_id: str, channel: Channel, resume: _ResumeState) -> bool:
    """Takes what one answer brings; whether there may be more another time."""
    content_type = stream.headers.get("content-type", "").partition(";")[0].strip().lower()
    is_stream = content_type == "text/event-stream"
    if stream.status != _OK or not (is_stream or "json" in content_type):
        return False
    if is_stream:
        await _read_server_sent(stream, task_id, channel, resume)
    elif any(form in content_type for form in _LINES):
        await _read_json_lines(stream, task_id, channel)
    else:
        body = b"".join([piece async for piece in stream.chunks])
        for hint in parse_events(parse_untrusted(body), task_id):
            channel.hints.put_nowait(hint)
    return is_stream


async def _read_server_sent(stream: Stream, task_id: str, channel: Channel, resume: _ResumeState) -> None:
    # httpx-sse reads a response: this one holds our capped pieces.
    response = httpx.Response(_OK, headers={"content-type": "text/event-stream"}, content=stream.chunks)
    async with aclosing(EventSource(response).aiter_sse()) as events:
        async for event in events:
            resume.note(event)
            hint = parse_event(parse_untrusted(event.data.encode(errors="replace")), event.event, task_id)
            if hint is not None:
                channel.set_live(is_live=True)
                channel.hints.put_nowait(hint)


async def _read_json_lines(stream: Stream, task_id: str, channel: Channel) -> None:
    rest = b""
    async for piece in stream.chunks:
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            for hint in parse_events(parse_untrusted(line), task_id):
                channel.set_live(is_live=True)
                channel.hints.put_nowait(hint)
    for hint in parse_events(parse_untrusted(rest), task_id):
        channel.hints.put_nowait(hint)
