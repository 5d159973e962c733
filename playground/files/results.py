"""Fetches results and keeps them, as they came, where only the owner of their run gets them."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Final

from playground.errors import FetchError
from playground.files.atomic import temporary_file
from playground.files.chunks import TooComplexError
from playground.files.clips import BrokenClipError
from playground.files.diskspace import DiskSpace
from playground.files.download import DownloadLimits, download
from playground.files.formats import PICTURES, Format
from playground.files.media_pool import MEDIA_POOL, MediaPool
from playground.files.pictures import BrokenPictureError
from playground.files.removal import RUN, remove_results
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
    sniff_file,
    store_file,
    store_text,
)
from playground.files.safeclient import Resolve, SafeClient, resolve
from playground.workerclient import WorkerError

_NAME: Final = re.compile(r"[0-9]{1,4}-[A-Za-z0-9_-]{1,60}\.[a-z0-9]{1,8}")


class Results:
    """The results' folder and the one client that fills it.

    Args:
        folder: made when the first result comes; each run has a folder of its own in it.
        allowed: `(host, port)` pairs that results may come from although their address is private.
        limits: what one download may take.
        resolver: how hosts become addresses.
        media_pool: looks at what came.
    """

    def __init__(
        self,
        folder: Path,
        allowed: frozenset[tuple[str, int]] = frozenset(),
        *,
        limits: DownloadLimits = DownloadLimits(),  # noqa: B008 - frozen
        resolver: Resolve = resolve,
        media_pool: MediaPool = MEDIA_POOL,
    ) -> None:
        self._folder = folder
        self._limits = limits
        self._guard = SafeClient(allowed, resolver)
        self._disk = DiskSpace(folder)
        self._media_pool = media_pool

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
        try:
            if remote.url is None:
                return await asyncio.to_thread(store_text, folder, index, remote.text or "", may_keep)
            await asyncio.to_thread(self._disk.require, folder, index)
            return await self._fetched(Target(folder, index, remote, unlike, may_keep), remote.url, larger_than)
        except FetchError as error:
            raise FetchError(error.code, number=index + 1, **error.params) from error
        except OSError as error:
            raise FetchError("fetch.disk", number=index + 1, fault=error.strerror or str(error)) from error

    def check_space(self) -> None:
        """See that the results of one more run could be kept; it blocks for a moment.

        Raises:
            StorageError: they could not.
        """
        self._disk.require_reserve()

    def path(self, run_id: str, name: str) -> Path | None:
        """Where a result lies; None for a name that no result can have, and for one that is not there (any more)."""
        if not (RUN.fullmatch(run_id) and _NAME.fullmatch(name)):
            return None
        path = self._folder / run_id / name
        return path if path.is_file() else None

    async def poster(self, run_id: str, name: str) -> Path | None:
        """A JPEG of a video's first frame, kept once made. None where there is none."""
        path = self.path(run_id, name)
        return path and await self._media_pool.poster(path, path.parent / "posters" / f"{name}.jpg")

    async def thumbnail(self, run_id: str, name: str) -> Path | None:
        """A WebP of at most 256 × 256 pixels of a picture or video; as `poster`."""
        path = self.path(run_id, name)
        return path and await self._media_pool.thumbnail(path, path.parent / "thumbnails" / f"{name}.webp")

    async def tile(self, run_id: str, name: str) -> Path | None:
        """A WebP of at most 640 × 640 pixels of a picture or video; as `poster`."""
        path = self.path(run_id, name)
        return path and await self._media_pool.tile(path, path.parent / "thumbnails" / f"{name}.tile.webp")

    def remove(self, run_id: str) -> None:
        """As `remove_results`."""
        remove_results(self._folder, run_id)

    async def close(self) -> None:
        """Let all connections go."""
        await self._guard.close()

    def _run_folder(self, run_id: str) -> Path:
        if not RUN.fullmatch(run_id):
            raise ValueError(run_id)
        return self._folder / run_id

    async def _fetched(self, target: Target, url: str, larger_than: int) -> StoredResult:
        """What is cut off, or cannot be told to be whole, is asked for once more."""
        kept = await self._try(target, url, larger_than)
        if not kept.is_complete:
            with suppress(FetchError):
                kept = await self._try(target, url, kept.size)
        self._disk.remove_waiting(target.folder, target.index)
        return kept

    async def _try(self, target: Target, url: str, larger_than: int) -> StoredResult:
        with temporary_file(target.folder) as (file, path):
            try:
                is_measured = await self._fill(file, url, is_media=target.remote.kind in MEDIA_KINDS)
                arrival = Arrival(target, file, path, is_measured, larger_than)
                size, found = await asyncio.to_thread(sniff_file, file)
                check_content(size, found, target.remote)
                seen = await self._seen(path, found)
                return await asyncio.to_thread(store_file, arrival, size, found, seen)
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
