"""Files outside the sandbox, of a function that gives their bytes."""

from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from playground.files.opening import OPENER
from playground.sandbox import Outside


def outside(give: Callable[[str], Awaitable[bytes]]) -> Outside:
    @asynccontextmanager
    async def fetch(url: str) -> AsyncIterator[Path]:
        content = await give(url)
        with tempfile.NamedTemporaryFile() as file:
            file.write(content)
            file.flush()
            yield Path(file.name)

    return Outside(fetch, OPENER.reduced)
