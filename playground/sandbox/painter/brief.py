"""What a painter is asked for."""

from __future__ import annotations

from dataclasses import dataclass

from PIL import Image


@dataclass(frozen=True, slots=True)
class Brief:
    """One picture or clip.

    Attributes:
        words: what should be seen, in any language; English and Chinese are understood.
        seed: the same words and seed make the same bytes.
        width: in pixels, even.
        height: in pixels, even.
        references: RGB pictures that steer colours and masses.
        strength: how much their masses count, from 0 to 1.
        seconds: length of a clip.
        loops: the clip's end meets its beginning.
    """

    words: str
    seed: str
    width: int
    height: int
    references: tuple[Image.Image, ...] = ()
    strength: float = 0.6
    seconds: int = 4
    loops: bool = False
