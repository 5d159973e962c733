"""Small pictures of pictures and clips, made once and kept beside them."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from PIL import Image

from playground.files.atomic import write_atomically
from playground.files.chunks import TooComplexError
from playground.files.clips import BrokenClipError, first_frame
from playground.files.formats import HEAD_SIZE, PICTURES, sniff
from playground.files.pictures import BrokenPictureError, TooManyPixelsError, opened, upright

THUMBNAIL_SIDE: Final = 256
_TILE_SIDE: Final = 640
_POSTER_SIDE: Final = 1920


def thumbnail(source: Path, target: Path) -> Path | None:
    """A WebP of at most 256 × 256 pixels at `target`, made where it is not there yet; it blocks while it is made.

    Returns:
        `target`, or None where `source` is no picture or video, is gone or cannot be decoded, or there is no room left.
    """
    return _kept(source, target, "WEBP", THUMBNAIL_SIDE)


def tile(source: Path, target: Path) -> Path | None:
    """As `thumbnail`, of at most 640 × 640 pixels: sharp in a wall of pictures."""
    return _kept(source, target, "WEBP", _TILE_SIDE)


def poster(source: Path, target: Path) -> Path | None:
    """As `thumbnail`, a JPEG at the clip's own size: what a player shows before it plays."""
    return _kept(source, target, "JPEG", _POSTER_SIDE)


def _kept(source: Path, target: Path, encoder: str, side: int) -> Path | None:
    if target.is_file():
        return target
    try:
        with _picture(source) as picture:
            picture.thumbnail((side, side))  # before the turn: a JPEG is decoded no larger than it is needed
            small = upright(picture)
            mode = "RGBA" if small.has_transparency_data and encoder == "WEBP" else "RGB"
            data = io.BytesIO()
            small.convert(mode).save(data, format=encoder, quality=85)
        write_atomically(target, data.getvalue())
    except (BrokenPictureError, TooComplexError, TooManyPixelsError, BrokenClipError, OSError):
        return None
    return target


def reduced(source: Path, side: int) -> Image.Image:
    """A picture in RGB, of at most `side` pixels a side.

    Raises:
        BrokenPictureError: it is none, or broken.
        TooComplexError: it is made of more parts than any real picture.
        TooManyPixelsError: it is larger than may be decoded.
    """
    with source.open("rb") as file:
        found = sniff(file.read(HEAD_SIZE))
    if found not in PICTURES:
        raise BrokenPictureError(found.label)
    with opened(source, found) as picture:
        picture.draft("RGB", (side, side))
        small = picture.convert("RGB")
    small.thumbnail((side, side))
    return small


@contextmanager
def _picture(source: Path) -> Iterator[Image.Image]:
    with source.open("rb") as file:
        found = sniff(file.read(HEAD_SIZE))
    if found in PICTURES:
        with opened(source, found) as picture:
            yield picture
    else:
        yield first_frame(source, found)
