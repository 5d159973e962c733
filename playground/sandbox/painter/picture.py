"""From a brief to a still picture."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator

import numpy as np
from PIL import Image, ImageOps

from playground.sandbox.painter.brief import Brief
from playground.sandbox.painter.finish import as_png, grained, shaded, signed
from playground.sandbox.painter.motifs import MOTIFS, NOCTURNAL
from playground.sandbox.painter.palettes import PALETTES, Palette, from_pictures
from playground.sandbox.painter.scene import Layer, Stage, flatten
from playground.sandbox.painter.words import choose_motif, choose_palette, find_colour, is_night


def paint_picture(brief: Brief) -> bytes:
    """A PNG of exactly the size asked for, the same for the same brief."""
    return as_png(paint(brief))


def paint(brief: Brief) -> Image.Image:
    """The picture that `paint_picture` makes a file of: RGB."""
    size = (brief.width, brief.height)
    picture = flatten(compose(brief, size), size)
    return signed(grained(shaded(picture), chance(brief, "grain")))


def compose(brief: Brief, size: tuple[int, int]) -> Iterator[Layer]:
    """The layers of a brief's scene, far first, painted at a size in pixels."""
    pick = int.from_bytes(hashlib.sha256(brief.words.encode("utf-8", "surrogatepass")).digest()[:4])
    if not brief.words.strip():
        pick = int(chance(brief, "pick").integers(0, 2**31))
    motif = choose_motif(brief.words, pick)
    stage = Stage(*size, chance(brief, "scene"), _palette(brief, motif, pick), brief.words)
    layers = MOTIFS[motif](stage)
    if brief.references:
        yield _steered(next(layers), brief)
    yield from layers


def chance(brief: Brief, purpose: str) -> np.random.Generator:
    """A source of chance that only the brief's words and seed, and the purpose, decide."""
    text = f"{purpose}\n{brief.seed}\n{brief.words}".encode("utf-8", "surrogatepass")
    return np.random.default_rng(int.from_bytes(hashlib.sha256(text).digest()))


def _palette(brief: Brief, motif: str, pick: int) -> Palette:
    if brief.references:
        palette = from_pictures(brief.references)
    else:
        palette = PALETTES[choose_palette(brief.words, motif, pick)]
    colour = find_colour(brief.words)
    if colour:
        palette = palette.with_accent(colour)
    return palette.at_night() if motif in NOCTURNAL or is_night(brief.words) else palette


def _steered(backdrop: Layer, brief: Brief) -> Layer:
    """The backdrop with the references in it, side by side and as if seen through mist."""
    size = backdrop.image.size
    share = size[0] // len(brief.references)
    seen = Image.new("RGB", size)
    for k, reference in enumerate(brief.references):
        seen.paste(ImageOps.fit(reference, (size[0] - k * share, size[1])), (k * share, 0))
    misty = seen.resize((48, 32), Image.Resampling.BOX).resize(size, Image.Resampling.BICUBIC)
    return Layer(Image.blend(backdrop.image.convert("RGB"), misty, brief.strength).convert("RGBA"), backdrop.depth)
