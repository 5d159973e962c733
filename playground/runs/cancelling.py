"""A run that a person no longer wants: its task is cancelled at the service, or nobody waits for it any more."""

from __future__ import annotations

from collections.abc import Callable

from playground.runs.connections import ServiceConnections
from playground.runs.ownership import TakenOverError
from playground.runs.recovery import stopped
from playground.runs.resumption import Resumption
from playground.runs.run import Run, RunStatus
from playground.runs.standing import Standing
from playground.runs.supervisor import Supervisor
from playground.runs.transitions import apply_update
from playground.tasks.clock import Clock
from playground.tasks.control import cancel_task
from playground.tasks.task import Task


class Cancelling:
    """Through the worker that the run has here; else the service is asked without one.

    Args:
        supervisor: of the workers here.
        connections: to the services.
        standing: how runs stand.
        resumption: takes up a run that nobody works on.
        clock: times what happens to runs.
        notify: is called with the person for whose run the service said no.
    """

    def __init__(
        self,
        supervisor: Supervisor,
        connections: ServiceConnections,
        standing: Standing,
        resumption: Resumption,
        clock: Clock,
        *,
        notify: Callable[[str], None],
    ) -> None:
        self._supervisor = supervisor
        self._connections = connections
        self._standing = standing
        self._resumption = resumption
        self._clock = clock
        self._notify = notify

    async def cancel(self, run: Run) -> Run | None:
        """As `Runner.cancel`."""
        if not run.status.is_active:
            return run
        if not self._standing.can_cancel(run) or run.status is RunStatus.PREPARED:
            return await self.stop_waiting(run)
        worker = self._supervisor.workers.get(run.run_id)
        if worker is None:
            await self._cancel_elsewhere(run)
            return self._standing.of(run)
        try:
            await worker.cancel()
        except TakenOverError:
            return await self._standing.one(run.person, run.run_id)
        return worker.shown or run

    async def stop_waiting(self, run: Run) -> Run:
        """As `Runner.stop_waiting`."""
        if run.task and run.task.status.is_terminal:
            return run
        if run.run_id not in self._supervisor.workers:
            is_left = run.status.is_active and self._connections.service(run) is None  # nobody here can work on it
            return await self._resumption.resume(run, run.status, stopped(run)) if is_left else run
        run = await self._supervisor.interrupt(run.run_id) or run
        if run.task is None or not run.task.status.is_terminal:  # it may have ended while we were stopping
            run = apply_update(run, stopped(run), self._clock.wall())
        return await self._supervisor.start_ahead(run)

    async def _cancel_elsewhere(self, run: Run) -> None:
        """Another process works on the run: it will see what comes of this, but for a no."""
        connection = await self._connections.to(run)
        answer = await cancel_task(connection.client, run.task.task_id) if connection and run.task else None
        if not isinstance(answer, Task):
            self._standing.note_not_cancelled(run)
            self._notify(run.person)
