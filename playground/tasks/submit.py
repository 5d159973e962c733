"""Sending a task so that it is never paid for twice: every try is the same bytes under the same key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import TypeAlias

from playground.tasks.client import Answer, NoAnswer, TaskClient
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.refusals import INPUT_REFUSED, TOO_EARLY, parse_problem, retry_after
from playground.tasks.task import Task, TaskStatus
from playground.tasks.wire import named_task, parse_task

TRIES = 4
LONGEST_ASKED_WAIT = 120.0
"""Seconds: whoever asks for more gets no further try by itself."""

_TOO_EARLY_WAIT = 1.0
_MOVED = frozenset({301, 307, 308})
"""Redirects that say "not here": nothing was done. After any other the task may well exist."""


@dataclass(frozen=True, slots=True)
class Retry:
    """What the client is about to do by itself: `code` keys a sentence (`notice.…`), `wait` is in seconds."""

    code: str
    wait: float | None = None


@dataclass(frozen=True, slots=True)
class Accepted:
    """The service has the task."""

    task: Task


@dataclass(frozen=True, slots=True)
class Refused:
    """The service has no such task and nothing is charged."""

    problem: Problem


@dataclass(frozen=True, slots=True)
class Unconfirmed:
    """Perhaps the service has the task: only the same bytes under the same key may be sent again."""

    problem: Problem


Outcome: TypeAlias = Accepted | Refused | Unconfirmed


class _Doubt(IntEnum):
    """Whether the tries so far may have made the task; what is doubted more weighs more."""

    NONE = 0
    TOLD = 1
    """The service answered that something went wrong: a no to the same input says that it had never taken it."""
    LOST = 2
    """Its answer is not known and may have been a yes: no later no takes that back."""


@dataclass(frozen=True, slots=True)
class _Again:
    """Another try may help.

    Attributes:
        notice: sentence to say meanwhile.
        problem: what it comes to when there is no further try.
        doubt: whether this try may have made the task.
        asked: seconds that the service asks to wait; None takes the usual wait.
        tries: how often this may happen.
    """

    notice: str
    problem: Problem
    doubt: _Doubt
    asked: float | None = None
    tries: int = TRIES


async def submit(
    client: TaskClient,
    body: bytes,
    key: str,
    *,
    notify: Callable[[Retry], None],
    clock: Clock = CLOCK,
    sent_before: bool = False,
) -> Outcome:
    """Sends a task until the service has answered for it, at most 4 times, about 0, 2, 6 and 14 s in.

    Args:
        client: for the service that the task is meant for.
        body: the exact bytes, the same on every try and after every restart.
        key: the idempotency key, just so.
        notify: is told before each wait.
        clock: times the waits.
        sent_before: the same was sent before this call, so that the service may have the task already.
    """
    doubt = _Doubt.LOST if sent_before else _Doubt.NONE
    backoffs = 0
    seen: list[str] = []
    while True:
        verdict = _judge(await client.submit_once(body, key))
        if isinstance(verdict, Accepted):
            return Accepted(_not_over_yet(verdict.task))
        if isinstance(verdict, Refused):
            return verdict if doubt <= _settled_by(verdict.problem) else _in_doubt(verdict.problem)
        doubt = max(doubt, verdict.doubt)
        seen.append(verdict.notice)
        if len(seen) == TRIES or seen.count(verdict.notice) == verdict.tries:
            return _given_up(verdict, doubt)
        wait = verdict.asked
        if wait is None:
            wait = backoff(backoffs, clock)
            backoffs += 1
        notify(Retry(verdict.notice, wait))
        await clock.sleep(wait)


def backoff(count: int, clock: Clock) -> float:
    """Seconds to wait before the next try, after `count` waits before this one: 2, 4, 8, …, up to a quarter less."""
    return float(2 * 2**count * clock.uniform(0.75, 1))


def _judge(answer: Answer | NoAnswer) -> Accepted | Refused | _Again:
    """What one try came to."""
    if isinstance(answer, NoAnswer):
        return _judge_silence(answer)
    if answer.is_success:
        task = parse_task(answer.payload)
        return _garbled(answer) if task is None else Accepted(task)
    return _judge_no(answer)


def _judge_no(answer: Answer) -> Accepted | Refused | _Again:
    problem = parse_problem(answer.status, answer.headers, answer.body)
    asked = retry_after(answer.headers)
    bearable = asked if asked is not None and asked <= LONGEST_ASKED_WAIT else None
    match problem.code:
        case ProblemCode.CONFLICT:
            named = named_task(answer.payload)
            return Accepted(named) if named else _Again("notice.retry_conflict", problem, _Doubt.TOLD)
        case ProblemCode.RATE_LIMIT if answer.status == TOO_EARLY:
            return _Again("notice.retry_early", problem, _Doubt.NONE, asked=_TOO_EARLY_WAIT, tries=2)
        case ProblemCode.SERVICE_DOWN:
            return _Again("notice.retry_down", problem, _Doubt.TOLD, asked=bearable)
        case ProblemCode.RATE_LIMIT if asked is None or bearable is not None:
            return _Again("notice.retry_busy", problem, _Doubt.NONE, asked=bearable)
        case ProblemCode.NOT_REACHABLE if answer.status not in _MOVED:
            return _garbled(answer)
        case _:
            return Refused(problem)


def _judge_silence(silence: NoAnswer) -> Refused | _Again:
    if silence.arrived:
        return _Again("notice.retry_lost", Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN), _Doubt.LOST)
    problem = Problem(ProblemCode.NOT_REACHABLE, Charged.NO)
    if silence.is_certificate:
        return Refused(problem)
    return _Again("notice.retry_unreachable", problem, _Doubt.NONE)


def _garbled(answer: Answer) -> _Again:
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, figures={"status": answer.status})
    return _Again("notice.retry_garbled", problem, _Doubt.LOST)


def _not_over_yet(task: Task) -> Task:
    """A repeated submit may answer "succeeded" in the short form, without results: only a poll ends such a task."""
    return replace(task, status=TaskStatus.PROCESSING) if task.is_bare_success else task


def _given_up(last: _Again, doubt: _Doubt) -> Refused | Unconfirmed:
    if last.doubt:
        return Unconfirmed(last.problem)
    return _in_doubt(last.problem) if doubt else Refused(last.problem)


def _in_doubt(problem: Problem) -> Unconfirmed:
    """A no to this try says nothing of an earlier one."""
    return Unconfirmed(replace(problem, code=ProblemCode.UNCONFIRMED, charged=Charged.UNKNOWN))


def _settled_by(problem: Problem) -> _Doubt:
    """How much doubt a no settles: where it is about the bytes themselves, it holds for the earlier tries as well.

    Unless one of them may have been a yes: that a service looks at the input before the key proves nothing of it.
    """
    return _Doubt.TOLD if problem.figures.get("status") in INPUT_REFUSED else _Doubt.NONE
