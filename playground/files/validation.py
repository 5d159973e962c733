"""Checks an uploaded file against its field: format, bytes, pixels, whether it is complete. Each error says why."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from playground.errors import UploadError
from playground.files.chunks import TooComplexError
from playground.files.cleaning import CannotShrinkError
from playground.files.clips import BrokenClipError, Clip
from playground.files.formats import (
    FORMATS,
    GIF,
    HEIC,
    MARKUP,
    MP3,
    MP4,
    PICTURES,
    PSD,
    TIFF,
    UNKNOWN,
    WAV,
    Format,
    accepts,
    labels,
)
from playground.files.media_pool import MediaPool
from playground.files.pictures import (
    MAX_PIXELS,
    AnimatedPictureError,
    BrokenPictureError,
    Picture,
    TooManyPixelsError,
)
from playground.files.remuxing import CannotCopyError
from playground.form.fields import Upload
from playground.processpool import PoolBusyError
from playground.workerclient import WorkerDiedError, WorkerTimeoutError

MAX_SIZE: Final = 200 * 2**20
"""Bytes that a file may have where the model names no limit, and that any picture may have before it is cleaned."""


_UNCLEANABLE: Final = frozenset({HEIC, TIFF, PSD})
"""Photos that hold a place and a device, which we cannot take out."""


def check_format(found: Format, size: int, filename: str, wanted: Upload) -> None:
    """Refuse what can be refused by a file's first bytes and its size.

    Raises:
        UploadError: `upload.empty`, `upload.too_large`, `upload.markup`, `upload.wrong_kind`, `upload.uncleanable`.
    """
    if not size:
        raise UploadError("upload.empty", file=filename)
    limit = MAX_SIZE if found in PICTURES or wanted.max_size is None else wanted.max_size
    if size > limit:
        raise UploadError("upload.too_large", file=filename, size=size, limit=limit)
    if found in MARKUP:
        raise UploadError("upload.markup", file=filename, found=found.label)
    if not _is_taken(found, wanted):
        raise UploadError("upload.wrong_kind", file=filename, found=found.label, accepted=accepted_formats(wanted))
    if found in _UNCLEANABLE:
        raise UploadError("upload.uncleanable", file=filename, found=found.label, wanted="JPEG, PNG")


def accepted_formats(wanted: Upload) -> str:
    """The formats that a field takes, for a sentence; its own words where we know none of them."""
    taken = [
        item
        for item in FORMATS
        if item.kind == wanted.kind and item not in {*MARKUP, UNKNOWN} and _is_taken(item, wanted)
    ]
    return labels(taken) or ", ".join(wanted.accept)


async def clean(
    media_pool: MediaPool, source: Path, target: Path, found: Format, *, filename: str, wanted: Upload
) -> tuple[Picture, tuple[int, int] | None]:
    """Clean a picture that `check_format` let pass, from one file into another.

    Returns:
        The picture, and its size before it was made smaller.

    Raises:
        UploadError: `upload.broken`, `upload.too_many_pixels`, `upload.animated`, `upload.too_large`; and as
            `upload_errors`.
    """
    try:
        with upload_errors(filename, found):
            return await media_pool.clean(source, target, found, most_bytes=wanted.max_size, may_move=_may_move(wanted))
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
        raise _too_large(source, filename, wanted.max_size or MAX_SIZE) from error


async def remux(media_pool: MediaPool, source: Path, target: Path, found: Format, *, filename: str) -> Clip:
    """Put what is seen and heard in a clip or a sound into a new file.

    Raises:
        UploadError: `upload.uncleanable`, or as `upload_errors`.
    """
    try:
        with upload_errors(filename, found):
            return await media_pool.remux(source, target, found)
    except CannotCopyError as error:
        wanted = labels((MP4,) if found.kind == "video" else (MP3, WAV))
        raise UploadError("upload.uncleanable", file=filename, found=found.label, wanted=wanted) from error


def _too_large(source: Path, filename: str, limit: int) -> UploadError:
    size = source.stat().st_size
    return UploadError("upload.too_large", file=filename, size=size, limit=limit)


@contextmanager
def upload_errors(filename: str, found: Format | None = None) -> Iterator[None]:
    """Turns the errors of what opens files into an `UploadError`.

    Raises:
        UploadError: `upload.broken`, `upload.too_complex`, `upload.too_slow`, `upload.not_opened`, `upload.busy`.
    """
    try:
        yield
    except TooComplexError as error:
        raise UploadError("upload.too_complex", file=filename) from error
    except (BrokenPictureError, BrokenClipError) as error:
        raise UploadError("upload.broken", file=filename, found=found.label if found else "") from error
    except WorkerTimeoutError as error:
        raise UploadError("upload.too_slow", file=filename, limit=error.seconds) from error
    except WorkerDiedError as error:
        raise UploadError("upload.not_opened", file=filename) from error
    except PoolBusyError as error:
        raise UploadError("upload.busy", file=filename) from error


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
