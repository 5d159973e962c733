"""Waiting for a task: its changes as they come, soon enough to feel instant and seldom enough to be polite."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from playground.tasks.client import Answer, NoAnswer, TaskClient, considered
from playground.tasks.clock import CLOCK, Clock
from playground.tasks.envelope import meant
from playground.tasks.listen import Channel, listen
from playground.tasks.pace import Pace
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.refusals import (
    KEY_REFUSED,
    LONGEST_ASKED_WAIT,
    PROXY_REFUSED,
    RATE_LIMITED,
    TROUBLE,
    retry_after,
)
from playground.tasks.submit import Retry
from playground.tasks.task import Task, TaskStatus, advance
from playground.tasks.wire import parse_task

FIRST_POLL = 0.5
SHORTEST_POLL = 0.25
LATENESS = 0.08
BACKSTOP = 15.0
LONG_AFTER = 30 * 60.0
LONG_POLL = 5 * 60.0
GIVE_UP_AFTER = 24 * 3600.0

_MISSING = frozenset({404, 410})
_KEY_PAUSE = 30.0
_UNREACHABLE_PAUSE = 30.0
_TOO_LARGE_PAUSE = 60.0
_LAG = 30.0
_MISSING_LIMIT = 5
_EMPTIES = 3
_ORDER = {TaskStatus.QUEUED: 0, TaskStatus.PROCESSING: 1}


@dataclass(frozen=True, slots=True)
class Lost:
    """The end of a watch without an end of the task: it may still run, and may be charged."""

    problem: Problem


@dataclass(slots=True)
class _Course:
    """How one watch has gone so far; times are the clock's monotonic seconds.

    Attributes:
        accepted: when the service took the task.
        polled: when the last poll was answered, at first the start of the watch.
        polls: how many there were.
        missing: polls in a row, after the first half minute, for which there was no such task.
        unreachable: polls in a row that found no service.
        doubts: polls since an event claimed an end; grows until a poll finds one.
        empties: successes without results that were not believed.
        asked: seconds that the last answer makes us wait at least.
        notice: what was said last of trouble.
        is_long: whether it was said that this takes long.
    """

    accepted: float
    polled: float
    polls: int = 0
    missing: int = 0
    unreachable: int = 0
    doubts: int = 0
    empties: int = 0
    asked: float = 0.0
    notice: Retry | None = None
    is_long: bool = False

    @property
    def age(self) -> float:
        """Seconds from the task's acceptance to the last poll."""
        return self.polled - self.accepted


