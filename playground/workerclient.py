"""One worker process, from the side of the program that asks it: started, greeted, asked within limits, ended.

Both sides send frames: four bytes of length, then that many bytes. A worker first sends an empty frame: it is ready.
Then it answers each request with one frame; the first byte says whether it takes another request. A worker ends when
its input ends, so it never outlives the program that started it. Of the environment it gets only what Python needs.
Large data is handed over as a file: the request names its path. `playground.workerprocess` is the worker's side.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, Popen, TimeoutExpired
from typing import Final

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


@dataclass(frozen=True, slots=True)
class ProcessLimits:
    """What one request may take.

    Attributes:
        seconds: by the clock, and of one processor.
        memory: bytes of address space, of the whole process.
    """

    seconds: float
    memory: int


class WorkerProcess:
    """One process; calls block. None but `kill` may be called from two threads at once.

    Args:
        module: what it runs; it calls `serve_requests`.
        limits: what one request may take.
    """

    def __init__(self, module: str, limits: ProcessLimits) -> None:
        # In a session of its own: Ctrl+C is for who started it, whose end is the end of this input.
        self._process = Popen(  # noqa: S603 - our own module
            (sys.executable, "-m", module, str(limits.memory), str(limits.seconds)),
            cwd=_ROOT,
            env={name: value for name, value in os.environ.items() if _is_known(name)},
            stdin=PIPE,
            stdout=PIPE,
            start_new_session=True,
        )
        self._is_over = False
        self._is_leaving = False

    @property
    def pid(self) -> int:
        """Its number on this machine."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it takes another request."""
        return not self._is_leaving and self._process.poll() is None

    def await_greeting(self) -> None:
        """Wait until it has started.

        Raises:
            WorkerError: it has not.
        """
        self._within(_START_SECONDS, self._receive)

    def call(self, request: bytes, seconds: float) -> bytes:
        """The answer to a request, which may take so many seconds.

        Raises:
            WorkerError: there is none.
        """

        def exchange() -> bytes:
            assert self._process.stdin  # noqa: S101 - it was asked for
            self._process.stdin.write(len(request).to_bytes(LENGTH_BYTES) + request)
            self._process.stdin.flush()
            return self._receive()

        answer = self._within(seconds, exchange)
        self._is_leaving = answer[:1] != CONTINUES
        return answer[1:]

    def kill(self) -> None:
        """Let it come to no more: who waits for an answer finds out."""
        self._process.kill()

    def end(self) -> None:
        """Kill it, and give back all that it has of this machine."""
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
        with suppress(TimeoutExpired):
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
