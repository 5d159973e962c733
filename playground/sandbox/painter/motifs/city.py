"""A skyline at night in the rain, with its lights in the wet street."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from playground.sandbox.painter.colour import Floats, gradient, mix, mixes, rgb
from playground.sandbox.painter.noise import fbm, line, smoothstep
from playground.sandbox.painter.scene import Layer, Stage, disc, lay, light, opaque, sheet_of, sky, stretched

_ROWS = 4
_STREET = 0.74  # of the height


def paint(stage: Stage) -> Iterator[Layer]:
    """Layers from far to near."""
    street = round(stage.height * _STREET)
    above = Image.new("RGB", (stage.width, stage.height))
    for layer in _skyline(stage, street):
        lay(above, layer)
        yield layer
    yield Layer(_reflection(stage, above, street), 0.6, street)
    yield Layer(_rain(stage), 1, fall=1)


def _skyline(stage: Stage, street: int) -> Iterator[Layer]:
    """All that the street mirrors."""
    width, height, rng, palette = stage.width, stage.height, stage.rng, stage.palette
    yield Layer(sky(stage, at=(0, 0.25, 0.5, 0.74)), 0)
    moon_x, moon_y = width * rng.uniform(0.3, 0.7), height * rng.uniform(0.24, 0.34)
    radius = min(width, height) * rng.uniform(0.12, 0.17)
    yield Layer(light(stage, (moon_x, moon_y), radius * 1.5, palette.glow, 0.62), 0.02)
    yield Layer(sheet_of(stage, [(_moon(stage, radius), moon_x, moon_y)]), 0.02)
    for k in range(_ROWS):
        near = k / (_ROWS - 1)
        depth = 0.15 + 0.6 * near
        lights = Image.new("RGB", (width, street))
        yield Layer(_buildings(stage, street, near, lights), depth)
        if k:
            yield Layer(_glow(lights), depth)
        if k < _ROWS - 1:
            yield Layer(_haze(stage, street, near), depth)


def _moon(stage: Stage, radius: float) -> Image.Image:
    """A large disc that pales towards its lower edge: RGBA."""
    plain = disc(radius, "#ffffff", 1.5 * stage.unit)
    rows = gradient((stage.palette.glow, stage.palette.accents[3], stage.palette.accents[0]), plain.height)
    tinted = Image.fromarray(rows[:, None].astype(np.uint8)).resize(plain.size).convert("RGBA")
    fade = np.linspace(1, 0.25, plain.height, dtype=np.float32)[:, None]
    tinted.putalpha(Image.fromarray((np.asarray(plain.getchannel("A")) * fade).astype(np.uint8)))
    return tinted


def _buildings(stage: Stage, street: int, near: float, lights: Image.Image) -> Image.Image:
    """One row of houses with lit windows: RGBA. What shines is drawn on `lights` as well."""
    rng, palette, unit = stage.rng, stage.palette, stage.unit
    sheet = Image.new("RGBA", (stage.width, street))
    draw, shine = ImageDraw.Draw(sheet), ImageDraw.Draw(lights)
    wall = mix(palette.far, palette.near, 0.15 + 0.85 * near)
    foot = mix(wall, palette.sky[3], 0.42 * (1 - near))
    x = -rng.uniform(0, 40) * unit
    hills = line(rng, stage.width, 3, 2)
    while x < stage.width:
        wide = unit * rng.uniform(26, 62) * (0.75 + 0.75 * near)
        bump = float(hills[int(np.clip(x, 0, stage.width - 1))])
        tall = stage.height * np.clip(0.4 + 0.22 * bump + rng.uniform(-0.1, 0.13) - 0.17 * near, 0.08, 0.66)
        top = street - tall
        box = (round(x), round(top), round(x + wide), street)
        column = gradient((wall, foot), street - box[1])[:, None].astype(np.uint8)
        sheet.paste(Image.fromarray(column).resize((box[2] - box[0], street - box[1])), box[:2])
        _roof(draw, rng, box, wall, unit)
        _windows(stage, draw, shine, box, near)
        if near > 0.3 and rng.random() < 0.4:  # noqa: PLR2004 - signs only where they can be made out
            _sign(stage, draw, shine, box)
        x += wide + unit * rng.uniform(-3, 9)
    return sheet


def _roof(
    draw: ImageDraw.ImageDraw, rng: np.random.Generator, box: tuple[int, int, int, int], wall: Floats, unit: float
) -> None:
    left, top, right, _ = box
    shade = _solid(wall)
    middle, wide = (left + right) / 2, right - left
    if rng.random() < 0.55:  # noqa: PLR2004 - about half
        half, step = wide * rng.uniform(0.18, 0.38), unit * rng.uniform(5, 18)
        draw.rectangle((middle - half, top - step, middle + half, top), fill=shade)
        top = round(top - step)
    if rng.random() < 0.45:  # noqa: PLR2004 - about half
        mast = unit * rng.uniform(14, 50)
        draw.rectangle((middle, top - mast, middle + max(unit * 0.8, 1), top), fill=shade)


def _windows(
    stage: Stage, draw: ImageDraw.ImageDraw, shine: ImageDraw.ImageDraw, box: tuple[int, int, int, int], near: float
) -> None:
    rng, unit, accents = stage.rng, stage.unit, stage.palette.accents
    left, top, right, bottom = box
    across, down = unit * (3.4 + 2.6 * near), unit * (4.4 + 3.4 * near)
    columns, rows = int((right - left - unit * 4) / across), int((bottom - top - unit * 6) / down)
    if columns < 1 or rows < 1:
        return
    warm = mix(stage.palette.glow, accents[3], 0.5)
    usual = (warm, warm, rgb(accents[1]), rgb(accents[0]))[int(rng.integers(0, 4))]
    tints = (usual, usual, usual, rgb(accents[int(rng.integers(0, 4))]))
    dimmed = mixes(tints, stage.palette.far, [0.5 * (1 - near) + 0.3 * dim for dim in (0, 0.5, 1)])
    shades = [_solid(shade) for shade in dimmed.reshape(-1, 3)]
    lit = rng.random((rows, columns)) < rng.uniform(0.12, 0.5) * (0.5 + 0.5 * rng.random((rows, 1)))
    row, column = np.nonzero(lit)
    colours = rng.integers(0, len(shades), row.size).tolist()
    xs = np.rint(left + unit * 3 + column * across).astype(int).tolist()
    ys = np.rint(top + unit * 4 + row * down).astype(int).tolist()
    wide, tall = max(round(across * 0.42) - 1, 0), max(round(down * 0.5) - 1, 0)
    for x, y, colour in zip(xs, ys, colours, strict=True):
        pane = (x, y, x + wide, y + tall)
        draw.rectangle(pane, fill=shades[colour])
        shine.rectangle(pane, fill=shades[colour][:3])
    if near > 0.3 and rng.random() < 0.3:  # noqa: PLR2004 - a lit edge only where it can be made out
        tint = _solid(rgb(accents[int(rng.integers(0, 3))]))
        edge = (left, top, left + max(round(unit * 0.9), 1), bottom)
        draw.rectangle(edge, fill=tint)
        shine.rectangle(edge, fill=tint[:3])


def _sign(stage: Stage, draw: ImageDraw.ImageDraw, shine: ImageDraw.ImageDraw, box: tuple[int, int, int, int]) -> None:
    """A neon sign of strokes, down a wall."""
    rng, unit = stage.rng, stage.unit
    left, top, right, bottom = box
    colour = _solid(rgb(stage.palette.accents[int(rng.integers(0, 3))]))
    size = unit * rng.uniform(5, 9)
    x = left + (right - left) * rng.uniform(0.15, 0.6)
    y = top + (bottom - top) * rng.uniform(0.12, 0.4)
    stroke = max(round(unit * 1.1), 1)
    for k in range(int(rng.integers(3, 6))):
        cell = (x, y + k * size * 1.35, x + size, y + k * size * 1.35 + size)
        if cell[3] > bottom - unit * 8:
            break
        for canvas, tint in ((draw, colour), (shine, colour[:3])):
            canvas.rectangle(cell, outline=tint, width=stroke)
        bar = (cell[1] + cell[3]) / 2
        for canvas, tint in ((draw, colour), (shine, colour[:3])):
            canvas.line((cell[0], bar, cell[2], bar), fill=tint, width=stroke)


def _glow(lights: Image.Image) -> Image.Image:
    """What shines, as light in the wet air: RGB, to shine through."""
    small = lights.reduce(4).filter(ImageFilter.GaussianBlur(lights.height / 300))
    wide = small.reduce(2).filter(ImageFilter.GaussianBlur(lights.height / 90))
    total = np.asarray(small, np.float32) * 1.6 + np.asarray(wide.resize(small.size), np.float32) * 2.6
    return stretched(total, lights.width, lights.height)


def _haze(stage: Stage, street: int, near: float) -> Image.Image:
    """Light that the air holds between the houses: RGBA."""
    width, height = max(stage.width // 16, 2), max(street // 16, 2)
    rise = np.linspace(0, 1, height, dtype=np.float32)[:, None] ** 2.6
    clouds = 0.55 + 0.45 * fbm(stage.rng, width, height, (3, 2), 3)
    tint = mix(stage.palette.sky[3], stage.palette.accents[0], 0.35)
    sheet = Image.new("RGBA", (stage.width, street), _solid(tint))
    sheet.putalpha(stretched(255 * rise * clouds * (0.62 - 0.38 * near), stage.width, street))
    return sheet


def _reflection(stage: Stage, picture: Image.Image, street: int) -> Image.Image:
    """The wet street: what stands above it, upside down, drawn out and broken by ripples: RGBA."""
    rows = stage.height - street
    # At half the size: water has no sharp edges, and this is the one place where every pixel is moved.
    width, height = max(stage.width // 2, 2), max(rows // 2, 2)
    above = picture.crop((0, max(street - round(rows * 1.7), 0), stage.width, street))
    squeezed = above.resize((width, max(height // 6, 2)), Image.Resampling.BOX).transpose(
        Image.Transpose.FLIP_TOP_BOTTOM
    )
    mirrored = np.asarray(squeezed.resize((width, height), Image.Resampling.BICUBIC), np.float32)
    ripple = Image.fromarray(fbm(stage.rng, 48, height, (3, 26), 2) - 0.5)
    slips = np.asarray(ripple.resize((width, height), Image.Resampling.BICUBIC))
    depth = np.linspace(0.12, 1, height, dtype=np.float32)[:, None]
    columns = np.arange(width)[None] + (slips * depth * 20 * stage.unit).astype(int)
    moved = mirrored[np.arange(height)[:, None], np.clip(columns, 0, width - 1)]
    puddles = Image.fromarray(fbm(stage.rng, 160, 64, (5, 14), 4)).resize((width, height), Image.Resampling.BICUBIC)
    wet = smoothstep(0.2, 0.75, np.asarray(puddles))
    strength = (0.42 + 0.58 * wet) * np.linspace(1.1, 0.55, height, dtype=np.float32)[:, None]
    ground = rgb(mix(stage.palette.near, stage.palette.sky[0], 0.4))
    return opaque(stretched(ground + (moved - ground) * strength[..., None] * 1.15, stage.width, rows))


def _rain(stage: Stage) -> Image.Image:
    """Fine slanting strokes: RGBA."""
    rng, unit = stage.rng, stage.unit
    cover = Image.new("L", (stage.width * 2, stage.height * 2) if stage.unit < 1.5 else (stage.width, stage.height))  # noqa: PLR2004
    draw = ImageDraw.Draw(cover)
    share = cover.width / stage.width
    for _ in range(320):
        x, y = rng.uniform(-0.05, 1.05) * cover.width, rng.uniform(-0.1, 1) * cover.height
        long = unit * share * rng.uniform(14, 46)
        draw.line(
            (x, y, x - long * 0.16, y + long), fill=int(rng.integers(22, 74)), width=max(round(unit * share * 0.6), 1)
        )
    sheet = Image.new("RGBA", (stage.width, stage.height), "#dfe8ff")
    sheet.putalpha(
        cover.resize((stage.width, stage.height), Image.Resampling.BOX).filter(ImageFilter.GaussianBlur(0.5))
    )
    return sheet


def _solid(colour: Floats) -> tuple[int, int, int, int]:
    red, green, blue = (round(float(figure)) for figure in np.clip(colour, 0, 255))
    return red, green, blue, 255
