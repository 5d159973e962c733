"""Mountains behind mountains, with mist between them."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw

from playground.sandbox.painter.colour import Floats, gradient, mix, rgb
from playground.sandbox.painter.noise import fbm, line, smoothstep
from playground.sandbox.painter.scene import Layer, Stage, below, disc, filled, light, sheet_of, sky, stretched

_RIDGES = 6
_WOODED = 0.5  # nearer ridges have trees that can be made out
_ROUNDED = 0.7  # nearer ridges are hills, not rocks
_BUILDINGS = ("tea", "temple", "house", "pagoda", "shrine", "茶", "寺", "亭", "塔", "屋")


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    width, height, rng, palette = stage.width, stage.height, stage.rng, stage.palette
    yield Layer(sky(stage, at=(0, 0.28, 0.5, 0.72)), 0)
    sun_x, sun_y = width * rng.uniform(0.22, 0.78), height * rng.uniform(0.2, 0.36)
    radius = min(width, height) * rng.uniform(0.055, 0.085)
    yield Layer(light(stage, (sun_x, sun_y), radius * 2.6, palette.glow, 0.55 if palette.is_dark else 0.35), 0.02)
    yield Layer(sheet_of(stage, [(disc(radius, palette.glow, 1.5 * stage.unit), sun_x, sun_y)]), 0.02)
    yield Layer(_clouds(stage), 0.05)
    pavilion = int(rng.integers(2, _RIDGES - 2)) if any(word in stage.words.casefold() for word in _BUILDINGS) else -1
    for k in range(_RIDGES):
        near = k / (_RIDGES - 1)
        base = height * (0.42 + 0.5 * near**1.15)
        swing = height * (0.16 - 0.05 * near)
        ridge = base - swing * line(rng, width, 2.2 + 2.4 * near, 6, ridged=near < _ROUNDED)
        ridge = np.asarray(ridge + 3 * stage.unit * line(rng, width, 40, 3), np.float32)
        if near > _WOODED:
            ridge = _with_trees(stage, ridge, near)
        colour = mix(palette.far, palette.near, near**1.25)
        yield Layer(*_ridge(stage, ridge, colour, near))
        if k == pavilion:
            yield Layer(_pavilion(stage, ridge, mix(palette.far, palette.near, min(near + 0.3, 1))), 0.1 + 0.9 * near)
        if k < _RIDGES - 1:
            yield Layer(_mist(stage, base + swing * 0.4, near), 0.15 + 0.85 * near)


def _ridge(stage: Stage, ridge: Floats, colour: Floats, near: float) -> tuple[Image.Image, float, int]:
    """A sheet of one ridge: its colour on top, losing itself in the air further down."""
    top = max(int(ridge.min()) - 1, 0)
    air = mix(stage.palette.sky[3], stage.palette.far, 0.25)
    rows = stage.height - top
    fog = mix(colour, air, 0.62 * (1 - near) + 0.05)
    shades = gradient((colour, fog, fog), rows, (0, 0.75, 1))
    return filled(below(ridge, stage.height, top), shades), 0.1 + 0.9 * near, top


def _with_trees(stage: Stage, ridge: Floats, near: float) -> Floats:
    """The ridge with firs on it, as one line."""
    rng, unit = stage.rng, stage.unit
    tall = unit * (14 + 46 * (near - _WOODED) * 2)
    along = np.arange(len(ridge), dtype=np.float32)
    grove = line(rng, len(ridge), 4, 3) + 0.25 * near
    edge = ridge.copy()
    for x in np.cumsum(rng.uniform(0.12, 0.5, int(len(ridge) / (tall * 0.22)))) * tall:
        place = int(x)
        if place >= len(ridge) or grove[place] < rng.uniform(-0.35, 0.3):
            continue
        size = tall * rng.uniform(0.55, 1.15)
        reach = int(size * 0.22) + 2
        span = slice(max(place - reach, 0), min(place + reach, len(ridge)))
        away = np.abs(along[span] - x) / (size * 0.2)
        branches = 0.05 * size * (1 - np.abs((away * 4) % 1 * 2 - 1))
        crown = ridge[place] - size * np.clip(1 - away, 0, 1) + branches * np.minimum(away * 12, 1)
        edge[span] = np.where(away < 1, np.minimum(edge[span], crown), edge[span])
    return edge


def _mist(stage: Stage, level: float, near: float) -> Image.Image:
    """Fog that lies in a valley."""
    width, height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    rows = (np.arange(height, dtype=np.float32)[:, None] + 0.5) * stage.height / height
    band = np.exp(-(((rows - level) / (stage.height * 0.085)) ** 2))
    wisps = smoothstep(0.25, 0.8, fbm(stage.rng, width, height, (2.5, 5), 4))
    cover = stretched(255 * band * wisps * (0.75 - 0.45 * near), stage.width, stage.height)
    sheet = Image.new("RGBA", (stage.width, stage.height), _solid(mix(stage.palette.sky[3], stage.palette.glow, 0.25)))
    sheet.putalpha(cover)
    return sheet


def _clouds(stage: Stage) -> Image.Image:
    width, height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    streaks = smoothstep(0.52, 0.95, fbm(stage.rng, width, height, (1.6, 7), 5))
    fade = np.linspace(1, 0, height, dtype=np.float32)[:, None] ** 0.6
    sheet = Image.new("RGBA", (stage.width, stage.height), _solid(mix(stage.palette.sky[3], stage.palette.glow, 0.5)))
    sheet.putalpha(stretched(165 * streaks * fade, stage.width, stage.height))
    return sheet


def _pavilion(stage: Stage, ridge: Floats, colour: Floats) -> Image.Image:
    """A small house with curved roofs and a lit window, at a level place of the ridge."""
    inner = ridge[len(ridge) // 5 : -len(ridge) // 5]
    place = len(ridge) // 5 + int(np.argmin(inner))
    size = round(stage.unit * 46)
    fine = 4 * size
    patch = Image.new("RGBA", (fine, fine))
    draw = ImageDraw.Draw(patch)
    dark = _solid(colour)
    for floor, (foot, half) in enumerate(((1.0, 0.30), (0.72, 0.22))):
        walls = (0.5 - half * 0.72, foot - 0.2, 0.5 + half * 0.72, foot)
        draw.rectangle([part * fine for part in walls], fill=dark)
        lamps = (0.5 - half * 0.34, foot - 0.15, 0.5 + half * 0.34, foot - 0.05)
        draw.rectangle([part * fine for part in lamps], fill=_solid(rgb(stage.palette.glow)))
        draw.rectangle([fine * 0.495, fine * lamps[1], fine * 0.505, fine * lamps[3]], fill=dark)
        eaves, crest = foot - 0.19, foot - 0.34 - 0.03 * floor
        curve = np.linspace(0, 1, 24)
        reach = half * 1.55
        left = [(0.5 - reach * (1 - t), eaves - 0.05 * (1 - t) ** 4 - (eaves - crest) * t**1.45) for t in curve]
        right = [(1 - x, y) for x, y in reversed(left)]
        draw.polygon([(x * fine, y * fine) for x, y in [*left, *right]], fill=dark)
    draw.rectangle([fine * 0.492, fine * 0.28, fine * 0.508, fine * 0.4], fill=dark)
    small = patch.resize((size, size), Image.Resampling.LANCZOS)
    return sheet_of(stage, [(small, float(place), float(ridge[place]) - size * 0.44)])


def _solid(colour: Floats) -> tuple[int, int, int, int]:
    red, green, blue = (round(float(figure)) for figure in np.clip(colour, 0, 255))
    return red, green, blue, 255
