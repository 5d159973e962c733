"""How a run changes: always by `apply_update`. A run that has ended takes no further update but late results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final, TypeAlias, TypeVar

from playground.runs.masking import masked_body, redacted, secrets_in
from playground.runs.run import Notice, Output, Run, RunStatus
from playground.tasks.merging import without_inline_data
from playground.tasks.problem import Problem
from playground.tasks.task import RemoteOutput, Task, TaskStatus, advance
from playground.tasks.wire import problem_of


@dataclass(frozen=True, slots=True)
class Sending:
    """The body is sent now, perhaps once more, always under the same key.

    Attributes:
        restarts_window: a person wants it sent although the service may have forgotten the key: the 15 minutes of
            `recovery.RESEND_WITHIN` begin again.
        account: at the first send, whose account it is for.
    """

    restarts_window: bool = False
    account: str | None = None


@dataclass(frozen=True, slots=True)
class WatchAgain:
    """An unconfirmed run whose task is known is to be watched again."""


@dataclass(frozen=True, slots=True)
class RunOutcome:
    """How the run ended, or why it rests, where that is not the task's own state; `notice` adds a sentence."""

    status: RunStatus
    problem: Problem | None = None
    notice: Notice | None = None


@dataclass(frozen=True, slots=True)
class OutputsListed:
    """The results of a task that has succeeded, listed once more: no fewer than before, each at its old position."""

    outputs: tuple[RemoteOutput, ...]


Update: TypeAlias = Sending | WatchAgain | RunOutcome | Task | Output | OutputsListed | Notice | None
"""What can happen to a run: a `Task` is the service's word, an `Output` one result, None clears the notice."""

TRANSITIONS: Final[Mapping[RunStatus, frozenset[RunStatus]]] = MappingProxyType(
    {
        RunStatus.PREPARED: frozenset({RunStatus.SENT, RunStatus.REFUSED}),
        RunStatus.SENT: frozenset(RunStatus) - {RunStatus.PREPARED, RunStatus.ABANDONED},
        RunStatus.ACCEPTED: frozenset(
            {
                RunStatus.ACCEPTED,
                RunStatus.SUCCEEDED,
                RunStatus.FAILED,
                RunStatus.CANCELLED,
                RunStatus.UNCONFIRMED,
            },
        ),
        RunStatus.UNCONFIRMED: frozenset(RunStatus) - {RunStatus.PREPARED},
    },
)
"""Which states may follow which; from those not listed nothing follows."""

_Said = TypeVar("_Said", Task, Problem, Output, RemoteOutput)

_ENDINGS = MappingProxyType(
    {
        TaskStatus.SUCCEEDED: RunStatus.SUCCEEDED,
        TaskStatus.FAILED: RunStatus.FAILED,
        TaskStatus.CANCELLED: RunStatus.CANCELLED,
    },
)


def apply_update(run: Run, update: Update, now: float) -> Run:
    """The run after `update`; the same run where its state does not allow it.

    Args:
        run: as it stands.
        update: what happened.
        now: Unix seconds. A clock that was set back never makes a step earlier than the one before.
    """
    if run.status.is_terminal and not isinstance(update, Output | OutputsListed | Notice | None):
        return _with_late_outputs(run, update)
    changed = _apply(run, update, now)
    if changed.status is not run.status and changed.status not in TRANSITIONS.get(run.status, frozenset()):
        return run
    return _mask_if_ended(run, _add_step(run, _without_secrets(changed), now), now)


def _apply(run: Run, update: Update, now: float) -> Run:
    match update:
        case Notice() | None:
            return replace(run, notice=update)
        case Output() | OutputsListed():
            return _with_output(run, update) if isinstance(update, Output) else _with_list(run, update)
        case Sending():
            sent_at = now if run.sent_at is None or update.restarts_window else run.sent_at
            account = update.account if run.sent_at is None else run.account
            return replace(run, status=RunStatus.SENT, sent_at=sent_at, account=account, problem=None, notice=None)
        case WatchAgain():
            return replace(run, status=RunStatus.ACCEPTED, problem=None, notice=None)
        case RunOutcome():
            return replace(run, status=update.status, problem=update.problem, notice=update.notice)
        case Task():
            return _with_task(run, update)


def _with_task(run: Run, update: Task) -> Run:
    task = update if run.task is None else advance(run.task, update)
    ending = _ENDINGS.get(task.status, RunStatus.ACCEPTED)
    if ending is RunStatus.SUCCEEDED and not task.is_bare_success:
        ending = RunStatus.ACCEPTED  # paid for, and not here yet: it has succeeded when its results are kept
    return replace(run, status=ending, task=task, problem=problem_of(task), notice=None)


def _with_late_outputs(run: Run, update: Update) -> Run:
    """A run that is over stays as it is, but for the results of a success that named none at first."""
    task = run.task
    if not isinstance(update, Task) or task is None or run.status is not RunStatus.SUCCEEDED:
        return run
    if not task.is_bare_success or not update.outputs or update.task_id != task.task_id:
        return run
    task = replace(task, outputs=update.outputs, received=update.received)
    return _without_secrets(replace(run, task=task, problem=None))


def _with_output(run: Run, output: Output) -> Run:
    if run.task is None or run.task.status is not TaskStatus.SUCCEEDED:
        return run
    others = tuple(other for other in run.outputs if other.index != output.index)
    outputs = tuple(sorted((*others, output), key=lambda one: one.index))
    status = RunStatus.SUCCEEDED if len(outputs) == len(run.task.outputs) else run.status
    problem = next((one.problem for one in outputs if one.problem), None)
    here = {one.index for one in outputs if one.problem is None}
    remotes = tuple(without_inline_data(one) if index in here else one for index, one in enumerate(run.remotes))
    task = replace(run.task, outputs=remotes)
    return replace(run, status=status, task=task, outputs=outputs, problem=problem, notice=None)


def _with_list(run: Run, listed: OutputsListed) -> Run:
    if run.task is None or run.task.status is not TaskStatus.SUCCEEDED or len(listed.outputs) < len(run.remotes):
        return run
    return replace(run, task=replace(run.task, outputs=listed.outputs))


def _add_step(before: Run, after: Run, now: float) -> Run:
    if after.steps and after.word == before.word:
        return after
    last = after.steps[-1][0] if after.steps else 0.0
    return replace(after, steps=(*after.steps, (max(last, now - after.created_at), after.word)))


def _mask_if_ended(before: Run, after: Run, now: float) -> Run:
    if before.status.is_terminal or not after.status.is_terminal:
        return after
    return replace(after, ended_at=now, body=masked_body(after.body, after.secrets))


def _without_secrets(run: Run) -> Run:
    """The run without a secret in what the service said: it may repeat what it was sent."""
    secrets = secrets_in(run.body, run.secrets)
    if not secrets:
        return run
    task, problem = run.task, run.problem
    if task:
        texts = tuple(_redacted(remote, secrets, "text") for remote in task.outputs)
        task = replace(_redacted(task, secrets, "request_id", "reason", "word", "received"), outputs=texts)
    if problem:
        params = {name: redacted(value, secrets) for name, value in problem.params.items()}
        problem = replace(_redacted(problem, secrets, "request_id", "said"), params=params)
    outputs = tuple(_redacted(output, secrets, "text") for output in run.outputs)
    return replace(run, task=task, problem=problem, outputs=outputs)


def _redacted(said: _Said, secrets: frozenset[str], *names: str) -> _Said:
    return replace(said, **{name: redacted(getattr(said, name), secrets) for name in names})
