"""A task that is watched, and all that the watch brought."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, replace
from typing import Any

import httpx
from faultserver import FaultServer
from timeline import Timeline, limits_for

from playground.tasks.client import ClientLimits, Service, TaskClient, open_client
from playground.tasks.clock import Clock
from playground.tasks.rate_limiter import RateLimiter
from playground.tasks.submit import Accepted, RetryNotice, submit
from playground.tasks.task import Task, TaskStatus
from playground.tasks.watch import Lost, watch

QUEUED = Task("task_1", TaskStatus.QUEUED)


@dataclass(frozen=True, slots=True)
class Seen:
    """What a watch brought."""

    changes: Sequence[Task | Lost]
    notices: Sequence[RetryNotice]

    @property
    def words(self) -> list[str]:
        return [change.word or change.status.value for change in self.changes if isinstance(change, Task)]

    @property
    def codes(self) -> list[str]:
        return [notice.code for notice in self.notices]

    @property
    def last(self) -> Task:
        assert isinstance(self.changes[-1], Task)
        return self.changes[-1]

    @property
    def lost(self) -> Lost:
        assert isinstance(self.changes[-1], Lost)
        return self.changes[-1]


RESULT = {"output": {"images": ["https://a/1"]}}


def unread(document: Mapping[str, Any], status: int = 200) -> httpx.Response:
    return httpx.Response(status, stream=httpx.ByteStream(json.dumps(document).encode()))


async def follow(client: TaskClient, task: Task, clock: Clock, accepted_at: float | None = None) -> Seen:
    notices: list[RetryNotice] = []
    changes = watch(
        client, task, notify=notices.append, rate_limiter=RateLimiter(clock), clock=clock, accepted_at=accepted_at
    )
    async with aclosing(changes):
        return Seen([change async for change in changes], notices)


async def see(
    server: FaultServer, timeline: Timeline, accepted_at: float | None = None, *, limits: ClientLimits | None = None
) -> Seen:
    """Submits a task and watches it."""
    async with open_client(Service(server.url, "mv_live_secret"), limits=limits or limits_for(server)) as client:
        outcome = await submit(client, b"{}", "1", notify=print, clock=timeline.clock)
        assert isinstance(outcome, Accepted)
        timeline.waits.clear()
        return await follow(client, replace(outcome.task, status=TaskStatus.QUEUED), timeline.clock, accepted_at)
