"""The last touches, the same for every motif: depth, grain, the mark, and the file."""

from __future__ import annotations

import functools
import io

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

_TILE = 512  # pixels
_MARK = "sandbox"


def develop(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """Vignette and grain over an RGB picture."""
    return _grained(ImageChops.multiply(picture, _vignette(picture.size)), rng)


def signed(picture: Image.Image) -> Image.Image:
    """The picture with a small mark in its lower right corner."""
    mark = _mark(max(11, round(min(picture.size) / 46)))
    margin = mark.height // 2
    picture.paste("white", (picture.width - mark.width - margin, picture.height - mark.height - margin), mark)
    return picture


def as_png(picture: Image.Image) -> bytes:
    """A PNG, compressed for speed."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


@functools.lru_cache(maxsize=4)
def _vignette(size: tuple[int, int]) -> Image.Image:
    across, down = (np.linspace(-1, 1, 64, dtype=np.float32) for _ in size)
    away = across[None] ** 2 + down[:, None] ** 2
    shade = 255 * (1 - 0.16 * np.clip(away - 0.45, 0, None) ** 1.3)
    return Image.fromarray(shade.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC).convert("RGB")


def _grained(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    tile = Image.fromarray(np.clip(128 + rng.normal(0, 1.5, (_TILE, _TILE)), 0, 255).astype(np.uint8))
    grain = Image.new("L", picture.size)
    for x in range(0, picture.width, _TILE):
        for y in range(0, picture.height, _TILE):
            grain.paste(tile, (x, y))
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), 1, -128)


@functools.lru_cache(maxsize=16)
def _mark(size: int) -> Image.Image:
    font = ImageFont.load_default(size)
    spacing = size * 0.12
    widths = [font.getlength(letter) + spacing for letter in _MARK]
    mark = Image.new("L", (round(sum(widths)) + size, round(size * 1.5)))
    draw = ImageDraw.Draw(mark)
    for k, letter in enumerate(_MARK):
        draw.text((size / 2 + sum(widths[:k]), size * 0.1), letter, fill=165, font=font)
    return mark.filter(ImageFilter.GaussianBlur(0.3))
