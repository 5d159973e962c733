"""Fetches results and keeps them, as they came, where only the owner of their run gets them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import IO, Final

from playground.errors import BucketError, FetchError
from playground.files.atomic import temporary_file
from playground.files.chunks import TooComplexError
from playground.files.clips import BrokenClipError
from playground.files.diskspace import DiskSpace
from playground.files.download import DownloadLimits, download
from playground.files.formats import PICTURES, Format
from playground.files.media_pool import MEDIA_POOL, MediaPool
from playground.files.pictures import BrokenPictureError
from playground.files.removal import RUN
from playground.files.result_files import (
    MEDIA_KINDS,
    Arrival,
    Inspection,
    RemoteResult,
    StoredResult,
    Target,
    check_content,
    decode_data_url,
    is_data_url,
    parts_of,
    sniff_file,
    store_file,
    store_text,
)
from playground.files.safeclient import Resolve, SafeClient, resolve
from playground.files.store import FOLDER, RESULTS, FileStore
from playground.workerclient import WorkerError

_BUCKET_FAULTS: Final = {
    "files.down": "fetch.bucket_down",
    "files.refused": "fetch.bucket_refused",
    "files.missing": "fetch.bucket_missing",
    "files.removed": "fetch.taken_over",
}

_NAME: Final = re.compile(r"[0-9]{1,4}-[A-Za-z0-9_-]{1,60}\.[a-z0-9]{1,8}")


class Results:
    """The results' folder and the one client that fills it.

    Args:
        folder: made when the first result comes; each run has a folder of its own in it.
        allowed: `(host, port)` pairs that results may come from although their address is private.
        limits: what one download may take.
        resolver: how hosts become addresses.
        store: where results are kept; the folder is only a place to work in where that is elsewhere.
        media_pool: looks at what came.
    """

    def __init__(
        self,
        folder: Path,
        allowed: frozenset[tuple[str, int]] = frozenset(),
        *,
        limits: DownloadLimits = DownloadLimits(),  # noqa: B008 - frozen
        resolver: Resolve = resolve,
        store: FileStore = FOLDER,
        media_pool: MediaPool = MEDIA_POOL,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._guard = SafeClient(allowed, resolver)
        self._disk = DiskSpace(folder)
        self._media_pool = media_pool
        self._store = store

    async def fetch(
        self,
        run_id: str,
        index: int,
        remote: RemoteResult,
        *,
        larger_than: int = -1,
        unlike: tuple[str, ...] = (),
        may_keep: Callable[[], bool] = lambda: True,
    ) -> StoredResult:
        """Fetch one result and keep its original bytes; done again, it replaces what it kept before.

        What does not come whole, twice, is kept as it came: it is paid for, and a viewer may read what is there.

        Args:
            run_id: whose it is; letters, digits, `_` and `-`.
            index: position among the run's outputs, from 0.
            remote: where it is: an http(s) or data URL, or the text itself.
            larger_than: bytes of what is kept already, where that is incomplete: only more of it replaces it.
            unlike: names of the run's other results, where a link may be one of theirs: a copy is not kept.
            may_keep: asked, on a worker thread, right before anything is put in place: where it says no, as when the
                run is in other hands by now, what is there stays (`fetch.taken_over`).

        Raises:
            FetchError: a code `fetch.…`; params hold `number`, the position from 1, and what else the sentence names.
        """
        folder = self._run_folder(run_id)
        keep = partial(self._keep, run_id)
        target = Target(folder, index, remote, unlike, may_keep, keep)
        try:
            if remote.url is None:
                return await self._store.run(store_text, target)
            await asyncio.to_thread(self._disk.require, folder, index)
            return await self._fetched(target, remote.url, larger_than)
        except FetchError as error:
            raise FetchError(error.code, number=index + 1, **error.params) from error
        except BucketError as error:
            raise FetchError(_BUCKET_FAULTS[error.code], number=index + 1, **error.params) from error
        except OSError as error:
            raise FetchError("fetch.disk", number=index + 1, fault=error.strerror or str(error)) from error

    def check_space(self) -> None:
        """See that the results of one more run could be kept; it blocks for a moment.

        Raises:
            StorageError: they could not.
        """
        self._disk.require_reserve()

    def has(self, run_id: str, name: str) -> bool:
        """Whether a result is kept; False for a name that no result can have. It blocks for a moment."""
        place = self._place(run_id, name)
        return place is not None and self._store.has(_kept_as(run_id, name), place)

    def path(self, run_id: str, name: str) -> Path | None:
        """Where a result lies; None for a name that no result can have, and for one that is not there (any more).

        It blocks, for long where it has to be brought here first.

        Raises:
            BucketError: it cannot be.
        """
        place = self._place(run_id, name)
        return place and self._store.path(_kept_as(run_id, name), place)

    async def find(self, run_id: str, name: str) -> Path | None:
        """As `path`, for the event loop."""
        return await self._store.run(self.path, run_id, name)

    async def poster(self, run_id: str, name: str) -> Path | None:
        """A JPEG of a video's first frame, kept once made. None where there is none."""
        return await self._small(run_id, name, self._media_pool.poster, f"posters/{name}.jpg")

    async def thumbnail(self, run_id: str, name: str) -> Path | None:
        """A WebP of at most 256 × 256 pixels of a picture or video; as `poster`."""
        return await self._small(run_id, name, self._media_pool.thumbnail, f"thumbnails/{name}.webp")

    async def tile(self, run_id: str, name: str) -> Path | None:
        """A WebP of at most 640 × 640 pixels of a picture or video; as `poster`."""
        return await self._small(run_id, name, self._media_pool.tile, f"thumbnails/{name}.tile.webp")

    async def remove(self, run_id: str) -> None:
        """Remove all that is kept of a run.

        Raises:
            OSError: something could not be removed.
            BucketError: the same, of the bucket.
        """
        await self._store.run(self._store.remove_run, run_id, self._run_folder(run_id))

    async def close(self) -> None:
        """Let all connections go."""
        await self._guard.close()

    def _run_folder(self, run_id: str) -> Path:
        if not RUN.fullmatch(run_id):
            raise ValueError(run_id)
        return self._folder / run_id

    def _place(self, run_id: str, name: str) -> Path | None:
        return self._folder / run_id / name if RUN.fullmatch(run_id) and _NAME.fullmatch(name) else None

    def _keep(self, run_id: str, name: str, source: Path, media_type: str) -> None:
        self._store.keep(_kept_as(run_id, name), source, media_type)

    def _forget_parts(self, run_id: str, index: int, name: str) -> None:
        self._store.forget(run_id, parts_of(index, self._store.names(run_id), name))

    async def _small(
        self, run_id: str, name: str, make: Callable[[Path, Path], Awaitable[Path | None]], small: str
    ) -> Path | None:
        """Kept on this machine alone: what is not here is made anew."""
        if not await self._store.run(self.has, run_id, name):
            return None
        target = self._folder / run_id / small
        if await asyncio.to_thread(target.is_file):
            return target
        source = await self.find(run_id, name)
        return source and await make(source, target)

    async def _fetched(self, target: Target, url: str, larger_than: int) -> StoredResult:
        """What is cut off, or cannot be told to be whole, is asked for once more."""
        kept = await self._try(target, url, larger_than)
        if not kept.is_complete:
            with suppress(FetchError, BucketError):
                kept = await self._try(target, url, kept.size)
        self._disk.remove_waiting(target.folder, target.index)
        await self._store.run(self._forget_parts, target.folder.name, target.index, kept.name)
        return kept

    async def _try(self, target: Target, url: str, larger_than: int) -> StoredResult:
        with temporary_file(target.folder) as (file, path):
            try:
                is_measured = await self._fill(file, url, is_media=target.remote.kind in MEDIA_KINDS)
                arrival = Arrival(target, file, path, is_measured, larger_than)
                size, found = await asyncio.to_thread(sniff_file, file)
                check_content(size, found, target.remote)
                seen = await self._seen(path, found)
                for other in target.unlike:
                    await self.find(target.folder.name, other)
                return await self._store.run(store_file, arrival, size, found, seen)
            except OSError:
                self._disk.add_waiting(target.folder, target.index, path.stat().st_size)
                raise

    async def _seen(self, path: Path, found: Format) -> Inspection:
        """What cannot be looked at (too many parts, too slow) is kept as it came, and nobody says that it is broken."""
        with suppress(TooComplexError, WorkerError):
            if found.kind == "video":
                with suppress(BrokenClipError):  # what our decoder cannot read a player may
                    clip = await self._media_pool.probe(path, found)
                    return Inspection(clip.width, clip.height, opens=True)
            for is_whole in (True, False) if found in PICTURES else ():
                with suppress(BrokenPictureError):
                    picture = await self._media_pool.measure(path, found, decode=is_whole)
                    return Inspection(picture.width, picture.height, is_whole)
            return Inspection(None, None, found not in PICTURES)
        return Inspection(None, None, opens=True)

    async def _fill(self, file: IO[bytes], url: str, *, is_media: bool) -> bool:
        """Whether the transfer tells that the file has all of it."""
        if is_data_url(url):
            data = await asyncio.to_thread(decode_data_url, url, self._limits.size)
            await asyncio.to_thread(file.write, data)
            return True
        return (await download(self._guard, url, file, self._limits, is_media=is_media)).is_measured


def _kept_as(run_id: str, name: str) -> str:
    return f"{RESULTS}/{run_id}/{name}"
