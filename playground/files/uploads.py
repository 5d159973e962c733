"""Reference files in: checked, cleaned, kept under a name that nobody can guess and that never changes."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import os
import re
import secrets
import shutil
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from playground.errors import UploadError
from playground.files import acceptance, previews
from playground.files.formats import HEAD_SIZE, PICTURES, Format, served_as, sniff
from playground.files.naming import shown
from playground.files.whole import finish, unfinished
from playground.form.fields import Upload

REFERENCE: Final = "upload:"
"""What a form holds for a kept file: `upload:NAME`."""

_NAME: Final = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{1,8}")
_KEY_FILE: Final = ".secret"
_KEY_SIZE: Final = 32
_PIECE: Final = 2**20


@dataclass(frozen=True, slots=True)
class Note:
    """A word on what was done to a file: the code of a sentence in `playground.texts` and its figures."""

    code: str
    figures: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stored:
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
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        # Each picture at work may take 200 MB of memory.
        self._at_work = asyncio.Semaphore(2)

    async def keep(self, data: bytes | Path, filename: str, wanted: Upload) -> Stored:
        """Check a file, clean it if it is a picture, and keep it.

        Args:
            data: the file, or where it lies; it is not changed.
            filename: what its owner calls it; only quoted in sentences.
            wanted: what the field takes.

        Raises:
            UploadError: a code `upload.…`; figures hold `file`, the name to quote, and what else the sentence names.
        """
        async with self._at_work:
            return await asyncio.to_thread(self._keep, data, shown(filename), wanted)

    def open(self, name: str) -> tuple[Path, str] | None:
        """Where a kept file lies and its media type; None for a name that no file can have or has (any more)."""
        if not _NAME.fullmatch(name):
            return None
        path = self._folder / name
        return (path, served_as(name)) if path.is_file() else None

    def thumbnail(self, name: str) -> Path | None:
        """A WebP of at most 256 × 256 pixels, kept once made; it blocks while it is made. None where there is none."""
        kept = self.open(name)
        return kept and previews.thumbnail(kept[0], self._folder / "thumbnails" / f"{name}.webp")

    @staticmethod
    def url(name: str, base: str) -> str:
        """Where a kept file is published by a server at `base`: the same for the same bytes."""
        return f"{base.rstrip('/')}/uploads/{name}"

    @staticmethod
    def name_of(url: str, base: str) -> str | None:
        """The kept file that a URL by `url` means; None for any other."""
        name = url.removeprefix(Uploads.url("", base))
        return name if name != url and _NAME.fullmatch(name) else None

    def _keep(self, data: bytes | Path, filename: str, wanted: Upload) -> Stored:
        size = len(data) if isinstance(data, bytes) else data.stat().st_size
        head = data[:HEAD_SIZE] if isinstance(data, bytes) else _head(data)
        found = sniff(head)
        acceptance.check(found, size, filename, wanted)
        try:
            if found in PICTURES:
                return self._keep_picture(_all(data), found, filename, wanted)
            with unfinished(self._folder) as (file, path):
                _copy(data, file)
                width, height = acceptance.dimensions(path, found, filename)
                name = self._publish(file, path, found)
                return Stored(name, served_as(name), size, width, height)
        except OSError as error:
            raise UploadError("upload.disk", file=filename, fault=error.strerror or str(error)) from error

    def _keep_picture(self, data: bytes, found: Format, filename: str, wanted: Upload) -> Stored:
        cleaned = acceptance.cleaned(data, found, filename, wanted)
        with unfinished(self._folder) as (file, path):
            file.write(cleaned.data)
            name = self._publish(file, path, found)
        picture = cleaned.picture
        note = None
        if cleaned.shrunk_from is not None:
            width, height = cleaned.shrunk_from
            note = Note(
                "upload.shrunk",
                {"file": filename, "old": f"{width} × {height}", "new": f"{picture.width} × {picture.height}"},
            )
        return Stored(name, found.media_type, len(cleaned.data), picture.width, picture.height, note)

    def _publish(self, file: IO[bytes], path: Path, found: Format) -> str:
        file.seek(0)
        digest = hmac.new(self._key(), digestmod=hashlib.sha256)
        while piece := file.read(_PIECE):
            digest.update(piece)
        name = f"{digest.hexdigest()}.{found.suffix}"
        target = self._folder / name
        try:
            os.utime(target)  # in use again: housekeeping counts its age anew
        except FileNotFoundError:
            finish(file, path, target)
        return name

    def _key(self) -> bytes:
        """The key of the names; made once, by whichever process comes first."""
        target = self._folder / _KEY_FILE
        if not target.exists():
            with unfinished(self._folder) as (file, path):  # already readable by its owner alone
                file.write(secrets.token_bytes(_KEY_SIZE))
                file.flush()
                os.fsync(file.fileno())
                with suppress(FileExistsError):
                    os.link(path, target)
        return target.read_bytes()


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(HEAD_SIZE)


def _all(data: bytes | Path) -> bytes:
    return data if isinstance(data, bytes) else data.read_bytes()


def _copy(data: bytes | Path, target: IO[bytes]) -> None:
    if isinstance(data, bytes):
        target.write(data)
    else:
        with data.open("rb") as source:
            shutil.copyfileobj(source, target, _PIECE)
    target.flush()
