"""The wire format: what is published, what is left open, and what nobody should send."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.jsontext import parse_untrusted
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, RemoteOutput, Task, TaskStatus, advance
from playground.tasks.wire import parse_event, parse_events, parse_task, problem_of

PUBLISHED = b"""
    {"request_id": "req_demo_model", "task_id": "task_demo_model", "status": "succeeded",
     "cost_estimate": 0.05625, "cost_actual": 0.05625,
     "output": {"images": [{"url": "https://example.com/1.png"}]}}
"""
TASKS = st.builds(
    Task,
    task_id=st.just("task_1"),
    status=st.sampled_from(TaskStatus),
    request_id=st.none() | st.just("req_1"),
    cost_estimate=st.none() | st.decimals(0, 9, places=5),
    cost_actual=st.none() | st.decimals(0, 9, places=5),
    outputs=st.just(()) | st.just((RemoteOutput(MediaKind.IMAGE, url="https://a/1"),)),
    word=st.none() | st.sampled_from(["", "upscaling"]),
)


def test_the_published_answer() -> None:
    assert parse_task(parse_untrusted(PUBLISHED)) == Task(
        task_id="task_demo_model",
        status=TaskStatus.SUCCEEDED,
        request_id="req_demo_model",
        cost_estimate=Decimal("0.05625"),
        cost_actual=Decimal("0.05625"),
        outputs=(RemoteOutput(MediaKind.IMAGE, url="https://example.com/1.png"),),
    )


def test_the_answer_is_kept_for_the_page_as_plain_json() -> None:
    task = parse_task(parse_untrusted(PUBLISHED))
    assert task is not None
    assert json.loads(json.dumps(task.received)) == json.loads(PUBLISHED)


@pytest.mark.parametrize(
    "payload",
    [None, [], "task_1", 7, {}, {"id": "task_1"}]
    + [{"task_id": bad} for bad in (None, "", " ", "a b", "..", "a\nb", "x" * 257, True, 1.5, ["a"], {"a": 1})],
)
def test_no_id_no_task(payload: Any) -> None:
    assert parse_task(payload) is None


@pytest.mark.parametrize(("value", "task_id"), [(42, "42"), ("a/../b?c#d", "a/../b?c#d"), ("任务", "任务")])
def test_odd_ids(value: Any, task_id: str) -> None:
    task = parse_task({"task_id": value})
    assert task is not None
    assert task.task_id == task_id


@pytest.mark.parametrize(
    ("said", "status", "word"),
    [
        ("queued", TaskStatus.QUEUED, None),
        ("SUCCEEDED", TaskStatus.SUCCEEDED, None),
        (" failed ", TaskStatus.FAILED, None),
        ("rendering", TaskStatus.QUEUED, "rendering"),
        ("<img onerror=x>", TaskStatus.QUEUED, "<img onerror=x>"),
        ("x" * 500, TaskStatus.QUEUED, "x" * 59 + "…"),
        ("", TaskStatus.QUEUED, ""),
        (None, TaskStatus.QUEUED, ""),
        (3, TaskStatus.QUEUED, ""),
    ],
)
def test_status_words(said: Any, status: TaskStatus, word: str | None) -> None:
    task = parse_task({"task_id": "1", "status": said})
    assert task is not None
    assert (task.status, task.word) == (status, word)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        (
            {"images": [{"url": "https://a/1"}, {"url": "https://a/2"}]},
            [("image", "https://a/1"), ("image", "https://a/2")],
        ),
        ({"videos": [{"url": "https://a/1", "poster": "https://a/2"}]}, [("video", "https://a/1")]),
        ({"audios": ["https://a/1"]}, [("audio", "https://a/1")]),
        ({"image": {"url": "https://a/1"}}, [("image", "https://a/1")]),
        ({"video": "https://a/1"}, [("video", "https://a/1")]),
        ({"meshes": [{"url": "https://a/1.glb"}]}, [("file", "https://a/1.glb")]),
        ({"meshes": ["https://a/1.glb", "tag"], "seed": 7, "nsfw": [False]}, [("file", "https://a/1.glb")]),
        ({"text": "Hello"}, [("text", "Hello")]),
        ({"texts": ["One", {"text": "Two"}]}, [("text", "One"), ("text", "Two")]),
        ({"images": [{"text": "A caption"}]}, [("text", "A caption")]),
        (["https://a/1", {"url": "https://a/2"}], [("file", "https://a/1"), ("file", "https://a/2")]),
        ("https://a/1", [("file", "https://a/1")]),
        ({"url": "https://a/1"}, [("file", "https://a/1")]),
        ({"images": [{"image_url": "https://a/1"}]}, [("image", "https://a/1")]),
        ({"images": [{"b64_json": "AAAA"}]}, [("image", "data:;base64,AAAA")]),
        ([["https://a/1"]], [("file", "https://a/1")]),
        ({"result": {"video_url": "https://a/1", "thumb_url": "https://a/2"}}, [("video", "https://a/1")]),
        ({"model": "https://a/1.glb", "preview": "https://a/2.png"}, [("file", "https://a/1.glb")]),
        ({"images": [{"url": "https://a/1"}], "docs": "https://a/2"}, [("image", "https://a/1")]),
        ({"url": "https://a/1", "thumbnail": {"url": "https://a/2"}}, [("file", "https://a/1")]),
        ({"images": [{"image_url": "https://a/1"}], "cover": {"url": "https://a/2"}}, [("image", "https://a/1")]),
        ({"preview": {"url": "https://a/2"}, "model_url": "https://a/1"}, [("file", "https://a/1")]),
        ({"url": "https://a/1", "text": "A caption"}, [("file", "https://a/1"), ("text", "A caption")]),
        ({"image_size": "1024x1024", "result": {"file_url": "https://a/1"}}, [("file", "https://a/1")]),
        ({"video_id": "abc", "result": {"files": [{"download_url": "https://a/1"}]}}, [("file", "https://a/1")]),
        ({"image_base64": "AAAA"}, [("image", "data:;base64,AAAA")]),
        ({"texture_url": "https://a/1"}, [("file", "https://a/1")]),
        ({"texts": ["https://a/1 is a link"]}, [("text", "https://a/1 is a link")]),
        ({"images": [None, {}, {"url": ""}, {"url": 3}, []]}, []),
        ({"images": None}, []),
        ({"images": [{"url": "https://a/\ud800"}]}, [("image", "https://a/?")]),
        (None, []),
        (7, []),
    ],
)
def test_outputs(output: Any, expected: list[tuple[str, str]]) -> None:
    task = parse_task({"task_id": "1", "status": "succeeded", "output": output})
    assert task is not None
    assert [(one.kind.value, one.url or one.text) for one in task.outputs] == expected


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        ({"error": "Out of memory"}, "Out of memory"),
        ({"error": {"message": "Out of memory", "code": "oom"}}, "Out of memory"),
        ({"error": None, "message": "Out of memory"}, "Out of memory"),
        ({"failure_reason": "Out of memory"}, "Out of memory"),
        ({"error": {"code": 3}}, None),
        ({"error": "<b>Out\n of\x07 memory</b>\u202e"}, "<b>Out of memory</b>"),
        ({}, None),
    ],
)
def test_why_a_task_failed(members: dict[str, Any], reason: str | None) -> None:
    task = parse_task({"task_id": "1", "status": "failed", **members})
    assert task is not None
    assert task.reason == reason


def test_only_a_failure_has_a_reason() -> None:
    task = parse_task({"task_id": "1", "status": "processing", "message": "ok"})
    assert task is not None
    assert task.reason is None


@pytest.mark.parametrize(
    ("status", "cost_actual", "reason", "expected"),
    [
        ("failed", Decimal("0.05"), "Oops", (ProblemCode.TASK_FAILED, Charged.YES)),
        ("failed", Decimal(0), "Oops", (ProblemCode.TASK_FAILED, Charged.NO)),
        ("failed", None, None, (ProblemCode.TASK_FAILED, Charged.UNKNOWN)),
        ("failed", Decimal(0), "Blocked by the safety filter", (ProblemCode.CONTENT_REFUSED, Charged.NO)),
        ("cancelled", Decimal(0), None, (ProblemCode.CANCELLED, Charged.NO)),
        ("cancelled", None, None, (ProblemCode.CANCELLED, Charged.UNKNOWN)),
    ],
)
def test_the_problem_of_a_task_that_brought_nothing(
    status: str, cost_actual: Decimal | None, reason: str | None, expected: tuple[ProblemCode, Charged]
) -> None:
    task = Task("1", TaskStatus(status), request_id="req_1", cost_actual=cost_actual, reason=reason)
    assert problem_of(task) == Problem(*expected, request_id="req_1", said=reason)


@pytest.mark.parametrize("status", [TaskStatus.QUEUED, TaskStatus.PROCESSING, TaskStatus.SUCCEEDED])
def test_no_problem(status: TaskStatus) -> None:
    assert problem_of(Task("1", status, outputs=(RemoteOutput(MediaKind.FILE, url="https://a/1"),))) is None


def test_a_success_that_brings_nothing_is_a_problem() -> None:
    problem = problem_of(Task("1", TaskStatus.SUCCEEDED, request_id="req", cost_actual=Decimal(1)))
    params = {"reason": "fetch.nothing"}
    assert problem == Problem(ProblemCode.RESULT_NOT_FETCHED, Charged.YES, request_id="req", params=params)


@pytest.mark.parametrize(
    ("payload", "task_id"),
    [
        ({"task_id": "1", "status": "processing"}, "1"),
        ({"error": {"message": "in flight", "task_id": "1"}}, "1"),
        ({"detail": {"error": {"task_id": "1"}}}, "1"),
        ({"error": {"message": "other input", "id": "err_1"}}, None),
        ({"code": 0, "msg": "ok", "data": {"task_id": "1", "status": "queued"}}, "1"),
        ({"code": 0, "data": [{"task_id": 1}]}, "1"),
        ({"result": {"data": {"task": {"task_id": "1"}}}}, "1"),
        ({"data": '{"task_id": "1", "status": "queued"}'}, "1"),
        ([{"task_id": "1"}], "1"),
        ({"task_id": "1", "parent": {"task_id": "2"}}, "1"),
        ({"a": {"b": {"c": {"d": {"task_id": "1"}}}}}, None),
        ({"data": [{"task_id": "1"}, {"task_id": "2"}]}, None),
        ({"message": "one at a time", "current": {"task_id": "1"}}, None),
        ({"data": {"queue": [{"task_id": "1"}]}}, None),
    ],
)
def test_the_task_that_an_answer_names_in_whatever_it_is_wrapped(payload: Any, task_id: str | None) -> None:
    named = parse_task(payload)
    assert (named.task_id if named else None) == task_id


@pytest.mark.parametrize(
    ("payload", "name", "status"),
    [
        ({"status": "processing"}, "", "processing"),
        ({"status": "processing", "task_id": "1"}, "message", "processing"),
        ({}, "succeeded", "succeeded"),
        (None, "failed", "failed"),
        ({"status": "processing", "task_id": "2"}, "", None),
        ({"progress": 3}, "progress", None),
        ({"status": None}, "", None),
        ({"status": ""}, "", None),
        ([], "", None),
    ],
)
def test_events(payload: Any, name: str, status: str | None) -> None:
    hint = parse_event(payload, name, "1")
    assert (hint.status.value if hint else None) == status


def test_event_lists() -> None:
    both = [{"status": "queued"}, "nonsense", {"status": "processing"}]
    for payload in (both, {"events": both}):
        assert [hint.status.value for hint in parse_events(payload, "1")] == ["queued", "processing"]
    assert [hint.status.value for hint in parse_events({"status": "failed"}, "1")] == ["failed"]


def test_an_envelope_tells_of_its_task_what_the_task_does_not() -> None:
    task = parse_task(
        {"code": 0, "request_id": "req", "cost_actual": 2, "data": {"task_id": "1", "cost_actual": 1}}, "1"
    )
    assert task is not None
    assert (task.request_id, task.cost_actual) == ("req", Decimal(1))
    assert parse_task({"data": [{"task_id": "2"}, {"task_id": "1"}]}, "1") == parse_task({"task_id": "1"})
    assert parse_task({"task_id": "2", "data": {"task_id": "1"}}, "1") is None


@given(TASKS, TASKS)
def test_advance(task: Task, update: Task) -> None:
    after = advance(task, update)
    if task.status.is_terminal:
        assert after is task
        return
    assert after.status is (task.status if update.word is not None else update.status)
    assert after.cost_actual == (task.cost_actual if update.cost_actual is None else update.cost_actual)
    assert after.request_id == (update.request_id or task.request_id)
    assert advance(after, update) == after


def test_an_update_about_another_task_is_none() -> None:
    task = Task("1", TaskStatus.QUEUED)
    assert advance(task, Task("2", TaskStatus.SUCCEEDED)) is task


@pytest.mark.parametrize(
    ("answer", "place"),
    [
        ({"queue_position": 3}, 3),
        ({"queue_position": 0}, 0),
        ({"position_in_queue": 2}, 2),
        ({}, None),
        ({"queue_position": -1}, None),
        ({"queue_position": True}, None),
        ({"queue_position": "3"}, None),
        ({"queue_position": 10**400}, None),
        ({"status": "processing", "queue_position": 3}, None),
    ],
)
def test_a_place_in_the_queue_is_read_while_a_task_is_in_it(answer: dict[str, Any], place: int | None) -> None:
    task = parse_task({"task_id": "task_1", "status": "queued", **answer})
    assert task is not None
    assert task.queue_position == place
    assert advance(task, Task("task_1", TaskStatus.PROCESSING)).queue_position is None
