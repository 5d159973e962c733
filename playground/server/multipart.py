"""Files on their way in: so many at once, each on the disk, and what does not come on makes room."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Final

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.types import Message, Receive

from playground.errors import UploadError
from playground.fairqueue import Capacity, FairSemaphore, QueueFullError

_SILENCE: Final = 30.0
"""Seconds in which something must come."""
_LONGEST: Final = 15 * 60.0
"""Seconds for a whole file: 200 MB at 2 Mbit a second."""
_PATIENCE: Final = 60.0
"""Seconds for which a file waits for its turn."""
_SEATS: Final = Capacity(all=12, address=6, person=6, line=48)
_MOST_FIELDS: Final = 4
_MOST_OF_A_FIELD: Final = 2 * 2**20
"""Bytes of a field beside the file, which lie in memory: what a form may hold."""


class MultipartReader:
    """Seats for files: one is taken before the first byte is read, and held until the file is dealt with.

    What comes lies in a temporary file, never whole in memory.

    Args:
        seats: how many files are dealt with at once, and how many wait.
    """

    def __init__(self, seats: Capacity = _SEATS) -> None:
        self._turns = FairSemaphore(seats)

    @asynccontextmanager
    async def form(self, request: Request, name: str) -> AsyncIterator[FormData]:
        """The form that is sent, with at most one file.

        Args:
            request: whose body was not read.
            name: how to call the file.

        Raises:
            UploadError: `upload.busy`, there is no seat; `upload.stalled`, it stopped coming.
        """
        async with AsyncExitStack() as stack:
            try:
                await stack.enter_async_context(self._turns.turn(_PATIENCE))
            except (QueueFullError, TimeoutError) as error:
                raise UploadError("upload.busy", file=name) from error
            sent = Request(request.scope, _prompt(request, name))
            try:
                async with (
                    asyncio.timeout(_LONGEST) as waiting,
                    sent.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_OF_A_FIELD) as form,
                ):
                    waiting.reschedule(None)  # it is there: what is done with it has limits of its own
                    yield form
            except TimeoutError as error:
                raise UploadError("upload.stalled", file=name) from error


def _prompt(request: Request, name: str) -> Receive:
    async def receive() -> Message:
        try:
            async with asyncio.timeout(_SILENCE):
                return await request.receive()
        except TimeoutError as error:
            raise UploadError("upload.stalled", file=name) from error

    return receive
