"""Real pictures and clips."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av import VideoFrame
from PIL import Image


def encoded(image: Image.Image, encoder: str = "PNG", **options: Any) -> bytes:
    target = io.BytesIO()
    image.save(target, format=encoder, **options)
    return target.getvalue()


def clip(path: Path) -> bytes:
    """Three red frames as MP4."""
    with av.open(path, "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for _ in range(3):
            frame = VideoFrame.from_ndarray(np.full((48, 64, 3), (200, 30, 30), dtype=np.uint8), format="rgb24")
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path.read_bytes()


def assert_close(image: Image.Image, at: tuple[int, int], expected: tuple[int, int, int], by: int = 24) -> None:
    """Lossy formats move colours a little."""
    found = cast("tuple[int, int, int]", image.convert("RGB").getpixel(at))
    assert all(abs(have - want) <= by for have, want in zip(found, expected, strict=True)), (found, expected)
