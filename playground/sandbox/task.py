"""A task as it is stored, and its state at any moment.

The state is not stored but worked out from the start time, so that a restart, or another process on the same folder,
finds every task where it should be by now.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

_QUEUED = (0.6, 1.0)
_PROCESSING = {"image": (3.0, 6.0), "video": (7.0, 9.0)}
_SLOW = (30.0, 30.0)


class Media(StrEnum):
    """What a model makes."""

    IMAGE = "image"
    VIDEO = "video"


class Status(StrEnum):
    """The published words for a task's state."""

    QUEUED = "queued"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether the task will never change again."""
        return self in _TERMINAL


_TERMINAL = frozenset({Status.SUCCEEDED, Status.FAILED, Status.CANCELLED})


@dataclass(frozen=True, slots=True)
class Timing:
    """How long a task stays in its two passing states, in seconds."""

    queued_for: float
    processing_for: float


@dataclass(frozen=True, slots=True)
class TaskRecord:
    """One task.

    Attributes:
        token: the unguessable part of its files' names.
        input: what was asked, as it came; empty once nothing is left to do.
        created_at: seconds since the epoch.
        cost: the estimate.
        attempts: how often it was submitted with its idempotency key.
        cancelled_at: when it was cancelled, in seconds since the epoch.
        files: names of the finished files; None until all are there.
        reason: why it fails, in words; None where it does not.
    """

    task_id: str
    request_id: str
    token: str
    model: str
    media: Media
    input: Mapping[str, Any]
    created_at: float
    timing: Timing
    cost: Decimal
    attempts: int = 1
    cancelled_at: float | None = None
    files: tuple[str, ...] | None = None
    reason: str | None = None

    @property
    def is_settled(self) -> bool:
        """Whether nothing is left to do for it."""
        return self.files is not None or self.reason is not None or self.cancelled_at is not None

    @property
    def due_at(self) -> float:
        """When it should be ready, in seconds since the epoch."""
        return self.created_at + self.timing.queued_for + self.timing.processing_for

    def status_at(self, now: float) -> Status:
        """Its state at a moment; a clock that was set back counts as time gone by."""
        age = now - self.created_at
        if self.cancelled_at is not None:
            return Status.CANCELLED
        if 0 <= age < self.timing.queued_for:
            return Status.QUEUED
        if not self.is_settled or 0 <= age < self.due_at - self.created_at:
            return Status.PROCESSING
        return Status.FAILED if self.reason is not None else Status.SUCCEEDED

    @property
    def was_begun(self) -> bool:
        """Whether work on it began, once it is over: one that was cancelled may never have left the queue."""
        return self.cancelled_at is None or self.cancelled_at - self.created_at >= self.timing.queued_for

    @property
    def cost_actual(self) -> Decimal:
        """What it costs, once it is over: nothing when it failed, or was cancelled before work on it began."""
        is_free = self.cancelled_at is None and self.reason is not None
        return Decimal(0) if is_free or not self.was_begun else self.cost

    def next_change(self, now: float) -> float:
        """Seconds until its state may change by the passing of time alone; 0 when it is late."""
        ends = (self.created_at + self.timing.queued_for, self.due_at)
        return min((end - now for end in ends if end > now), default=0.0)


def choose_timing(task_id: str, media: Media, *, slow: bool, pace: float) -> Timing:
    """A believable time for each state, the same for the same task.

    Args:
        task_id: where the time within the usual range comes from.
        media: what it makes; clips take longer.
        slow: take half a minute.
        pace: factor on all times; 1 is believable, 0 is at once.
    """
    queue, work = (byte / 255 for byte in hashlib.sha256(task_id.encode()).digest()[:2])
    return Timing(pace * _between(_QUEUED, queue), pace * _between(_SLOW if slow else _PROCESSING[media], work))


def _between(ends: tuple[float, float], position: float) -> float:
    return ends[0] + (ends[1] - ends[0]) * position