async def watch(
    client: TaskClient,
    task: Task,
    *,
    notify: Callable[[Retry], None],
    pace: Pace,
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
        pace: shared by all watches of that service in this process.
        clock: times the waits.
        accepted_at: Unix seconds at which the service took the task, where that was in an earlier process.
    """
    if task.status.is_terminal:
        return
    now = clock.monotonic()
    channel, course = Channel(), _Course(accepted=now - _age(accepted_at, clock), polled=now)
    listener = asyncio.create_task(listen(client, task.task_id, channel, clock=clock))
    try:
        while not task.status.is_terminal:
            hint = await _hint_before_poll(task, channel, course, clock)
            if hint is not None:
                task = advance(task, hint)
                yield task
                continue
            await pace.turn()
            answer = await client.fetch(task.task_id)
            course.polled = clock.monotonic()
            update = _not_empty_yet(await considered(answer, partial(_update, answer, task)), course)
            if update is None and isinstance(answer, Answer):
                answer = await considered(answer, partial(meant, answer))
            if update is not None and (newer := advance(task, update)) != task:
                task = newer
                yield task
            if not task.status.is_terminal:
                _take_note(answer, course, pace, notify, is_good=update is not None)
                if (problem := _end_of_hope(course, task)) is not None:
                    yield Lost(problem)
                    return
    finally:
        listener.cancel()
        await asyncio.gather(listener, return_exceptions=True)


async def _hint_before_poll(task: Task, channel: Channel, course: _Course, clock: Clock) -> Task | None:
    """The next hint that moves the task on; None once it is time to poll, which an event that claims an end makes it.

    An end that a poll did not find leaves only polls to be believed, at first quick ones: the event may be ahead.
    """
    while True:
        due = course.polled + _interval(course, clock, is_live=channel.is_live)
        wait = due - clock.monotonic()
        if wait <= 0:  # also while one event follows the other
            return None
        try:
            hint = await channel.hear(clock, wait)
        except TimeoutError:
            return None
        if hint is None:
            continue
        if not hint.status.is_terminal and _is_ahead(hint, task):
            return hint
        if hint.status.is_terminal and not course.doubts:
            course.doubts = 1
            return None


def _is_ahead(hint: Task, task: Task) -> bool:
    """Whether a hint tells something new: events are also repeated after a cut, so that they never lead back."""
    is_back = hint.word is None and _ORDER[hint.status] < _ORDER[task.status]
    return not is_back and advance(task, hint) != task


def _interval(course: _Course, clock: Clock, *, is_live: bool) -> float:
    """Seconds from the last poll to the next."""
    if course.age >= LONG_AFTER and course.polls:
        usual = LONG_POLL
    elif is_live and not course.doubts:
        usual = BACKSTOP
    elif not course.polls:
        usual = FIRST_POLL
    else:
        usual = max(SHORTEST_POLL, LATENESS * course.age) * clock.uniform(0.9, 1)
    soon = _doubled(SHORTEST_POLL, course.doubts, usual) if course.doubts else usual
    return max(soon, course.asked)


def _doubled(seconds: float, times: int, longest: float) -> float:
    # A day of polls doubles more often than a float can follow.
    return min(seconds * float(2 ** min(times, 16)), longest)


def _age(accepted_at: float | None, clock: Clock) -> float:
    """Seconds since the task was accepted; the wall clock may have been set back: then it counts as old."""
    if accepted_at is None:
        return 0.0
    age = clock.wall() - accepted_at
    return age if age >= 0 else LONG_AFTER


def _update(answer: Answer | NoAnswer, task: Task) -> Task | None:
    """What a poll says of the task; None where it says nothing usable, which is no failure of the task."""
    if isinstance(answer, NoAnswer) or not answer.is_success:
        return None
    return parse_task(answer.payload, task.task_id)


def _not_empty_yet(update: Task | None, course: _Course) -> Task | None:
    """A success without results is believed once it has been told several times: they may come a moment later."""
    if update is None or not update.is_bare_success or course.empties == _EMPTIES:
        return update
    course.empties += 1
    return replace(update, status=TaskStatus.PROCESSING)


def _take_note(
    answer: Answer | NoAnswer,
    course: _Course,
    pace: Pace,
    notify: Callable[[Retry], None],
    *,
    is_good: bool,
) -> None:
    """Counts a poll that was not the last, works out how long to wait at least, and says what is new about it."""
    course.polls += 1
    course.doubts += bool(course.doubts)
    unreachable = not answer.arrived if isinstance(answer, NoAnswer) else answer.status == PROXY_REFUSED
    course.unreachable = course.unreachable + 1 if unreachable else 0
    is_missing = isinstance(answer, Answer) and answer.status in _MISSING
    course.missing = course.missing + (course.age >= _LAG) if is_missing else 0
    notice = None if is_good else _trouble(answer, course, pace)
    course.asked = notice.wait or 0.0 if notice else 0.0
    if notice != course.notice:
        notify(notice or Retry("notice.recovered"))
        course.notice = notice
    if course.age >= LONG_AFTER and not course.is_long:
        notify(Retry("notice.long", LONG_POLL))
        course.is_long = True


def _trouble(answer: Answer | NoAnswer, course: _Course, pace: Pace) -> Retry:
    """What to say of a poll that brought nothing, and how long to wait at least."""
    if isinstance(answer, NoAnswer) and answer.arrived:
        return Retry("notice.poll_down")
    if isinstance(answer, NoAnswer) or answer.status == PROXY_REFUSED:
        return Retry("notice.poll_unreachable", _doubled(1.0, course.unreachable, _UNREACHABLE_PAUSE))
    asked = retry_after(answer.headers)
    if answer.status == RATE_LIMITED:
        return Retry("notice.poll_busy", pace.slow(asked))
    if answer.status in KEY_REFUSED:
        return Retry("notice.paused_key", _KEY_PAUSE)
    if answer.status in TROUBLE:
        return Retry("notice.poll_down", asked if asked is not None and asked <= LONGEST_ASKED_WAIT else None)
    return _nonsense(answer)


def _nonsense(answer: Answer) -> Retry:
    if answer.is_too_large:
        return Retry("notice.poll_too_large", _TOO_LARGE_PAUSE)
    return Retry("notice.poll_missing" if answer.status in _MISSING else "notice.poll_garbled")


def _end_of_hope(course: _Course, task: Task) -> Problem | None:
    """Why to stop asking: the service no longer knows the task, or a day has passed. No claim about the charge."""
    if course.missing >= _MISSING_LIMIT:
        figures: dict[str, Any] = {"status": 404}
    elif course.age >= GIVE_UP_AFTER:
        figures = {"hours": round(GIVE_UP_AFTER / 3600)}
    else:
        return None
    figures |= {"reason": "accepted"}
    return Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN, request_id=task.request_id, figures=figures)
