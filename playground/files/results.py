"""Results out: fetched once, as they came, and kept where only their run's owner is shown them."""

from __future__ import annotations

import asyncio
import base64
import binascii
import filecmp
import re
import urllib.parse
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

from playground.errors import FetchError
from playground.files.atomic import flush_to_disk, move_into_place, temporary_file, write_atomically
from playground.files.chunks import TooComplexError
from playground.files.clips import BrokenClipError
from playground.files.diskspace import DiskSpace
from playground.files.download import DownloadLimits, download
from playground.files.filenames import safe_ascii_name
from playground.files.formats import HEAD_SIZE, MARKUP, PICTURES, UNKNOWN, Format, Kind, by_suffix, served_as, sniff
from playground.files.media_pool import MEDIA_POOL, MediaPool
from playground.files.pictures import BrokenPictureError
from playground.files.safeclient import Resolve, SafeClient, parse_url, resolve
from playground.files.truncation import is_complete
from playground.processpool import WorkerError

_RUN: Final = re.compile(r"[A-Za-z0-9_-]{1,64}")
_NAME: Final = re.compile(r"[0-9]{1,4}-[A-Za-z0-9_-]{1,60}\.[a-z0-9]{1,8}")
_OWN_SUFFIX: Final = re.compile(r"[a-z0-9]{1,8}")

_PART_OF: Final = "_part"
"""At the end of the name of what did not come whole; no other name has a `_`."""

_SHOWN_TEXT: Final = 2**20
"""Up to so many bytes a text is shown on the page; a longer one is a download."""

_MEDIA: Final = frozenset({"image", "video", "audio"})


class RemoteResult(Protocol):
    """A result as the service names it; `playground.tasks.task.RemoteOutput` is one."""

    @property
    def kind(self) -> str:
        """What its list's name promises: image, video, audio, text or file."""

    @property
    def url(self) -> str | None:
        """Where to fetch it."""

    @property
    def text(self) -> str | None:
        """The result itself."""


@dataclass(frozen=True, slots=True)
class StoredResult:
    """One result on this machine.

    Attributes:
        name: file name below the run's folder.
        kind: what it really is; a word of `playground.tasks.task.MediaKind`.
        media_type: what a browser may be told that it is.
        size: bytes.
        width: pixels, where known.
        height: pixels, where known.
        text: the result itself where it is text.
        is_complete: whether it is known to be all there.
    """

    name: str
    kind: Kind
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    text: str | None = None
    is_complete: bool = True


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
        self._room = DiskSpace(folder)
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
                return await asyncio.to_thread(_keep_text, folder, index, remote.text or "", may_keep)
            await asyncio.to_thread(self._room.require, folder, index)
            return await self._fetched(_Wanted(folder, index, remote, unlike, may_keep), remote.url, larger_than)
        except FetchError as error:
            raise FetchError(error.code, number=index + 1, **error.params) from error
        except OSError as error:
            raise FetchError("fetch.disk", number=index + 1, fault=error.strerror or str(error)) from error

    def check_room(self) -> None:
        """See that the results of one more run could be kept; it blocks for a moment.

        Raises:
            StorageError: they could not.
        """
        self._room.check()

    def path(self, run_id: str, name: str) -> Path | None:
        """Where a result lies; None for a name that no result can have, and for one that is not there (any more)."""
        if not (_RUN.fullmatch(run_id) and _NAME.fullmatch(name)):
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

    async def close(self) -> None:
        """Let all connections go."""
        await self._guard.close()

    def _run_folder(self, run_id: str) -> Path:
        if not _RUN.fullmatch(run_id):
            raise ValueError(run_id)
        return self._folder / run_id

    async def _fetched(self, wanted: _Wanted, url: str, larger_than: int) -> StoredResult:
        """What is cut off, or cannot be told to be whole, is asked for once more."""
        kept = await self._try(wanted, url, larger_than)
        if not kept.is_complete:
            with suppress(FetchError):
                kept = await self._try(wanted, url, kept.size)
        self._room.settle(wanted.folder, wanted.index)
        return kept

    async def _try(self, wanted: _Wanted, url: str, larger_than: int) -> StoredResult:
        with temporary_file(wanted.folder) as (file, path):
            try:
                is_measured = await self._fill(file, url, is_media=wanted.remote.kind in _MEDIA)
                arrived = _Arrived(wanted, file, path, is_measured, larger_than)
                size, found = await asyncio.to_thread(_sniffed, file)
                _check(size, found, wanted.remote)
                seen = await self._seen(path, found)
                return await asyncio.to_thread(_keep_file, arrived, size, found, seen)
            except OSError:
                self._room.owe(wanted.folder, wanted.index, path.stat().st_size)
                raise

    async def _seen(self, path: Path, found: Format) -> _Seen:
        """What cannot be looked at (too many parts, too slow) is kept as it came, and nobody says that it is broken."""
        with suppress(TooComplexError, WorkerError):
            if found.kind == "video":
                with suppress(BrokenClipError):  # what our decoder cannot read a player may
                    clip = await self._media_pool.probe(path, found)
                    return _Seen(clip.width, clip.height, opens=True)
            for is_whole in (True, False) if found in PICTURES else ():
                with suppress(BrokenPictureError):
                    picture = await self._media_pool.measure(path, found, decode=is_whole)
                    return _Seen(picture.width, picture.height, is_whole)
            return _Seen(None, None, found not in PICTURES)
        return _Seen(None, None, opens=True)

    async def _fill(self, file: IO[bytes], url: str, *, is_media: bool) -> bool:
        """Whether the transfer tells that the file has all of it."""
        if _is_data(url):
            data = await asyncio.to_thread(_data_of, url, self._limits.size)
            await asyncio.to_thread(file.write, data)
            return True
        return (await download(self._guard, url, file, self._limits, is_media=is_media)).is_measured


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Which result: of the run of that folder, at that place; and the names of those that it is no copy of.

    Attributes:
        may_keep: asked right before it is put in place.
    """

    folder: Path
    index: int
    remote: RemoteResult
    unlike: tuple[str, ...]
    may_keep: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class _Arrived:
    """What came of one try.

    Attributes:
        is_measured: whether the transfer tells that this is all.
        larger_than: bytes of what is kept already.
    """

    wanted: _Wanted
    file: IO[bytes]
    path: Path
    is_measured: bool
    larger_than: int


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was seen of a file: pixels, where they are known, and whether it opens."""

    width: int | None
    height: int | None
    opens: bool


