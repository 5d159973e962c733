"""Reference files in: checked, cleaned, kept under a name that nobody can guess and that never changes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from playground.errors import BucketError, UploadError
from playground.files import validation
from playground.files.atomic import move_into_place, temporary_file
from playground.files.filenames import display_name
from playground.files.formats import HEAD_SIZE, PICTURES, Format, served_as, sniff
from playground.files.media_pool import MEDIA_POOL, MediaPool
from playground.files.store import FOLDER, UPLOADS, FileStore
from playground.form.fields import Upload

REFERENCE: Final = "upload:"
"""What a form holds for a kept file: `upload:NAME`."""

_NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")
_NAMED: Final = re.compile(f"{REFERENCE}({_NAME.pattern})")
_KEY_FILE: Final = ".secret"
_KEY_SIZE: Final = 32
_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Note:
    """A word on what was done to a file: the code of a sentence in `playground.texts` and its params."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StoredUpload:
    """One kept file.

    Attributes:
        name: `HMAC-SHA256 of its bytes` + suffix: the same bytes always have the same name.
        media_type: told from its bytes.
        size: bytes.
        width: pixels, where known.
        height: pixels, where known.
        note: what was done to it, where a person should know.
    """

    name: str
    media_type: str
    size: int
    width: int | None = None
    height: int | None = None
    note: Note | None = None

    @property
    def token(self) -> str:
        """What a form holds for it."""
        return REFERENCE + self.name


class Uploads:
    """The folder of reference files. It holds the secret of their names, readable by its owner alone.

    Args:
        folder: made with the first file.
        store: where files are kept; the folder is only a place to work in where that is elsewhere.
        media_pool: opens the files.
    """

    def __init__(self, folder: Path, media_pool: MediaPool = MEDIA_POOL, *, store: FileStore = FOLDER) -> None:
        self._folder = folder
        self._store = store
        self.media_pool = media_pool

    async def keep(self, data: bytes | Path | IO[bytes], filename: str, wanted: Upload) -> StoredUpload:
        """Check a file, clean it if it is a picture, a clip or a sound, and keep it.

        Args:
            data: the file, open or as bytes, or where it lies; it is not changed.
            filename: what its owner calls it; only quoted in sentences.
            wanted: what the field takes.

        Raises:
            UploadError: a code `upload.…`; params hold `file`, the name to quote, and what else the sentence names.
        """
        name = display_name(filename)
        size, head = await asyncio.to_thread(_looked_at, data)
        found = sniff(head)
        validation.check_format(found, size, name, wanted)
        try:
            if isinstance(data, Path):
                return await self._keep(data, found, name, wanted)
            with temporary_file(self._folder) as (file, path):
                await asyncio.to_thread(_copy, data, file)
                return await self._keep(path, found, name, wanted)
        except BucketError as error:
            raise UploadError(error.code, file=name, **error.params) from error
        except OSError as error:
            raise UploadError("upload.disk", file=name, fault=error.strerror or str(error)) from error

    def has(self, name: str) -> bool:
        """Whether a file is kept; False for a name that no file can have. It blocks for a moment."""
        return _NAME.fullmatch(name) is not None and self._store.has(_kept_as(name), self._folder / name)

    def open(self, name: str) -> tuple[Path, str] | None:
        """Where a kept file lies and its media type; None for a name that no file can have or has (any more).

        It blocks, for long where the file has to be brought here first.

        Raises:
            BucketError: it cannot be.
        """
        path = self._store.path(_kept_as(name), self._folder / name) if _NAME.fullmatch(name) else None
        return (path, served_as(name)) if path else None

    async def find(self, name: str) -> tuple[Path, str] | None:
        """As `open`, for the event loop."""
        return await self._store.run(self.open, name)

    async def use(self, name: str) -> None:
        """Note that a kept file is in use again: housekeeping counts its age anew."""
        await self._store.run(self._store.use, _kept_as(name), self._folder / name)

    def unlink(self, name: str) -> None:
        """Remove what lies on this machine of a file, and the small picture of it; it blocks for a moment.

        Raises:
            OSError: it stays.
        """
        if _NAME.fullmatch(name):
            for path in (self._folder / name, self._folder / "thumbnails" / f"{name}.webp"):
                path.unlink(missing_ok=True)

    def forget(self, name: str) -> None:
        """Remove what is kept of a file elsewhere than on this machine; it blocks, and raises `BucketError`."""
        self._store.forget_upload(_kept_as(name))

    async def thumbnail(self, name: str) -> Path | None:
        """A WebP of at most 256 × 256 pixels, kept once made. None where there is none."""
        if not await self._store.run(self.has, name):
            return None
        small = self._folder / "thumbnails" / f"{name}.webp"
        if await asyncio.to_thread(small.is_file):
            return small
        kept = await self.find(name)
        return kept and await self.media_pool.thumbnail(kept[0], small)

    async def metadata_in(self, file: IO[bytes]) -> dict[str, Any] | None:
        """The metadata in a file, as `metadata.read_metadata`; it is not kept.

        Raises:
            OSError: there is no room for it meanwhile.
            WorkerError: it took too long, or too many wait.
        """
        with temporary_file(Path(tempfile.gettempdir())) as (copy, path):  # not in the folder: nothing of it is kept
            await asyncio.to_thread(_copy, file, copy)
            return await self.media_pool.metadata(path)

    @staticmethod
    def url(name: str, base: str) -> str:
        """Where a kept file is published by a server at `base`: the same for the same bytes."""
        return f"{base.rstrip('/')}/uploads/{name}"

    @staticmethod
    def name_of(url: str, base: str) -> str | None:
        """The kept file that a URL by `url` means; None for any other."""
        name = url.removeprefix(Uploads.url("", base))
        return name if name != url and _NAME.fullmatch(name) else None

    async def _keep(self, source: Path, found: Format, filename: str, wanted: Upload) -> StoredUpload:
        width = height = note = None
        with temporary_file(self._folder) as (file, path):
            if found in PICTURES:
                picture, before = await validation.clean(
                    self.media_pool, source, path, found, filename=filename, wanted=wanted
                )
                width, height = picture.width, picture.height
                note = before and _shrunk(filename, before, (width, height))
            elif found.kind in {"video", "audio"}:
                clip = await validation.remux(self.media_pool, source, path, found, filename=filename)
                width, height = clip.width, clip.height
            else:
                await asyncio.to_thread(_copy, source, file)
            size = file.seek(0, os.SEEK_END)
            name = await self._store.run(self._publish, file, path, found)
        return StoredUpload(name, served_as(name), size, width, height, note)

    def _publish(self, file: IO[bytes], path: Path, found: Format) -> str:
        file.seek(0)
        digest = hmac.new(self._key(), digestmod=hashlib.sha256)
        while piece := file.read(_PIECE):
            digest.update(piece)
        name = f"{digest.hexdigest()}.{found.suffix}"
        target = self._folder / name
        if not self._store.use(_kept_as(name), target):
            self._store.keep(_kept_as(name), path, served_as(name))
            move_into_place(file, path, target)
        return name

    def _key(self) -> bytes:
        """The key of the names; made once, by whichever process comes first."""
        target = self._folder / _KEY_FILE
        if not target.exists():
            with temporary_file(self._folder) as (file, path):  # already readable by its owner alone
                file.write(self._store.key(secrets.token_bytes(_KEY_SIZE)))
                file.flush()
                os.fsync(file.fileno())
                with suppress(FileExistsError):
                    os.link(path, target)
        return target.read_bytes()


