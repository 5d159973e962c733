"""Curtains of light, or the band of a galaxy, and stars over dark land."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image

from playground.sandbox.painter.colour import Floats, mix, rgb
from playground.sandbox.painter.noise import fbm, line, smoothstep
from playground.sandbox.painter.scene import Layer, Stage, below, filled, sky, stretched

_CURTAINS = 3
_GALACTIC = ("galaxy", "nebula", "space", "cosmos", "universe", "milky", "银河", "宇宙", "太空", "星云", "星空")


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    palette, rng, height = stage.palette, stage.rng, stage.height
    yield Layer(sky(stage, at=(0, 0.4, 0.75, 1)), 0)
    yield Layer(_nebula(stage), 0.05)
    yield Layer(_stars(stage), 0.03)
    if any(word in stage.words.casefold() for word in _GALACTIC):
        yield Layer(_galaxy(stage), 0.08)
    else:
        for k in range(_CURTAINS):
            yield Layer(_curtain(stage, k), 0.12 + 0.16 * k)
    for k, near in enumerate((0.35, 0.75, 1.0)):
        swing = height * (0.13 - 0.03 * k)
        edge = height * (0.8 + 0.075 * k) - swing * line(rng, stage.width, 3 + 2 * k, 6, ridged=k < 2)  # noqa: PLR2004
        top = max(int(edge.min()) - 1, 0)
        land = mix(mix(palette.far, palette.near, near), palette.sky[0], 0.3)
        yield Layer(filled(below(np.asarray(edge, np.float32), height, top), land[None]), 0.3 + 0.35 * k, top)


def _nebula(stage: Stage) -> Image.Image:
    """Faint clouds of colour: RGB."""
    width, height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    total = np.zeros((height, width, 3), np.float32)
    for accent in (stage.palette.accents[2], stage.palette.accents[1], stage.palette.accents[0]):
        cloud = smoothstep(0.45, 1, fbm(stage.rng, width, height, (2, 1.6), 5))
        total += cloud[..., None] * rgb(accent) * 0.22
    return stretched(total, stage.width, stage.height)


def _stars(stage: Stage) -> Image.Image:
    """Many faint stars and a few bright ones: RGB."""
    width, height, rng = stage.width, stage.height, stage.rng
    field = np.zeros((height, width, 3), np.float32)
    count = round(900 * (width * height / 590_000) ** 0.5)
    x, y = rng.integers(2, width - 2, count), (rng.random(count) ** 1.3 * height * 0.86).astype(int).clip(2, height - 3)
    power = 60 + 195 * rng.random(count) ** 4
    tints = np.stack([rgb("#ffffff"), rgb(stage.palette.glow), rgb("#bcd0ff")])[rng.integers(0, 3, count)] / 255
    bright = power > 110  # noqa: PLR2004 - the few that are more than a dot
    field[y, x] = power[:, None] * tints
    reach = 1 if stage.unit < 1.5 else 2  # noqa: PLR2004 - a dot on a large picture is more than one pixel
    for step_y in range(-reach, reach + 1):
        for step_x in range(-reach, reach + 1):
            far = np.hypot(step_x, step_y)
            if 0 < far <= reach + 0.3:
                part = bright if stage.unit < 1.5 else power > 60  # noqa: PLR2004
                spread = power[part, None] * tints[part] * np.exp(-((far / (0.42 * stage.unit)) ** 2))
                spots = y[part] + step_y, x[part] + step_x
                field[spots] = np.maximum(field[spots], spread)
    return Image.fromarray(np.clip(field, 0, 255).astype(np.uint8))


def _galaxy(stage: Stage) -> Image.Image:
    """A bright band across the sky, with dark lanes in it and more stars than elsewhere: RGB."""
    width, height, rng, palette = max(stage.width // 4, 2), max(stage.height // 4, 2), stage.rng, stage.palette
    across, down = np.linspace(-1, 1, width)[None], np.linspace(-1, 1, height)[:, None] * stage.height / stage.width
    lean = rng.choice((-1, 1)) * rng.uniform(0.5, 0.95)
    warp = fbm(rng, width, height, (3, 3), 4) - 0.5
    away = np.asarray((across * np.sin(lean) + (down + 0.12) * np.cos(lean)) + 0.26 * warp, np.float32)
    clouds, lanes = fbm(rng, width, height, (5, 4), 6), fbm(rng, width, height, (4, 3), 6)
    band = np.exp(-((away / 0.2) ** 2)) * (0.3 + 0.9 * clouds)
    core = np.exp(-((away / 0.075) ** 2)) * smoothstep(0.3, 0.8, clouds)
    dark = 1 - 0.8 * smoothstep(0.5, 0.75, lanes) * np.exp(-((away / 0.1) ** 2))
    hue = smoothstep(0.35, 0.7, fbm(rng, width, height, (2, 2), 3))[..., None]
    tint = rgb(palette.accents[0]) * hue + rgb(palette.accents[2]) * (1 - hue)
    light = (
        tint * (band * 0.75)[..., None] + rgb(mix(palette.glow, palette.accents[0], 0.25)) * (core * 0.75)[..., None]
    )
    dust = (rng.random((height, width)) < 0.035 * band)[..., None] * rng.uniform(40, 160, (height, width, 1))
    return stretched(light * dark[..., None] + dust, stage.width, stage.height)


def _curtain(stage: Stage, k: int) -> Image.Image:
    """One curtain: a sharp hem, rays that fade upwards, colour that changes with height: RGB."""
    width, height = max(stage.width // 3, 2), max(stage.height // 3, 2)
    rng, accents = stage.rng, stage.palette.accents
    hem = height * (0.5 + 0.1 * k + 0.3 * line(rng, width, 2.2, 3))
    rays = 0.35 + 0.65 * smoothstep(-0.5, 0.6, line(rng, width, 60, 3)) * smoothstep(-0.6, 0.4, line(rng, width, 7, 2))
    presence = smoothstep(-0.3, 0.45, line(rng, width, 2.5, 2))
    tall = height * (0.16 + 0.2 * smoothstep(-0.5, 0.5, line(rng, width, 11, 3)))
    up = hem[None] - np.arange(height, dtype=np.float32)[:, None]
    hem_edge = smoothstep(-height * 0.018, height * 0.012, np.asarray(up, np.float32))
    power = hem_edge * np.exp(-np.clip(up, 0, None) / tall[None]) * (rays * presence)[None]
    share = np.clip(up / (tall[None] * 1.7), 0, 1)[..., None]
    low, middle, high = rgb(accents[0]), rgb(accents[1]), rgb(accents[2])
    tint: Floats = low * (1 - share) ** 2 + middle * 2 * share * (1 - share) + high * share**2
    return stretched(tint * power[..., None] * (1.25 - 0.12 * k), stage.width, stage.height)
