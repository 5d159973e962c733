"""Sending a task so that it is never paid for twice: every try is the same bytes under the same key."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from playground.tasks.api_errors import (
    LONGEST_RETRY_AFTER,
    PROXY_REFUSED,
    TOO_EARLY,
    message_of,
    parse_problem,
    retry_after,
    says_key_was_used,
)
from playground.tasks.client import TaskClient, TooLateError
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.envelope import with_effective_status
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.responses import ApiResponse, NoResponse, parse_off_loop
from playground.tasks.task import Task, TaskStatus
from playground.tasks.wire import parse_task

TRIES = 4
_TOO_EARLY_WAIT = 1.0
_NOT_HERE = frozenset({301, 307, 308, PROXY_REFUSED})
"""Nothing was done: the service is elsewhere, or behind a proxy. After any other redirect the task may well exist."""


@dataclass(frozen=True, slots=True)
class RetryNotice:
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


SubmitOutcome: TypeAlias = Accepted | Refused | Unconfirmed


@dataclass(frozen=True, slots=True)
class _NamedTask:
    """A conflict over our own key that names the task; if that proves to be another's, it comes to `otherwise`."""

    task: Task
    otherwise: _TryAgain


@dataclass(frozen=True, slots=True)
class _TryAgain:
    """Another try may help.

    Attributes:
        notice: sentence to say meanwhile.
        problem: what it comes to when there is no further try.
        doubt: whether this try may have made the task: then no later no takes that back.
        asked: seconds that the service asks to wait; None takes the usual wait.
        tries: how often this may happen.
    """

    notice: str
    problem: Problem
    doubt: bool
    asked: float | None = None
    tries: int = TRIES


async def submit(
    client: TaskClient,
    body: bytes,
    key: str,
    *,
    notify: Callable[[RetryNotice], None],
    clock: Clock = CLOCK,
    sent_before: bool = False,
    may_send: Callable[[], Awaitable[bool]] | None = None,
    may_leave: Callable[[], bool] | None = None,
    is_another_runs: Callable[[str], Awaitable[bool]] | None = None,
) -> SubmitOutcome:
    """Sends a task until the service has answered for it, at most 4 times, about 0, 2, 6 and 14 s in.

    Doubt stays: once a try may have made the task, no refusal of a later one says that nothing was charged.

    Args:
        client: for the service that the task is meant for.
        body: the exact bytes, the same on every try and after every restart.
        key: the idempotency key, just so.
        notify: is told before each wait.
        clock: times the waits.
        sent_before: the same was sent before this call, so that the service may have the task already.
        may_send: asked right before each try; where it says no, as when the key is too old by now, there is none.
        may_leave: whether that answer still holds, asked when the bytes are about to leave; where it does not,
            `may_send` is asked once more.
        is_another_runs: whether a task of that id is known to be that of another key: a conflict that names it is about
            somebody else's.
    """
    doubt = sent_before
    backoffs = 0
    seen: list[_TryAgain] = []
    while may_send is None or await may_send():
        try:
            response = await client.submit_once(body, key, may_leave=may_leave)
        except TooLateError:  # nothing of it is at the service, so that it was no try
            continue
        result = await parse_off_loop(response, partial(_classify, response, key))
        if isinstance(result, _NamedTask):
            is_ours = is_another_runs is None or not await is_another_runs(result.task.task_id)
            result = Accepted(result.task) if is_ours else result.otherwise
        if isinstance(result, Accepted):
            return Accepted(_without_bare_success(result.task))
        if isinstance(result, Refused):
            return _keep_doubt(result.problem) if doubt else result
        doubt = doubt or result.doubt
        seen.append(result)
        alike = [again for again in seen if again.notice == result.notice]
        if len(seen) == TRIES or len(alike) == result.tries:
            break
        wait = result.asked
        if wait is None:
            wait = backoff(backoffs, clock)
            backoffs += 1
        notify(RetryNotice(result.notice, wait))
        await clock.sleep(wait)
    return _final_outcome(seen[-1] if seen else None, doubt=doubt)


