"""A worker process's own side: it answers requests until its input ends, within limits on memory and time.

See `playground.workerclient` for the other side and the frames between the two.
"""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, Final, NoReturn

if sys.platform != "win32":
    import resource

LENGTH_BYTES: Final = 4
"""Of a frame's length, before its bytes."""
CONTINUES, ENDS = b"+", b"-"
"""First byte of an answer: whether the process takes another request."""

_MAX_OPEN_FILES: Final = 64
_MAX_WRITTEN: Final = 512 * 2**20
_MAX_KEPT_MEMORY: Final = 192 * 2**20
"""Bytes of memory that a process may still hold after a request; one that holds more is replaced."""
_PAGE: Final = 4096
_NICENESS: Final = 5


def serve_requests(answer: Callable[[bytes], bytes]) -> None:
    """Answer until the input ends. An exception ends the process, with one line in the log."""
    memory, seconds = int(sys.argv[1]), float(sys.argv[2])
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    _limit(memory)
    if sys.platform != "win32":
        os.nice(_NICENESS)  # who answers requests comes first
    _write(answers, b"")
    while length := requests.read(LENGTH_BYTES):
        _limit_time(seconds)
        try:
            answered = answer(requests.read(int.from_bytes(length)))
        except Exception as error:  # noqa: BLE001 - whatever it is, this process ends, and nobody reads a stack trace
            _end_with(error)
        _write(answers, (ENDS if _holds_too_much() else CONTINUES) + answered)


def _end_with(error: Exception) -> NoReturn:
    """Say in one line what this process cannot go on after, and where it was."""
    *_, (frame, line) = traceback.walk_tb(error.__traceback__)
    with suppress(OSError):
        sys.stderr.write(f"{type(error).__name__} at {frame.f_code.co_filename}:{line}\n")
        sys.stderr.flush()
    os._exit(1)


def _write(answers: BinaryIO, frame: bytes) -> None:
    try:
        answers.write(len(frame).to_bytes(LENGTH_BYTES) + frame)
        answers.flush()
    except BrokenPipeError:  # who asked is gone, and what is left in the buffer must not be tried again at the end
        os._exit(0)


def _limit(memory: int) -> None:
    if sys.platform == "win32":
        return
    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_NOFILE, _MAX_OPEN_FILES),
        (resource.RLIMIT_FSIZE, _MAX_WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        with suppress(ValueError, OSError):  # not every system has each of them
            resource.setrlimit(what, (most, most))


def _limit_time(seconds: float) -> None:
    """Processor time is counted over a process's whole life, so the limit moves on with each request."""
    if sys.platform == "win32":
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime + seconds) + 2, hard))


def _holds_too_much() -> bool:
    # Not `ru_maxrss`: that begins with what the process held that started this one. Only Linux says it so.
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_bytes().split()[1]) * _PAGE > _MAX_KEPT_MEMORY
    return False
