"""Colour arithmetic in OKLab, where a mix of two colours looks like what lies between them.

Colours are `#rrggbb` outside and float arrays of red, green and blue from 0 to 255 inside.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]
Colour: TypeAlias = str | Floats

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)
_FROM_LMS, _FROM_LAB = np.linalg.inv(_TO_LMS), np.linalg.inv(_TO_LAB)


def rgb(colour: Colour) -> Floats:
    """A colour as three figures from 0 to 255."""
    if isinstance(colour, str):
        return np.array([int(colour[k : k + 2], 16) for k in (1, 3, 5)], np.float32)
    return colour


def to_oklab(colours: Floats) -> Floats:
    """Colours as lightness (0 to 1) and two opponent axes; the last axis has three figures."""
    share = colours / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)  # noqa: PLR2004 - sRGB
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T, np.float32)


def from_oklab(colours: Floats) -> Floats:
    """The inverse of `to_oklab`; what no screen can show is clipped."""
    linear = np.clip((colours @ _FROM_LAB.T) ** 3 @ _FROM_LMS.T, 0, 1)
    share = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055)  # noqa: PLR2004 - sRGB
    return np.asarray(share * 255, np.float32)


def gradient(stops: Sequence[Colour], steps: int, at: Sequence[float] | None = None) -> Floats:
    """Colours from the first stop to the last: (steps, 3), evenly spread or at the given positions from 0 to 1."""
    labs = to_oklab(np.stack([rgb(stop) for stop in stops]))
    where = np.linspace(0, 1, len(stops)) if at is None else np.asarray(at)
    along = np.linspace(0, 1, steps)
    mixed = np.stack([np.interp(along, where, labs[:, axis]) for axis in range(3)], axis=1)
    return from_oklab(np.asarray(mixed, np.float32))


def mix(one: Colour, other: Colour, share: float) -> Floats:
    """What lies between two colours: share 0 is the one, 1 the other."""
    return np.asarray(mixes([one], other, [share])[0, 0], np.float32)


def mixes(ones: Sequence[Colour], other: Colour, shares: Sequence[float]) -> Floats:
    """Of each of these colours what lies between it and the other, at each share: (colours, shares, 3)."""
    labs = to_oklab(np.stack([*map(rgb, ones), rgb(other)]))
    share = np.asarray(shares)[:, None]
    kept, given = np.asarray(1 - share, np.float32), np.asarray(share, np.float32)
    return from_oklab(labs[:-1, None] * kept + labs[-1] * given)


def lightness(colour: Colour) -> float:
    """From 0 (black) to 1 (white), as the eye judges it."""
    return float(to_oklab(rgb(colour)[None])[0, 0])


def hexed(colour: Floats) -> str:
    """A colour as `#rrggbb`."""
    return "#" + "".join(f"{round(float(figure)):02x}" for figure in np.clip(colour, 0, 255))
