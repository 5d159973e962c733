"""Refuses files of too many parts, before any decoder sees them: a decoder might need hours or all memory."""

from __future__ import annotations

import mmap
import re
import struct
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playground.files import chunks
from playground.files.chunks import Data, MalformedError, TooComplexError
from playground.files.formats import AVIF, GIF, JPEG, M4A, MOV, MP4, PNG, WEBP, ZIP, Format

MAX_TEXT_BYTES: Final = 32 * 2**20
"""Bytes of a picture beside its pixels, or of a clip's tables: a film of twelve hours has less."""
_MAX_DIRECTORY: Final = 2**20
"""Bytes of a ZIP's list of contents: ten thousand names."""

_PIXELS: Final = frozenset({b"IDAT", b"fdAT", b"VP8 ", b"VP8L", b"ALPH", b"ANMF", b"mdat"})
_EXIF_REPEATED: Final = re.compile(rb"(?:Exif\0\0){3}")
"""Pillow before 13 takes one prefix off after the other, each time with a copy of the rest (CVE-2026-96643)."""

_TABLES: Final = frozenset({b"moov", b"moof", b"sidx", b"meta"})
"""Boxes of a clip that are read whole."""

_ZIP_END, _ZIP64_LOCATOR, _ZIP64_END = b"PK\5\6", b"PK\6\7", b"PK\6\6"
_ZIP_TAIL: Final = 2**16 + 22
_UNKNOWN: Final = 0xFFFFFFFF


@contextmanager
def mapped(path: Path) -> Iterator[Data]:
    """A file's bytes without reading them all.

    Raises:
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        if not file.seek(0, 2):  # which cannot be mapped
            yield b""
            return
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            yield data


def check_complexity(data: Data, found: Format) -> None:
    """Walk over a file as a decoder would. A broken file passes: the decoder will say so.

    Raises:
        TooComplexError: it has more parts, scans or text than any real file.
    """
    try:
        _COUNTERS.get(found, _nothing)(data)
    except TooComplexError:
        raise
    except MalformedError:
        return


def _nothing(_: Data) -> None:
    return


def _jpeg(data: Data) -> None:
    chunks.jpeg_scans(data)


def _chunked(read: Callable[[Data], Iterator[chunks.Chunk]]) -> Callable[[Data], None]:
    def counted(data: Data) -> None:
        words = 0
        for chunk in read(data):
            words += 0 if chunk.name in _PIXELS else len(chunk.body)
            if words > MAX_TEXT_BYTES:
                raise TooComplexError("more words than pixels")

    return counted


def _gif(data: Data) -> None:
    for _ in chunks.gif_blocks(data):
        pass


def _avif(data: Data) -> None:
    _chunked(chunks.boxes)(data)
    if _EXIF_REPEATED.search(data):  # which its reader hands over before anybody could look at it
        raise TooComplexError("EXIF without end")


def _zip(data: Data) -> None:
    """The end of a ZIP tells how long its list of contents is, which a reader takes in whole."""
    end = data.rfind(_ZIP_END, max(0, len(data) - _ZIP_TAIL))
    if end < 0 or end + 22 > len(data):
        return
    size = int.from_bytes(data[end + 12 : end + 16], "little")
    if data[end - 20 : end - 16] == _ZIP64_LOCATOR:
        wide = data.rfind(_ZIP64_END, 0, end)
        size = max(0 if size == _UNKNOWN else size, int.from_bytes(data[wide + 40 : wide + 48], "little"))
    if size > _MAX_DIRECTORY:
        raise TooComplexError("a list of contents without end")


def _clip(data: Data) -> None:
    tables = 0
    for name, size in chunks.at_most(chunks.MAX_PARTS, _boxes(data)):
        tables += size if name in _TABLES else 0
        if tables > MAX_TEXT_BYTES:
            raise TooComplexError("tables without end")


def _boxes(data: Data) -> Iterator[tuple[bytes, int]]:
    """Names and sizes of MPEG-4's boxes, as far as they add up; one without a size goes on to the end."""
    position = 0
    while position + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        if size == 1:
            size = int.from_bytes(data[position + 8 : position + 16])
        elif size == 0:
            size = len(data) - position
        if size < 8:  # noqa: PLR2004 - a box holds its own size and name
            return
        yield name, min(size, len(data) - position)
        position += size


_COUNTERS: Final[dict[Format, Callable[[Data], None]]] = {
    JPEG: _jpeg,
    PNG: _chunked(chunks.png_chunks),
    WEBP: _chunked(chunks.webp_chunks),
    GIF: _gif,
    AVIF: _avif,
    ZIP: _zip,
    MP4: _clip,
    MOV: _clip,
    M4A: _clip,
}
