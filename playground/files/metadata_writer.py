"""Writes metadata into a picture: no pixel changes, and the metadata of other programs stays.

Where a format has a place for text that viewers leave alone, it is used: `iTXt` in PNG, XMP in the others.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from playground.files import chunks, xmp
from playground.files.chunks import Block, Chunk, MalformedError, Segment
from playground.files.formats import AVIF, GIF, JPEG, PNG, WEBP, Format

KEYWORD: Final = "playground"
"""The `iTXt` keyword of our metadata."""

_ITXT_HEAD: Final = KEYWORD.encode() + b"\0\0\0\0\0"
"""Keyword, not compressed, no language, no translated keyword."""

_APP0, _APP1 = 0xE0, 0xE1
_SEGMENT_LIMIT: Final = 65_533

_HAS_XMP, _HAS_ALPHA = 0x04, 0x10
_VP8L_ALPHA: Final = 0x10
_SIDE: Final = 0x3FFF

_GIF_HEAD: Final = bytes([0x21, chunks.GIF_APPLICATION, len(xmp.GIF_APPLICATION)]) + xmp.GIF_APPLICATION


def embed(data: bytes, found: Format, text: str) -> bytes:
    """The picture with our text in it, in place of an earlier one of ours.

    Returns:
        The picture as it was where its format has no place for words, or none that is large enough.

    Raises:
        MalformedError: the file is broken.
    """
    writer = _WRITERS.get(found)
    return data if writer is None else writer(data, text)


def _into_png(data: bytes, text: str) -> bytes:
    header, *others = chunks.png_chunks(data)
    kept = (item for item in others if not (item.name == b"iTXt" and item.body.startswith(_ITXT_HEAD)))
    return chunks.png((header, Chunk(b"iTXt", _ITXT_HEAD + text.encode()), *kept))


def _into_jpeg(data: bytes, text: str) -> bytes:
    segments = list(chunks.jpeg_segments(data))
    before = b"".join(jpeg_packets(segments, xmp.JPEG_HEAD)[:1]).decode("utf-8", "replace")
    rest = xmp.joined(jpeg_packets(segments, xmp.JPEG_EXTENSION))
    if rest and xmp.read(rest) is None:  # somebody else's, which knows its place by what stands before it
        return data
    whole = xmp.written(before, text)
    is_long = len(xmp.JPEG_HEAD) + len(whole.encode()) > _SEGMENT_LIMIT
    packet, parts = xmp.extended(before, text) if is_long else (whole, ())
    if len(xmp.JPEG_HEAD) + len(packet.encode()) > _SEGMENT_LIMIT:  # what others wrote leaves no room
        return data
    bodies = (xmp.JPEG_HEAD + packet.encode(), *(xmp.JPEG_EXTENSION + part for part in parts))
    others = [item for item in segments if not is_xmp(item)]
    first = next((at for at, item in enumerate(others) if item.marker not in {_APP0, _APP1}), len(others))
    return chunks.jpeg((*others[:first], *(Segment(_APP1, body) for body in bodies), *others[first:]))


def jpeg_packets(segments: Iterable[Segment], head: bytes) -> list[bytes]:
    """What follows `head` in the `APP1` segments that begin with it."""
    return [item.body[len(head) :] for item in segments if item.marker == _APP1 and item.body.startswith(head)]


def is_xmp(segment: Segment) -> bool:
    """Whether an `APP1` segment holds XMP or a part of it."""
    return bool(jpeg_packets([segment], xmp.JPEG_HEAD) or jpeg_packets([segment], xmp.JPEG_EXTENSION))


def _into_webp(data: bytes, text: str) -> bytes:
    first, *others = chunks.webp_chunks(data)
    if first.name != b"VP8X":
        others.insert(0, first)
        first = _webp_header(first)
    before = next((item.body for item in others if item.name == b"XMP "), b"")
    header = Chunk(first.name, bytes([first.body[0] | _HAS_XMP]) + first.body[1:])
    ours = Chunk(b"XMP ", xmp.written(before.decode("utf-8", "replace"), text).encode())
    return chunks.webp((header, *(item for item in others if item.name != b"XMP "), ours))


def _webp_header(bitstream: Chunk) -> Chunk:
    """The extended header that a simple WebP lacks: flags and size."""
    head = bitstream.body[:10]
    is_lossless = bitstream.name == b"VP8L"
    if len(head) < 10:  # noqa: PLR2004 - both kinds tell their size in so many bytes
        raise MalformedError("WebP without size")
    # 14 bits each, of the lossless kind one less than the size.
    across = int.from_bytes(head[1:5], "little") if is_lossless else int.from_bytes(head[6:10], "little")
    width = (across & _SIDE) + is_lossless
    height = (across >> (14 if is_lossless else 16) & _SIDE) + is_lossless
    has_alpha = is_lossless and head[4] & _VP8L_ALPHA
    if not (width and height):
        raise MalformedError("WebP without size")
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return Chunk(b"VP8X", bytes([_HAS_ALPHA if has_alpha else 0, 0, 0, 0]) + size)


def _into_gif(data: bytes, text: str) -> bytes:
    blocks = list(chunks.gif_blocks(data))
    before = next((item.data for item in blocks if item.application == xmp.GIF_APPLICATION), b"")
    packet = before[len(_GIF_HEAD) : -len(xmp.GIF_TAIL)].decode("utf-8", "replace")
    ours = _GIF_HEAD + xmp.written(packet, text).encode() + xmp.GIF_TAIL
    others = (item for item in blocks if item.application != xmp.GIF_APPLICATION)
    screen = b"GIF89a" + chunks.gif_screen(data)[6:]  # GIF87a knows no extensions
    return chunks.gif(screen, (*others, Block(ours, chunks.GIF_APPLICATION, xmp.GIF_APPLICATION)))


def _into_avif(data: bytes, text: str) -> bytes:
    """Other boxes hold offsets into the file, so ours goes to the end, and only from there is an earlier one taken."""
    last = [*chunks.boxes(data)][-1]
    is_xmp = last.name == b"uuid" and last.body.startswith(xmp.BOX_HEAD)
    before = last.body[len(xmp.BOX_HEAD) :].decode("utf-8", "replace") if is_xmp else ""
    kept = data[: -len(chunks.box(last))] if is_xmp else data
    return kept + chunks.box(Chunk(b"uuid", xmp.BOX_HEAD + xmp.written(before, text).encode()))


_WRITERS: Final[dict[Format, Callable[[bytes, str], bytes]]] = {
    PNG: _into_png,
    JPEG: _into_jpeg,
    WEBP: _into_webp,
    GIF: _into_gif,
    AVIF: _into_avif,
}
