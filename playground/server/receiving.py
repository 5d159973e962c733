"""Files on their way in: so many at once, each on the disk, and what does not come on makes room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message, Receive

from playground.errors import UploadError

_SILENCE: Final = 30.0
"""Seconds in which something must come."""
_LONGEST: Final = 15 * 60.0
"""Seconds for a whole file: 200 MB at 2 Mbit a second."""
_PATIENCE: Final = 60.0
"""Seconds for which a file waits for its turn."""


class Receiving:
    """Seats for files: one is taken before the first byte is read, and held until the file is dealt with.

    What comes lies in a temporary file, never whole in memory.

    Args:
        seats: how many files are dealt with at once.
        line: how many wait for a seat.
    """

    def __init__(self, *, seats: int = 12, line: int = 48) -> None:
        self._seats = asyncio.Semaphore(seats)
        self._line = line
        self._waiting = 0

    @asynccontextmanager
    async def form(self, request: Request, name: str) -> AsyncIterator[FormData]:
        """The form that is sent, with at most one file.

        Args:
            request: whose body was not read.
            name: how to call the file.

        Raises:
            UploadError: `upload.busy`, there is no seat; `upload.stalled`, it stopped coming.
        """
        await self._take(name)
        try:
            sent = Request(request.scope, _prompt(request, name))
            async with asyncio.timeout(_LONGEST) as waiting, sent.form(max_files=1) as form:
                waiting.reschedule(None)  # it is there: what is done with it has limits of its own
                yield form
        except TimeoutError as error:
            raise UploadError("upload.stalled", file=name) from error
        finally:
            self._seats.release()

    async def _take(self, name: str) -> None:
        if self._seats.locked() and self._waiting >= self._line:
            raise UploadError("upload.busy", file=name)
        self._waiting += 1
        try:
            async with asyncio.timeout(_PATIENCE):
                await self._seats.acquire()
        except TimeoutError as error:
            raise UploadError("upload.busy", file=name) from error
        finally:
            self._waiting -= 1


def _prompt(request: Request, name: str) -> Receive:
    async def receive() -> Message:
        try:
            async with asyncio.timeout(_SILENCE):
                return await request.receive()
        except TimeoutError as error:
            raise UploadError("upload.stalled", file=name) from error

    return receive
