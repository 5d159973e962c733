"""Whether a file is complete, by the sizes and end marks of its format. Nothing is decoded."""

from __future__ import annotations

import mmap
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import IO, Final

from playground.files import formats
from playground.files.formats import Format

_MAX_STEPS: Final = 1_000_000
"""Parts of a file that are looked at, at most."""

_END_OF_SCAN: Final = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_UNKNOWN_SIZES: Final = frozenset({0, 0xFFFFFFFF})
"""What programs write there that cannot go back to the beginning."""

_RIFF_HEAD: Final = 8
_PDF_TAIL: Final = 2048
_ZIP_END: Final = 22
_ZIP_TAIL: Final = 2**16 + _ZIP_END
_OGG_HEAD: Final = 27
_LAST_PAGE: Final = 4
_GLB_HEAD: Final = 12


def is_complete(file: IO[bytes], found: Format) -> bool | None:
    """Whether a file has its end; None where its format, or this file, does not tell. It blocks.

    Args:
        file: a real file, flushed by this.
        found: what it was sniffed as.
    """
    has_end = _HAS_END.get(found)
    file.flush()
    if has_end is None or not file.seek(0, 2):
        return None
    with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return has_end(data)


def _png(data: mmap.mmap) -> bool | None:
    at = 8
    for _ in range(_MAX_STEPS):
        if at + 12 > len(data):
            return False
        length, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        at += 12 + length
        if kind == b"IEND":
            return at <= len(data)
    return None


def _jpeg(data: mmap.mmap) -> bool | None:
    at = 2
    for _ in range(_MAX_STEPS):
        marker = data[at : at + 2]
        if len(marker) < 2 or marker[0] != 0xFF:  # noqa: PLR2004 - every marker begins so
            return False
        at += 1 if marker[1] == 0xFF else 2  # noqa: PLR2004 - fill bytes
        if marker[1] == 0xD9:  # noqa: PLR2004 - end of image
            return True
        if marker[1] in {0x01, 0xFF, *range(0xD0, 0xD8)}:
            continue
        at += int.from_bytes(data[at : at + 2])
        if marker[1] == 0xDA:  # noqa: PLR2004 - start of scan: what follows has no length
            end = _END_OF_SCAN.search(data, at)
            if end is None:
                return False
            at = end.start()
    return None


def _gif(data: mmap.mmap) -> bool | None:
    if len(data) < 13:  # noqa: PLR2004 - its header
        return False
    at = 13 + _colours(data[10])
    for _ in range(_MAX_STEPS):
        kind = data[at : at + 1]
        if kind == b"\x3b":
            return True
        if kind == b"\x21":
            at = _past_blocks(data, at + 2)
        elif kind == b"\x2c" and at + 10 <= len(data):
            at = _past_blocks(data, at + 11 + _colours(data[at + 9]))
        else:
            return False
    return None


def _colours(flags: int) -> int:
    return 3 * 2 ** ((flags & 7) + 1) if flags & 0x80 else 0


def _past_blocks(data: mmap.mmap, at: int) -> int:
    while at < len(data) and data[at]:
        at += 1 + data[at]
    return at + 1


def _riff(data: mmap.mmap) -> bool | None:
    size = int.from_bytes(data[4:8], "little")
    return None if size in _UNKNOWN_SIZES else _RIFF_HEAD + size <= len(data)


def _boxes(*needed: bytes) -> Callable[[mmap.mmap], bool | None]:
    """Files of boxes, each of which tells its size."""

    def has_end(data: mmap.mmap) -> bool | None:
        at, seen = 0, set()
        for _ in range(_MAX_STEPS):
            if at + 8 > len(data):
                break
            size, kind, head = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8], 8
            if size == 1:
                size, head = int.from_bytes(data[at + 8 : at + 16]), 16
            if not size and kind.isalnum():
                return None  # to the end of the file, wherever that is
            if size < head:
                break  # padding
            seen.add(kind)
            at += size
            if at > len(data):
                return False
        if b"moof" in seen:
            return None  # one fragment after the other, and none says that it is the last
        return seen.issuperset(needed)

    return has_end


def _matroska(data: mmap.mmap) -> bool | None:
    at = _past_element(data, 0)
    if at is None or data[at : at + 4] != b"\x18\x53\x80\x67":
        return None
    end = _past_element(data, at)
    return None if end is None else end <= len(data)


def _past_element(data: mmap.mmap, at: int) -> int | None:
    """Where an element with an id of four bytes ends; None where it does not say."""
    first = data[at + 4] if at + 4 < len(data) else 0
    length = 9 - first.bit_length()
    size = int.from_bytes(data[at + 4 : at + 4 + length]) & (2 ** (7 * length) - 1)
    return None if not first or size == 2 ** (7 * length) - 1 else at + 4 + length + size


def _ogg(data: mmap.mmap) -> bool | None:
    at, is_last = 0, False
    for _ in range(_MAX_STEPS):
        if at == len(data):
            return is_last or None
        if data[at : at + 4] != b"OggS" or at + _OGG_HEAD > len(data):
            return is_last
        segments = data[at + 26]
        is_last = bool(data[at + 5] & _LAST_PAGE)
        at += _OGG_HEAD + segments + sum(data[at + _OGG_HEAD : at + _OGG_HEAD + segments])
        if at > len(data):
            return False
    return None


def _glb(data: mmap.mmap) -> bool | None:
    return len(data) >= _GLB_HEAD and int.from_bytes(data[8:12], "little") <= len(data)


def _zip(data: mmap.mmap) -> bool | None:
    at = data.rfind(b"PK\5\6", max(0, len(data) - _ZIP_TAIL))
    return at >= 0 and at + _ZIP_END <= len(data)


def _bmp(data: mmap.mmap) -> bool | None:
    size = int.from_bytes(data[2:6], "little")
    return None if size in _UNKNOWN_SIZES else size <= len(data)


_HAS_END: Final[Mapping[Format, Callable[[mmap.mmap], bool | None]]] = MappingProxyType(
    {
        formats.PNG: _png,
        formats.JPEG: _jpeg,
        formats.GIF: _gif,
        formats.BMP: _bmp,
        **dict.fromkeys((formats.WEBP, formats.WAV, formats.AVI), _riff),
        **dict.fromkeys((formats.AVIF, formats.HEIC), _boxes(b"ftyp", b"meta")),
        **dict.fromkeys((formats.MP4, formats.MOV, formats.M4A), _boxes(b"moov", b"mdat")),
        **dict.fromkeys((formats.WEBM, formats.MKV), _matroska),
        formats.OGG: _ogg,
        formats.GLB: _glb,
        formats.PDF: lambda data: data.rfind(b"%%EOF", max(0, len(data) - _PDF_TAIL)) >= 0,
        formats.ZIP: _zip,
    },
)
"""Formats that say where they end. MP3, AAC, FLAC and text do not."""
