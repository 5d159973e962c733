"""What an input asks for: how many pictures, how large, how long a clip, from which words and seed.

Models name these things differently; the tables below hold the names that are known, and what none of them names gets
an ordinary value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.sandbox.task import Media

_COUNT = ("n", "num_images", "num_outputs", "number_of_images", "sample_count")
_SIZE = ("size", "aspect_ratio", "image_size", "resolution")
_STEERING = ("prompt", "tags", "palette", "mood", "moods", "style", "accent")
_LONGER_SIDE = {"1k": 1024, "2k": 2048, "4k": 4096}

_RATIO = re.compile(r"(\d{1,4})\s*[::]\s*(\d{1,4})")
_PIXELS = re.compile(r"(\d{2,5})\s*[x*×]\s*(\d{2,5})")

_SIDES = (64, 4096)  # pixels
_MAX_PICTURES = 12
_MAX_SECONDS = 10
_STRENGTH = 0.6
_CLIP_SIDE = 640  # pixels


@dataclass(frozen=True, slots=True)
class GenerationOptions:
    """What is to be painted.

    Attributes:
        words: everything in the input that says what should be seen.
        seed: the same seed and words make the same picture.
        count: of pictures or clips.
        width: in pixels, even.
        height: in pixels, even.
        seconds: of a clip.
        loops: the clip's end meets its beginning.
        strength: how much a reference picture counts, from 0 to 1.
    """

    words: str
    seed: str
    count: int
    width: int
    height: int
    seconds: int
    loops: bool
    strength: float


def read_options(given: Mapping[str, Any], media: Media, task_id: str) -> GenerationOptions:
    """Read an input.

    Args:
        given: the model's input, valid under its schema.
        media: what the model makes.
        task_id: stands in for the seed where the input names none, or asks for a random one: two tasks differ then,
            as they do at a real service.
    """
    words = " ".join(_texts(given.get(name) for name in _STEERING))
    width, height = _pixels(given)
    if media is Media.VIDEO:
        shrink = _CLIP_SIDE / max(width, height)
        width, height = width * shrink, height * shrink
    return GenerationOptions(
        words=words,
        seed=_seed(given.get("seed"), task_id),
        count=min(_whole(given, _COUNT, 1), _MAX_PICTURES),
        width=_side(width),
        height=_side(height),
        seconds=min(_whole(given, ("duration",), 4), _MAX_SECONDS),
        loops=given.get("loop") is True,
        strength=_share(given.get("strength")),
    )


def _texts(values: Iterable[Any]) -> Iterable[str]:
    for value in values:
        if isinstance(value, str):
            yield value
        elif isinstance(value, list):
            yield from _texts(value)


def _seed(given: Any, task_id: str) -> str:
    is_seed = isinstance(given, int) and not isinstance(given, bool) and given >= 0
    return str(given) if is_seed else task_id


def _share(given: Any) -> float:
    return min(max(float(given), 0.0), 1.0) if isinstance(given, int | float) else _STRENGTH


def _whole(given: Mapping[str, Any], names: Iterable[str], otherwise: int) -> int:
    """The first of the names that holds a whole number from one, as a number or as a text that begins with it."""
    for name in names:
        digits = re.match(r"\d{1,6}", str(given.get(name)))
        if digits and int(digits[0]) > 0:
            return int(digits[0])
    return otherwise


def _pixels(given: Mapping[str, Any]) -> tuple[float, float]:
    width, height = _whole(given, ("width",), 0), _whole(given, ("height",), 0)
    if width and height:
        return width, height
    sizes = [text for name in _SIZE if isinstance(text := given.get(name), str)]
    for pixels in filter(None, map(_PIXELS.fullmatch, sizes)):
        return int(pixels[1]), int(pixels[2])
    longer = next((_LONGER_SIDE[text.casefold()] for text in sizes if text.casefold() in _LONGER_SIDE), 1024)
    for ratio in filter(None, map(_RATIO.fullmatch, sizes)):
        across, down = int(ratio[1]), int(ratio[2])
        if across and down:
            return longer * min(1, across / down), longer * min(1, down / across)
    return longer, longer


def _side(pixels: float) -> int:
    return 2 * round(min(max(pixels, _SIDES[0]), _SIDES[1]) / 2)
