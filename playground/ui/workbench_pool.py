"""Worker processes for strangers' schemas: a schema that takes too long or too much memory stops only its worker.

A request is a line `ACTION LANGUAGE` and a JSON body, an answer is JSON in ASCII.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Final

from playground.errors import SchemaError
from playground.processpool import ProcessPool
from playground.texts import Language
from playground.ui.workbench import DRAWINGS
from playground.workerclient import ProcessLimits, WorkerError, WorkerTimeoutError
from playground.workerprocess import serve_requests

_MODULE: Final = "playground.ui.workbench_pool"
_MEMORY: Final = 2**30
"""Bytes of address space: what a schema of the largest kind takes, several times over."""


@dataclass(frozen=True, slots=True, eq=False)
class _Ticket:
    """A request that waits; two of them are never equal."""

    address: str


class WorkbenchPool:
    """A few such processes, started when they are first needed, and the queue for them.

    Args:
        limit: seconds for one answer.
        workers: how many work at the same time, each for another browser.
        queue: how many requests may wait; of one browser only the newest of each action.
        queue_per_address: how many of them from one address; it has only one worker while other addresses wait.
    """

    def __init__(self, *, limit: float = 5.0, workers: int = 2, queue: int = 64, queue_per_address: int = 24) -> None:
        self._limit = limit
        self._workers = workers
        self._queue = queue
        self._queue_per_address = queue_per_address
        self._running: dict[str, str] = {}
        self._waiting: dict[tuple[str, str], _Ticket] = {}
        self._moved = asyncio.Condition()
        # Requests wait here and not there: a newer one takes the place of an older one.
        self._pool = ProcessPool(_MODULE, ProcessLimits(limit, _MEMORY), workers=workers, queue=None)

    async def call(self, action: str, language: Language, body: bytes, *, person: str, address: str = "") -> bytes:
        """What `DRAWINGS[action]` answers to a JSON body, as JSON.

        Args:
            action: a key of `DRAWINGS`.
            language: of the words.
            body: what it is handed, as JSON.
            person: who asks; whoever keeps no cookie is everybody else without one at that address.
            address: where from.

        Raises:
            SchemaError: `workbench.too_slow` past the limit, `workbench.broke` where the process came to an end,
                `workbench.busy` where too many wait, or the same browser asked for the same anew meanwhile.
        """
        async with self._slot(person, action, address):
            try:
                return await self._pool.call(f"{action} {language}\n".encode() + body)
            except WorkerTimeoutError:
                raise SchemaError("workbench.too_slow", limit=round(self._limit)) from None
            except WorkerError:
                raise SchemaError("workbench.broke") from None

    @asynccontextmanager
    async def _slot(self, person: str, action: str, address: str) -> AsyncIterator[None]:
        async with self._moved:
            await self._wait(person, action, address)
            self._running[person] = address
        try:
            yield
        finally:
            del self._running[person]
            async with self._moved:
                self._moved.notify_all()

    async def _wait(self, person: str, action: str, address: str) -> None:
        place, ticket = (person, action), _Ticket(address)
        if place not in self._waiting and self._is_full(address):
            raise SchemaError("workbench.busy")
        self._waiting[place] = ticket
        self._moved.notify_all()  # an older request at this place gives way

        def is_replaced() -> bool:
            return self._waiting.get(place) is not ticket

        def is_next() -> bool:
            is_free = len(self._running) < self._workers and person not in self._running
            return is_free and not (address in self._running.values() and self._others_wait())

        try:
            await self._moved.wait_for(lambda: is_replaced() or is_next())
            if is_replaced():
                raise SchemaError("workbench.busy")
        finally:
            if not is_replaced():
                del self._waiting[place]

    def _is_full(self, address: str) -> bool:
        of_address = sum(ticket.address == address for ticket in self._waiting.values())
        return len(self._waiting) >= self._queue or of_address >= self._queue_per_address

    def _others_wait(self) -> bool:
        """Whether a request waits from an address that has no worker."""
        return any(ticket.address not in self._running.values() for ticket in self._waiting.values())

    @property
    def idle(self) -> tuple[int, ...]:
        """The ids of the processes that wait for work."""
        return self._pool.idle

    def close(self) -> None:
        """End them all."""
        self._pool.close()


def handle_request(request: bytes) -> bytes:
    """The process's side."""
    head, _, body = request.partition(b"\n")
    action, language = head.decode().split()
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        asked = None
    drawn = DRAWINGS[action](asked, language)
    return json.dumps(drawn).encode("ascii")


if __name__ == "__main__":
    serve_requests(handle_request)
