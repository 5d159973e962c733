"""A run: one click, one idempotency key, one body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any

from playground.form.fields import Path
from playground.tasks.problem import Problem
from playground.tasks.task import MediaKind, RemoteOutput, Task, TaskStatus


class RunStatus(StrEnum):
    """Where a run stands: `PREPARED → SENT → ACCEPTED → SUCCEEDED | FAILED | CANCELLED`, and three beside them."""

    PREPARED = "prepared"
    SENT = "sent"
    ACCEPTED = "accepted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # the service said no, or nothing was ever sent: not charged
    UNCONFIRMED = "unconfirmed"  # perhaps accepted, no answer: a person decides
    ABANDONED = "abandoned"  # a person let an unconfirmed one go

    @property
    def is_terminal(self) -> bool:
        """Whether nothing more will happen to the run by itself or by a person."""
        return self in _TERMINAL

    @property
    def is_active(self) -> bool:
        """Whether a worker has something to do for it."""
        return self in {RunStatus.PREPARED, RunStatus.SENT, RunStatus.ACCEPTED}


_TERMINAL = frozenset(
    {RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED, RunStatus.REFUSED, RunStatus.ABANDONED},
)


@dataclass(frozen=True, slots=True)
class Output:
    """One result of a run, kept on this machine.

    Attributes:
        index: position among the run's outputs, from 0.
        kind: picture, clip, sound, text or other file.
        name: file name below the run's results folder; None while it could not be fetched.
        media_type: sniffed from the bytes, e.g. `image/png`.
        size: bytes.
        width: pixels, where known.
        height: pixels, where known.
        text: the result itself where it is text.
        problem: why it could not be fetched: paid, and "try again" sends no new task.
    """

    index: int
    kind: MediaKind
    name: str | None = None
    media_type: str | None = None
    size: int | None = None
    width: int | None = None
    height: int | None = None
    text: str | None = None
    problem: Problem | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """A word on what the runner is doing meanwhile, e.g. trying again; gone with the next change.

    `code` keys a sentence in `playground.texts` (`notice.retry_busy`, `notice.paused_key`, …); `wait` is in seconds.
    """

    code: str
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What one click asked for.

    Attributes:
        run_id: ours, unguessable.
        person: whose it is: the id in the browser's cookie, until somebody signs in.
        model: slug.
        service: base URL it was made for, `sandbox` for the embedded one.
        key: idempotency key, UUIDv4.
        body: the exact bytes that are sent, the same on every try; once the run has ended, with its secrets masked.
        form_input: the input as the form held it, uploads by their stored name, secrets masked.
        status: see `RunStatus`.
        created_at: Unix seconds.
        sent_at: Unix seconds of the first send.
        ended_at: Unix seconds.
        task: what the service last said.
        outputs: what was fetched, in order; partly filled while fetching.
        problem: what ended or troubles it.
        notice: what the runner is doing meanwhile.
        steps: `(seconds since created, status word)`, changes only.
        secrets: where in the input a secret stands.
        expected: what it was expected to cost when it was asked for, as far as anything was known.
        account: tells for which key of the service it was made (`recovery.account_of`); None where that is not known.
        own_key: names the key that its person brought for it; None where it is this server's.
        fence: counts how often it has changed its owner: a process that lost it knows an older number.
        price_of: what its price depends on, as `playground.runs.price.price_of`; None while that is not worked out.
        price_unit: the same but for the number of results, as `playground.runs.price.unit_of`.
        price_count: that number.
    """

    run_id: str
    person: str
    model: str
    service: str
    key: str
    body: bytes
    form_input: Mapping[str, Any]
    status: RunStatus
    created_at: float
    sent_at: float | None = None
    ended_at: float | None = None
    task: Task | None = None
    outputs: tuple[Output, ...] = ()
    problem: Problem | None = None
    notice: Notice | None = None
    steps: tuple[tuple[float, str], ...] = ()
    secrets: tuple[Path, ...] = ()
    expected: Decimal | None = None
    price_of: str | None = None
    price_unit: str | None = None
    price_count: int | None = None
    account: str | None = None
    own_key: str | None = None
    fence: int = field(default=0, compare=False)

    @property
    def word(self) -> str:
        """The state in the words of `run --json`: `submitting`, the task's five, `refused`, `unconfirmed`.

        `succeeded` is said once the results are here: until then an accepted run is at most `processing`.
        """
        if self.status is RunStatus.ACCEPTED and self.task is not None:
            return (TaskStatus.PROCESSING if self.task.status.is_terminal else self.task.status).value
        return _WORDS.get(self.status, self.status.value)

    @property
    def remotes(self) -> tuple[RemoteOutput, ...]:
        """The results as the service names them."""
        return self.task.outputs if self.task else ()

    @property
    def missing(self) -> tuple[int, ...]:
        """Positions of the results that the service has and this machine has not."""
        here = {output.index for output in self.outputs if output.problem is None}
        return tuple(index for index in range(len(self.remotes)) if index not in here)

    @property
    def lacks_results(self) -> bool:
        """Whether it succeeded, and something of it is missing: some results, or as yet any word of them."""
        return self.status is RunStatus.SUCCEEDED and (bool(self.missing) or not self.remotes)

    @property
    def cost_estimate(self) -> Decimal | None:
        """What the service expects to charge; None is unknown."""
        return self.task.cost_estimate if self.task else None

    @property
    def cost_actual(self) -> Decimal | None:
        """What the service says it charged; None is unknown."""
        return self.task.cost_actual if self.task else None

    @property
    def price(self) -> Decimal | None:
        """What it cost, else what the service expected it to, once it succeeded; None is unknown."""
        if self.status is not RunStatus.SUCCEEDED:
            return None
        return self.cost_estimate if self.cost_actual is None else self.cost_actual


_WORDS = {RunStatus.PREPARED: "submitting", RunStatus.SENT: "submitting", RunStatus.ACCEPTED: "queued"}
