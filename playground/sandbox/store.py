"""Where the sandbox keeps its tasks."""

from __future__ import annotations

import hashlib
import json
import sqlite3
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from playground.sandbox.database import prepare, reading, writing
from playground.sandbox.task import Media, Status, TaskRecord, Timing


class ConflictError(Exception):
    """An idempotency key came again with another payload."""


Redact: TypeAlias = Callable[[str, Mapping[str, Any]], Mapping[str, Any]]
"""From a model and its input to what may lie on the disk of it."""


def unredacted(_model: str, given: Mapping[str, Any]) -> Mapping[str, Any]:
    """All of it: nothing is known to be a secret."""
    return given


@dataclass(frozen=True, slots=True)
class Submission:
    """Who asked: the bearer key's id, the idempotency key (None where there was none), the payload's fingerprint."""

    key_id: int
    idempotency_key: str | None
    fingerprint: str


class Store:
    """The tasks of one folder; safe to use from several threads and processes.

    What was asked is kept only until it is made, failed or cancelled, for it may hold an access code or the like.

    Args:
        folder: made where it is missing, for its owner alone.
        redact: takes the secrets out of an input of a model before it is kept.

    Raises:
        StorageError: the folder cannot be made or written.
    """

    def __init__(self, folder: Path, redact: Redact = unredacted) -> None:
        self._path = prepare(folder)
        self._redact = redact

    def submit(self, submission: Submission, task: TaskRecord) -> TaskRecord:
        """Keep a new task, or find the one that the same key and payload made before, with one attempt more.

        Raises:
            ConflictError: the idempotency key belongs to another payload.
        """
        with writing(self._path) as connection:
            found = connection.execute(
                "SELECT * FROM tasks WHERE key_id = ? AND idempotency_key = ?",
                (submission.key_id, submission.idempotency_key),
            ).fetchone()
            if found is None:
                _insert(connection, submission, task, self._redact(task.model, task.input))
                return task
            if found["fingerprint"] != submission.fingerprint:
                raise ConflictError
            connection.execute("UPDATE tasks SET attempts = attempts + 1 WHERE task_id = ?", (found["task_id"],))
            return _read(connection, found["task_id"])

    def find(self, task_id: str) -> TaskRecord:
        """The task of that id.

        Raises:
            KeyError: there is none.
        """
        with reading(self._path) as connection:
            return _read(connection, task_id)

    def settle(self, task_id: str, *, files: tuple[str, ...] | None = None, reason: str | None = None) -> TaskRecord:
        """Keep how a task ends. The first ending stays: later ones change nothing.

        Raises:
            KeyError: there is no such task.
        """
        with writing(self._path) as connection:
            connection.execute(
                "UPDATE tasks SET files = ?, reason = ?, input = '{}'"
                " WHERE task_id = ? AND files IS NULL AND reason IS NULL",
                (None if files is None else json.dumps(files), reason, task_id),
            )
            return _read(connection, task_id)

    def cancel(self, task_id: str) -> tuple[TaskRecord, bool]:
        """Cancel a task that is not over; False beside it where it had ended in another way.

        Raises:
            KeyError: there is no such task.
        """
        with writing(self._path) as connection:
            now = time.time()
            status = _read(connection, task_id).status_at(now)
            if not status.is_terminal:
                connection.execute("UPDATE tasks SET cancelled_at = ?, input = '{}' WHERE task_id = ?", (now, task_id))
            return _read(connection, task_id), not status.is_terminal or status is Status.CANCELLED


def fingerprint(payload: Any) -> str:
    """The same for two payloads exactly when they are the same JSON: order and spelling (1 or 1.0) do not count."""
    return hashlib.sha256(json.dumps(_plain(payload), sort_keys=True).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _insert(connection: sqlite3.Connection, submission: Submission, task: TaskRecord, kept: Mapping[str, Any]) -> None:
    connection.execute(
        "INSERT INTO tasks (task_id, request_id, token, key_id, idempotency_key, fingerprint, model, media, input,"
        " created_at, queued_for, processing_for, cost, attempts, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            task.task_id,
            task.request_id,
            task.token,
            submission.key_id,
            submission.idempotency_key,
            submission.fingerprint,
            task.model,
            task.media,
            json.dumps({} if task.is_settled else kept),
            task.created_at,
            task.timing.queued_for,
            task.timing.processing_for,
            str(task.cost),
            task.attempts,
            task.reason,
        ),
    )


def _read(connection: sqlite3.Connection, task_id: str) -> TaskRecord:
    row = connection.execute("SELECT * FROM tasks WHERE task_id = ?", (task_id,)).fetchone()
    if row is None:
        raise KeyError(task_id)
    return TaskRecord(
        task_id=row["task_id"],
        request_id=row["request_id"],
        token=row["token"],
        model=row["model"],
        media=Media(row["media"]),
        input=json.loads(row["input"]),
        created_at=row["created_at"],
        timing=Timing(row["queued_for"], row["processing_for"]),
        cost=Decimal(row["cost"]),
        attempts=row["attempts"],
        cancelled_at=row["cancelled_at"],
        files=None if row["files"] is None else tuple(json.loads(row["files"])),
        reason=row["reason"],
    )
