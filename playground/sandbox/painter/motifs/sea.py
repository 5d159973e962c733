"""Waves towards a low sun."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image

from playground.sandbox.painter.colour import Floats, gradient, mix, rgb
from playground.sandbox.painter.noise import fbm, line, smoothstep
from playground.sandbox.painter.scene import Layer, Stage, below, disc, filled, light, sheet_of, sky, stretched

_WAVES = 11
_DAZZLING = 0.75  # further waves throw the sun back


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    width, height, rng, palette = stage.width, stage.height, stage.rng, stage.palette
    horizon = height * rng.uniform(0.42, 0.5)
    yield Layer(sky(stage, at=(0, 0.16, 0.32, 0.47)), 0)
    sun_x, radius = width * rng.uniform(0.25, 0.75), min(width, height) * rng.uniform(0.07, 0.105)
    sun_y = horizon - radius * rng.uniform(0.35, 1.5)
    yield Layer(light(stage, (sun_x, sun_y), radius * 2.4, palette.glow, 0.6 if palette.is_dark else 0.4), 0.02)
    yield Layer(sheet_of(stage, [(disc(radius, palette.glow, 1.5 * stage.unit), sun_x, sun_y)]), 0.02)
    yield Layer(_clouds(stage, horizon), 0.06)
    for k in range(_WAVES):
        near = k / (_WAVES - 1)
        yield Layer(*_wave(stage, horizon, near), swell=stage.unit * 7 * near)
        if near < _DAZZLING:
            yield Layer(_glitter(stage, sun_x, horizon, near), 0.15 + 0.85 * near)


def _wave(stage: Stage, horizon: float, near: float) -> tuple[Image.Image, float, int]:
    """One swell: light through its crest, dark in its trough, foam along its edge."""
    width, height, rng, palette = stage.width, stage.height, stage.rng, stage.palette
    base = horizon + (height * 1.02 - horizon) * near**1.55 * 0.9
    swing = height * 0.058 * near**0.9
    along = np.arange(width, dtype=np.float32) / width * (13 - 9.5 * near) * width / height / 1.6
    phase = along * 2 * np.pi + 1.4 * line(rng, width, 3, 2) + rng.uniform(0, 6.3)
    crest = 1 - 2 * np.abs(np.sin(phase / 2)) ** 1.15
    presence = smoothstep(-0.5, 0.5, line(rng, width, 3, 2))
    edge = np.asarray(
        base - swing * (0.5 * crest * presence + 1.1 * line(rng, width, 2 + 3 * (1 - near), 3)), np.float32
    )
    top = max(int(edge.min()) - 2, 0)
    bottom = min(height, int(base + height * 0.34 * (near + 0.12)))
    rows = max(bottom - top, 2)
    body = mix(
        mix(palette.sky[2], mix(palette.far, palette.sky[0], 0.35), 0.75),
        mix(palette.near, "#0b3a58", 0.42),
        near**0.8,
    )
    lit = mix(body, mix(palette.accents[0], palette.sky[3], 0.4), 0.55 - 0.2 * near)
    shades = gradient((lit, mix(lit, body, 0.6), body, mix(body, palette.near, 0.45)), rows, (0, 0.22, 0.55, 1))
    cover = below(edge, bottom, top) if bottom - top >= 2 else below(edge, top + 2, top)  # noqa: PLR2004
    sheet = filled(cover, shades)
    return _with_foam(stage, sheet, edge - top, near, np.asarray(crest * presence, np.float32)), 0.15 + 0.85 * near, top


def _with_foam(stage: Stage, sheet: Image.Image, edge: Floats, near: float, crest: Floats) -> Image.Image:
    """The sheet with a bright line along its crests, and streaks that follow the edge further down."""
    width, height = sheet.size
    rows = np.arange(height, dtype=np.float32)[:, None]
    depth = rows - edge[None]
    patches = (smoothstep(0.05, 0.95, crest) * smoothstep(-0.6, 0.2, line(stage.rng, width, 14, 3)))[None]
    thick = stage.unit * (0.8 + 2.2 * near)
    cover = np.exp(-np.abs(depth - thick) / thick) * patches * 0.85
    for k in range(1, 4):
        wobble = stage.unit * 7 * near * line(stage.rng, width, 9 + 5 * k, 3)
        at = stage.unit * (5 + 30 * near) * k**1.2
        strength = smoothstep(0.05, 0.5, line(stage.rng, width, 10 + 6 * k, 2))[None] * (0.3 / k)
        cover += np.exp(-np.abs(depth - at - wobble[None]) / (thick * 0.7)) * strength
    foam = mix(stage.palette.sky[3], stage.palette.glow, 0.6)
    alpha = np.asarray(sheet.getchannel("A"))
    foam_sheet = filled(np.minimum(cover, 1) * (alpha > 0) * (alpha / 255), foam[None])
    sheet.alpha_composite(foam_sheet)
    return sheet


def _glitter(stage: Stage, sun_x: float, horizon: float, near: float) -> Image.Image:
    """Dashes of light under the sun, wider apart nearby."""
    height, rng = stage.height, stage.rng
    base = horizon + (height - horizon) * (near**1.55)
    size = stage.unit * (3 + 9 * near)
    dash = disc(20, stage.palette.glow, 6)
    patches = []
    for _ in range(round(42 - 26 * near)):
        x = sun_x + rng.normal(0, stage.width * (0.035 + 0.05 * near))
        y = base + rng.uniform(0.1, 1) * height * (0.02 + 0.09 * near)
        long = max(2, round(size * rng.uniform(0.8, 3.4)))
        patches.append((dash.resize((long, max(1, round(size * 0.17)))), x, y))
    return sheet_of(stage, patches)


def _clouds(stage: Stage, horizon: float) -> Image.Image:
    width, height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    banks = smoothstep(0.5, 0.85, fbm(stage.rng, width, height, (2, 9), 5))
    rows = np.linspace(0, stage.height, height, dtype=np.float32)[:, None]
    fade = np.clip((horizon - rows) / horizon, 0, 1) ** 0.5 * smoothstep(0, 1, rows / horizon)
    tint = mix(stage.palette.sky[3], stage.palette.accents[0], 0.25)
    sheet = Image.new("RGB", (1, 1), tuple(rgb(tint).astype(int))).resize((stage.width, stage.height)).convert("RGBA")
    sheet.putalpha(stretched(205 * banks * fade, stage.width, stage.height))
    return sheet
