"""Results and uploads in a bucket. This machine's folder is only a place to work in, and a cache that may go any time.

What the bucket holds stands in an index that all replicas share: nobody lists a bucket to know. A file is noted
before its first byte leaves and again once all of it is there: none is in the bucket that the index does not know.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import os
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Final, ParamSpec, TypeVar

import obstore
from obstore.exceptions import (
    AlreadyExistsError,
    BaseError,
    NotSupportedError,
    PermissionDeniedError,
    UnauthenticatedError,
)

from playground.errors import BucketError
from playground.files.atomic import temporary_file
from playground.files.openbucket import Bucket
from playground.files.removal import remove_results
from playground.files.store import UPLOADS, FileIndex, KeptFile

P = ParamSpec("P")
T = TypeVar("T")

PIECE: Final = 2**20
"""Bytes that are asked for at once: each piece has a time limit and further tries of its own."""

_KNOWN_FOR: Final = 10.0
"""Seconds for which this process believes that what was there is there."""
_MOST_KNOWN: Final = 5_000
_THREADS: Final = 8
"""Of this process that wait for the bucket; while it is away nothing else waits with them."""
_PATIENCE: Final = 20.0
_LINK_LIFETIME: Final = dt.timedelta(minutes=5)
_KEY: Final = f"{UPLOADS}/.secret"


class BucketStore:
    """A `FileStore`.

    Args:
        bucket: where files are.
        address: of it, as it is told to people.
        index: what it holds.
        wall: gives Unix seconds.
    """

    def __init__(
        self, bucket: Bucket, address: str, index: FileIndex, *, wall: Callable[[], float] = time.time
    ) -> None:
        self.address = address
        self._bucket = bucket
        self.index = index
        self._wall = wall
        self._known: dict[str, tuple[float, Mapping[str, KeptFile]]] = {}
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="bucket")

    async def run(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """As in `FileStore`."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, partial(work, *given, **named))

    def has(self, name: str, here: Path) -> bool:  # noqa: ARG002 - what lies here may be there no more
        """As in `FileStore`."""
        return self.facts(name) is not None

    def facts(self, name: str) -> KeptFile | None:
        """What the index says of a file, a moment ago perhaps; it blocks."""
        key = key_of(name)
        looked_at, files = self._known.get(key, (0.0, {}))
        if name not in files or time.monotonic() - looked_at > _KNOWN_FOR:
            files = self.index.files(key)
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            self._known[key] = (time.monotonic(), files)
        return files.get(name)

    def cached(self, name: str, here: Path) -> Path | None:
        """The copy on this machine of a file that is still kept, if there is one."""
        facts = self.facts(name)
        with suppress(FileNotFoundError):
            if facts and here.stat().st_size == facts.size:
                os.utime(here)
                return here
        return None

    def path(self, name: str, here: Path) -> Path | None:
        """As in `FileStore`."""
        if copy := self.cached(name, here):
            return copy
        facts = self.facts(name)
        if facts is None:
            return None
        try:
            with temporary_file(here.parent) as (file, path):
                for start in range(0, facts.size, PIECE):
                    file.write(self.piece(name, start, min(start + PIECE, facts.size)))
                file.close()
                path.replace(here)
        except FileNotFoundError:  # somebody removed it just now
            self._forget_known(name)
            return None
        return here

    def piece(self, name: str, start: int, end: int) -> bytes:
        """Some bytes of a file; `FileNotFoundError` where it is gone."""
        with self._faults():
            return bytes(obstore.get_range(self._bucket, name, start=start, end=end))

    def keep(self, name: str, source: Path, media_type: str) -> None:
        """As in `FileStore`."""
        key = key_of(name)
        deadline = time.monotonic() + _PATIENCE
        while not self.index.begin(name, key, self._wall()):  # one of the same name is just being removed
            if time.monotonic() > deadline:
                raise BucketError("files.down", store=self.address)
            time.sleep(0.2)
        size = source.stat().st_size
        # What a browser makes of it where it is sent there by a link: media are shown, all else is a download.
        is_shown = media_type.startswith(("image/", "video/", "audio/")) and media_type != "image/svg+xml"
        said = {"Content-Type": media_type, "Content-Disposition": "inline" if is_shown else "attachment"}
        with self._faults():
            try:
                obstore.put(self._bucket, name, source, attributes=said)
            except FileNotFoundError as error:
                raise BucketError("files.missing", store=self.address) from error
        self._forget_known(name)
        if not self.index.finish(name, size, self._wall()):  # its run was deleted meanwhile
            self._delete(name)
            raise BucketError("files.removed")

    def use(self, name: str, here: Path) -> bool:  # noqa: ARG002 - the index counts
        """As in `FileStore`."""
        return self.index.use(name, self._wall())

    def remove_run(self, run_id: str, here: Path) -> None:
        """As in `FileStore`."""
        for name in self.index.names(run_id):
            self.remove(name)
        self._known.pop(run_id, None)  # another machine may have been faster
        remove_results(here.parent, run_id)

    def forget(self, run_id: str, names: Collection[str]) -> None:
        """As in `FileStore`."""
        for name in names:
            self.remove(f"results/{run_id}/{name}")

    def forget_upload(self, name: str) -> None:
        """As in `FileStore`."""
        self.remove(name)

    def names(self, run_id: str) -> Collection[str]:
        """As in `FileStore`."""
        return [name.rpartition("/")[2] for name in self.index.names(run_id)]

    def remove(self, name: str) -> None:
        """Remove a file; done again, or by several at once, it does no harm. It blocks."""
        if self.index.claim(name, self._wall()):
            self.finish_removal(name)

    def finish_removal(self, name: str) -> None:
        """The rest of a removal that has begun: another process may have died over it."""
        self._forget_known(name)
        self._delete(name)
        self.index.forget(name)

    def link(self, name: str) -> str:
        """An address at which anybody who is told it reads a file for some minutes; it blocks for a moment."""
        with self._faults():
            return obstore.sign(self._bucket, "GET", name, _LINK_LIFETIME)

    def key(self, fresh: bytes) -> bytes:
        """As in `FileStore`: whoever comes first makes it, the others take that one."""
        with self._faults():
            try:
                obstore.put(self._bucket, _KEY, fresh, mode="create")
            except AlreadyExistsError:
                return bytes(obstore.get(self._bucket, _KEY).bytes())
            except (NotSupportedError, FileNotFoundError) as error:
                raise BucketError("files.missing", store=self.address) from error
        return fresh

    def sizes(self) -> Iterator[tuple[str, int]]:
        """All files that are in the bucket, whatever the index says, with their bytes; it blocks, for long."""
        with self._faults():
            for some in obstore.list(self._bucket):
                for found in some:
                    yield found["path"], found["size"]

    def _delete(self, name: str) -> None:
        with self._faults(), suppress(FileNotFoundError):
            obstore.delete(self._bucket, name)

    def _forget_known(self, name: str) -> None:
        self._known.pop(key_of(name), None)

    @contextmanager
    def _faults(self) -> Iterator[None]:
        try:
            yield
        except (PermissionDeniedError, UnauthenticatedError) as error:
            raise BucketError("files.refused", store=self.address) from error
        except FileNotFoundError:
            raise
        except (BaseError, OSError) as error:
            raise BucketError("files.down", store=self.address) from error


def key_of(name: str) -> str:
    """What a file belongs to: `RUN` of `results/RUN/NAME`, `NAME` of `uploads/NAME`.

    >>> key_of("results/r1/0-fox.png"), key_of("uploads/ab.png")
    ('r1', 'ab.png')
    """
    return name.split("/")[1]
