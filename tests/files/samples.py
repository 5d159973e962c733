"""Real pictures and clips."""

from __future__ import annotations

import io
import random
from pathlib import Path
from typing import Any, cast

import av
import numpy as np
from av import VideoFrame
from PIL import ExifTags, Image


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


def packets(data: bytes) -> list[bytes]:
    """What is seen and heard in a clip, as it is encoded."""
    with av.open(io.BytesIO(data), "r") as container:
        return [bytes(packet) for packet in container.demux() if packet.size]


def assert_close(image: Image.Image, at: tuple[int, int], expected: tuple[int, int, int], by: int = 24) -> None:
    """Lossy formats move colours a little."""
    found = cast("tuple[int, int, int]", image.convert("RGB").getpixel(at))
    assert all(abs(have - want) <= by for have, want in zip(found, expected, strict=True)), (found, expected)


def quarters(width: int = 40, height: int = 24) -> Image.Image:
    """Red and green above, blue and white below: shows every turn and mirror."""
    image = Image.new("RGB", (width, height), "white")
    for colour, left, top in (("red", 0, 0), ("lime", width // 2, 0), ("blue", 0, height // 2)):
        image.paste(colour, (left, top, left + width // 2, top + height // 2))
    return image


def turned(image: Image.Image, orientation: int) -> Image.Image:
    """The pixels that a camera would have written with this EXIF orientation, so that the viewer sees `image`."""
    back = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    return image.transpose(back[orientation]) if orientation in back else image


def exif(orientation: int = 1) -> Image.Exif:
    """What a phone writes: a turn, a maker, a place on earth."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = orientation
    tags[ExifTags.Base.Make] = "SecretCamera"
    place = tags.get_ifd(ExifTags.IFD.GPSInfo)
    place[ExifTags.GPS.GPSLatitudeRef] = "N"
    place[ExifTags.GPS.GPSLatitude] = (52.0, 31.0, 12.0)
    return tags


def frames(encoder: str) -> bytes:
    """Two frames that differ."""
    return encoded(quarters(), encoder, save_all=True, append_images=[Image.new("RGB", (40, 24), "black")])


def damaged(data: bytes, seed: int) -> bytes:
    """A few bytes changed, and sometimes the end cut off."""
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    changed = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed[: chance.randrange(len(changed))] if chance.random() < 0.2 else changed)