def _is_data(url: str) -> bool:
    return url[:5].lower() == "data:"


def _data_of(url: str, limit: int) -> bytes:
    """The bytes of a data URL."""
    header, comma, body = url[5:].partition(",")
    if not comma:
        raise FetchError("fetch.bad_link")
    if len(body) > 3 * limit:
        raise FetchError("fetch.too_large", limit=limit)
    raw = urllib.parse.unquote_to_bytes(body)
    if header.lower().endswith(";base64"):
        try:
            raw = base64.b64decode(raw + b"=" * (-len(raw) % 4))
        except binascii.Error as error:
            raise FetchError("fetch.bad_link") from error
    if len(raw) > limit:
        raise FetchError("fetch.too_large", limit=limit)
    return raw


def _keep_text(folder: Path, index: int, text: str, may_keep: Callable[[], bool]) -> StoredResult:
    data = text.encode("utf-8", "replace")
    if not may_keep():
        raise FetchError("fetch.taken_over")
    name = f"{index}-text.txt"
    write_atomically(folder / name, data)
    return StoredResult(name, "text", "text/plain", len(data), text=text)


def _sniffed(file: IO[bytes]) -> tuple[int, Format]:
    """Size and format of a file that was written to, and that others may open now."""
    file.flush()
    size = file.seek(0, 2)
    file.seek(0)
    return size, sniff(file.read(HEAD_SIZE))


def _check(size: int, found: Format, remote: RemoteResult) -> None:
    if not size:
        raise FetchError("fetch.empty")
    if remote.kind in _MEDIA and (found in MARKUP or found.kind == "text"):
        raise FetchError("fetch.wrong_content", found=found.label)


def _keep_file(arrived: _Arrived, size: int, found: Format, seen: _Seen) -> StoredResult:
    remote, file, folder, index = arrived.wanted.remote, arrived.file, arrived.wanted.folder, arrived.wanted.index
    has_end = is_complete(file, found)
    # Where neither the format nor the transfer tells, the same number of bytes twice does.
    is_all = seen.opens and (has_end if has_end is not None else arrived.is_measured or size == arrived.larger_than)
    if any(_is_copy(arrived.path, folder / other) for other in arrived.wanted.unlike):
        raise FetchError("fetch.duplicate")
    # A part has a name of its own: whoever writes one, however late, replaces nothing that is whole.
    name = f"{index}-{_stem(remote)}{'' if is_all else _PART_OF}.{_suffix(remote, found)}"
    target = folder / name
    if not is_all and size <= max(arrived.larger_than, target.stat().st_size if target.exists() else -1):
        raise FetchError("fetch.incomplete")
    text = None
    if found.kind == "text" and size <= _SHOWN_TEXT:
        file.seek(0)
        text = file.read().decode("utf-8-sig", "replace")
    flush_to_disk(file)
    if not arrived.wanted.may_keep():
        raise FetchError("fetch.taken_over")
    move_into_place(file, arrived.path, target)
    _remove_parts(folder, index, name)
    kind = _kind(found, text, is_measured=seen.width is not None)
    return StoredResult(name, kind, served_as(name), size, seen.width, seen.height, text, is_all)


def _is_copy(path: Path, other: Path) -> bool:
    return other.is_file() and filecmp.cmp(path, other, shallow=False)


def _remove_parts(folder: Path, index: int, name: str) -> None:
    """What earlier tries kept of the same result in part, and the small pictures made of it."""
    for place in (folder, folder / "posters", folder / "thumbnails"):
        for old in place.glob(f"{index}-*{_PART_OF}.*"):
            if old != folder / name:
                old.unlink(missing_ok=True)


def _kind(found: Format, text: str | None, *, is_measured: bool) -> Kind:
    """What the page can do with it: a picture that browsers do not show and a text too long to read are files."""
    if found.kind == "image" and not is_measured:
        return "file"
    return "file" if found.kind == "text" and text is None else found.kind


def _stem(remote: RemoteResult) -> str:
    """A short name from the link, e.g. `sunset` of `https://cdn.example/a/sunset.png?sig=…`."""
    last = _path(remote).rpartition("/")[2]
    return safe_ascii_name(last.rpartition(".")[0] or last) or remote.kind


def _suffix(remote: RemoteResult, found: Format) -> str:
    """The suffix of what it is; of a format that we do not know, the link's own."""
    if found is not UNKNOWN:
        return found.suffix
    own = _path(remote).rpartition(".")[2].lower()
    return own if _OWN_SUFFIX.fullmatch(own) and by_suffix(own) is UNKNOWN else found.suffix


def _path(remote: RemoteResult) -> str:
    """The path of a link, decoded; empty for a result that came without one."""
    return "" if remote.url is None or _is_data(remote.url) else parse_url(remote.url).path
