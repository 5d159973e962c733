"""A photo made fit to publish: upright, without EXIF (GPS!), in 8-bit RGB, in its own format.

Where the pixels can stay as they are, only the metadata is cut out, byte for byte; they are encoded anew for a turn,
for CMYK and 16-bit colours, and to make them smaller.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final

from PIL import Image, ImageCms, ImageFile, JpegImagePlugin

from playground.files import chunks
from playground.files.formats import AVIF, GIF, JPEG, PNG, WEBP, Format
from playground.files.pictures import (
    AnimatedPictureError,
    BrokenPictureError,
    Picture,
    measure,
    opened,
    orientation,
    upright,
)

_PNG_KEPT: Final = frozenset(
    b"IHDR PLTE IDAT IEND tRNS gAMA cHRM sRGB iCCP cICP sBIT bKGD pHYs acTL fcTL fdAT".split(),
)
_WEBP_KEPT: Final = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_WEBP_FLAGS_DROPPED: Final = 0x08 | 0x04
"""In a `VP8X` chunk: "has EXIF" and "has XMP"."""

_AVIF_KEPT: Final = frozenset({b"ftyp", b"meta", b"mdat", b"moov"})
_AVIF_WORDS: Final = (b"Exif", b"mime")
"""Types of items that hold words, as the `meta` box names them."""

_GIF_LOOPS: Final = frozenset({b"NETSCAPE2.0", b"ANIMEXTS1.0"})

_APP0, _APP2, _APP14, _COMMENT = 0xE0, 0xE2, 0xEE, 0xFE

_APPLICATION: Final = range(0xE0, 0xF0)

_PNG_DEPTH_AT: Final = 24
_BYTE: Final = 8

_SHRINKING_TRIES: Final = 6
_SMALLEST_SIDE: Final = 64


class CannotShrinkError(ValueError):
    """The picture does not fit into the bytes that are allowed."""


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A picture that may be published.

    Attributes:
        data: its bytes.
        picture: its size.
        shrunk_from: `(width, height)` before it was made smaller; None where it was not.
    """

    data: bytes
    picture: Picture
    shrunk_from: tuple[int, int] | None = None


def clean(data: bytes, found: Format, *, most_bytes: int | None, may_move: bool) -> Cleaned:
    """Make a photo fit to publish.

    Args:
        data: the file.
        found: its format, one of `formats.PICTURES`.
        most_bytes: what the result may weigh; a larger still picture is made smaller.
        may_move: whether it may be animated.

    Raises:
        AnimatedPictureError: it moves and may not.
        BrokenPictureError: it is not a whole picture.
        TooManyPixelsError: it is larger than may be decoded.
        CannotShrinkError: it cannot be made small enough.
    """
    with opened(io.BytesIO(data), found) as image:
        is_animated = getattr(image, "is_animated", False)
        if is_animated and not may_move:
            raise AnimatedPictureError
        image.load()
        # Drawn anew, an animation would keep its first frame alone.
        stays = is_animated or not _needs_drawing(image, data, found)
        published = _stripped(data, found) if stays else None
        if published is None and is_animated:
            raise BrokenPictureError("an animation that cannot be taken apart")
        published = published or _redrawn(image, data, found)
    picture = measure(io.BytesIO(published), found, decode=False)
    if most_bytes is None or len(published) <= most_bytes:
        return Cleaned(published, picture)
    if is_animated:
        raise CannotShrinkError
    smaller = _shrunk(published, found, most_bytes)
    return Cleaned(smaller, measure(io.BytesIO(smaller), found, decode=False), (picture.width, picture.height))


def _needs_drawing(image: ImageFile.ImageFile, data: bytes, found: Format) -> bool:
    if orientation(image) != 1 or image.mode == "CMYK":
        return True
    return found is PNG and data[_PNG_DEPTH_AT] > _BYTE


def _stripped(data: bytes, found: Format) -> bytes | None:
    """The same pixels without the metadata; None where the file is put together in an odd way."""
    try:
        return _STRIPPERS[found](data)
    except chunks.MalformedError:
        return None


def _png_stripped(data: bytes) -> bytes:
    return chunks.png(chunk for chunk in chunks.png_chunks(data) if chunk.name in _PNG_KEPT)


def _webp_stripped(data: bytes) -> bytes:
    kept = (chunk for chunk in chunks.webp_chunks(data) if chunk.name in _WEBP_KEPT)
    return chunks.webp(map(_without_flags, kept))


def _without_flags(chunk: chunks.Chunk) -> chunks.Chunk:
    if chunk.name != b"VP8X" or not chunk.body:
        return chunk
    return chunks.Chunk(chunk.name, bytes([chunk.body[0] & ~_WEBP_FLAGS_DROPPED]) + chunk.body[1:])


