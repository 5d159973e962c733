"""A pool of worker processes for what strangers send: each has limits, and is killed and replaced if it exceeds them.

Both sides send frames: four bytes of length, then that many bytes. A worker first sends an empty frame: it is ready.
Then it answers each request with one frame; the first byte says whether it takes another request. A worker ends when
its input ends, so it never outlives the program that started it. Of the environment it gets only what Python needs.
Large data is handed over as a file: the request names its path. `playground.workerprocess` is the worker's side.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playground.fairqueue import REQUESTER, Capacity, FairQueue, QueueFullError
from playground.workerprocess import CONTINUES, LENGTH_BYTES

_ROOT: Final = Path(__file__).parents[1]
_MAX_ANSWER_BYTES: Final = 64 * 2**20
_START_SECONDS: Final = 60.0
"""For a process to greet: what it takes to start is not held against a request."""

_KNOWN: Final = frozenset({"PATH", "LANG", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "HOME"})
_KNOWN_PREFIXES: Final = ("PYTHON", "LC_")


class WorkerError(Exception):
    """A worker process gave no answer."""


class WorkerTimeoutError(WorkerError):
    """It took too long, and was ended.

    Args:
        seconds: that it had.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"more than {seconds:g} s")
        self.seconds = round(seconds)


class WorkerDiedError(WorkerError):
    """It came to an end: out of memory, killed, or broken."""


class PoolBusyError(WorkerError):
    """Too many requests wait already."""


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What one request may take.

    Attributes:
        seconds: by the clock, and of one processor.
        memory: bytes of address space, of the whole process.
    """

    seconds: float
    memory: int


@dataclass(slots=True, eq=False)
class _Job:
    request: bytes
    future: Future[bytes] = field(default_factory=Future)
    worker: _Worker | None = None
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
        self._idle: list[_Worker] = []
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

    def _take(self, job: _Job) -> _Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.is_alive:
                    job.worker = worker
                    return worker
                worker.end()
        worker = _Worker(self._module, self._limits)
        job.worker = worker
        if job.is_unwanted:  # in this moment
            worker.kill()
        worker.await_greeting()
        return worker


class _Worker:
    """One process."""

    def __init__(self, module: str, limits: ProcessLimits) -> None:
        # In a session of its own: Ctrl+C is for who started it, whose end is the end of this input.
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            (sys.executable, "-m", module, str(limits.memory), str(limits.seconds)),
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if _is_known(name)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
        )
        self._is_over = False
        self._is_leaving = False

    @property
    def pid(self) -> int:
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        return not self._is_leaving and self._process.poll() is None

    def await_greeting(self) -> None:
        self._within(_START_SECONDS, self._receive)

    def call(self, request: bytes, seconds: float) -> bytes:
        def exchange() -> bytes:
            assert self._process.stdin  # noqa: S101 - it was asked for
            self._process.stdin.write(len(request).to_bytes(LENGTH_BYTES) + request)
            self._process.stdin.flush()
            return self._receive()

        answer = self._within(seconds, exchange)
        self._is_leaving = answer[:1] != CONTINUES
        return answer[1:]

    def kill(self) -> None:
        self._process.kill()

    def end(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            with suppress(OSError):  # what was not sent any more
                if pipe is not None:
                    pipe.close()

    def _within(self, seconds: float, do: Callable[[], bytes]) -> bytes:
        timer = threading.Timer(seconds, self._overrun)
        timer.daemon = True
        timer.start()
        try:
            return do()
        except (OSError, WorkerDiedError) as error:
            if self._is_over or self._out_of_time():
                raise WorkerTimeoutError(seconds) from error
            raise WorkerDiedError(f"ended with {self._process.poll()}") from error
        finally:
            timer.cancel()

    def _overrun(self) -> None:
        self._is_over = True
        self._process.kill()

    def _out_of_time(self) -> bool:
        with suppress(subprocess.TimeoutExpired):
            return sys.platform != "win32" and self._process.wait(1) == -signal.SIGXCPU
        return False

    def _receive(self) -> bytes:
        assert self._process.stdout  # noqa: S101 - it was asked for
        length = int.from_bytes(self._exactly(LENGTH_BYTES))
        if length > _MAX_ANSWER_BYTES:
            raise WorkerDiedError("an answer without end")
        return self._exactly(length)

    def _exactly(self, size: int) -> bytes:
        assert self._process.stdout  # noqa: S101 - it was asked for
        data = self._process.stdout.read(size)
        if len(data) < size:
            raise WorkerDiedError("no answer")
        return data


def _is_known(name: str) -> bool:
    return name.upper() in _KNOWN or name.startswith(_KNOWN_PREFIXES)
