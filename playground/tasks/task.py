"""What the service says of a task, in our types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any


class TaskStatus(StrEnum):
    """The five states that the service publishes, and no others."""

    QUEUED = "queued"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_terminal(self) -> bool:
        """Whether the task will never change again."""
        return self in _TERMINAL


_TERMINAL = frozenset({TaskStatus.SUCCEEDED, TaskStatus.FAILED, TaskStatus.CANCELLED})


class MediaKind(StrEnum):
    """What an output is, as far as the name of its list in the answer tells."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    TEXT = "text"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class RemoteOutput:
    """One result as the service names it: a `url` to fetch, or a `text` that is the result itself."""

    kind: MediaKind
    url: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """One task at the service.

    Attributes:
        task_id: the service's name for it.
        status: one of the five; an unknown word on the wire keeps the last known status and stands in `word`.
        request_id: what support asks for.
        cost_estimate: in the service's currency; None is unknown, never zero.
        cost_actual: as above.
        outputs: what came, in the service's order.
        reason: the service's own words for a failure.
        word: an unknown status word, as it came.
        received: the answer as JSON, for the page's details.
    """

    task_id: str
    status: TaskStatus
    request_id: str | None = None
    cost_estimate: Decimal | None = None
    cost_actual: Decimal | None = None
    outputs: tuple[RemoteOutput, ...] = ()
    reason: str | None = None
    word: str | None = None
    received: Mapping[str, Any] = field(default_factory=dict)
