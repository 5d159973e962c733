"""References that the sandbox reaches: of a function that gives their bytes."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playground.files.media_pool import MEDIA_POOL
from playground.sandbox import ReferenceLoader


def loader_of(give: Callable[[str], Awaitable[bytes]]) -> ReferenceLoader:
    @asynccontextmanager
    async def fetch(url: str) -> AsyncIterator[Path]:
        content = await give(url)
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            yield Path(file.name)

    return ReferenceLoader(fetch, MEDIA_POOL.reduced)
