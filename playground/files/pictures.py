"""Pictures through Pillow: measured before they are decoded, decoded only in the format that their bytes show."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from PIL import ExifTags, Image, ImageFile, PngImagePlugin
from PIL.AvifImagePlugin import AvifImageFile
from PIL.GifImagePlugin import GifImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from playground.files.chunks import TooComplexError
from playground.files.complexity import check_complexity, mapped
from playground.files.formats import AVIF, GIF, JPEG, PNG, WEBP, Format

PngImagePlugin.MAX_TEXT_CHUNK = 16 * 2**20  # image programs keep whole workflows there, of more than Pillow's 1 MB

MAX_PIXELS: Final = 40_000_000
"""The largest picture that is decoded: about 160 MB of memory."""

MAX_EXIF: Final = 2**20
"""Bytes of EXIF that are looked at: a camera writes a few thousand, some programs put a whole workflow there."""

_EXIF_HEAD: Final = b"Exif\0\0"

_OPENERS: Final[dict[Format, Callable[[IO[bytes]], ImageFile.ImageFile]]] = {
    PNG: PngImageFile,
    JPEG: JpegImageFile,
    WEBP: WebPImageFile,
    GIF: GifImageFile,
    AVIF: AvifImageFile,
}

# What Pillow's readers raise on bytes that are not what they should be.
_DECODER_ERRORS: Final = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
    Image.DecompressionBombError,
)


_TURNS: Final = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What makes a photo upright, by its EXIF orientation; 1 is upright."""


class BrokenPictureError(ValueError):
    """The bytes are not a whole picture of the format that they begin as."""


class AnimatedPictureError(ValueError):
    """The picture moves where only a still one is taken."""


class TooManyPixelsError(ValueError):
    """The picture is larger than may be decoded.

    Args:
        width: pixels.
        height: pixels.
    """

    def __init__(self, width: int, height: int) -> None:
        super().__init__(f"{width} × {height}")
        self.width = width
        self.height = height


@dataclass(frozen=True, slots=True)
class Picture:
    """What a picture's header says.

    Attributes:
        width: pixels, as it is shown: after the turn that its EXIF asks for.
        height: as above.
        is_animated: it has more than one frame.
    """

    width: int
    height: int
    is_animated: bool


@contextmanager
def opened(source: Path | IO[bytes], found: Format, *, most: int = MAX_PIXELS) -> Iterator[ImageFile.ImageFile]:
    """A picture whose header was read; its pixels are decoded by whoever asks for them, and may be broken.

    The readers are called directly: `Image.open` would try every plugin that Pillow has, and warn of large pictures
    where this refuses them.

    Raises:
        BrokenPictureError: the header is broken, or the pixels are.
        TooComplexError: it is made of more parts than any real picture.
        TooManyPixelsError: it has more than `most` pixels.
    """
    with _stream(source) as file, _broken_if_undecodable():
        _count(source, found)
        image = _OPENERS[found](file)
        if image.width * image.height > most:
            raise TooManyPixelsError(image.width, image.height)
        yield image


def _count(source: Path | IO[bytes], found: Format) -> None:
    if isinstance(source, Path):
        with mapped(source) as data:
            check_complexity(data, found)
    else:
        check_complexity(source.read(), found)
        source.seek(0)


def measure(source: Path | IO[bytes], found: Format, *, decode: bool) -> Picture:
    """A picture's size, and with `decode` the certainty that its (first frame's) pixels are all there.

    A picture of more than `MAX_PIXELS` is measured but never decoded.

    Raises:
        BrokenPictureError: it is not a whole picture.
        TooComplexError: it is made of more parts than any real picture.
    """
    try:
        with opened(source, found) as image:
            picture = _described(image)
            if decode:
                image.load()
            return picture
    except TooManyPixelsError as error:
        return Picture(error.width, error.height, is_animated=False)


def exif_of(image: Image.Image) -> Image.Exif:
    """A picture's EXIF, empty where there is too much of it; it raises what Pillow's readers raise.

    Every look at EXIF goes through here: Pillow before 13 takes a head that comes over and over off one at a time, each
    time with a copy of the rest (CVE-2026-96643).
    """
    if isinstance(image, PngImageFile) and "exif" not in image.info:  # it may stand behind the pixels
        image.load()
    given = image.info.get("exif")
    if isinstance(given, bytes):
        bare = given.removeprefix(_EXIF_HEAD).removeprefix(_EXIF_HEAD)  # one of Pillow's own, one of the file's
        is_sound = len(bare) <= MAX_EXIF and not bare.startswith(_EXIF_HEAD)
        image.info["exif"] = bare if is_sound else b""
    if len(image.info.get("Raw profile type exif", "")) > 2 * MAX_EXIF:
        del image.info["Raw profile type exif"]
    return image.getexif()


def orientation(image: Image.Image) -> int:
    """The turn that a photo's EXIF asks for, 1 to 8; 1 where it asks for none."""
    try:
        asked = exif_of(image).get(ExifTags.Base.Orientation)
    except _DECODER_ERRORS:  # unreadable EXIF leaves a good picture good
        return 1
    return asked if asked in _TURNS else 1


def upright(image: Image.Image) -> Image.Image:
    """The pixels as they are meant to be seen, in a copy where they had to be turned."""
    turn = _TURNS.get(orientation(image))
    return image if turn is None else image.transpose(turn)


def _described(image: ImageFile.ImageFile) -> Picture:
    width, height = image.size
    if orientation(image) >= 5:  # noqa: PLR2004 - 5 to 8 lie on their side
        width, height = height, width
    return Picture(width, height, is_animated=getattr(image, "is_animated", False))


@contextmanager
def _stream(source: Path | IO[bytes]) -> Iterator[IO[bytes]]:
    if isinstance(source, Path):
        with source.open("rb") as file:
            yield file
    else:
        source.seek(0)
        yield source


@contextmanager
def _broken_if_undecodable() -> Iterator[None]:
    try:
        yield
    except (AnimatedPictureError, BrokenPictureError, TooComplexError, TooManyPixelsError):
        raise
    except _DECODER_ERRORS as error:
        raise BrokenPictureError(str(error)) from error
