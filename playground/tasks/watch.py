"""Waiting for a task: its changes as they come, soon enough to feel instant and seldom enough to be polite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

from playground.metrics import POLL_LATENESS, POLLS
from playground.tasks.api_errors import (
    KEY_REFUSED,
    LONGEST_RETRY_AFTER,
    PROXY_REFUSED,
    RATE_LIMITED,
    SERVER_TROUBLE,
    retry_after,
)
from playground.tasks.client import TaskClient
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.envelope import with_effective_status
from playground.tasks.events import Channel, stream_events
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.rate_limiter import RateLimiter
from playground.tasks.responses import ApiResponse, NoResponse, parse_off_loop
from playground.tasks.submit import RetryNotice
from playground.tasks.task import Task, TaskStatus, advance
from playground.tasks.wire import parse_task

# Seconds, where nothing else is said.
FIRST_POLL: Final = 0.5
SHORTEST_POLL: Final = 0.25
LATENESS: Final = 0.08
"""By what part of its age the end of a task may be seen too late: that is the pause between two polls."""
BACKSTOP: Final = 15.0
"""Between two polls while events come."""
LONG_AFTER: Final = 30 * 60.0
LONG_POLL: Final = 5 * 60.0
"""Between two polls of a task that is older than `LONG_AFTER`."""
GIVE_UP_AFTER: Final = 24 * 3600.0

_MISSING: Final = frozenset({404, 410})
_LAG: Final = 30.0
"""After its acceptance a service may not find the task yet."""
_MISSING_LIMIT: Final = 5
"""Polls in a row that find no such task, before that is believed."""
_MOST_EMPTY_SUCCESSES: Final = 3
"""Polls that tell of a success without results, before that is believed."""
_KEY_PAUSE: Final = 30.0
_UNREACHABLE_PAUSE: Final = 30.0
_TOO_LARGE_PAUSE: Final = 60.0
_ORDER: Final = {TaskStatus.QUEUED: 0, TaskStatus.PROCESSING: 1}


@dataclass(frozen=True, slots=True)
class Lost:
    """The end of a watch without an end of the task: it may still run, and may be charged."""

    problem: Problem


@dataclass(slots=True)
class _WatchState:
    """How one watch has gone so far; times are the clock's monotonic seconds.

    Attributes:
        accepted: when the service took the task.
        polled: when the last poll was answered, at first the start of the watch.
        due: when the next one is, or was, to be sent.
        polls: how many there were.
        missing: polls in a row, after the first half minute, for which there was no such task.
        unreachable: polls in a row that found no service.
        doubts: polls since an event claimed an end; grows until a poll finds one.
        empty_successes: polls that told of a success without results, and were not believed.
        shortest_pause: seconds that the last answer makes us wait at least.
        notice: what was said last of trouble.
        is_long: whether it was said that this takes long.
    """

    accepted: float
    polled: float
    due: float = 0.0
    polls: int = 0
    missing: int = 0
    unreachable: int = 0
    doubts: int = 0
    empty_successes: int = 0
    shortest_pause: float = 0.0
    notice: RetryNotice | None = None
    is_long: bool = False

    @property
    def age(self) -> float:
        """Seconds from the task's acceptance to the last poll."""
        return self.polled - self.accepted


async def watch(
    client: TaskClient,
    task: Task,
    *,
    notify: Callable[[RetryNotice], None],
    rate_limiter: RateLimiter,
    clock: Clock = CLOCK,
    accepted_at: float | None = None,
) -> AsyncGenerator[Task | Lost, None]:
    """The changes of a task: of status, unknown word, costs, results; the last is terminal, or `Lost`.

    Events are asked for first; a poll confirms the end that they tell of. Without them the first poll comes after
    0.5 s, the next ones after 8% of the task's age, at least 0.25 s; with them every 15 s. Past 30 minutes polls come
    every 5 minutes, and the watch is given up after a day.

    Args:
        client: for the service that has the task.
        task: as it is known; not repeated. A terminal one ends the watch at once.
        notify: is told of trouble, of its end (`notice.recovered`), and once that it takes long.
        rate_limiter: shared by all watches of that service in this process.
        clock: times the waits.
        accepted_at: Unix seconds at which the service took the task, where that was in an earlier process.
    """
    if task.status.is_terminal:
        return
    now = clock.monotonic()
    channel, state = Channel(), _WatchState(accepted=now - _age(accepted_at, clock), polled=now)
    listener = asyncio.create_task(stream_events(client, task.task_id, channel, clock=clock))
    try:
        while not task.status.is_terminal:
            hint = await _hint_before_poll(task, channel, state, clock)
            if hint is not None:
                task = advance(task, hint)
                yield task
                continue
            await rate_limiter.acquire()
            POLL_LATENESS.observe(max(0.0, clock.monotonic() - state.due))
            response = await client.fetch(task.task_id)
            POLLS.labels(_answer_of(response)).inc()
            state.polled = clock.monotonic()
            update = _doubt_empty_success(await parse_off_loop(response, partial(_task_in, response, task)), state)
            if update is None and isinstance(response, ApiResponse):
                response = await parse_off_loop(response, partial(with_effective_status, response))
            if update is not None and (newer := advance(task, update)) != task:
                task = newer
                yield task
            if not task.status.is_terminal:
                _record_poll(response, state, rate_limiter, notify, is_good=update is not None)
                if (problem := _reason_to_stop(state, task)) is not None:
                    yield Lost(problem)
                    return
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


