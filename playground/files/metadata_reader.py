"""Reads the texts in a picture's metadata by keyword: ours, and those of other programs."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Final

from PIL import ExifTags

from playground.files import chunks, xmp
from playground.files.chunks import Data
from playground.files.formats import AVIF, GIF, JPEG, PNG, WEBP, Format
from playground.files.metadata_writer import KEYWORD, is_xmp, jpeg_packets
from playground.files.pictures import BrokenPictureError, TooManyPixelsError, exif_of, opened

COMMENT: Final = "comment"
"""The keyword of EXIF's user comment."""

_XMP: Final = "XML:com.adobe.xmp"
_TEXT_LIMIT: Final = 2**20
"""Bytes of one compressed text that are read."""

_MAX_TEXTS: Final = 1000
_MAX_LETTERS: Final = 32 * 2**20
"""In all texts of a picture together; image programs keep whole workflows there."""

_GIF_HEAD_SIZE: Final = 14


def extract(data: Data, found: Format) -> dict[str, str]:
    """All texts of a picture; our own under `KEYWORD`.

    A broken place ends the reading: metadata is welcome, never required.
    """
    texts: dict[str, str] = {}
    try:
        letters = 0
        for keyword, text in islice(_READERS.get(found, _nothing)(data), _MAX_TEXTS):
            letters += len(keyword) + len(text)
            if letters > _MAX_LETTERS:
                break
            texts.setdefault(keyword, text)
    except (ValueError, LookupError, zlib.error):
        pass
    ours = xmp.read(texts.get(_XMP, ""))
    return texts if ours is None else texts | {KEYWORD: ours}


def _nothing(_: Data) -> Iterator[tuple[str, str]]:
    return iter(())


def _png_texts(data: Data) -> Iterator[tuple[str, str]]:
    for item in chunks.png_chunks(data):
        decode = _PNG_TEXTS.get(item.name)
        if decode is not None:
            keyword, _, body = item.body.partition(b"\0")
            yield keyword.decode("latin-1"), decode(body)
    yield from _exif_texts(data, PNG)


def _international(body: bytes) -> str:
    is_compressed, text = body[:1] == b"\1", body[2:].split(b"\0", 2)[2]
    return (_inflated(text) if is_compressed else text).decode()


def _inflated(data: bytes) -> bytes:
    return zlib.decompressobj().decompress(data, _TEXT_LIMIT)


_PNG_TEXTS: Final[dict[bytes, Callable[[bytes], str]]] = {
    b"tEXt": lambda body: body.decode("latin-1"),
    b"zTXt": lambda body: _inflated(body[1:]).decode("latin-1"),
    b"iTXt": _international,
}


def _jpeg_texts(data: Data) -> Iterator[tuple[str, str]]:
    segments = [item for item in chunks.jpeg_segments(data) if is_xmp(item)]
    if packets := jpeg_packets(segments, xmp.JPEG_HEAD):
        yield _XMP, packets[0].decode() + xmp.joined(jpeg_packets(segments, xmp.JPEG_EXTENSION))
    yield from _exif_texts(data, JPEG)


def _webp_texts(data: Data) -> Iterator[tuple[str, str]]:
    for item in chunks.webp_chunks(data):
        if item.name == b"XMP ":
            yield _XMP, item.body.decode()
    yield from _exif_texts(data, WEBP)


def _gif_texts(data: Data) -> Iterator[tuple[str, str]]:
    for item in chunks.gif_blocks(data):
        if item.application == xmp.GIF_APPLICATION:
            yield _XMP, item.data[_GIF_HEAD_SIZE : -len(xmp.GIF_TAIL)].decode()


def _avif_texts(data: Data) -> Iterator[tuple[str, str]]:
    """The last box first: it is ours."""
    packets = [item for item in chunks.boxes(data) if item.name == b"uuid" and item.body.startswith(xmp.BOX_HEAD)]
    for item in reversed(packets):
        yield _XMP, item.body[len(xmp.BOX_HEAD) :].decode()
    yield from _exif_texts(data, AVIF)


def _exif_texts(data: Data, found: Format) -> Iterator[tuple[str, str]]:
    """EXIF's user comment, and texts such as `prompt:{…}` in its other tags, where ComfyUI puts them in WebP."""
    try:
        with opened(io.BytesIO(data), found) as image:
            tags = exif_of(image)
            comment = tags.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.UserComment)
            others = [text for text in islice(tags.values(), _MAX_TEXTS) if isinstance(text, str)]
    except (BrokenPictureError, TooManyPixelsError):
        return
    if isinstance(comment, bytes):
        encoding = _COMMENT_ENCODINGS.get(comment[:8])
        if encoding:
            yield COMMENT, comment[8:].decode(encoding)
    for text in others:
        keyword, colon, body = text.partition(":")
        if colon:
            yield keyword, body


_COMMENT_ENCODINGS: Final = {b"UNICODE\0": "utf-16-be", b"ASCII\0\0\0": "ascii"}

_READERS: Final[dict[Format, Callable[[Data], Iterator[tuple[str, str]]]]] = {
    PNG: _png_texts,
    JPEG: _jpeg_texts,
    WEBP: _webp_texts,
    GIF: _gif_texts,
    AVIF: _avif_texts,
}
