"""A file of a bucket, answered as Starlette answers one of a folder: ranges, dates and tags are the same."""

from __future__ import annotations

import os
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from starlette.responses import FileResponse

from playground.files.bucket import PIECE, BucketStore
from playground.files.store import KeptFile


class BucketResponse(FileResponse):
    """A `FileResponse` that reads a bucket; one piece is in memory at a time.

    Args:
        store: has the file.
        name: of the file there.
        facts: of it.
        told: as of a `FileResponse`.
    """

    def __init__(self, store: BucketStore, name: str, facts: KeptFile, **told: Any) -> None:
        super().__init__(name, stat_result=stat_of(facts), **told)
        self._reader = _Reader(store, name, facts.size)

    @asynccontextmanager
    async def _open_file(self) -> AsyncIterator[Any]:
        yield self._reader


class _Reader:
    """The two methods of an open file that a response uses."""

    def __init__(self, store: BucketStore, name: str, size: int) -> None:
        self._store = store
        self._name = name
        self._size = size
        self._at = 0
        self._start = 0
        self._piece = b""

    async def seek(self, offset: int) -> None:
        self._at = offset

    async def read(self, count: int) -> bytes:
        """As many bytes as there are, so many at most: fewer only at the end of the file."""
        read = b""
        while len(read) < count and self._at < self._size:
            if not self._start <= self._at < self._start + len(self._piece):
                end = min(self._at + PIECE, self._size)
                self._piece = await self._store.run(self._store.piece, self._name, self._at, end)
                self._start = self._at
            inside = self._at - self._start
            some = self._piece[inside : inside + count - len(read)]
            read += some
            self._at += len(some)
        return read


def stat_of(facts: KeptFile) -> os.stat_result:
    """What a folder would tell of the file: so each process gives it the same date and tag, copy or not."""
    mode, size, at = stat.S_IFREG | 0o600, facts.size, int(facts.kept_at)
    return os.stat_result((mode, 0, 0, 1, 0, 0, size, at, at, at))
