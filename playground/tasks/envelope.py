"""Envelopes: services wrap their answers, as in `{"code", "msg", "data"}`, and some send an error with status 200."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from playground.jsontext import parse_untrusted
from playground.tasks.api_errors import error_text, status_in_body
from playground.tasks.error_phrases import CONTENT, KEY_USED, NO_CREDIT
from playground.tasks.responses import ApiResponse
from playground.tasks.task import TaskStatus

_DEPTH: Final = 4
_WIDTH: Final = 50
_ID_LIMIT: Final = 256
_OUTER: Final = ("request_id", "cost_estimate", "cost_actual")
"""What may stand on the envelope although it is about the task in it."""

_OTHERS: Final = frozenset({"queue", "running", "current", "active", "pending", "others", "history", "input", "parent"})
"""Names under which an answer tells of tasks that are not the one it is about."""

_UNDER_WAY: Final = frozenset(TaskStatus)
_ANOTHERS: Final = frozenset({409, 429})
"""With these numbers a task that is named may be the one that is in the way."""

_EFFECTIVE: Final = ((402, NO_CREDIT), (409, KEY_USED), (422, CONTENT))
"""Which status an answer means that says in words alone what is wrong."""


def with_effective_status(response: ApiResponse) -> ApiResponse:
    """The response with the status that it means: some services answer 200 always and tell of the error in the body.

    >>> with_effective_status(ApiResponse(200, {}, b'{"code": 40201, "msg": "no money", "data": null}')).status
    402
    """
    status = _effective_status(response.payload) if response.is_success else None
    return response if status is None else replace(response, status=status)


def task_members(payload: Any, about: str | None = None) -> Mapping[str, Any] | None:
    """The object in an answer that is a task: the answer itself, or the one thing in it that has a `task_id`.

    Args:
        payload: JSON; texts in it that are JSON objects themselves are read as such.
        about: the id of the task that was asked about; None takes whichever the answer names.

    Returns:
        Its members, and those that the envelope has for it. None where it names none, or several side by side.

    >>> task_members({"code": 0, "request_id": "r", "data": {"task_id": "task_1"}})
    {'request_id': 'r', 'task_id': 'task_1'}
    >>> task_members({"tasks": [{"task_id": "task_1"}, {"task_id": "task_2"}]}) is None
    True
    """
    level, outer = [payload], dict[str, Any]()
    for _ in range(_DEPTH):
        objects = [node for node in map(_parsed_text, level) if isinstance(node, Mapping)]
        named = {task_id: node for node in objects if (task_id := task_id_of(node.get("task_id")))}
        if named:
            found = [node for task_id, node in named.items() if about in {None, task_id}]
            return {**outer, **found[0]} if len(found) == 1 else None
        for node in objects:
            outer |= {name: node[name] for name in _OUTER if node.get(name) is not None}
        level = [member for node in level for member in _children(node)][:_WIDTH]
    return None


def task_id_of(value: Any) -> str | None:
    """An id that can stand in a path: one printable word."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(text, str) or not 0 < len(text) <= _ID_LIMIT:
        return None
    return text if text.isprintable() and " " not in text and text.strip(".") else None


def _effective_status(payload: Any) -> int | None:
    status, task = status_in_body(payload), task_members(payload)
    if task and (status not in _ANOTHERS and task.get("status") in _UNDER_WAY):
        return None  # it is there, and may cost: the number is about how it went
    if status is not None or task:
        return status
    words = error_text(payload)
    return next((status for status, pattern in _EFFECTIVE if pattern.search(words)), None)


def _children(node: Any) -> Iterator[Any]:
    opened = _parsed_text(node)
    if isinstance(opened, Mapping):
        yield from (member for name, member in opened.items() if str(name).lower() not in _OTHERS)
    elif isinstance(opened, list):
        yield from opened


def _parsed_text(node: Any) -> Any:
    return parse_untrusted(node.encode(errors="replace")) if isinstance(node, str) and node[:1] in {"{", "["} else node