def _jpeg_stripped(data: bytes) -> bytes:
    return chunks.jpeg(segment for segment in chunks.jpeg_segments(data) if _stays(segment))


def _stays(segment: chunks.Segment) -> bool:
    """Whether a JPEG segment belongs to the picture: its colours do, words and positions do not."""
    if segment.marker == _APP2:
        return segment.body.startswith(b"ICC_PROFILE\0")
    return segment.marker in {_APP0, _APP14} or segment.marker not in {_COMMENT, *_APPLICATION}


def _gif_stripped(data: bytes) -> bytes:
    return chunks.gif(chunks.gif_screen(data), filter(_is_seen, chunks.gif_blocks(data)))


def _is_seen(block: chunks.Block) -> bool:
    """Whether a GIF block belongs to the picture: frames, their timing and the loop do."""
    return block.label in {None, chunks.GIF_CONTROL} or block.application in _GIF_LOOPS


def _avif_stripped(data: bytes) -> bytes:
    """Other boxes hold offsets into the file: only from its end can one be cut out."""
    kept = data
    boxes = list(chunks.boxes(data))
    while boxes and boxes[-1].name not in _AVIF_KEPT and kept.endswith(last := chunks.box(boxes[-1])):
        kept = kept.removesuffix(last)
        boxes.pop()
    has_words = any(box.name == b"meta" and any(word in box.body for word in _AVIF_WORDS) for box in boxes)
    if has_words or any(box.name not in _AVIF_KEPT for box in boxes):
        raise chunks.MalformedError("words amid the picture")
    return kept


_STRIPPERS: Final[dict[Format, Callable[[bytes], bytes]]] = {
    PNG: _png_stripped,
    WEBP: _webp_stripped,
    JPEG: _jpeg_stripped,
    GIF: _gif_stripped,
    AVIF: _avif_stripped,
}


def _redrawn(image: ImageFile.ImageFile, data: bytes, found: Format) -> bytes:
    """The picture encoded anew: upright, 8 bits a channel, RGB."""
    profile = image.info.get("icc_profile")
    shown = upright(image)
    if shown.mode == "CMYK":
        return _encoded(_rgb(shown, profile), found, {"quality": 95})
    if shown.mode == "I;16":
        shown = Image.frombytes("L", shown.size, shown.tobytes()[1::2])  # the high byte of each pixel
    return _encoded(shown, found, _encoding(image, data, found) | {"icc_profile": profile})


def _encoding(image: ImageFile.ImageFile, data: bytes, found: Format) -> dict[str, Any]:
    """The parameters that lose the least against how the file was encoded."""
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return {"qtables": image.quantization, "subsampling": JpegImagePlugin.get_sampling(image)}
    if found is WEBP and any(chunk.name == b"VP8L" for chunk in chunks.webp_chunks(data)):
        return {"lossless": True}
    return {} if found in {PNG, GIF} else {"quality": 95}


def _rgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """A CMYK picture for screens; through its own profile where that is sound."""
    if profile:
        with suppress(ImageCms.PyCMSError, OSError):
            source, screen = ImageCms.ImageCmsProfile(io.BytesIO(profile)), ImageCms.createProfile("sRGB")
            converted = ImageCms.profileToProfile(image, source, screen, outputMode="RGB")
            if converted is not None:
                return converted
    return image.convert("RGB")


def _encoded(image: Image.Image, found: Format, encoding: dict[str, Any]) -> bytes:
    bare = image.copy()
    bare.info = {name: value for name, value in image.info.items() if name == "transparency"}
    target = io.BytesIO()
    bare.save(target, format=found.label, **encoding)
    return target.getvalue()


def _shrunk(data: bytes, found: Format, most_bytes: int) -> bytes:
    with opened(io.BytesIO(data), found) as image:
        profile, encoding = image.info.get("icc_profile"), _encoding(image, data, found)
        full = image.convert("RGBA" if image.has_transparency_data else "RGB") if image.mode in {"P", "1"} else image
        scale, smaller = 1.0, data
        for _ in range(_SHRINKING_TRIES):
            scale *= min(0.9, 0.95 * math.sqrt(most_bytes / len(smaller)))
            width, height = (max(1, round(side * scale)) for side in full.size)
            if max(width, height) < _SMALLEST_SIDE:
                break
            resized = full.resize((width, height), Image.Resampling.LANCZOS)
            smaller = _encoded(resized, found, encoding | {"icc_profile": profile})
            if len(smaller) <= most_bytes:
                return smaller
    raise CannotShrinkError
