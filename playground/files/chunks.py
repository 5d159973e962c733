"""Picture files taken apart and put together again, byte for byte: no pixel is decoded here.

Every `…_chunks`/`…_segments` function raises `MalformedError` where the bytes do not add up. What stands after the
picture's end (a phone's second picture, with its own GPS position) belongs to no chunk.
"""

from __future__ import annotations

import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_ENTROPY_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In a JPEG's scan: the next marker that is neither a stuffed byte nor a restart."""

_START, _END, _SCAN = 0xD8, 0xD9, 0xDA
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})


class MalformedError(ValueError):
    """The bytes do not follow their format."""


@dataclass(frozen=True, slots=True)
class Chunk:
    """A named piece of a PNG or WebP file."""

    name: bytes
    body: bytes


@dataclass(frozen=True, slots=True)
class Segment:
    """A marker of a JPEG file with its body, and the compressed pixels that follow where it starts a scan."""

    marker: int
    body: bytes
    pixels: bytes = b""


def png_chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks of a PNG, `IEND` included."""
    position = len(PNG_SIGNATURE)
    while position + 12 <= len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        end = position + 12 + size
        if end > len(data):
            break
        yield Chunk(name, data[position + 8 : end - 4])
        if name == b"IEND":
            return
        position = end
    raise MalformedError("PNG without end")


def png(chunks: Iterable[Chunk]) -> bytes:
    """A PNG of these chunks."""
    return b"".join((PNG_SIGNATURE, *map(_png_chunk, chunks)))


def _png_chunk(chunk: Chunk) -> bytes:
    checksum = zlib.crc32(chunk.name + chunk.body)
    return struct.pack(">I", len(chunk.body)) + chunk.name + chunk.body + struct.pack(">I", checksum)


def webp_chunks(data: bytes) -> Iterator[Chunk]:
    """The chunks of a WebP, without the RIFF header."""
    end = min(len(data), 8 + int.from_bytes(data[4:8], "little"))
    position = 12
    while position + 8 <= end:
        name, size = struct.unpack_from("<4sI", data, position)
        if position + 8 + size > end:
            raise MalformedError("WebP cut off")
        yield Chunk(name, data[position + 8 : position + 8 + size])
        position += 8 + size + size % 2


def webp(chunks: Iterable[Chunk]) -> bytes:
    """A WebP of these chunks."""
    body = b"".join(
        struct.pack("<4sI", chunk.name, len(chunk.body)) + chunk.body + b"\0" * (len(chunk.body) % 2)
        for chunk in chunks
    )
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def jpeg_segments(data: bytes) -> Iterator[Segment]:
    """The segments of a JPEG between its start and its end marker."""
    position = 2
    while position + 4 <= len(data):
        if data[position] != 0xFF:  # noqa: PLR2004 - the byte that begins every marker
            raise MalformedError("no marker")
        marker = data[position + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            position += 1
            continue
        if marker in _STANDALONE:
            position += 2
            continue
        size = int.from_bytes(data[position + 2 : position + 4])
        body_end = position + 2 + size
        if size < 2 or body_end > len(data):  # noqa: PLR2004 - the size counts its own two bytes
            raise MalformedError("segment cut off")
        body = data[position + 4 : body_end]
        position = body_end
        if marker == _SCAN:
            found = _ENTROPY_END.search(data, body_end)
            if found is None:
                raise MalformedError("scan without end")
            position = found.start()
        yield Segment(marker, body, data[body_end:position])
        if marker == _SCAN and data[position + 1] == _END:
            return
    raise MalformedError("JPEG without end")


def jpeg(segments: Iterable[Segment]) -> bytes:
    """A JPEG of these segments."""
    return b"".join((b"\xff\xd8", *map(_jpeg_segment, segments), b"\xff\xd9"))


def _jpeg_segment(segment: Segment) -> bytes:
    return struct.pack(">BBH", 0xFF, segment.marker, len(segment.body) + 2) + segment.body + segment.pixels


def gif_without_words(data: bytes) -> bytes:
    """A GIF without comments, plain text and foreign application data (XMP among them); loops stay."""
    kept = [data[: _gif_screen_end(data)]]
    position = len(kept[0])
    while position < len(data):
        start = position
        match data[position : position + 1]:
            case b"\x3b":
                return b"".join((*kept, b"\x3b"))
            case b"\x21":
                label, name = data[position + 1 : position + 2], data[position + 3 : position + 14]
                position = _gif_blocks_end(data, position + 2)
                stays = label == b"\xf9" or (label == b"\xff" and name in {b"NETSCAPE2.0", b"ANIMEXTS1.0"})
            case b"\x2c":
                position = _gif_blocks_end(data, position + 11 + _gif_table_size(data, position + 9))
                stays = True
            case _:
                raise MalformedError("unknown block")
        if stays:
            kept.append(data[start:position])
    raise MalformedError("GIF without end")


def _gif_screen_end(data: bytes) -> int:
    return 13 + _gif_table_size(data, 10)


def _gif_table_size(data: bytes, flags_at: int) -> int:
    """Bytes of the colour table that a flags byte announces."""
    if flags_at >= len(data):
        raise MalformedError("GIF cut off")
    flags = data[flags_at]
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: bytes, position: int) -> int:
    while position < len(data) and data[position]:
        position += 1 + data[position]
    if position >= len(data):
        raise MalformedError("GIF cut off")
    return position + 1
