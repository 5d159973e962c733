"""Cancelling, and asking how a task stands."""

from __future__ import annotations

import pytest
from faultserver import FaultServer

from playground.tasks.client import Service, TaskClient, open_client
from playground.tasks.control import cancel_task, get_task
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import Task, TaskStatus

PATH = "/api/v1/tasks/{task_id}/cancel"


async def accepted(client: TaskClient) -> str:
    await client.submit_once(b"{}", "1")
    return "task_1"


async def test_cancel() -> None:
    async with FaultServer(duration=60) as server, open_client(Service(server.url, "k", PATH)) as client:
        task = await cancel_task(client, await accepted(client))
        assert isinstance(task, Task)
        assert task.status is TaskStatus.CANCELLED
        assert server.tasks["task_1"].cancelled is not None
        assert (await get_task(client, "task_1")) == task


@pytest.mark.parametrize("answer", ["409", "204", "html"])
async def test_a_task_that_has_ended_first_is_told_as_it_is(answer: str) -> None:
    async with FaultServer(cancel=answer) as server, open_client(Service(server.url, "k", PATH)) as client:
        task = await cancel_task(client, await accepted(client))
    assert isinstance(task, Task)
    assert task.status is TaskStatus.SUCCEEDED
    assert len(server.polls) == 1


async def test_a_cancel_that_is_answered_cancelled_while_the_task_succeeds_is_a_success() -> None:
    async with FaultServer(cancel="cancelled") as server, open_client(Service(server.url, "k", PATH)) as client:
        task = await cancel_task(client, await accepted(client))
    assert isinstance(task, Task)
    assert (task.status, len(task.outputs)) == (TaskStatus.SUCCEEDED, 1)


@pytest.mark.parametrize(("poll", "status"), [("500", TaskStatus.PROCESSING), ("404", TaskStatus.CANCELLED)])
async def test_an_end_by_cancel_that_no_poll_confirms_is_left_to_the_watch(poll: str, status: TaskStatus) -> None:
    server = FaultServer(cancel="cancelled", poll=poll)
    async with server, open_client(Service(server.url, "k", PATH)) as client:
        task = await cancel_task(client, await accepted(client))
    assert isinstance(task, Task)
    assert task.status is status


async def test_a_cancel_that_is_refused_while_the_task_goes_on_is_told() -> None:
    async with FaultServer(cancel="409", duration=60) as server, open_client(Service(server.url, "k", PATH)) as client:
        problem = await cancel_task(client, await accepted(client))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.charged) == (ProblemCode.CONFLICT, Charged.UNKNOWN)


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("404", ProblemCode.INVALID_INPUT),
        ("401", ProblemCode.KEY_REFUSED),
        ("500", ProblemCode.SERVICE_DOWN),
        ("drop", ProblemCode.UNCONFIRMED),
    ],
)
async def test_a_cancel_that_was_not_taken_makes_no_claim_about_the_charge(answer: str, code: ProblemCode) -> None:
    async with FaultServer(cancel=answer, duration=60) as server, open_client(Service(server.url, "k", PATH)) as client:
        problem = await cancel_task(client, await accepted(client))
    assert isinstance(problem, Problem)
    assert (problem.code, problem.charged) == (code, Charged.UNKNOWN)
    assert server.polls == []


async def test_a_service_without_cancel_is_not_asked() -> None:
    async with FaultServer() as server, open_client(Service(server.url, "k")) as client:
        with pytest.raises(ValueError, match="no call to cancel"):
            await cancel_task(client, "task_1")
    assert server.requests == []


async def test_a_service_that_is_gone() -> None:
    async with FaultServer() as server:
        pass
    async with open_client(Service(server.url, "k")) as client:
        problem = await get_task(client, "task_1")
    assert isinstance(problem, Problem)
    assert (problem.code, problem.charged) == (ProblemCode.NOT_REACHABLE, Charged.UNKNOWN)


async def test_an_answer_about_another_task_is_none() -> None:
    async with FaultServer(extra={"task_id": "task_2"}) as server, open_client(Service(server.url, "k")) as client:
        problem = await get_task(client, await accepted(client))
    assert isinstance(problem, Problem)
    assert problem.code is ProblemCode.UNCONFIRMED


async def test_an_id_stays_within_its_place_in_the_path() -> None:
    async with FaultServer() as server, open_client(Service(server.url, "k", PATH)) as client:
        await get_task(client, "../keys?x=1#y")
        await cancel_task(client, "../keys")
    assert [request.path for request in server.requests] == [
        "/api/v1/tasks/..%2Fkeys%3Fx%3D1%23y",
        "/api/v1/tasks/..%2Fkeys/cancel",
    ]
