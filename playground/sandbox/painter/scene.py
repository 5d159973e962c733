"""A picture as layers from far to near: flattened for a still, drifting apart for a clip."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageChops

from playground.sandbox.painter.colour import Colour, Floats, gradient, rgb
from playground.sandbox.painter.palettes import Palette


@dataclass(frozen=True, slots=True)
class Layer:
    """One sheet of a scene.

    Attributes:
        image: RGBA to lie over what is behind it, RGB to shine through it (screen).
        depth: 0 stays with the sky, 1 is at one's feet: how far it drifts.
        top: where its upper edge lies, in pixels from the scene's.
        swell: how far it rises and falls, in pixels.
        fall: how many times a second it falls through the picture, its lower edge coming in again on top.
    """

    image: Image.Image
    depth: float
    top: int = 0
    swell: float = 0.0
    fall: int = 0


@dataclass(frozen=True, slots=True)
class Stage:
    """What a motif paints on.

    Attributes:
        width: in pixels.
        height: in pixels.
        rng: every chance comes from here.
        palette: every colour comes from here.
        words: for motifs that have details to add.
    """

    width: int
    height: int
    rng: np.random.Generator
    palette: Palette
    words: str

    @property
    def unit(self) -> float:
        """The size in pixels of what would be one pixel in a picture 576 pixels small: strokes scale with it."""
        return min(self.width, self.height) / 576


def flatten(layers: Iterable[Layer], size: tuple[int, int]) -> Image.Image:
    """Lay all layers over each other, far first: RGB. Taken one by one, for all of a large scene fill much memory."""
    picture = Image.new("RGB", size)
    for layer in layers:
        lay(picture, layer)
    return picture


def lay(picture: Image.Image, layer: Layer) -> None:
    """Put one layer on a picture, which is changed."""
    sheet = layer.image
    if sheet.mode == "RGBA":
        picture.paste(sheet, (0, layer.top), sheet)
    else:
        behind = picture.crop((0, layer.top, sheet.width, layer.top + sheet.height))
        picture.paste(ImageChops.screen(behind, sheet), (0, layer.top))


def sky(stage: Stage, stops: Sequence[Colour] | None = None, at: Sequence[float] | None = None) -> Image.Image:
    """A sheet of the palette's sky: RGBA, opaque."""
    column = gradient(stops or stage.palette.sky, stage.height, at)
    return opaque(Image.fromarray(column[:, None].astype(np.uint8)).resize((stage.width, stage.height)))


def opaque(picture: Image.Image) -> Image.Image:
    """RGB as RGBA."""
    return picture.convert("RGBA")


def filled(alpha: Floats, colours: Floats) -> Image.Image:
    """A sheet from its cover (0 to 1) and its colours, one for each row or one for all: RGBA."""
    height, width = alpha.shape
    column = Image.fromarray(colours.astype(np.uint8).reshape(-1, 1, 3))
    sheet = column.resize((width, height), Image.Resampling.NEAREST).convert("RGBA")
    sheet.putalpha(Image.fromarray((alpha * np.float32(255)).astype(np.uint8)))
    return sheet


def below(edge: Floats, height: int, top: int) -> Floats:
    """The cover of everything below an edge: 0 above, 1 below, antialiased; rows from `top` to `height`."""
    rows = np.arange(top, height, dtype=np.float32)[:, None]
    return np.asarray(np.clip(rows - edge[None] + 0.5, 0, 1), np.float32)


def light(stage: Stage, at: tuple[float, float], radius: float, colour: Colour, strength: float = 1.0) -> Image.Image:
    """A glow that fades from a point (in pixels), over the whole scene: RGB, to shine through."""
    x, y = at
    small_width, small_height = max(stage.width // 8, 2), max(stage.height // 8, 2)
    across = (np.arange(small_width, dtype=np.float32) + 0.5)[None] * stage.width / small_width - x
    down = (np.arange(small_height, dtype=np.float32) + 0.5)[:, None] * stage.height / small_height - y
    fade = strength / (1 + (across**2 + down**2) / radius**2) ** 1.5
    small = (np.minimum(fade, 1)[..., None] * rgb(colour)).astype(np.uint8)
    return Image.fromarray(small).resize((stage.width, stage.height), Image.Resampling.BICUBIC)


def disc(radius: float, colour: Colour, softness: float = 1.0) -> Image.Image:
    """A filled circle with an edge of `softness` pixels: RGBA."""
    half = int(radius + softness + 2)
    axis = np.arange(-half, half + 1, dtype=np.float32)
    away = np.hypot(axis[None], axis[:, None])
    return filled(np.clip((radius - away) / softness + 0.5, 0, 1), rgb(colour)[None])


def sheet_of(stage: Stage, patches: Sequence[tuple[Image.Image, float, float]]) -> Image.Image:
    """A sheet with patches (RGBA) centred on points (x, y in pixels): RGBA."""
    sheet = Image.new("RGBA", (stage.width, stage.height))
    for patch, x, y in patches:
        sheet.alpha_composite(*_inside(sheet, patch, round(x - patch.width / 2), round(y - patch.height / 2)))
    return sheet


def _inside(sheet: Image.Image, patch: Image.Image, x: int, y: int) -> tuple[Image.Image, tuple[int, int]]:
    """The part of a patch that falls on the sheet, and where."""
    left, top = max(-x, 0), max(-y, 0)
    right, bottom = min(patch.width, sheet.width - x), min(patch.height, sheet.height - y)
    if right <= left or bottom <= top:
        return Image.new("RGBA", (1, 1)), (0, 0)
    return patch.crop((left, top, right, bottom)), (x + left, y + top)


def stretched(small: NDArray[Any], width: int, height: int) -> Image.Image:
    """A small array of figures from 0 to 255, enlarged smoothly: L or RGB."""
    return Image.fromarray(np.clip(small, 0, 255).astype(np.uint8)).resize((width, height), Image.Resampling.BICUBIC)
