"""Ribbons of fine threads that turn in the light."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image

from playground.sandbox.painter.colour import Floats, gradient, mix, rgb
from playground.sandbox.painter.scene import Layer, Stage, light, opaque, stretched

_RIBBONS = 4
_THREADS = 150


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    rng, palette = stage.rng, stage.palette
    yield Layer(_ground(stage), 0)
    for k in range(2):
        x, y = stage.width * rng.uniform(0.1, 0.9), stage.height * rng.uniform(0.1, 0.9)
        yield Layer(light(stage, (x, y), min(stage.width, stage.height) * 0.3, palette.accents[k], 0.5), 0.1)
    lean = rng.uniform(-0.5, 0.5)
    middle = rng.uniform(0.4, 0.6)
    for k in range(_RIBBONS):
        near = k / (_RIBBONS - 1)
        yield Layer(_ribbon(stage, k, lean, middle), 0.2 + 0.8 * near)


def _ground(stage: Stage) -> Image.Image:
    """A dark gradient across a corner: RGBA."""
    night = stage.palette.at_night()
    dark, deep = mix(night.sky[0], "#07060c", 0.25), mix(night.sky[2], night.sky[0], 0.35)
    shades = gradient((dark, deep, mix(deep, dark, 0.6)), 256)
    across, down = np.linspace(0, 0.45, 96)[None], np.linspace(0, 0.55, 96)[:, None]
    return opaque(stretched(shades[((across + down) * 255).astype(int)], stage.width, stage.height))


def _ribbon(stage: Stage, k: int, lean: float, middle: float) -> Image.Image:
    """One ribbon: threads side by side, whose distance narrows and widens as the ribbon turns: RGB."""
    width, height, rng, accents = stage.width, stage.height, stage.rng, stage.palette.accents
    along = np.linspace(0, 1, width, dtype=np.float32)[None]
    thread = np.linspace(-1, 1, round(_THREADS * stage.unit**0.5), dtype=np.float32)[:, None]
    spine = middle + lean * (along - 0.5) + rng.uniform(-0.12, 0.12)
    for octave in range(1, 4):
        spine = spine + rng.uniform(0.05, 0.13) / octave * np.sin(
            2 * np.pi * (along * octave * rng.uniform(0.5, 1) + rng.random())
        )
    turn = 2 * np.pi * (along * rng.uniform(0.5, 1.1) + rng.random()) + thread * rng.uniform(0.7, 1.5)
    breadth = rng.uniform(0.1, 0.24)
    y = (spine + breadth * (thread * np.cos(turn) + 0.35 * np.sin(2 * turn + thread))) * height
    facing = 0.25 + 0.75 * np.abs(np.sin(turn)) ** 1.5
    strength = (
        (0.5 + 0.5 * np.cos(thread * np.pi))
        * facing
        * (0.35 + 0.65 * np.sin(np.pi * np.clip(along * 0.9 + 0.05, 0, 1)))
    )
    density = _splat(np.asarray(y, np.float32), np.asarray(strength, np.float32), width, height)
    one, other = accents[k % len(accents)], accents[(k + 1) % len(accents)]
    tint = gradient((one, mix(one, other, 0.5), other), width)[None]
    glow = 1 - np.exp(-density * (1.9 / stage.unit**0.5))
    shine = np.clip(glow - 0.78, 0, None) * 1.4
    colours = tint * glow[..., None] + (rgb(stage.palette.glow) - tint) * shine[..., None]
    return Image.fromarray(np.clip(colours, 0, 255).astype(np.uint8))


def _splat(y: Floats, strength: Floats, width: int, height: int) -> Floats:
    """How much thread there is in each pixel: every point is shared between the two rows it lies between."""
    inside = (y >= 0) & (y < height - 1)
    row = np.where(inside, y, 0).astype(np.int32)
    lower = np.where(inside, (y - row) * strength, 0)
    upper = np.where(inside, strength, 0) - lower
    spots = row * width + np.arange(width, dtype=np.int32)[None]
    size = width * height
    total = np.bincount(spots.ravel(), upper.ravel(), size) + np.bincount(
        (spots + width * inside).ravel(), lower.ravel(), size
    )
    return np.asarray(total.reshape(height, width), np.float32)
