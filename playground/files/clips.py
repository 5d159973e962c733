"""Video and audio through PyAV: only the demuxer that fits the bytes, and nothing that the file refers to."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

import av
from av.container import InputContainer
from PIL import Image

from playground.files.formats import AAC, AVI, FLAC, M4A, MKV, MOV, MP3, MP4, OGG, WAV, WEBM, Format
from playground.files.pictures import MAX_PIXELS

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

# What PyAV raises on files that it cannot read: FFmpeg's errors derive from it, from OSError, ValueError and so on.
_FAULTS: Final = (av.FFmpegError, OSError, ValueError, LookupError, EOFError)


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
    try:
        with _opened(source, found) as container:
            if not container.streams:
                raise BrokenClipError("no streams")
            seconds = container.duration / av.time_base if container.duration else None
            if not container.streams.video:
                return Clip(None, None, seconds)
            video = container.streams.video[0]
            return Clip(video.width or None, video.height or None, seconds)
    except _FAULTS as error:
        raise BrokenClipError(str(error)) from error


def first_frame(source: Path, found: Format) -> Image.Image:
    """The first picture of a video.

    Raises:
        BrokenClipError: there is none, it cannot be decoded, or it is larger than may be decoded.
    """
    try:
        with _opened(source, found) as container:
            video = container.streams.video[0]
            if video.width * video.height > MAX_PIXELS:
                raise BrokenClipError(f"{video.width} × {video.height}")
            for frame in container.decode(video):
                picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call] # PyAV leaves it bare
                return picture
    except _FAULTS as error:
        raise BrokenClipError(str(error)) from error
    raise BrokenClipError("no picture")


def _opened(source: Path, found: Format) -> InputContainer:
    demuxer = _DEMUXERS.get(found)
    if demuxer is None:
        raise BrokenClipError(f"no demuxer for {found.label}")
    return av.open(source, format=demuxer, options={"protocol_whitelist": "file"})
