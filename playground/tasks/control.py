"""Two calls about one task: how it stands, and cancel it."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from playground.tasks.api_errors import parse_problem
from playground.tasks.client import TaskClient
from playground.tasks.envelope import with_effective_status
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.responses import ApiResponse, NoResponse, parse_off_loop
from playground.tasks.task import Task, TaskStatus
from playground.tasks.wire import parse_task

_OVER_ALREADY = 409
_MISSING = frozenset({404, 410})


async def get_task(client: TaskClient, task_id: str) -> Task | Problem:
    """How a task stands, asked once."""
    response = await client.fetch(task_id)
    return await parse_off_loop(response, partial(_parsed, response, task_id))


async def cancel_task(client: TaskClient, task_id: str) -> Task | Problem:
    """Asks the service to cancel a task, then fetches the task: it may have ended before.

    Returns:
        The task as it stands afterwards; or a problem, where the service refused and the task goes on.

    Raises:
        ValueError: the service has no such call (`Service.cancel_path` is None).
    """
    response = await client.cancel(task_id)
    told = _parsed(response, task_id)
    if isinstance(response, NoResponse) or not (response.is_success or response.status == _OVER_ALREADY):
        return told
    seen = await get_task(client, task_id)
    if isinstance(seen, Task):
        return seen if response.is_success or seen.status.is_terminal else told
    if isinstance(told, Task) and seen.params.get("status") not in _MISSING:
        return replace(told, status=TaskStatus.PROCESSING)  # unconfirmed: whoever watches it will see its end
    return told


def _parsed(response: ApiResponse | NoResponse, task_id: str) -> Task | Problem:
    if isinstance(response, NoResponse):
        return Problem(ProblemCode.UNCONFIRMED if response.arrived else ProblemCode.NOT_REACHABLE, Charged.UNKNOWN)
    task = parse_task(response.payload, task_id) if response.is_success else None
    if task is not None:
        return task
    response = with_effective_status(response)
    problem = parse_problem(response.status, response.headers, response.body)
    # Whatever this call came to, the task was accepted and may have cost.
    return replace(problem, charged=Charged.UNKNOWN)
