"""From a brief to a short clip: the layers of a scene, drifting apart."""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
import numpy as np
from PIL import Image

from playground.sandbox.painter.brief import Brief
from playground.sandbox.painter.finish import develop, signed
from playground.sandbox.painter.picture import chance, compose
from playground.sandbox.painter.scene import Layer, lay

_FRAMES_A_SECOND = 24
_MARGIN = 0.22  # of the width: how far the nearest layer travels


def paint_film(brief: Brief) -> bytes:
    """An MP4 (H.264, no sound) of the size and length asked for."""
    stage = (2 * round(brief.width * (1 + _MARGIN) / 2), brief.height)
    layers = compose(brief, stage)
    file = io.BytesIO()
    with av.open(file, "w", format="mp4", options={"movflags": "faststart"}) as container:
        stream = container.add_stream("libx264", rate=_FRAMES_A_SECOND, options={"preset": "veryfast", "crf": "23"})
        stream.width, stream.height, stream.pix_fmt = brief.width, brief.height, "yuv420p"
        stream.time_base = Fraction(1, _FRAMES_A_SECOND)
        for picture in _frames(layers, brief):
            container.mux(stream.encode(av.VideoFrame.from_image(picture)))
        container.mux(stream.encode())
    return file.getvalue()


def _frames(layers: Sequence[Layer], brief: Brief) -> Iterator[Image.Image]:
    count = brief.seconds * _FRAMES_A_SECOND
    size = (brief.width, brief.height)
    grain = chance(brief, "grain")
    for k in range(count):
        picture = Image.new("RGB", size)
        for layer in layers:
            lay(picture, _seen(layer, size, _travel(k / count, loops=brief.loops)), (0, layer.top))
        yield signed(develop(picture, grain))


def _travel(share: float, *, loops: bool) -> float:
    """How far the camera has moved, from 0 to 1, at a share of the clip; where it loops it comes back."""
    return 0.5 - 0.5 * math.cos(2 * math.pi * share) if loops else share * share * (3 - 2 * share) * 0.5 + share * 0.5


def _seen(layer: Layer, size: tuple[int, int], travel: float) -> Image.Image:
    """The part of a layer in front of the camera, shifted by parts of a pixel so that slow layers do not jerk."""
    left = size[0] * _MARGIN * (0.5 + layer.depth * (travel - 0.5))
    return layer.image.transform(
        (size[0], layer.image.height), Image.Transform.AFFINE, (1, 0, left, 0, 1, 0), Image.Resampling.BILINEAR
    )
