"""The last touches, the same for every motif: depth, grain, the mark, and the file."""

from __future__ import annotations

import functools
import io

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

_TILE = 512  # pixels
_MARK = "sandbox"


def shaded(picture: Image.Image) -> Image.Image:
    """An RGB picture a little darker towards its corners."""
    return ImageChops.multiply(picture, _vignette(picture.size))


def grained(picture: Image.Image, rng: np.random.Generator) -> Image.Image:
    """An RGB picture under a fine grain, which hides the steps of smooth gradients."""
    rows = min(_TILE, picture.height)
    tile = Image.fromarray(np.clip(128 + rng.normal(0, 1.5, (rows, _TILE)), 0, 255).astype(np.uint8))
    grain = Image.new("L", picture.size)
    for x in range(0, picture.width, _TILE):
        for y in range(0, picture.height, _TILE):
            grain.paste(tile, (x, y))
    return ImageChops.add(picture, Image.merge("RGB", (grain, grain, grain)), 1, -128)


def signed(picture: Image.Image) -> Image.Image:
    """The picture with a small mark in its lower left corner."""
    mark = _mark(max(11, round(min(picture.size) / 46)))
    margin = mark.height // 2
    at = margin, picture.height - mark.height - margin
    picture.paste("black", at, mark.filter(ImageFilter.GaussianBlur(mark.height / 9)))
    picture.paste("white", at, mark)
    return picture


def as_png(picture: Image.Image) -> bytes:
    """A PNG, compressed for speed."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=1)
    return file.getvalue()


@functools.lru_cache(maxsize=4)
def _vignette(size: tuple[int, int]) -> Image.Image:
    across, down = np.linspace(-1, 1, 64, dtype=np.float32), np.linspace(-1, 1, 64, dtype=np.float32)
    away = across[None] ** 2 + down[:, None] ** 2
    shade = Image.fromarray(255 * (1 - 0.11 * np.clip(away - 0.4, 0, None) ** 1.3))
    return shade.resize(size, Image.Resampling.BICUBIC).convert("L").convert("RGB")


@functools.lru_cache(maxsize=16)
def _mark(size: int) -> Image.Image:
    font = ImageFont.load_default(size)
    spacing = size * 0.12
    widths = [font.getlength(letter) + spacing for letter in _MARK]
    mark = Image.new("L", (round(sum(widths)) + size, round(size * 1.5)))
    draw = ImageDraw.Draw(mark)
    for k, letter in enumerate(_MARK):
        draw.text((size / 2 + sum(widths[:k]), size * 0.1), letter, fill=190, font=font)
    return mark.filter(ImageFilter.GaussianBlur(0.3))
