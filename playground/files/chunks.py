"""Picture files taken apart and put together again, byte for byte: no pixel is decoded here.

Whatever reads raises `MalformedError` where the bytes do not add up, and `TooComplexError` where there are more of
them than any real picture has. What stands after the picture's end (a phone's second picture, with its own GPS
position) belongs to no chunk.
"""

from __future__ import annotations

import mmap
import re
import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias, TypeVar

Data: TypeAlias = bytes | mmap.mmap
_Part = TypeVar("_Part")

PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"

_ENTROPY_END: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
"""In a JPEG's scan: the next marker that is neither a stuffed byte nor a restart."""

_END, _SCAN = 0xD9, 0xDA
_STANDALONE: Final = frozenset({0x01, *range(0xD0, 0xD8)})

MAX_CHUNKS: Final = 100_000
"""Of a PNG: some programs write its pixels in pieces of a few kilobytes."""
MAX_PARTS: Final = 20_000
"""Segments, blocks or boxes of the other formats; an animation has two a frame."""
MAX_SCANS: Final = 100
"""Of a progressive JPEG: each goes over all pixels. Programs write about ten."""
_MAX_PIECES: Final = 1_000_000
"""Of at most 255 bytes, in which a GIF holds its pixels."""

_GIF_EXTENSION, _GIF_FRAME, _GIF_TRAILER = 0x21, 0x2C, 0x3B
GIF_APPLICATION: Final = 0xFF
GIF_CONTROL: Final = 0xF9


class MalformedError(ValueError):
    """The bytes do not follow their format."""


class TooComplexError(MalformedError):
    """The file is put together of more parts than any real one: whoever takes it apart would never come to an end."""


def at_most(most: int, parts: Iterable[_Part]) -> Iterator[_Part]:
    """The parts, as long as there are no more of them.

    Raises:
        TooComplexError: there are.
    """
    for count, part in enumerate(parts):
        if count == most:
            raise TooComplexError(f"more than {most} parts")
        yield part


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


def png_chunks(data: Data) -> Iterator[Chunk]:
    """The chunks of a PNG, `IEND` included."""
    return at_most(MAX_CHUNKS, _png_chunks(data))


def _png_chunks(data: Data) -> Iterator[Chunk]:
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


def webp_chunks(data: Data) -> Iterator[Chunk]:
    """The chunks of a WebP, without the RIFF header."""
    return at_most(MAX_PARTS, _webp_chunks(data))


def _webp_chunks(data: Data) -> Iterator[Chunk]:
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


def jpeg_segments(data: Data) -> Iterator[Segment]:
    """The segments of a JPEG between its start and its end marker."""
    return at_most(MAX_PARTS, _jpeg_segments(data))


def _jpeg_segments(data: Data) -> Iterator[Segment]:
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


def jpeg_scans(data: Data) -> int:
    """How many scans a decoder meets in a JPEG, which passes over what stands between two segments.

    Raises:
        TooComplexError: there are more than `MAX_SCANS`, or more segments than `MAX_PARTS`.
    """
    scans = parts = 0
    found = _ENTROPY_END.search(data, 2)
    while found is not None and data[found.start() + 1] != _END:
        marker, position = data[found.start() + 1], found.end()
        parts += 1
        scans += marker == _SCAN
        if parts > MAX_PARTS or scans > MAX_SCANS:
            raise TooComplexError(f"{parts} segments, {scans} scans")
        if marker not in _STANDALONE:
            position += max(2, int.from_bytes(data[position : position + 2]))
        found = _ENTROPY_END.search(data, position)
    return scans


def jpeg(segments: Iterable[Segment]) -> bytes:
    """A JPEG of these segments."""
    return b"".join((b"\xff\xd8", *map(_jpeg_segment, segments), b"\xff\xd9"))


def _jpeg_segment(segment: Segment) -> bytes:
    return struct.pack(">BBH", 0xFF, segment.marker, len(segment.body) + 2) + segment.body + segment.pixels


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a GIF between its screen and its trailer.

    Attributes:
        data: the whole piece.
        label: of an extension, e.g. `0xFF` for an application's; None for a frame.
        application: whose extension it is, e.g. `NETSCAPE2.0`; empty for every other piece.
    """

    data: bytes
    label: int | None
    application: bytes


def gif_screen(data: Data) -> bytes:
    """All that stands before the first block of a GIF."""
    return data[: 13 + _gif_table_size(data, 10)]


def gif_blocks(data: Data) -> Iterator[Block]:
    """The blocks of a GIF, without its screen and its trailer."""
    return at_most(MAX_PARTS, _gif_blocks(data))


def _gif_blocks(data: Data) -> Iterator[Block]:
    position, pieces = len(gif_screen(data)), 0
    while position < len(data):
        start, introducer = position, data[position]
        if introducer == _GIF_TRAILER:
            return
        label, application = None, b""
        if introducer == _GIF_EXTENSION and start + 1 < len(data):
            label, body = data[start + 1], start + 2
            application = data[start + 3 : start + 14] if label == GIF_APPLICATION else b""
        elif introducer == _GIF_FRAME:
            body = start + 11 + _gif_table_size(data, start + 9)
        else:
            raise MalformedError("unknown block")
        position, more = _gif_blocks_end(data, body)
        pieces += more
        if pieces > _MAX_PIECES:
            raise TooComplexError("tiny pieces")
        yield Block(data[start:position], label, application)
    raise MalformedError("GIF without end")


def gif(screen: bytes, blocks: Iterable[Block]) -> bytes:
    """A GIF of these blocks."""
    return b"".join((screen, *(block.data for block in blocks), bytes([_GIF_TRAILER])))


def _gif_table_size(data: Data, flags_at: int) -> int:
    """Bytes of the colour table that a flags byte announces."""
    if flags_at >= len(data):
        raise MalformedError("GIF cut off")
    flags = data[flags_at]
    return 3 * 2 ** ((flags & 0x07) + 1) if flags & 0x80 else 0


def _gif_blocks_end(data: Data, position: int) -> tuple[int, int]:
    """Where a block's pieces end, and how many there were."""
    pieces = 0
    while position < len(data) and data[position] and pieces <= _MAX_PIECES:
        position += 1 + data[position]
        pieces += 1
    if position >= len(data):
        raise MalformedError("GIF cut off")
    return position + 1, pieces


def boxes(data: Data) -> Iterator[Chunk]:
    """The top-level boxes of an AVIF (or any file of its family); none of them open-ended."""
    return at_most(MAX_PARTS, _boxes(data))


def _boxes(data: Data) -> Iterator[Chunk]:
    position = 0
    while position + 8 <= len(data):
        size, name = struct.unpack_from(">I4s", data, position)
        head = 8
        if size == 1 and position + 16 <= len(data):
            size, head = int.from_bytes(data[position + 8 : position + 16]), 16
        if size < head or position + size > len(data):
            raise MalformedError("box cut off or open-ended")
        yield Chunk(name, data[position + head : position + size])
        position += size
    if position != len(data):
        raise MalformedError("bytes after the last box")


def box(chunk: Chunk) -> bytes:
    """One box."""
    return struct.pack(">I", 8 + len(chunk.body)) + chunk.name + chunk.body
