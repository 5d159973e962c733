"""Blooms in layers, sharp in front and blurred behind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from PIL import Image

from playground.sandbox.painter.colour import Floats, gradient, mix, rgb
from playground.sandbox.painter.noise import fbm
from playground.sandbox.painter.scene import Layer, Stage, disc, filled, light, opaque, sheet_of, stretched

_BLOOM = 300  # pixels: each kind is painted once, no larger than this, and then scaled
_NEAREST = 0.8  # of the picture's shorter side: none is scaled up
_KINDS = 5


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    width, height, rng, palette = stage.width, stage.height, stage.rng, stage.palette
    small = min(width, height)
    yield Layer(_ground(stage), 0)
    yield Layer(light(stage, (width * rng.uniform(0.2, 0.8), -height * 0.05), small * 0.5, palette.glow, 0.55), 0.02)
    yield Layer(_bokeh(stage), 0.1)
    side = min(max(round(small * _NEAREST), 16), _BLOOM)
    kinds = [_bloom(stage, k, side) for k in range(_KINDS)]
    leaves = [
        _leaf(stage, k, side).rotate(turn, Image.Resampling.BILINEAR) for turn in range(0, 360, 60) for k in range(2)
    ]
    for depth, count, low, high, size, blur in (
        (0.25, 16, 0.42, 0.8, 0.2, 10),
        (0.55, 13, 0.6, 0.95, 0.32, 3),
        (1.0, 7, 0.78, 1.02, 0.5, 1),
    ):
        room = max(round(count * (width / height) ** 0.7), 3)
        places = sorted(
            (height * rng.uniform(low, high), width * (k + rng.uniform(0.1, 0.9)) / room) for k in range(room)
        )
        yield Layer(_bed(stage, kinds, leaves, places, size=small * size, blur=blur), depth)


def _bed(
    stage: Stage,
    kinds: list[Image.Image],
    leaves: list[Image.Image],
    places: list[tuple[float, float]],
    *,
    size: float,
    blur: int,
) -> Image.Image:
    """Blooms at their places (y, x) among leaves; out of focus where painted smaller by `blur` and enlarged: RGBA."""
    rng = stage.rng
    small = replace(stage, width=max(stage.width // blur, 8), height=max(stage.height // blur, 8))
    reach = size / blur
    patches = []
    for y, x in places:
        for _ in range(2):
            leaf = leaves[int(rng.integers(0, len(leaves)))]
            at = x / blur + rng.normal(0, reach * 0.3), y / blur + reach * rng.uniform(0.1, 0.6)
            patches.append((_scaled(leaf, reach * rng.uniform(0.7, 1.1), rng), *at))
    for y, x in places:
        bloom = kinds[int(rng.integers(0, len(kinds)))]
        patches.append((_scaled(bloom, reach * rng.uniform(0.6, 1.1), rng), x / blur, y / blur))
    return sheet_of(small, patches).resize((stage.width, stage.height), Image.Resampling.BICUBIC)


def _ground(stage: Stage) -> Image.Image:
    width, height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    palette = stage.palette
    leaf = mix(palette.near, "#2f6b46", 0.35)
    rows = gradient(
        (palette.sky[1], palette.sky[2], palette.sky[3], mix(palette.sky[3], leaf, 0.55), mix(leaf, palette.near, 0.5)),
        height,
        (0, 0.25, 0.5, 0.72, 1),
    )
    swirl = fbm(stage.rng, width, height, (3, 3), 4)[..., None] - 0.5
    return opaque(stretched(rows[:, None] + swirl * 36, stage.width, stage.height))


def _bokeh(stage: Stage) -> Image.Image:
    rng, small = stage.rng, min(stage.width, stage.height)
    patches = []
    for _ in range(26):
        spot = disc(small * rng.uniform(0.012, 0.05), stage.palette.accents[int(rng.integers(0, 4))], 3 * stage.unit)
        spot.putalpha(spot.getchannel("A").point([round(level * rng.uniform(0.12, 0.4)) for level in range(256)]))
        patches.append((spot, stage.width * rng.random(), stage.height * rng.uniform(0, 0.75)))
    return sheet_of(stage, patches)


def _bloom(stage: Stage, kind: int, side: int) -> Image.Image:
    """A flower seen from above: rings of petals, the outer ones dark at their roots: RGBA."""
    rng, palette = stage.rng, stage.palette
    axis = np.linspace(-1, 1, side, dtype=np.float32)
    away, angle = np.hypot(axis[None], axis[:, None]), np.arctan2(axis[:, None], axis[None])
    one = rgb(palette.accents[kind % 4])
    other = rgb(palette.accents[(kind + 1) % 4])
    deep, pale = mix(one, palette.near, 0.5), mix(one, palette.glow, 0.55)
    petals, rings = int(rng.integers(6, 13)), int(rng.integers(4, 8))
    pointed = rng.uniform(0.35, 1.1)
    colours: Floats = np.zeros((side, side, 3), np.float32)
    cover = np.zeros((side, side), np.float32)
    for ring in range(rings):
        share = ring / rings
        reach = 0.97 * (1 - 0.8 * share)
        turn = angle * petals / 2 + ring * 1.3 + rng.uniform(-0.2, 0.2)
        lobe = np.abs(np.cos(turn)) ** pointed
        edge = reach * (0.62 + 0.38 * lobe)
        mask = np.clip((edge - away) * side / 2 + 0.5, 0, 1)
        along = np.clip(away / np.maximum(edge, 1e-3), 0, 1)
        vein = 0.06 * np.cos(turn * 14) * along
        tone = np.clip(along**1.6 * (0.55 + 0.45 * lobe) + vein, 0, 1)[..., None]
        body = one + (other - one) * (0.55 * share)
        petal = deep + (body - deep) * np.clip(tone * 1.8, 0, 1) + (pale - body) * np.clip(tone - 0.55, 0, 1) * 1.3
        shadow = 1 - 0.45 * np.clip(1 - (away - edge) / 0.07, 0, 1) * (1 - mask) * (cover > 0)
        over = mask[..., None]
        colours = np.asarray(colours * shadow[..., None] * (1 - over) + petal * over, np.float32)
        cover = np.maximum(cover, mask)
    heart = np.clip((0.13 - away) * side / 6 + 0.5, 0, 1)[..., None]
    dots = 0.75 + 0.25 * np.sin(away * 180) * np.sin(angle * 21)
    seeds = mix(palette.accents[2], palette.glow, 0.3) * dots[..., None]
    sheet = np.dstack([colours * (1 - heart) + seeds * heart, cover * 255])
    return Image.fromarray(np.clip(sheet, 0, 255).astype(np.uint8))


def _leaf(stage: Stage, kind: int, side: int) -> Image.Image:
    """A pointed leaf with a light rib: RGBA."""
    axis = np.linspace(-1, 1, side, dtype=np.float32)
    across, along = axis[None], axis[:, None]
    half = 0.34 * (1 - along**2) * (1 - 0.35 * along)
    cover = np.clip((half - np.abs(across)) * side / 2 + 0.5, 0, 1)
    green = mix(mix("#3f7d4f", stage.palette.near, 0.3 + 0.25 * kind), stage.palette.sky[1], 0.12)
    plain = filled(
        np.asarray(cover, np.float32),
        gradient((mix(green, stage.palette.glow, 0.18), green, mix(green, stage.palette.near, 0.55)), side),
    )
    shade = (
        1
        + 0.16 * np.sign(across)
        + 0.12 * np.cos((along + np.abs(across)) * 46)
        + 0.35 * np.exp(-((across / 0.012) ** 2))
    )
    pixels = np.asarray(plain, np.float32).copy()
    pixels[..., :3] *= np.asarray(shade, np.float32)[..., None]
    return Image.fromarray(np.clip(pixels, 0, 255).astype(np.uint8))


def _scaled(patch: Image.Image, size: float, rng: np.random.Generator) -> Image.Image:
    """The patch scaled, turned by a random quarter and slightly foreshortened."""
    side = max(round(size), 4)
    turned = patch.transpose(list(Image.Transpose)[int(rng.integers(0, 7))])
    return turned.resize(
        (side, max(round(side * rng.uniform(0.72, 1)), 3)), Image.Resampling.BILINEAR, reducing_gap=2.0
    )
