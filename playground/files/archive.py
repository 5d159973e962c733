"""Download all: one ZIP, made while it is sent."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_PIECE: Final = 2**20
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

    The writer goes back to an entry's beginning to set its size and checksum: so each entry is taken when it is whole,
    and readers that cannot do without these figures (streams, macOS) find them where they look.
    """

    def __init__(self) -> None:
        self._start = 0
        self._bytes = io.BytesIO()

    def seekable(self) -> bool:
        return True

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._start + self._bytes.tell()

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        return self._start + self._bytes.seek(offset - self._start if whence == io.SEEK_SET else offset, whence)

    def write(self, data: bytes) -> int:  # type: ignore[override] # the writer hands over bytes alone
        return self._bytes.write(data)

    def take(self) -> bytes:
        taken = self._bytes.getvalue()
        self._start += len(taken)
        self._bytes = io.BytesIO()
        return taken


def zip_chunks(entries: Iterable[ArchiveFile]) -> Iterator[bytes]:
    """A ZIP of these files, in pieces, uncompressed (media cannot be made smaller); one file at a time is in memory.

    A name that comes twice gets a number. A file that is gone meanwhile is left out. It blocks while it reads.
    """
    window = _Window()
    taken: set[str] = set()
    with zipfile.ZipFile(window, "w", zipfile.ZIP_STORED) as target:
        for entry in entries:
            try:
                content = entry.content if isinstance(entry.content, bytes) else entry.content.read_bytes()
            except FileNotFoundError:
                continue
            target.writestr(zipfile.ZipInfo(_free(entry.name, taken), _date(entry.created_at)), content)
            yield from _pieces(window.take())
    yield window.take()


def _pieces(data: bytes) -> Iterator[bytes]:
    for start in range(0, len(data), _PIECE):
        yield data[start : start + _PIECE]


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
