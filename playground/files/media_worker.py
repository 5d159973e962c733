"""The worker process that opens strangers' files: `python -m playground.files.media_worker`.

A request is a JSON list of a name in the table below and what it is handed; paths are text. An answer is JSON: what
came of it under `done`, or the name of an exception and its arguments under `error`.
"""

from __future__ import annotations

import base64
import json
import warnings
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final

from playground.files import previews
from playground.files.chunks import TooComplexError
from playground.files.cleaning import CannotShrinkError, clean
from playground.files.clips import BrokenClipError, probe
from playground.files.formats import Format, by_suffix
from playground.files.metadata import metadata_text
from playground.files.pictures import AnimatedPictureError, BrokenPictureError, TooManyPixelsError, measure
from playground.files.remuxing import CannotCopyError, remux
from playground.workerprocess import serve_requests

REPORTED_ERRORS: Final[Mapping[str, type[Exception]]] = {
    kind.__name__: kind
    for kind in (
        *(AnimatedPictureError, BrokenPictureError, BrokenClipError, CannotCopyError, CannotShrinkError),
        *(TooComplexError, TooManyPixelsError, MemoryError, OSError),
    )
}
"""Exceptions that an answer reports; any other ends the process."""


def _cleaned(source: str, target: str, suffix: str, most_bytes: int | None, may_move: bool) -> list[Any]:
    cleaned = clean(Path(source).read_bytes(), _format(suffix), most_bytes=most_bytes, may_move=may_move)
    Path(target).write_bytes(cleaned.data)
    return [cleaned.picture.width, cleaned.picture.height, cleaned.shrunk_from]


def _remuxed(source: str, target: str, suffix: str) -> list[Any]:
    clip = remux(Path(source), Path(target), _format(suffix))
    return [clip.width, clip.height, clip.seconds]


def _probed(source: str, suffix: str) -> list[Any]:
    clip = probe(Path(source), _format(suffix))
    return [clip.width, clip.height, clip.seconds]


def _measured(source: str, suffix: str, decode: bool) -> list[Any]:
    picture = measure(Path(source), _format(suffix), decode=decode)
    return [picture.width, picture.height, picture.is_animated]


def _metadata(source: str) -> str | None:
    return metadata_text(Path(source))


def _thumbnail(source: str, target: str) -> bool:
    return previews.thumbnail(Path(source), Path(target)) is not None


def _tile(source: str, target: str) -> bool:
    return previews.tile(Path(source), Path(target)) is not None


def _poster(source: str, target: str) -> bool:
    return previews.poster(Path(source), Path(target)) is not None


def _reduced(source: str, side: int) -> list[Any]:
    small = previews.reduced(Path(source), side)
    return [small.width, small.height, base64.b64encode(small.tobytes()).decode()]


def _format(suffix: str) -> Format:
    return by_suffix(f".{suffix}")


OPERATIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "clean": _cleaned,
    "remux": _remuxed,
    "probe": _probed,
    "measure": _measured,
    "metadata": _metadata,
    "thumbnail": _thumbnail,
    "tile": _tile,
    "poster": _poster,
    "reduce": _reduced,
}


def handle_request(request: bytes) -> bytes:
    """The answer to one request."""
    name, *given = json.loads(request)
    try:
        told = {"done": OPERATIONS[name](*given)}
    except TooManyPixelsError as error:
        told = {"error": "TooManyPixelsError", "args": [error.width, error.height]}
    except tuple(REPORTED_ERRORS.values()) as error:
        kind = next(name for name, kind in REPORTED_ERRORS.items() if isinstance(error, kind))
        told = {"error": kind, "args": error.args}
    return json.dumps(told, default=str).encode("ascii")


if __name__ == "__main__":
    warnings.simplefilter("ignore")  # Pillow warns of what strangers write, a line each
    serve_requests(handle_request)
