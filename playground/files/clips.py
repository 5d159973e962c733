"""Video and audio through PyAV: only the demuxer that fits the bytes, and nothing that the file refers to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from playground.files.formats import AAC, AVI, FLAC, M4A, MKV, MOV, MP3, MP4, OGG, WAV, WEBM, Format
from playground.files.pictures import MAX_PIXELS

if TYPE_CHECKING:
    from av.container import InputContainer

_DEMUXERS: Final = {
    MP4: "mp4",
    MOV: "mp4",
    M4A: "mp4",
    WEBM: "matroska",
    MKV: "matroska",
    AVI: "avi",
    MP3: "mp3",
    WAV: "wav",
    OGG: "ogg",
    FLAC: "flac",
    AAC: "aac",
}

_MICROSECONDS: Final = 1_000_000  # in which FFmpeg tells how long a clip is


class BrokenClipError(ValueError):
    """The bytes are no clip that can be read."""


@dataclass(frozen=True, slots=True)
class Clip:
    """What a clip's header says; pixels and seconds, None where it does not say or has no picture."""

    width: int | None
    height: int | None
    seconds: float | None


def probe(source: Path, found: Format) -> Clip:
    """Read a clip's header.

    Raises:
        BrokenClipError: it cannot be read.
    """
    with _opened(source, found) as container:
        if not container.streams:
            raise BrokenClipError("no streams")
        seconds = container.duration / _MICROSECONDS if container.duration else None
        if not container.streams.video:
            return Clip(None, None, seconds)
        video = container.streams.video[0]
        return Clip(video.width or None, video.height or None, seconds)


def first_frame(source: Path, found: Format) -> Image.Image:
    """The first picture of a video.

    Raises:
        BrokenClipError: there is none, it cannot be decoded, or it is larger than may be decoded.
    """
    with _opened(source, found) as container:
        video = container.streams.video[0]
        if video.width * video.height > MAX_PIXELS:
            raise BrokenClipError(f"{video.width} × {video.height}")
        for frame in container.decode(video):
            picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call] # PyAV leaves it bare
            return picture
    raise BrokenClipError("no picture")


@contextmanager
def _opened(source: Path, found: Format) -> Iterator[InputContainer]:
    import av  # noqa: PLC0415 - it takes a while, and few commands meet a clip

    demuxer = _DEMUXERS.get(found)
    if demuxer is None:
        raise BrokenClipError(f"no demuxer for {found.label}")
    try:
        with av.open(source, format=demuxer, options={"protocol_whitelist": "file"}) as container:
            yield container
    # FFmpeg's errors derive from PyAV's own, from OSError, ValueError and so on.
    except (av.FFmpegError, OSError, ValueError, LookupError, EOFError) as error:
        raise BrokenClipError(str(error)) from error
