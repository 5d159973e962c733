"""What the service says of a task, in our types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
        queue_position: its place in the service's queue, as far as it tells one; it counts as the service does.
        word: an unknown status word, as it came; empty where the answer held none.
        received: the answer as JSON, for the page's details; not compared, since a timestamp in it is no change.
    """

    task_id: str
    status: TaskStatus
    request_id: str | None = None
    cost_estimate: Decimal | None = None
    cost_actual: Decimal | None = None
    outputs: tuple[RemoteOutput, ...] = ()
    reason: str | None = None
    queue_position: int | None = None
    word: str | None = None
    received: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_bare_success(self) -> bool:
        """Whether it is said to have succeeded without a word of results: an answer's short form, or all there is."""
        return self.status is TaskStatus.SUCCEEDED and not self.outputs


def advance(task: Task, update: Task) -> Task:
    """What is known of a task after an update: the one way in which a task changes.

    Terminal states absorb, an unknown word moves nothing, what the update leaves out stays known, and an update about
    another task is none.

    >>> queued = Task("task_1", TaskStatus.QUEUED, cost_estimate=Decimal("0.05"))
    >>> done = advance(queued, Task("task_1", TaskStatus.SUCCEEDED))
    >>> done.status.value, done.cost_estimate
    ('succeeded', Decimal('0.05'))
    >>> advance(done, Task("task_1", TaskStatus.FAILED)) is done
    True
    """
    if task.status.is_terminal or update.task_id != task.task_id:
        return task
    return replace(
        update,
        status=update.status if update.word is None else task.status,
        request_id=update.request_id or task.request_id,
        cost_estimate=task.cost_estimate if update.cost_estimate is None else update.cost_estimate,
        cost_actual=task.cost_actual if update.cost_actual is None else update.cost_actual,
        outputs=update.outputs or task.outputs,
        reason=update.reason or task.reason,
        received=update.received or task.received,
    )
