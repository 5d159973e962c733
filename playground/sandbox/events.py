"""A task's events: as server-sent events that go on until it ends, or as a list of those so far."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, TypeAlias

from playground.sandbox.task import Status, TaskRecord
from playground.sandbox.wire import event_id

LoadTask: TypeAlias = Callable[[], Awaitable[TaskRecord]]
ToJSON: TypeAlias = Callable[[TaskRecord, Status], dict[str, Any]]

HEARTBEAT = 10.0  # seconds
_POLL_SECONDS = (
    0.02,
    0.5,
)  # seconds: how soon at least and at most to look again; another process may cancel at any time


def list_events(task: TaskRecord, to_json: ToJSON) -> list[dict[str, Any]]:
    """The events of a task up to now, oldest first, each with its id."""
    return [{"id": event_id(status), **to_json(task, status)} for status in _history(task, time.time())]


async def stream_events(
    load: LoadTask, to_json: ToJSON, *, after: int, heartbeat: float = HEARTBEAT
) -> AsyncIterator[str]:
    """The events of a task as the text of a `text/event-stream`; it ends after the terminal one.

    Args:
        load: finds the task as it is now.
        to_json: turns a task in a state into JSON.
        after: id of the last event that the reader has seen; 0 for none.
        heartbeat: seconds of silence after which a comment is sent.
    """
    spoke_at = time.monotonic()
    while True:
        task = await load()
        now = time.time()
        for status in _history(task, now):
            if event_id(status) > after:
                after = event_id(status)
                spoke_at = time.monotonic()
                yield f"id: {after}\nevent: {status.value}\ndata: {json.dumps(to_json(task, status))}\n\n"
        if task.status_at(now).is_terminal:
            return
        if time.monotonic() - spoke_at >= heartbeat:
            spoke_at = time.monotonic()
            yield ": still here\n\n"
        await asyncio.sleep(min(max(task.next_change(now), _POLL_SECONDS[0]), _POLL_SECONDS[1], heartbeat))


def _history(task: TaskRecord, now: float) -> list[Status]:
    status = task.status_at(now)
    passed = [Status.QUEUED]
    if status is not Status.QUEUED and task.was_begun:
        passed.append(Status.PROCESSING)
    return [*passed, status] if status not in passed else passed
