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
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from playground.errors import SchemaError
from playground.settings import PREFIX
from playground.texts import Language
from playground.ui.workbench import DRAWINGS

_ROOT: Final = Path(__file__).parents[2]
_LENGTH: Final = 4


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """Each is itself alone."""

    address: str


class Aside:
    """A few such processes, started when they are first needed.

    Args:
        limit: seconds for one answer.
        seats: how many work at once, each for another browser.
        line: how many requests wait for a seat; of one browser, one of each action: the newest.
        line_of_address: how many of them from one address, which has one seat only while others wait.
    """

    def __init__(self, *, limit: float = 5.0, seats: int = 2, line: int = 64, line_of_address: int = 24) -> None:
        self._limit = limit
        self._seats = seats
        self._line = line
        self._line_of_address = line_of_address
        self._seated: dict[str, str] = {}
        self._waiting: dict[tuple[str, str], _Ticket] = {}
        self._moved = asyncio.Condition()
        self._idle: list[Process] = []

    async def ask(self, action: str, language: Language, body: bytes, *, browser: str, address: str = "") -> bytes:
        """What `DRAWINGS[action]` answers to a JSON body, as JSON.

        Args:
            action: a key of `DRAWINGS`.
            language: of the words.
            body: what it is handed, as JSON.
            browser: who asks; whoever keeps no cookie is everybody else without one at that address.
            address: where from.

        Raises:
            SchemaError: `workbench.too_slow` past the limit, `workbench.broke` where the process came to an end,
                `workbench.busy` where too many wait, or the same browser asked for the same anew meanwhile.
        """
        async with self._seat(browser, action, address):
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

    @asynccontextmanager
    async def _seat(self, browser: str, action: str, address: str) -> AsyncIterator[None]:
        async with self._moved:
            await self._wait_in_line(browser, action, address)
            self._seated[browser] = address
        try:
            yield
        finally:
            del self._seated[browser]
            async with self._moved:
                self._moved.notify_all()

    async def _wait_in_line(self, browser: str, action: str, address: str) -> None:
        place, ticket = (browser, action), _Ticket(address)
        if place not in self._waiting and self._is_full(address):
            raise SchemaError("workbench.busy")
        self._waiting[place] = ticket
        self._moved.notify_all()  # an older request at this place gives way

        def is_replaced() -> bool:
            return self._waiting.get(place) is not ticket

        def is_next() -> bool:
            is_free = len(self._seated) < self._seats and browser not in self._seated
            return is_free and not (address in self._seated.values() and self._others_wait())

        try:
            await self._moved.wait_for(lambda: is_replaced() or is_next())
            if is_replaced():
                raise SchemaError("workbench.busy")
        finally:
            if not is_replaced():
                del self._waiting[place]

    def _is_full(self, address: str) -> bool:
        of_address = sum(ticket.address == address for ticket in self._waiting.values())
        return len(self._waiting) >= self._line or of_address >= self._line_of_address

    def _others_wait(self) -> bool:
        """Whether somebody waits from where nobody has a seat."""
        return any(ticket.address not in self._seated.values() for ticket in self._waiting.values())

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
