"""The reference pictures that an input names: found, fetched for real, opened with care."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from PIL import Image

from playground.errors import PlaygroundError

MAX_REFERENCES: Final = 16
"""Different references that one input may name."""

_FIELDS = re.compile(r"image|picture|photo|mask|frame|reference|video|audio|media")
_UNSEEN = re.compile(r"video|audio|media")
_UNUSABLE = (PlaygroundError, OSError, ValueError)
_SIDE = 512  # pixels: a painter looks at colours and masses, not at details


@dataclass(frozen=True, slots=True)
class ReferenceLoader:
    """How references are reached; both raise `PlaygroundError`, `OSError` or `ValueError` where they cannot or may not.

    Attributes:
        fetch: the file at an address, for as long as it is needed.
        reduce: the picture in a file, in RGB and of at most so many pixels a side. It comes from a stranger, so it is
            opened elsewhere than in the process that answers requests.
    """

    fetch: Callable[[str], AbstractAsyncContextManager[Path]]
    reduce: Callable[[Path, int], Awaitable[Image.Image]]


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


async def fetch_references(given: Mapping[str, Any], loader: ReferenceLoader) -> tuple[Image.Image, ...]:
    """Fetch all that an input names, each address once, and open those that are pictures.

    Returns:
        RGB pictures of at most 512 pixels a side.

    Raises:
        UnusableReferenceError: one of them cannot be fetched or is no picture.
    """
    pictures: dict[tuple[str, bool], Image.Image | None] = {}
    for field, address in find_references(given):
        is_seen = not _UNSEEN.search(field.casefold())
        if (address, is_seen) in pictures:
            continue
        try:
            async with loader.fetch(address) as path:
                pictures[address, is_seen] = await loader.reduce(path, _SIDE) if is_seen else None
        except _UNUSABLE as error:
            shown = address.encode("ascii", "backslashreplace").decode()
            raise UnusableReferenceError(f"The reference in {field} could not be fetched: {shown}") from error
    return tuple(filter(None, pictures.values()))
