"""From a brief to a short clip: the layers of a scene, drifting apart."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from PIL import Image, ImageChops

from playground.sandbox.painter.brief import Brief
from playground.sandbox.painter.finish import shaded, signed
from playground.sandbox.painter.picture import compose
from playground.sandbox.painter.scene import Layer

_FRAMES_A_SECOND = 24
_SWELL = 2  # seconds that a wave takes to rise and fall
_DEPTHS = 6  # how many speeds there are
_MARGIN = 0.22  # of the width: how far the nearest layer travels


def paint_film(brief: Brief) -> bytes:
    """An MP4 (H.264, no sound) of the size and length asked for."""
    stage = (2 * round(brief.width * (1 + _MARGIN) / 2), brief.height)
    layers = compose(brief, stage)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "film.mp4"
        _encode(path, _frames(layers, brief), brief)
        return path.read_bytes()


def _encode(path: Path, frames: Iterable[Image.Image], brief: Brief) -> None:
    # To a real file, not to memory: moving the index to the front, where browsers look for it, reads the file again.
    with av.open(path, "w", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=_FRAMES_A_SECOND, options={"preset": "veryfast", "crf": "20"})
        stream.width, stream.height, stream.pix_fmt = brief.width, brief.height, "yuv420p"
        stream.time_base = Fraction(1, _FRAMES_A_SECOND)
        for picture in frames:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(picture), format="rgb24")))
        container.mux(stream.encode())


def _frames(layers: Iterable[Layer], brief: Brief) -> Iterator[Image.Image]:
    count = brief.seconds * _FRAMES_A_SECOND
    sheets = _merged(layers, brief.height)
    for k in range(count):
        picture = Image.new("RGB", (brief.width, brief.height))
        for sheet in sheets:
            seen = _seen(sheet, brief, k / count)
            picture.paste(seen, (0, 0), seen)
        yield signed(shaded(picture))


def _merged(layers: Iterable[Layer], height: int) -> list[Layer]:
    """Neighbours that move nearly alike as one sheet each, for there are many frames: RGBa (premultiplied)."""
    merged: list[Layer] = []
    for layer in layers:
        depth = round(layer.depth * _DEPTHS) / _DEPTHS
        sheet = Image.new("RGBA", (layer.image.width, height))
        sheet.paste(_covering(layer.image), (0, layer.top))
        if merged and (merged[-1].depth, merged[-1].fall) == (depth, layer.fall):
            behind = merged.pop()
            merged.append(
                replace(behind, image=Image.alpha_composite(behind.image, sheet), swell=max(behind.swell, layer.swell))
            )
        else:
            merged.append(Layer(sheet, depth, swell=layer.swell, fall=layer.fall))
    return [replace(sheet, image=sheet.image.convert("RGBa")) for sheet in merged]


def _covering(image: Image.Image) -> Image.Image:
    """A sheet that shines through as one that lies over: as opaque as it is bright. They look alike."""
    if image.mode == "RGBA":
        return image
    light = np.asarray(image, np.float32)
    cover = light.max(axis=2, keepdims=True)
    return Image.fromarray(np.dstack([light * 255 / np.maximum(cover, 1), cover]).astype(np.uint8))


def _seen(layer: Layer, brief: Brief, share: float) -> Image.Image:
    """The part of a layer in front of the camera at a share of the clip: RGBA."""
    part, left = math.modf(brief.width * _MARGIN * (0.5 + layer.depth * (_travel(share, loops=brief.loops) - 0.5)))
    top = round(layer.swell * (_wave(share, brief.seconds, layer.depth) - 1))
    image = layer.image
    if layer.fall:
        image = ImageChops.offset(image, 0, round(brief.height * layer.fall * brief.seconds * share))
    # Shifted by parts of a pixel: slow layers would jerk otherwise.
    one, next_one = (image.crop((x, top, x + brief.width, top + brief.height)) for x in (int(left), int(left) + 1))
    return Image.blend(one, next_one, part).convert("RGBA")


def _travel(share: float, *, loops: bool) -> float:
    """How far the camera has moved, from 0 to 1, at a share of the clip; where it loops it comes back."""
    return 0.5 - 0.5 * math.cos(2 * math.pi * share) if loops else share


def _wave(share: float, seconds: int, depth: float) -> float:
    """From -1 to 1 and back, a whole number of times in the clip; layers are out of step."""
    return math.sin(2 * math.pi * share * max(1, round(seconds / _SWELL)) + 7 * depth)
