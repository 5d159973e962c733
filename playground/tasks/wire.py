"""The wire format of tasks, without I/O: what an answer or an event says, in our types.

Published is little (`{"request_id", "task_id", "status", "cost_estimate", "cost_actual", "output"}`); everything else
is read as far as it goes, and nothing that can come over the wire raises.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from playground.tasks.api_errors import is_about_content, message_of, request_id_of
from playground.tasks.envelope import task_id_of, task_members
from playground.tasks.outputs import outputs_of
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import Task, TaskStatus
from playground.tasks.untrusted import displayable, parse_cost, plain_text

_WORD_LIMIT = 60
_STATUSES = {status.value: status for status in TaskStatus}
_POSITIONS = ("queue_position", "position_in_queue")
_MOST_PLACES = 10**9
_REASONED = frozenset({TaskStatus.FAILED, TaskStatus.CANCELLED})


def parse_task(payload: Any, about: str | None = None) -> Task | None:
    """The task that a JSON answer tells of, in whatever it is wrapped; None where it names none.

    Args:
        payload: the answer.
        about: the id of the task that was asked about; None takes whichever the answer names.

    >>> task = parse_task({"task_id": "task_1", "status": "succeeded", "output": {"images": [{"url": "https://a/b"}]}})
    >>> task.status.value, [output.url for output in task.outputs], task.cost_actual
    ('succeeded', ['https://a/b'], None)
    """
    members = task_members(payload, about)
    task_id = None if members is None else task_id_of(members["task_id"])
    return None if members is None or task_id is None else _task(task_id, members)


def parse_event(payload: Any, name: str, task_id: str) -> Task | None:
    """What an event hints at for a task; None where it says nothing about it.

    Args:
        payload: the event's data as JSON; it may leave out the task it is about.
        name: the event's name, which counts as status where the data holds none.
        task_id: whose events these are.
    """
    members = task_members(payload, task_id) or (payload if isinstance(payload, Mapping) else {})
    status = members.get("status", name)
    if not isinstance(status, str) or not status or (status == name and name not in _STATUSES):
        return None
    about = task_id_of(members.get("task_id", task_id))
    return _task(task_id, {**members, "status": status}) if about == task_id else None


def parse_events(payload: Any, task_id: str) -> tuple[Task, ...]:
    """What a JSON list of events hints at, in its order; a single object counts as a list of one."""
    members = payload.get("events", payload) if isinstance(payload, Mapping) else payload
    events = members if isinstance(members, list) else [members]
    hints = (parse_event(event, "", task_id) for event in events)
    return tuple(hint for hint in hints if hint is not None)


def problem_of(task: Task) -> Problem | None:
    """Why a task that has ended brought nothing; None while it runs and where it brought something."""
    if task.is_bare_success:
        params = {"reason": "fetch.nothing"}
        return Problem(ProblemCode.RESULT_NOT_FETCHED, _charged(task.cost_actual), task.request_id, params=params)
    if task.status not in _REASONED:
        return None
    if task.status is TaskStatus.CANCELLED:
        code = ProblemCode.CANCELLED
    else:
        code = ProblemCode.CONTENT_REFUSED if is_about_content(task.reason or "") else ProblemCode.TASK_FAILED
    return Problem(code=code, charged=_charged(task.cost_actual), request_id=task.request_id, said=task.reason)


def queue_position_of(payload: Mapping[str, Any]) -> int | None:
    """The place in the queue, under the names that services give it; anything but a small whole number is none.

    >>> queue_position_of({"queue_position": 3}), queue_position_of({"queue_position": -1})
    (3, None)
    """
    found = (payload.get(name) for name in _POSITIONS)
    return next((place for place in found if type(place) is int and 0 <= place < _MOST_PLACES), None)


def _charged(cost_actual: Decimal | None) -> Charged:
    if cost_actual is None:
        return Charged.UNKNOWN
    return Charged.YES if cost_actual else Charged.NO


def _task(task_id: str, payload: Mapping[str, Any]) -> Task:
    said = payload.get("status")
    word = plain_text(said, _WORD_LIMIT) or "" if isinstance(said, str) else ""
    status = _STATUSES.get(word.lower())
    return Task(
        task_id=task_id,
        status=status or TaskStatus.QUEUED,
        request_id=request_id_of(payload),
        cost_estimate=parse_cost(payload.get("cost_estimate")),
        cost_actual=parse_cost(payload.get("cost_actual")),
        outputs=outputs_of(payload.get("output")),
        reason=message_of(payload) if status in _REASONED else None,
        queue_position=queue_position_of(payload) if status is TaskStatus.QUEUED else None,
        word=None if status else word,
        received=displayable(dict(payload)),
    )
