"""Reads uploaded files: only so many at the same time, each on the disk, none that stops coming."""

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
from playground.metrics import UPLOADS_AT_WORK, UPLOADS_WAITING

_SILENCE_SECONDS: Final = 30.0
"""Seconds after which a file that sends nothing is given up."""
_UPLOAD_SECONDS: Final = 15 * 60.0
"""Seconds for a whole file: 200 MB at 2 Mbit a second."""
_QUEUE_SECONDS: Final = 60.0
"""Seconds that a file waits for a slot."""
CAPACITY: Final = Capacity(total=12, per_address=6, per_person=6, queue=48)
"""Files on their way in."""
_MAX_FIELDS: Final = 4
_MAX_FIELD_BYTES: Final = 2 * 2**20
"""Bytes of a field beside the file, which lie in memory: what a form may hold."""


class MultipartReader:
    """Reads `multipart/form-data` requests. A file's bytes go to a temporary file, never all into memory.

    Each request holds a slot from before its first byte is read until its file was processed.

    Args:
        capacity: how many files are processed at the same time, and how many wait.
    """

    def __init__(self, capacity: Capacity = CAPACITY) -> None:
        self._slots = FairSemaphore(capacity)

    @asynccontextmanager
    async def read(self, request: Request, name: str) -> AsyncIterator[FormData]:
        """The fields of the request, with at most one file.

        Args:
            request: its body must not have been read.
            name: how to call the file.

        Raises:
            UploadError: `upload.busy`, too many files wait; `upload.stalled`, the file stopped coming.
        """
        async with AsyncExitStack() as stack:
            try:
                with UPLOADS_WAITING.track_inprogress():
                    await stack.enter_async_context(self._slots.slot(_QUEUE_SECONDS))
            except (QueueFullError, TimeoutError) as error:
                raise UploadError("upload.busy", file=name) from error
            stack.enter_context(UPLOADS_AT_WORK.track_inprogress())
            sent = Request(request.scope, _timed(request, name))
            try:
                async with (
                    asyncio.timeout(_UPLOAD_SECONDS) as waiting,
                    sent.form(max_files=1, max_fields=_MAX_FIELDS, max_part_size=_MAX_FIELD_BYTES) as form,
                ):
                    waiting.reschedule(None)  # it is there: what is done with it has limits of its own
                    yield form
            except TimeoutError as error:
                raise UploadError("upload.stalled", file=name) from error


def _timed(request: Request, name: str) -> Receive:
    async def receive() -> Message:
        try:
            async with asyncio.timeout(_SILENCE_SECONDS):
                return await request.receive()
        except TimeoutError as error:
            raise UploadError("upload.stalled", file=name) from error

    return receive
