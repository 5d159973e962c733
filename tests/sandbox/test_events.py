"""Events: a stream that ends with the task, or a list."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import httpx_sse
import patient
from fairness import fair

from playground.sandbox.events import stream_events
from playground.sandbox.task import Media, Status, TaskRecord, Timing


def read(sandbox: Any, task_id: str, **headers: str) -> list[httpx_sse.ServerSentEvent]:
    path = f"/api/v1/tasks/{task_id}/events"
    with httpx_sse.connect_sse(sandbox.client, "GET", path, headers=headers) as source:
        return list(source.iter_sse())


def test_stream_tells_each_state_once_and_ends(sandbox: Any) -> None:
    task_id = sandbox.submit("hills").json()["task_id"]
    events = read(sandbox, task_id)
    assert [event.id for event in events] == ["1", "2", "3"]
    assert [event.json()["status"] for event in events] == ["queued", "processing", "succeeded"]
    assert events[-1].json() == sandbox.ask(task_id)


def test_terminal_event_is_prompt(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start(0.2) as sandbox:
        task_id = sandbox.submit("[fail]").json()["task_id"]
        began = time.monotonic()
        events = read(sandbox, task_id)
        took = time.monotonic() - began
    assert events[-1].json()["status"] == "failed"
    assert took < fair(0.2 * 7 + 0.5)


def test_stream_resumes_after_the_last_event_id(sandbox: Any) -> None:
    task_id = sandbox.make("[fail]", key=None)["task_id"]
    assert [event.id for event in read(sandbox, task_id, **{"Last-Event-ID": "1"})] == ["2", "3"]
    assert [event.id for event in read(sandbox, task_id, **{"Last-Event-ID": "nonsense"})] == ["1", "2", "3"]
    assert [event.id for event in read(sandbox, task_id, **{"Last-Event-ID": "9" * 5000})] == ["1", "2", "3"]


def test_nothing_left_to_tell_is_no_content(sandbox: Any) -> None:
    task_id = sandbox.make("[fail]")["task_id"]
    headers = {"Accept": "text/event-stream", "Last-Event-ID": "3"}
    assert sandbox.client.get(f"/api/v1/tasks/{task_id}/events", headers=headers).status_code == 204


def test_list_when_no_stream_is_accepted(sandbox: Any) -> None:
    task = sandbox.make("[fail]")
    answer = sandbox.client.get(f"/api/v1/tasks/{task['task_id']}/events", headers={"Accept": "application/json"})
    assert [(event["id"], event["status"]) for event in answer.json()] == [
        (1, "queued"),
        (2, "processing"),
        (3, "failed"),
    ]
    assert answer.json()[-1] == {"id": 3, **task}


def test_events_of_an_unknown_task(sandbox: Any) -> None:
    assert sandbox.client.get("/api/v1/tasks/task_nope/events").status_code == 404


def test_cancel_ends_the_stream(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start(100.0) as sandbox:
        task_id = sandbox.submit("hills").json()["task_id"]
        url, headers = f"{sandbox.address}/sandbox/api/v1/tasks/{task_id}/cancel", sandbox.client.headers
        timer = threading.Timer(0.2, lambda: patient.post(url, headers=headers))
        timer.start()
        events = read(sandbox, task_id)
        timer.join()
    assert [event.json()["status"] for event in events] == ["queued", "cancelled"]
    assert events[-1].id == "3"


async def test_heartbeats_while_nothing_happens() -> None:
    task = TaskRecord("t", "r", "k", "m", Media.IMAGE, {}, time.time(), Timing(60, 60), Decimal(1))

    async def look() -> TaskRecord:
        return task

    def tell(_: TaskRecord, status: Status) -> dict[str, Any]:
        return {"status": status}

    stream = stream_events(look, tell, after=0, heartbeat=0.02)
    lines = [await anext(stream) for _ in range(3)]
    assert lines == ['id: 1\nevent: queued\ndata: {"status": "queued"}\n\n', ": still here\n\n", ": still here\n\n"]
