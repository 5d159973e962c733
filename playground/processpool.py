"""A pool of worker processes for what strangers send: each has limits, and is killed and replaced if it exceeds them.

`playground.workerclient` has one of them; `playground.workerprocess` is the worker's own side.
"""

from __future__ import annotations

import asyncio
import atexit
import threading
from concurrent.futures import Future
from dataclasses import dataclass, field

from playground.fairqueue import REQUESTER, Capacity, FairQueue, QueueFullError
from playground.workerclient import ProcessLimits, WorkerDiedError, WorkerError, WorkerProcess


class PoolBusyError(WorkerError):
    """Too many requests wait already."""


@dataclass(slots=True, eq=False)
class _Job:
    request: bytes
    future: Future[bytes] = field(default_factory=Future)
    worker: WorkerProcess | None = None
    is_unwanted: bool = False

    def stop(self) -> None:
        """Nobody waits for the answer any more."""
        self.is_unwanted = True
        if self.worker is not None:
            self.worker.kill()


class ProcessPool:
    """A few processes that do the same, started when they are first needed, for any thread and event loop.

    Args:
        module: what they run; it calls `serve_requests`.
        limits: what one request may take.
        workers: how many there are at most.
        queue: how many requests may wait for a worker; None for any number.
        per_address: how many workers one address may use (`fairqueue.REQUESTER`); None for all of them.
    """

    def __init__(
        self, module: str, limits: ProcessLimits, *, workers: int, queue: int | None, per_address: int | None = None
    ) -> None:
        self._module = module
        self._limits = limits
        self._workers = workers
        self._queue: FairQueue[_Job] = FairQueue(
            Capacity(workers, per_address or workers, per_address or workers, queue)
        )
        self._lock = threading.Lock()
        self._moved = threading.Condition(self._lock)
        self._open: list[_Job] = []
        self._threads = 0
        self._idle: list[WorkerProcess] = []
        atexit.register(self.close)

    async def call(self, request: bytes) -> bytes:
        """The answer to a request; if the caller is cancelled, the worker is killed.

        Raises:
            WorkerTimeoutError: it took longer than the limit.
            WorkerDiedError: the process ended.
            PoolBusyError: too many wait.
        """
        job = self._submit(request)
        try:
            return await asyncio.wrap_future(job.future)
        except asyncio.CancelledError:
            with self._lock:
                job.stop()
            raise

    @property
    def idle(self) -> tuple[int, ...]:
        """The ids of the processes that wait for work, the one that is asked next last."""
        return tuple(worker.pid for worker in self._idle)

    @property
    def busy(self) -> tuple[int, ...]:
        """The ids of the processes at work."""
        return tuple(job.worker.pid for job in tuple(self._open) if job.worker is not None)

    def close(self) -> None:
        """End them all, and what they work on; the next request starts new ones."""
        with self._lock:
            for job in self._open:
                job.stop()
            while self._idle:
                self._idle.pop().end()

    def _submit(self, request: bytes) -> _Job:
        job = _Job(request)
        with self._lock:
            try:
                last = self._queue.enter(job, REQUESTER.get())
            except QueueFullError:
                raise PoolBusyError from None
            self._open.append(job)
            if last is not None:
                self._open.remove(last)
            if self._threads < min(self._workers, len(self._open)):
                self._threads += 1
                # Not an executor's: those are waited for when the interpreter ends.
                threading.Thread(target=self._work, daemon=True).start()
            self._moved.notify_all()
        if last is not None and last.future.set_running_or_notify_cancel():
            last.future.set_exception(PoolBusyError())
        return job

    def _work(self) -> None:
        while True:
            with self._lock:
                while (job := self._queue.next()) is None:
                    self._moved.wait()
            if job.future.set_running_or_notify_cancel():
                self._do(job)
            with self._lock:
                self._open.remove(job)
                self._queue.leave(job)
                self._moved.notify_all()

    def _do(self, job: _Job) -> None:
        try:
            worker = self._take(job)
            answer = worker.call(job.request, self._limits.seconds)
        except (WorkerError, OSError) as error:
            if job.worker is not None:
                job.worker.end()
            fault = error if isinstance(error, WorkerError) else WorkerDiedError(str(error))
            job.worker = None
            job.future.set_exception(fault)
            return
        with self._lock:
            job.worker = None
            if worker.is_alive and not job.is_unwanted:
                self._idle.append(worker)
            else:
                worker.end()
        job.future.set_result(answer)

    def _take(self, job: _Job) -> WorkerProcess:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    job.worker = worker
                    return worker
                worker.end()
        worker = WorkerProcess(self._module, self._limits)
        job.worker = worker
        if job.is_unwanted:  # in this moment
            worker.kill()
        worker.await_greeting()
        return worker
