"""Uploads in tests: what is published of one, and why another is not kept."""

from __future__ import annotations

import io
import time
from pathlib import Path

import pytest
from fairness import fair
from PIL import Image

from playground.errors import UploadError
from playground.files.uploads import StoredUpload, Uploads
from playground.form.fields import Upload
from tests.files.words import words

ANY_PICTURE = Upload()
ANY_FILE = Upload(kind="file")
PICTURES = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")


def opened(uploads: Uploads, stored: StoredUpload) -> Image.Image:
    """What is published, opened."""
    kept = uploads.open(stored.name)
    assert kept is not None
    assert kept[1] == stored.media_type
    return Image.open(io.BytesIO(kept[0].read_bytes()))


def published(uploads: Uploads, stored: StoredUpload) -> bytes:
    """The bytes that are published."""
    kept = uploads.open(stored.name)
    assert kept is not None
    return kept[0].read_bytes()


def left_over(folder: Path) -> set[str]:
    """The files in a folder."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


async def refused(
    uploads: Uploads, data: bytes | Path, filename: str = "photo.png", wanted: Upload = ANY_PICTURE
) -> UploadError:
    """Why it is not kept, which is said soon."""
    begun = time.monotonic()
    with pytest.raises(UploadError) as caught:
        await uploads.keep(data, filename, wanted)
    assert time.monotonic() - begun < fair(1)
    assert caught.value.params["file"] in words(caught.value)
    return caught.value
