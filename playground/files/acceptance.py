"""Whether a field takes a file: kind, weight, pixels, wholeness, each refusal with its own words."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from playground.errors import UploadError
from playground.files.cleaning import CannotShrinkError, Cleaned, clean
from playground.files.clips import BrokenClipError, probe
from playground.files.formats import FORMATS, GIF, MARKUP, PICTURES, UNKNOWN, Format, accepts, labels
from playground.files.naming import readable
from playground.files.pictures import MAX_PIXELS, AnimatedPictureError, BrokenPictureError, TooManyPixelsError
from playground.form.fields import Upload

MAX_SIZE: Final = 200 * 2**20
"""Bytes that a file may have where the model names no limit, and that any picture may have before it is cleaned."""


def check(found: Format, size: int, filename: str, wanted: Upload) -> None:
    """Refuse what can be refused by a file's first bytes and its size.

    Raises:
        UploadError: `upload.empty`, `upload.too_large`, `upload.markup`, `upload.wrong_kind`.
    """
    if not size:
        raise UploadError("upload.empty", file=filename)
    limit = MAX_SIZE if found in PICTURES or wanted.max_size is None else wanted.max_size
    if size > limit:
        raise UploadError("upload.too_large", file=filename, size=readable(size), limit=readable(limit))
    if found in MARKUP:
        raise UploadError("upload.markup", file=filename, found=found.label)
    if not _is_taken(found, wanted):
        raise UploadError("upload.wrong_kind", file=filename, found=found.label, accepted=accepted(wanted))


def accepted(wanted: Upload) -> str:
    """The formats that a field takes, for a sentence; its own words where we know none of them."""
    taken = [
        item
        for item in FORMATS
        if item.kind == wanted.kind and item not in {*MARKUP, UNKNOWN} and _is_taken(item, wanted)
    ]
    return labels(taken) or ", ".join(wanted.accept)


def cleaned(data: bytes, found: Format, filename: str, wanted: Upload) -> Cleaned:
    """Clean a picture that `check` let pass.

    Raises:
        UploadError: `upload.broken`, `upload.too_many_pixels`, `upload.animated`, `upload.too_large`.
    """
    try:
        return clean(data, found, most_bytes=wanted.max_size, may_move=_may_move(wanted))
    except BrokenPictureError as error:
        raise UploadError("upload.broken", file=filename, found=found.label) from error
    except AnimatedPictureError as error:
        raise UploadError("upload.animated", file=filename) from error
    except TooManyPixelsError as error:
        raise UploadError(
            "upload.too_many_pixels",
            file=filename,
            width=error.width,
            height=error.height,
            limit=MAX_PIXELS // 1_000_000,
        ) from error
    except CannotShrinkError as error:
        limit = readable(wanted.max_size or MAX_SIZE)
        raise UploadError("upload.too_large", file=filename, size=readable(len(data)), limit=limit) from error


def dimensions(path: Path, found: Format, filename: str) -> tuple[int | None, int | None]:
    """Width and height of a clip in pixels; `(None, None)` of a sound or another file.

    Raises:
        UploadError: `upload.broken`.
    """
    if found.kind not in {"video", "audio"}:
        return None, None
    try:
        clip = probe(path, found)
    except BrokenClipError as error:
        raise UploadError("upload.broken", file=filename, found=found.label) from error
    return clip.width, clip.height


def _is_taken(found: Format, wanted: Upload) -> bool:
    """Whether the list of accepted types, or without one the kind, takes a format.

    A picture field takes only pictures that we can clean, whatever its list says.
    """
    if wanted.kind == "image" and found.kind == "image" and found not in PICTURES:
        return False
    if wanted.accept:
        return any(accepts(pattern, found) for pattern in wanted.accept)
    return wanted.kind in {"file", found.kind}


def _may_move(wanted: Upload) -> bool:
    """Animations are for fields that take any file, or that name GIF."""
    return wanted.kind == "file" or any(accepts(pattern, GIF) for pattern in wanted.accept if "*" not in pattern)