def names_in(text: str) -> frozenset[str]:
    """The names of all kept files that a form, as JSON, holds.

    >>> names_in('{"image": "upload:' + "f" * 64 + '.png"}') == {"f" * 64 + ".png"}
    True
    """
    return frozenset(_NAMED.findall(text)) if REFERENCE in text else frozenset()


def _kept_as(name: str) -> str:
    return f"{UPLOADS}/{name}"


def _looked_at(data: bytes | Path | IO[bytes]) -> tuple[int, bytes]:
    """Size and first bytes."""
    if isinstance(data, bytes):
        return len(data), data[:HEAD_SIZE]
    if isinstance(data, Path):
        with data.open("rb") as file:
            return _looked_at(file)
    size = data.seek(0, os.SEEK_END)
    data.seek(0)
    return size, data.read(HEAD_SIZE)


def _copy(data: bytes | Path | IO[bytes], target: IO[bytes]) -> None:
    if isinstance(data, bytes):
        target.write(data)
    elif isinstance(data, Path):
        with data.open("rb") as source:
            shutil.copyfileobj(source, target, _PIECE)
    else:
        data.seek(0)
        shutil.copyfileobj(data, target, _PIECE)
    target.flush()


def _shrunk(filename: str, before: tuple[int, int], after: tuple[int, int]) -> Note:
    old, new = (f"{width} × {height}" for width, height in (before, after))
    return Note("upload.shrunk", {"file": filename, "old": old, "new": new})