async def _hint_before_poll(task: Task, channel: Channel, state: _WatchState, clock: Clock) -> Task | None:
    """The next hint that moves the task on; None once it is time to poll, which an event that claims an end makes it.

    An end that a poll did not find leaves only polls to be believed, at first quick ones: the event may be ahead.
    """
    while True:
        due = state.polled + _interval(state, clock, is_live=channel.is_live)
        state.due, wait = due, due - clock.monotonic()
        if wait <= 0:  # also while one event follows the other
            return None
        try:
            hint = await channel.next_hint(clock, wait)
        except TimeoutError:
            return None
        if hint is None:
            continue
        if not hint.status.is_terminal and _is_ahead(hint, task):
            return hint
        if hint.status.is_terminal and not state.doubts:
            state.doubts = 1
            state.due = clock.monotonic()
            return None


def _is_ahead(hint: Task, task: Task) -> bool:
    """Whether a hint tells something new: events are also repeated after a cut, so that they never lead back."""
    is_back = hint.word is None and _ORDER[hint.status] < _ORDER[task.status]
    return not is_back and advance(task, hint) != task


def _interval(state: _WatchState, clock: Clock, *, is_live: bool) -> float:
    """Seconds from the last poll to the next."""
    if state.age >= LONG_AFTER and state.polls:
        usual = LONG_POLL
    elif is_live and not state.doubts:
        usual = BACKSTOP
    elif not state.polls:
        usual = FIRST_POLL
    else:
        usual = max(SHORTEST_POLL, LATENESS * state.age) * clock.uniform(0.9, 1)
    soon = _doubled(SHORTEST_POLL, state.doubts, usual) if state.doubts else usual
    return max(soon, state.shortest_pause)


def _doubled(seconds: float, times: int, longest: float) -> float:
    # A day of polls doubles more often than a float can follow.
    return min(seconds * float(2 ** min(times, 16)), longest)


def _age(accepted_at: float | None, clock: Clock) -> float:
    """Seconds since the task was accepted; the wall clock may have been set back: then it counts as old."""
    if accepted_at is None:
        return 0.0
    age = clock.wall() - accepted_at
    return age if age >= 0 else LONG_AFTER


def _answer_of(response: ApiResponse | NoResponse) -> str:
    if isinstance(response, NoResponse):
        return "none"
    return "ok" if response.is_success else f"{response.status // 100}xx"


def _task_in(response: ApiResponse | NoResponse, task: Task) -> Task | None:
    """What a poll says of the task; None where it says nothing usable, which is no failure of the task."""
    if isinstance(response, NoResponse) or not response.is_success:
        return None
    return parse_task(response.payload, task.task_id)


def _doubt_empty_success(update: Task | None, state: _WatchState) -> Task | None:
    """A success without results is believed once it has been told several times: they may come a moment later."""
    if update is None or not update.is_bare_success or state.empty_successes == _MOST_EMPTY_SUCCESSES:
        return update
    state.empty_successes += 1
    return replace(update, status=TaskStatus.PROCESSING)


def _record_poll(
    response: ApiResponse | NoResponse,
    state: _WatchState,
    rate_limiter: RateLimiter,
    notify: Callable[[RetryNotice], None],
    *,
    is_good: bool,
) -> None:
    """Counts a poll that was not the last, works out how long to wait at least, and says what is new about it."""
    state.polls += 1
    state.doubts += bool(state.doubts)
    unreachable = not response.arrived if isinstance(response, NoResponse) else response.status == PROXY_REFUSED
    state.unreachable = state.unreachable + 1 if unreachable else 0
    is_missing = isinstance(response, ApiResponse) and response.status in _MISSING
    state.missing = state.missing + (state.age >= _LAG) if is_missing else 0
    notice = None if is_good else _notice_about(response, state, rate_limiter)
    state.shortest_pause = notice.wait or 0.0 if notice else 0.0
    if notice != state.notice:
        notify(notice or RetryNotice("notice.recovered"))
        state.notice = notice
    if state.age >= LONG_AFTER and not state.is_long:
        notify(RetryNotice("notice.long", LONG_POLL))
        state.is_long = True


def _notice_about(response: ApiResponse | NoResponse, state: _WatchState, rate_limiter: RateLimiter) -> RetryNotice:
    """What to say of a poll that brought nothing, and how long to wait at least."""
    if isinstance(response, NoResponse) and response.arrived:
        return RetryNotice("notice.poll_down")
    if isinstance(response, NoResponse) or response.status == PROXY_REFUSED:
        return RetryNotice("notice.poll_unreachable", _doubled(1.0, state.unreachable, _UNREACHABLE_PAUSE))
    asked = retry_after(response.headers)
    if response.status == RATE_LIMITED:
        return RetryNotice("notice.poll_busy", rate_limiter.slow_down(asked))
    if response.status in KEY_REFUSED:
        return RetryNotice("notice.paused_key", _KEY_PAUSE)
    if response.status in SERVER_TROUBLE:
        return RetryNotice("notice.poll_down", asked if asked is not None and asked <= LONGEST_RETRY_AFTER else None)
    return _unreadable(response)


def _unreadable(response: ApiResponse) -> RetryNotice:
    if response.is_too_large:
        return RetryNotice("notice.poll_too_large", _TOO_LARGE_PAUSE)
    return RetryNotice("notice.poll_missing" if response.status in _MISSING else "notice.poll_garbled")


def _reason_to_stop(state: _WatchState, task: Task) -> Problem | None:
    """Why to stop asking: the service no longer knows the task, or a day has passed. No claim about the charge."""
    if state.missing >= _MISSING_LIMIT:
        params: dict[str, Any] = {"status": 404}
    elif state.age >= GIVE_UP_AFTER:
        params = {"hours": round(GIVE_UP_AFTER / 3600)}
    else:
        return None
    params |= {"reason": "accepted"}
    return Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, request_id=task.request_id, params=params)
