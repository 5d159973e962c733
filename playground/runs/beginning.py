"""The beginning of a run: a request becomes a run, which is committed and then given to a worker."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from playground.files.results import Results
from playground.runs.async_ledger import AsyncLedger
from playground.runs.concurrency import ConcurrencyLimits, OriginCounter
from playground.runs.connections import ServiceConnections
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Run
from playground.runs.supervisor import Supervisor
from playground.tasks.clock import Clock


class Beginning:
    """Begins runs, each within the limits.

    Args:
        async_ledger: where a run is committed.
        results: says whether there is room for what a run makes.
        supervisor: starts the workers.
        connections: know the key that a person brought.
        origins: count runs by the address that they came from.
        clock: tells when a run was made.
        service: the name that new runs are made for.
        limits: how many runs may be active at the same time; None is no limit.
    """

    def __init__(
        self,
        async_ledger: AsyncLedger,
        results: Results,
        supervisor: Supervisor,
        connections: ServiceConnections,
        origins: OriginCounter,
        *,
        clock: Clock,
        service: str,
        limits: ConcurrencyLimits | None,
    ) -> None:
        self._async_ledger = async_ledger
        self._results = results
        self._supervisor = supervisor
        self._connections = connections
        self._origins = origins
        self._clock = clock
        self._service = service
        self._limits = limits
        self._tasks: set[asyncio.Task[Run]] = set()

    async def begin(self, request: RunRequest) -> Run:
        """As `Runner.begin`. Who waits for it may give up: what was begun is brought to its end."""
        task = asyncio.create_task(self._begin(request), name="begin")
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return await asyncio.shield(task)

    async def wait(self) -> None:
        """Wait until each run that is being begun is committed or refused."""
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _begin(self, request: RunRequest) -> Run:
        await asyncio.to_thread(self._results.check_space)
        own_key = await self._connections.own_key(request.person, self._service)
        run = prepare(replace(request, own_key=own_key), self._service, self._clock.wall())
        with self._origins.counted(run.run_id, request.origin):
            process, key = self._supervisor.process, request.deduplication_key(run.created_at)
            earlier = await self._async_ledger.call(
                self._async_ledger.ledger.add, run, process, self._limits, deduplication_key=key
            )
            return earlier or self._supervisor.start_worker(run, committed=True)
