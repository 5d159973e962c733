"""Estimates before the results are there: their shape and number, and how long they usually take."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from statistics import median
from typing import Any, Final

from playground.form.numbers import ratio_of
from playground.runs.price import COUNTS, count_in
from playground.runs.run import Run, RunStatus

_RATIOS: Final = ("size", "aspect_ratio", "image_size", "ratio")
_NAMED: Final = re.compile(r"^(portrait|landscape|square)(?:_(\d{1,2})_(\d{1,2}))?")
_USUAL: Final = {"video": (16, 9)}
_MAX_PLACEHOLDERS: Final = 12
_PANE: Final = 1.35
"""Width by height of the room that results usually have on a screen."""
_ENOUGH: Final = 20
"""Runs that tell how long one takes: older ones may have met another machine."""


@dataclass(frozen=True, slots=True)
class Shape:
    """Width and height of one result, in any unit, and how many come."""

    width: float
    height: float
    count: int

    @property
    def ratio(self) -> str:
        """For CSS."""
        return f"{self.width:g} / {self.height:g}"


def shape_of(form_input: Mapping[str, Any], media: str) -> Shape:
    """Shape and number of what will come, as far as the settings tell, so that nothing jumps when it does."""
    _, count = count_in(form_input) or ("", 1)
    width, height = _sides(form_input) or _USUAL.get(media, (1, 1))
    return Shape(width, height, max(1, min(count, _MAX_PLACEHOLDERS)))


def columns(count: int, width: float, height: float) -> int:
    """In how many columns pictures of one shape are largest where all are to be in sight; two stand side by side.

    >>> columns(1, 1, 1), columns(2, 16, 9), columns(4, 16, 9), columns(4, 9, 16), columns(6, 9, 16)
    (1, 2, 2, 4, 3)
    """
    ratio = width / height

    def breadth(many: int) -> float:
        return min(_PANE / many, ratio / ceil(count / many))

    return count if count <= 2 else max(range(1, count + 1), key=breadth)  # noqa: PLR2004


def usual_seconds(run: Run, others: Iterable[Run]) -> float | None:
    """How long such a run usually takes, in seconds: those of as many and as long results tell first; None is unknown.

    Args:
        run: the one that is waited for.
        others: any runs, the newest first.
    """
    done = [one for one in others if one.model == run.model and one.status is RunStatus.SUCCEEDED]
    alike = [one for one in done if _effort(one) == _effort(run)] or done
    taken = [one.ended_at - one.created_at for one in alike[:_ENOUGH] if one.ended_at is not None]
    return median(taken) if taken else None


def _effort(run: Run) -> tuple[Any, ...]:
    return tuple(run.form_input.get(name) for name in (*COUNTS, "duration", "resolution", "quality"))


def _sides(form_input: Mapping[str, Any]) -> tuple[float, float] | None:
    texts = [str(form_input.get(name, "")) for name in _RATIOS]
    pairs = [pair for text in texts if (pair := ratio_of(text))]
    width, height = form_input.get("width"), form_input.get("height")
    if isinstance(width, int) and isinstance(height, int):
        pairs.append((width, height))
    pairs.extend(_named(match) for text in texts if (match := _NAMED.match(text)))
    return next(((width, height) for width, height in pairs if width > 0 and height > 0), None)


def _named(match: re.Match[str]) -> tuple[int, int]:
    """`portrait_16_9`, `landscape_4_3`, `square_hd`."""
    if match[1] == "square":
        return 1, 1
    long, short = sorted((int(match[2] or 4), int(match[3] or 3)), reverse=True)
    return (short, long) if match[1] == "portrait" else (long, short)
