"""The reference pictures that an input names: found, fetched for real, opened with care."""

from __future__ import annotations

import io
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from typing import Any, TypeAlias

from PIL import Image

from playground.errors import PlaygroundError

Fetch: TypeAlias = Callable[[str], Awaitable[bytes]]
"""Fetches an address. It raises `PlaygroundError`, `OSError` or `ValueError` where it cannot or may not."""

_FIELDS = re.compile(r"image|picture|photo|mask|frame|reference|video|audio|media")
_UNSEEN = re.compile(r"video|audio|media")
# The last two are what Pillow raises, beside OSError, on pictures that are broken or far too large.
_UNUSABLE = (PlaygroundError, OSError, ValueError, SyntaxError, Image.DecompressionBombError)
_MOST_PIXELS = 50_000_000
_SIDE = 512  # pixels: a painter looks at colours and masses, not at details


class UnusableReferenceError(Exception):
    """A reference cannot be fetched or is no picture; the message says which one."""


def find_references(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """The web addresses in an input, each after the name of its outermost field, in order."""
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from find_references(item, field or str(name))
    elif isinstance(value, list):
        for item in value:
            yield from find_references(item, field)
    elif isinstance(value, str) and _FIELDS.search(field.casefold()) and re.fullmatch(r"https?://\S+", value):
        yield field, value


async def fetch_references(given: Mapping[str, Any], fetch: Fetch) -> tuple[Image.Image, ...]:
    """Fetch all that an input names, and open those that are pictures.

    Returns:
        RGB pictures of at most 512 pixels a side.

    Raises:
        UnusableReferenceError: one of them cannot be fetched or is no picture.
    """
    pictures = []
    for field, address in find_references(given):
        shown = address.encode("ascii", "backslashreplace").decode()
        try:
            content = await fetch(address)
            if not _UNSEEN.search(field.casefold()):
                pictures.append(_open(content))
        except _UNUSABLE as error:
            raise UnusableReferenceError(f"The reference in {field} could not be fetched: {shown}") from error
    return tuple(pictures)


def _open(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content)) as picture:
        if picture.width * picture.height > _MOST_PIXELS:
            raise ValueError("more pixels than a reference may have")
        picture.draft("RGB", (_SIDE, _SIDE))
        small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE))
    return small
