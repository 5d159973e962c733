"""Opens strangers' files in worker processes, so that a file that hangs or crashes a decoder stops only its worker."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

from PIL import Image

from playground.files.clips import Clip
from playground.files.formats import Format
from playground.files.media_worker import REPORTED_ERRORS
from playground.files.metadata import parse_metadata
from playground.files.pictures import Picture
from playground.processpool import ProcessPool
from playground.workerclient import ProcessLimits, WorkerDiedError, WorkerError

_MODULE: Final = "playground.files.media_worker"
_QUICK: Final = ProcessLimits(seconds=10, memory=2**30)
_SLOW: Final = ProcessLimits(seconds=45, memory=2 * 2**30)
"""A picture of 40 megapixels that is turned and encoded anew takes a gigabyte and, as AVIF, half a minute."""

_LONG: Final = 2**16


@dataclass(frozen=True, slots=True)
class MediaPool:
    """The processes that open files. A method raises `WorkerError` where its worker was killed, or too many files wait.

    Attributes:
        quick: looks at files: metadata, small pictures, references.
        slow: cleans pictures and clips before they are published. Of either one address has two processes at most, so
            that one is there for somebody else.
        results: looks at results, which are paid for and wait for no stranger.
    """

    quick: ProcessPool = field(
        default_factory=partial(ProcessPool, _MODULE, _QUICK, workers=3, queue=40, per_address=2)
    )
    slow: ProcessPool = field(default_factory=partial(ProcessPool, _MODULE, _SLOW, workers=3, queue=20, per_address=2))
    results: ProcessPool = field(default_factory=partial(ProcessPool, _MODULE, _SLOW, workers=2, queue=None))

    async def clean(
        self, source: Path, target: Path, found: Format, *, most_bytes: int | None, may_move: bool
    ) -> tuple[Picture, tuple[int, int] | None]:
        """As `cleaning.clean`, from one file into another.

        Returns:
            The picture at `target`, and its size before it was made smaller, None where it was not.
        """
        width, height, before = await _call(self.slow, "clean", source, target, found.suffix, most_bytes, may_move)
        return Picture(width, height, is_animated=False), before and (before[0], before[1])

    async def remux(self, source: Path, target: Path, found: Format) -> Clip:
        """As `remuxing.remux`."""
        return Clip(*await _call(self.slow, "remux", source, target, found.suffix))

    async def probe(self, source: Path, found: Format) -> Clip:
        """As `clips.probe`, of a result."""
        return Clip(*await _call(self.results, "probe", source, found.suffix))

    async def measure(self, source: Path, found: Format, *, decode: bool) -> Picture:
        """As `pictures.measure`, of a result."""
        width, height, is_animated = await _call(self.results, "measure", source, found.suffix, decode)
        return Picture(width, height, is_animated)

    async def metadata(self, source: Path) -> dict[str, Any] | None:
        """As `metadata.read_metadata`."""
        text = await _call(self.quick, "metadata", source)
        return None if text is None else await asyncio.to_thread(parse_metadata, text)

    async def thumbnail(self, source: Path, target: Path) -> Path | None:
        """As `previews.thumbnail`; None as well where the process was ended."""
        return await self._preview("thumbnail", source, target)

    async def tile(self, source: Path, target: Path) -> Path | None:
        """As `previews.tile`; None as `thumbnail`."""
        return await self._preview("tile", source, target)

    async def poster(self, source: Path, target: Path) -> Path | None:
        """As `previews.poster`."""
        return await self._preview("poster", source, target)

    async def reduced(self, source: Path, side: int) -> Image.Image:
        """As `previews.reduced`."""
        width, height, pixels = await _call(self.quick, "reduce", source, side)
        return Image.frombytes("RGB", (width, height), base64.b64decode(pixels))

    def close(self) -> None:
        """End all processes, and what they work on; the next file starts new ones."""
        for pool in (self.quick, self.slow, self.results):
            pool.close()

    async def _preview(self, name: str, source: Path, target: Path) -> Path | None:
        try:
            is_there = _is_there(target) or await _call(self.quick, name, source, target)
        except WorkerError:
            return None
        return target if is_there else None


MEDIA_POOL: Final = MediaPool()
"""The pool of this process. Its workers start with the first file."""


def _is_there(path: Path) -> bool:
    return path.is_file()


async def _call(pool: ProcessPool, name: str, *given: Any) -> Any:
    request = json.dumps((name, *given), default=lambda path: str(path.absolute()))
    answer = await pool.call(request.encode())
    told = await asyncio.to_thread(json.loads, answer) if len(answer) > _LONG else json.loads(answer)
    if "done" in told:
        return told["done"]
    error = REPORTED_ERRORS[told["error"]](*told["args"])
    if isinstance(error, MemoryError):
        raise WorkerDiedError("out of memory")
    raise error
