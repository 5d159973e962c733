"""Generative pictures and clips that follow a prompt."""

from __future__ import annotations
import io
from dataclasses import dataclass
from PIL import Image


@dataclass(frozen=True, slots=True)
class Brief:
    words: str
    seed: str
    width: int
    height: int
    references: tuple[Image.Image, ...] = ()
    seconds: int = 4
    loops: bool = False


def paint_picture(brief: Brief) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (brief.width, brief.height), "#335577").save(out, "PNG", compress_level=1)
    return out.getvalue()


def paint_film(brief: Brief) -> bytes:
    raise OSError("not yet")
