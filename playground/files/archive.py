"""Download all: one ZIP, made while it is sent."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

_PIECE: Final = 2**20 - 2**16
"""With what stands at the beginning of an entry at most a megabyte."""
_LARGE: Final = 2**30
"""Bytes from which on sizes are written as the longer figures of ZIP64."""
_FIRST_YEAR: Final = 1980
"""ZIP knows no earlier one."""


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of the archive.

    Attributes:
        name: as it is unpacked.
        content: its bytes, or where they lie.
        created_at: Unix seconds.
    """

    name: str
    content: bytes | Path
    created_at: float


class _Window(io.RawIOBase):
    """What a ZIP writer has written and nobody has taken yet.

    The writer goes back to an entry's beginning to set its size and checksum. Readers that cannot do without these
    figures (streams, macOS) have to find them where they look: so they were sent right with the entry's beginning, and
    what the writer sets there once more is dropped.
    """

    def __init__(self) -> None:
        self._start = 0
        self._bytes = io.BytesIO()
        self._before = 0

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._start + self._bytes.tell() - self._before

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        place = offset - self._start if whence == io.SEEK_SET else offset
        self._before = max(0, -place)
        self._bytes.seek(max(0, place), whence)
        return self.tell()

    def write(self, data: bytes) -> int:  # type: ignore[override] # the writer hands over bytes alone
        sent, self._before = data[: self._before], max(0, self._before - len(data))
        return len(sent) + self._bytes.write(data[len(sent) :])

    def take(self) -> bytes:
        taken = self._bytes.getvalue()
        self._start += len(taken)
        self._bytes = io.BytesIO()
        return taken


def zip_chunks(entries: Iterable[ArchiveFile]) -> Iterator[bytes]:
    """A ZIP of these files, in pieces, uncompressed (media cannot be made smaller); of a file a piece is in memory.

    A name that comes twice gets a number. A file that is gone meanwhile is left out. It blocks while it reads.
    """
    window = _Window()
    taken: set[str] = set()
    with zipfile.ZipFile(window, "w", zipfile.ZIP_STORED) as target:
        for entry in entries:
            try:
                source = io.BytesIO(entry.content) if isinstance(entry.content, bytes) else entry.content.open("rb")
            except FileNotFoundError:
                continue
            with source:
                info = zipfile.ZipInfo(_free(entry.name, taken), _date(entry.created_at))
                yield from _entry(target, window, info, source)
    yield window.take()


def _entry(target: zipfile.ZipFile, window: _Window, info: zipfile.ZipInfo, source: BinaryIO) -> Iterator[bytes]:
    """One file: looked through for its size and checksum, which stand at its beginning, and then sent."""
    checksum = size = 0
    for piece in _pieces(source):
        checksum, size = zlib.crc32(piece, checksum), size + len(piece)
    source.seek(0)
    info.file_size = size
    is_large = size > _LARGE
    with target.open(info, "w", force_zip64=is_large) as writer:
        window.take()  # without checksum
        info.CRC, info.file_size, info.compress_size = checksum, size, size
        begun = info.FileHeader(is_large)
        for piece in _pieces(source):
            writer.write(piece)
            yield begun + window.take()
            begun = b""
    if begun:
        yield begun


def _pieces(source: BinaryIO) -> Iterator[bytes]:
    while piece := source.read(_PIECE):
        yield piece


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first like it that is not taken; it is taken then."""
    stem, dot, suffix = name.rpartition(".")
    number, free = 1, name
    while free.lower() in taken:
        number += 1
        free = f"{stem}-{number}{dot}{suffix}"
    taken.add(free.lower())
    return free


def _date(created_at: float) -> tuple[int, int, int, int, int, int]:
    moment = dt.datetime.fromtimestamp(created_at).astimezone()
    if moment.year < _FIRST_YEAR:
        return _FIRST_YEAR, 1, 1, 0, 0, 0
    return moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second
