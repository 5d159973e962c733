"""Smooth chance: noise in one and two dimensions, made small and enlarged."""

from __future__ import annotations

import numpy as np
from PIL import Image

from playground.sandbox.painter.colour import Floats


def fbm(rng: np.random.Generator, width: int, height: int, cells: tuple[float, float], octaves: int = 4) -> Floats:
    """Clouds: noise from 0 to 1, (height, width).

    Args:
        rng: where the chance comes from.
        width: in pixels.
        height: in pixels.
        cells: how many swells across and down in the first octave; each next one doubles them.
        octaves: how many scales there are; each next one counts half.
    """
    total = np.zeros((height, width), np.float32)
    for k in range(octaves):
        across, down = (max(2, round(count * 2**k)) + 1 for count in cells)
        grid = Image.fromarray(rng.random((down, across), np.float32))
        total += np.asarray(grid.resize((width, height), Image.Resampling.BICUBIC)) * 0.5**k
    low, high = float(total.min()), float(total.max())
    return (total - low) / max(high - low, 1e-6)


def line(rng: np.random.Generator, width: int, cells: float, octaves: int = 5, *, ridged: bool = False) -> Floats:
    """A line of hills: noise from -1 to 1 over `width` points; ridged ones have sharp tops."""
    total = np.zeros(width, np.float32)
    for k in range(octaves):
        count = max(2, round(cells * 2**k))
        knots = rng.uniform(-1, 1, count + 2)
        along = np.linspace(0, count, width) + rng.random()
        cell = along.astype(int)
        part = along - cell
        ease = part * part * (3 - 2 * part)
        swell = knots[cell] * (1 - ease) + knots[np.minimum(cell + 1, count + 1)] * ease
        total += np.asarray((1 - 2 * np.abs(swell)) if ridged else swell, np.float32) * 0.5**k
    return np.asarray(total / 2, np.float32)


def smoothstep(low: float, high: float, value: Floats) -> Floats:
    """0 below `low`, 1 above `high`, smooth between."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
