"""What goes over the wire: the published answers, and errors in one shape."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from playground.sandbox.task import Media, Status, TaskRecord

_LISTS = {Media.IMAGE: "images", Media.VIDEO: "videos"}
_EVENT_IDS = {Status.QUEUED: 1, Status.PROCESSING: 2}
TERMINAL_EVENT_ID = 3


@dataclass(frozen=True, slots=True)
class InputError:
    """One thing wrong with an input: where it stands (property names and row numbers), and what it is in words."""

    path: tuple[str | int, ...]
    message: str


def task_json(task: TaskRecord, status: Status, files_url: str) -> dict[str, Any]:
    """A task as the service publishes it.

    Args:
        task: as it is stored.
        status: its state at the moment that is told.
        files_url: address of the folder of files, without a slash at its end.
    """
    answer: dict[str, Any] = {
        "request_id": task.request_id,
        "task_id": task.task_id,
        "status": status.value,
        "cost_estimate": float(task.cost),
    }
    if status.is_terminal:
        answer["cost_actual"] = float(task.cost_actual)
    if status is Status.FAILED:
        answer["error"] = {"message": task.reason, "type": "task_error", "code": "task_failed"}
    if status is Status.SUCCEEDED:
        urls = [{"url": f"{files_url}/{task.task_id}/{name}"} for name in task.files or ()]
        answer["output"] = {_LISTS[task.media]: urls}
    return answer


def event_id(status: Status) -> int:
    """The number of the event that tells of a state; every task has the same three at most."""
    return _EVENT_IDS.get(status, TERMINAL_EVENT_ID)


def error_json(message: str, *, kind: str, code: str, errors: Sequence[InputError] = ()) -> dict[str, Any]:
    """An error; with errors, the first one is named by `param` (dotted) and `path`, and all stand in `errors`."""
    error: dict[str, Any] = {"message": message, "type": kind, "code": code}
    if errors:
        error["param"] = ".".join(str(step) for step in errors[0].path)
        error["path"] = list(errors[0].path)
        error["errors"] = [{"path": list(one.path), "message": one.message} for one in errors]
    return {"error": error}
