"""A process beside the server for strangers' schemas: what takes too long there is ended, and nobody else waits.

Both sides send frames: four bytes of length, then that many bytes. The process greets with an empty one; a request is
a line `ACTION LANGUAGE` and a JSON body, an answer is JSON in ASCII. The process ends when its input does, so it never
outlives the server, and it knows none of the server's settings.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path
from typing import BinaryIO, Final

from playground.errors import SchemaError
from playground.settings import PREFIX
from playground.texts import Language
from playground.ui.workbench import DRAWINGS

_ROOT: Final = Path(__file__).parents[2]
_LENGTH: Final = 4


class Aside:
    """A few such processes, started when they are first needed.

    Args:
        limit: seconds for one answer.
        seats: how many work at once; further requests wait their turn.
    """

    def __init__(self, *, limit: float = 5.0, seats: int = 2) -> None:
        self._limit = limit
        self._seats = asyncio.Semaphore(seats)
        self._idle: list[Process] = []

    async def ask(self, action: str, language: Language, body: bytes) -> bytes:
        """What `DRAWINGS[action]` answers to a JSON body, as JSON.

        Raises:
            SchemaError: `workbench.too_slow` past the limit, `workbench.broke` where the process came to an end.
        """
        async with self._seats:
            is_new = not self._idle
            process = await _start() if is_new else self._idle.pop()
            try:
                if is_new:
                    await _receive(process)  # its greeting: what it takes to start is not held against the schema
                async with asyncio.timeout(self._limit):
                    await _send(process, f"{action} {language}\n".encode() + body)
                    answer = await _receive(process)
            except TimeoutError:
                raise SchemaError("workbench.too_slow", limit=round(self._limit)) from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise SchemaError("workbench.broke") from None
            else:
                self._idle.append(process)
                return answer
            finally:
                if process not in self._idle:
                    await _end(process)

    async def close(self) -> None:
        """End them all."""
        while self._idle:
            await _end(self._idle.pop())


async def _start() -> Process:
    # In a session of its own: Ctrl+C is for the server, whose end is the end of this input.
    return await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "playground.ui.aside"),
        cwd=_ROOT,
        env={name: value for name, value in os.environ.items() if not name.startswith(PREFIX)},
        stdin=PIPE,
        stdout=PIPE,
        start_new_session=True,
    )


async def _send(process: Process, frame: bytes) -> None:
    assert process.stdin  # noqa: S101 - it was asked for
    process.stdin.write(len(frame).to_bytes(_LENGTH) + frame)
    await process.stdin.drain()


async def _receive(process: Process) -> bytes:
    assert process.stdout  # noqa: S101 - it was asked for
    length = int.from_bytes(await process.stdout.readexactly(_LENGTH))
    return await process.stdout.readexactly(length)


async def _end(process: Process) -> None:
    with contextlib.suppress(ProcessLookupError):
        process.kill()
    await process.wait()


def work(requests: BinaryIO, answers: BinaryIO) -> None:
    """The process's side: answer until the input ends. What it cannot answer ends it, and is told in the log."""
    _write(answers, b"")
    while length := requests.read(_LENGTH):
        head, _, body = requests.read(int.from_bytes(length)).partition(b"\n")
        action, language = head.decode().split()
        answer = DRAWINGS[action](json.loads(body), "zh" if language == "zh" else "en")
        _write(answers, json.dumps(answer).encode("ascii"))


def _write(answers: BinaryIO, frame: bytes) -> None:
    answers.write(len(frame).to_bytes(_LENGTH) + frame)
    answers.flush()


if __name__ == "__main__":
    work(sys.stdin.buffer, sys.stdout.buffer)
