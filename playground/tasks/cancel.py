"""What a person asks for about one task: how does it stand, and stop it."""

from __future__ import annotations

from dataclasses import replace

from playground.tasks.client import Answer, NoAnswer, TaskClient
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.refusals import parse_problem
from playground.tasks.task import Task
from playground.tasks.wire import parse_task

_OVER_ALREADY = 409


async def check(client: TaskClient, task_id: str) -> Task | Problem:
    """How a task stands, asked once."""
    return _told(await client.fetch(task_id), task_id)


async def cancel(client: TaskClient, task_id: str) -> Task | Problem:
    """Asks the service to stop a task, and tells how the task stands then: it may have ended first.

    Raises:
        ValueError: the service has no such call (`Service.cancel_path` is None).
    """
    answer = await client.cancel(task_id)
    told = _told(answer, task_id)
    is_done = isinstance(answer, Answer) and (answer.is_success or answer.status == _OVER_ALREADY)
    is_all = isinstance(told, Task) and not told.is_bare_success
    return await check(client, task_id) if is_done and not is_all else told


def _told(answer: Answer | NoAnswer, task_id: str) -> Task | Problem:
    if isinstance(answer, NoAnswer):
        return Problem(ProblemCode.UNCONFIRMED if answer.arrived else ProblemCode.NOT_REACHABLE, Charged.UNKNOWN)
    task = parse_task(answer.payload) if answer.is_success else None
    if task is not None and task.task_id == task_id:
        return task
    problem = parse_problem(answer.status, answer.headers, answer.body)
    # Whatever this call came to, the task was accepted and may have cost.
    return replace(problem, charged=Charged.UNKNOWN)
