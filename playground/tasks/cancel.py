"""What a person asks for about one task: how does it stand, and stop it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from playground.tasks.client import Answer, NoAnswer, TaskClient, considered
from playground.tasks.envelope import meant
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.refusals import parse_problem
from playground.tasks.task import Task, TaskStatus
from playground.tasks.wire import parse_task

_OVER_ALREADY = 409
_MISSING = frozenset({404, 410})


async def check(client: TaskClient, task_id: str) -> Task | Problem:
    """How a task stands, asked once."""
    answer = await client.fetch(task_id)
    return await considered(answer, partial(_told, answer, task_id))


async def cancel(client: TaskClient, task_id: str) -> Task | Problem:
    """Asks the service to stop a task, and tells how it stands then, as a GET says: it may have ended first.

    Returns:
        A problem where the service did not cancel it and it goes on.

    Raises:
        ValueError: the service has no such call (`Service.cancel_path` is None).
    """
    answer = await client.cancel(task_id)
    told = _told(answer, task_id)
    if isinstance(answer, NoAnswer) or not (answer.is_success or answer.status == _OVER_ALREADY):
        return told
    seen = await check(client, task_id)
    if isinstance(seen, Task):
        return seen if answer.is_success or seen.status.is_terminal else told
    if isinstance(told, Task) and seen.figures.get("status") not in _MISSING:
        return replace(told, status=TaskStatus.PROCESSING)  # unconfirmed: whoever watches it will see its end
    return told


def _told(answer: Answer | NoAnswer, task_id: str) -> Task | Problem:
    if isinstance(answer, NoAnswer):
        return Problem(ProblemCode.UNCONFIRMED if answer.arrived else ProblemCode.NOT_REACHABLE, Charged.UNKNOWN)
    task = parse_task(answer.payload, task_id) if answer.is_success else None
    if task is not None:
        return task
    answer = meant(answer)
    problem = parse_problem(answer.status, answer.headers, answer.body)
    # Whatever this call came to, the task was accepted and may have cost.
    return replace(problem, charged=Charged.UNKNOWN)
