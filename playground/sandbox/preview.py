"""A small picture of what an input asks for: an idea of it, at once and without a task."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from playground.sandbox.options import read_options
from playground.sandbox.task import Media

_FINER = 2
"""It is painted larger than it is shown: the grain and the edges of the painter are made for large pictures."""


def paint_preview(given: Mapping[str, Any], side: int = 320) -> bytes:
    """A WebP, the same for the same input.

    Args:
        given: a model's input.
        side: the longer side, in pixels.
    """
    # Here and not above: numpy takes a while to import.
    from playground.sandbox.painter import Brief, paint  # noqa: PLC0415

    wanted = read_options(given, Media.IMAGE, "sketch")
    shrink = side / max(wanted.width, wanted.height)
    size = (max(1, round(wanted.width * shrink)), max(1, round(wanted.height * shrink)))
    brief = Brief(
        words=wanted.words,
        seed=f"{wanted.seed}/0",
        width=size[0] * _FINER,
        height=size[1] * _FINER,
        references=(),
        strength=wanted.strength,
        seconds=wanted.seconds,
        loops=wanted.loops,
    )
    kept = io.BytesIO()
    paint(brief).resize(size).save(kept, "WEBP", quality=80)
    return kept.getvalue()