def backoff(count: int, clock: Clock) -> float:
    """Seconds to wait before the next try, after `count` waits before this one: 2, 4, 8, …, up to a quarter less."""
    return float(2 * 2**count * clock.uniform(0.75, 1))


def _classify(response: ApiResponse | NoResponse, key: str) -> Accepted | Refused | _NamedTask | _TryAgain:
    """What one try came to."""
    if isinstance(response, NoResponse):
        return _classify_no_response(response)
    response = with_effective_status(response)
    if response.is_success:
        task = parse_task(response.payload)
        return _unreadable(response) if task is None else Accepted(task)
    return _classify_error(response, key)


def _classify_error(response: ApiResponse, key: str) -> Refused | _NamedTask | _TryAgain:
    problem = parse_problem(response.status, response.headers, response.body)
    asked = retry_after(response.headers)
    bearable = asked if asked is not None and asked <= LONGEST_RETRY_AFTER else None
    match problem.code:
        case ProblemCode.CONFLICT:
            again = _TryAgain("notice.retry_conflict", problem, doubt=True)
            named = parse_task(response.payload) if says_key_was_used(response.payload, key) else None
            return _NamedTask(named, again) if named else again
        case ProblemCode.RATE_LIMIT if response.status == TOO_EARLY:
            return _TryAgain("notice.retry_early", problem, doubt=False, asked=_TOO_EARLY_WAIT, tries=2)
        case ProblemCode.SERVICE_DOWN:
            tries = 1 if bearable is None and asked is not None else TRIES
            return _TryAgain("notice.retry_down", problem, doubt=True, asked=bearable, tries=tries)
        case ProblemCode.RATE_LIMIT if asked is None or bearable is not None:
            return _TryAgain("notice.retry_busy", problem, doubt=False, asked=bearable)
        case ProblemCode.NOT_REACHABLE if response.status not in _NOT_HERE:
            return _unreadable(response)
        case _:
            return Refused(problem)


def _classify_no_response(failure: NoResponse) -> Refused | _TryAgain:
    if failure.arrived:
        return _TryAgain("notice.retry_lost", Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN), doubt=True)
    params = {"reason": "proxy"} if failure.is_proxy else {}
    problem = Problem(ProblemCode.NOT_REACHABLE, Charged.NO, params=params)
    if failure.is_certificate:
        return Refused(problem)
    return _TryAgain("notice.retry_unreachable", problem, doubt=False)


def _unreadable(response: ApiResponse) -> _TryAgain:
    params = {"status": response.status}
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, said=message_of(response.payload), params=params)
    return _TryAgain("notice.retry_garbled", problem, doubt=True)


def _without_bare_success(task: Task) -> Task:
    """A repeated submit may answer "succeeded" in the short form, without results: only a poll ends such a task."""
    return replace(task, status=TaskStatus.PROCESSING) if task.is_bare_success else task


def _final_outcome(last: _TryAgain | None, *, doubt: bool) -> Refused | Unconfirmed:
    if last is None:
        code = ProblemCode.UNCONFIRMED if doubt else ProblemCode.CANCELLED
        problem = Problem(code, Charged.UNKNOWN if doubt else Charged.NO)
        return Unconfirmed(problem) if doubt else Refused(problem)
    if last.doubt:
        return Unconfirmed(last.problem)
    return _keep_doubt(last.problem) if doubt else Refused(last.problem)


def _keep_doubt(problem: Problem) -> Unconfirmed:
    """A no to this try says nothing of an earlier one."""
    params = {name: value for name, value in problem.params.items() if name != "reason"}
    return Unconfirmed(replace(problem, code=ProblemCode.UNCONFIRMED, charged=Charged.UNKNOWN, params=params))
