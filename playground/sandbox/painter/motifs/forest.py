"""Trunks behind trunks, with light falling through."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from playground.sandbox.painter.colour import Floats, gradient, mix
from playground.sandbox.painter.noise import fbm, line, smoothstep
from playground.sandbox.painter.scene import Layer, Stage, filled, light, sheet_of, sky, stretched

_ROWS = 5
_CLUSTER = 200  # pixels: painted once at this size and then scaled
_LEAVES = 130


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    width, height, rng, palette = stage.width, stage.height, stage.rng, stage.palette
    yield Layer(sky(stage, (palette.sky[1], palette.sky[2], palette.sky[3], palette.sky[2]), (0, 0.3, 0.62, 1)), 0)
    sun_x, sun_y = width * rng.uniform(0.3, 0.7), height * rng.uniform(0.25, 0.45)
    yield Layer(light(stage, (sun_x, sun_y), min(width, height) * 0.22, palette.glow, 0.75), 0.02)
    for k in range(_ROWS):
        near = k / (_ROWS - 1)
        tone = mix(mix(palette.far, palette.sky[3], 0.35 * (1 - near)), palette.near, near**1.2)
        yield Layer(_trunks(stage, near, tone), 0.1 + 0.9 * near)
        yield Layer(_leaves(stage, near, tone), 0.1 + 0.9 * near)
        if k < _ROWS - 1:
            yield Layer(_fog(stage, near), 0.1 + 0.9 * near)
        if k == _ROWS - 2:
            yield Layer(_rays(stage, sun_x, sun_y), 0.1)


def _trunks(stage: Stage, near: float, tone: Floats) -> Image.Image:
    """Trunks that widen towards their foot: RGBA."""
    width, height, rng = stage.width, stage.height, stage.rng
    rows = np.linspace(0, 1, height, dtype=np.float32)
    cover = np.zeros((height, width), np.float32)
    count = max(round((17 - 12 * near) * (width / height) ** 0.8), 2)
    for k in range(count):
        x = width * (k + rng.uniform(0.1, 0.9)) / count
        half = stage.unit * rng.uniform(2.2, 4.6) * (1 + 4.2 * near**1.4)
        sway = (
            x
            + stage.unit * (10 + 22 * near) * line(rng, height, 1.5, 3)
            + rng.uniform(-0.035, 0.035) * height * (rows - 0.5)
        )
        girth = half * (0.72 + 0.28 * rows + 0.8 * np.clip(rows - 0.86, 0, 1) ** 2 * 12)
        left, right = int(max(np.min(sway - girth) - 2, 0)), int(min(np.max(sway + girth) + 2, width))
        if right <= left:
            continue
        across = np.arange(left, right, dtype=np.float32)[None]
        trunk = np.clip(girth[:, None] - np.abs(across - sway[:, None]) + 0.5, 0, 1)
        cover[:, left:right] = np.maximum(cover[:, left:right], trunk)
    floor = smoothstep(0.86 + 0.08 * near, 1.02, rows)[:, None]
    shades = gradient(
        (mix(tone, stage.palette.sky[2], 0.18 * (1 - near)), tone, mix(tone, stage.palette.near, 0.25)), height
    )
    return filled(np.maximum(cover, floor * (0.3 + 0.6 * near)), shades)


def _leaves(stage: Stage, near: float, tone: Floats) -> Image.Image:
    """Foliage above and undergrowth below: RGBA."""
    rng, width, height = stage.rng, stage.width, stage.height
    size = stage.unit * (62 + 84 * near)
    sides = [round(size * share) for share in (0.6, 0.85, 1.15)]
    clusters = [
        cluster.resize((side, side), Image.Resampling.BILINEAR, reducing_gap=2.0)
        for cluster in (_cluster(stage, near, tone) for _ in range(2))
        for side in sides
    ]
    crown = 0.2 + 0.12 * (1 - near)
    count = round(width / size * (13 - 3 * near))
    patches = []
    for k in range(count):
        hangs = k < count * 0.72
        fall = abs(rng.normal(0, crown * 0.55))
        y = height * fall - size * 0.2 if hangs else height * (1.0 - abs(rng.normal(0, 0.055 + 0.02 * near)))
        cluster = clusters[int(rng.integers(0, len(clusters)))]
        patches.append((cluster.transpose(list(Image.Transpose)[int(rng.integers(0, 7))]), width * rng.random(), y))
    return sheet_of(stage, patches)


def _cluster(stage: Stage, near: float, tone: Floats) -> Image.Image:
    """Many small leaves around a point, light ones over dark ones: RGBA."""
    rng, palette = stage.rng, stage.palette
    fine = 2 * _CLUSTER
    patch = Image.new("RGBA", (fine, fine))
    draw = ImageDraw.Draw(patch)
    base = mix(tone, palette.accents[0], 0.42)
    tones = gradient(
        (mix(base, palette.near, 0.35), base, mix(base, palette.accents[2], 0.25 + 0.2 * (1 - near))), _LEAVES
    )
    for colour in tones:
        away, angle = abs(rng.normal(0, 0.19)) * fine, rng.uniform(0, 2 * np.pi)
        x, y = fine / 2 + away * np.cos(angle), fine / 2 + away * np.sin(angle)
        long, turn = fine * rng.uniform(0.035, 0.06), rng.uniform(0, np.pi)
        along = np.array([np.cos(turn), np.sin(turn)]) * long
        across = np.array([-np.sin(turn), np.cos(turn)]) * long * 0.45
        outline = [
            along,
            across + along * 0.25,
            across - along * 0.25,
            -along,
            -across - along * 0.25,
            along * 0.25 - across,
        ]
        draw.polygon(
            [(float(x + dx), float(y + dy)) for dx, dy in outline], fill=tuple(int(figure) for figure in colour)
        )
    return patch.reduce(2)


def _fog(stage: Stage, near: float) -> Image.Image:
    width, height = max(stage.width // 16, 2), max(stage.height // 16, 2)
    rows = np.linspace(0, 1, height, dtype=np.float32)[:, None]
    band = np.exp(-(((rows - 0.68 - 0.12 * near) / 0.24) ** 2))
    cover = band * (0.4 + 0.6 * fbm(stage.rng, width, height, (3, 3), 3)) * (0.6 - 0.42 * near)
    air = mix(stage.palette.sky[3], stage.palette.glow, 0.35)
    sheet = filled(np.ones((stage.height, 1), np.float32), air[None]).resize((stage.width, stage.height))
    sheet.putalpha(stretched(255 * cover, stage.width, stage.height))
    return sheet


def _rays(stage: Stage, sun_x: float, sun_y: float) -> Image.Image:
    """Light in beams from the sun: RGB, to shine through."""
    width, height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    across = (np.arange(width, dtype=np.float32)[None] * 8 - sun_x) / stage.height
    down = (np.arange(height, dtype=np.float32)[:, None] * 8 - sun_y) / stage.height
    angle = (np.arctan2(across, down + 0.5) + np.pi) / (2 * np.pi)
    beams = smoothstep(-0.1, 0.6, line(stage.rng, 2048, 60, 2))
    lit = beams[(angle * 2047).astype(int)] * np.clip(down + 0.45, 0, 1) * np.exp(-np.hypot(across, down) * 1.1)
    tint = np.asarray(mix(stage.palette.glow, stage.palette.sky[3], 0.3))
    return stretched(lit[..., None] * tint * 0.62, stage.width, stage.height)
