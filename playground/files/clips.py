"""Video and audio through PyAV: only the demuxer that fits the bytes, and nothing that the file refers to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PIL import Image

from playground.files.chunks import TooComplexError
from playground.files.complexity import check_complexity, mapped
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
_VIDEO_CODECS: Final = (
    *("h264", "hevc", "vp8", "libvpx", "vp9", "libvpx-vp9", "av1", "libdav1d"),
    *("mpeg4", "mpeg1video", "mpeg2video", "mjpeg", "prores", "theora"),
)
_AUDIO_CODECS: Final = (
    *("aac", "mp3", "mp3float", "mp2", "mp2float", "opus", "libopus", "vorbis", "libvorbis", "flac", "alac"),
    *("ac3", "eac3", "amrnb", "amrwb", "adpcm_ms", "pcm_alaw", "pcm_mulaw", "pcm_u8", "pcm_s8"),
    *("pcm_s16le", "pcm_s16be", "pcm_s24le", "pcm_s24be", "pcm_s32le", "pcm_s32be"),
    *("pcm_f32le", "pcm_f32be", "pcm_f64le"),
)
_MAX_STREAMS: Final = 32

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
        TooComplexError: its tables are longer than any real clip's.
    """
    with opened_clip(source, found) as container:
        return described(container)


def described(container: InputContainer) -> Clip:
    """What an open clip's header says.

    Raises:
        BrokenClipError: nothing.
    """
    if not container.streams:
        raise BrokenClipError("no streams")
    seconds = container.duration / _MICROSECONDS if container.duration else None
    if not container.streams.video:
        return Clip(None, None, seconds)
    video = container.streams.video[0]
    if video.codec_context is None:  # FFmpeg does not know what it is
        return Clip(None, None, seconds)
    return Clip(video.width or None, video.height or None, seconds)


def first_frame(source: Path, found: Format) -> Image.Image:
    """The first picture of a video.

    Raises:
        BrokenClipError: there is none, it cannot be decoded, or it is larger than may be decoded.
    """
    with opened_clip(source, found) as container:
        video = container.streams.video[0]
        if video.codec_context is None:
            raise BrokenClipError("no decoder")
        if video.width * video.height > MAX_PIXELS:
            raise BrokenClipError(f"{video.width} × {video.height}")
        if video.codec_context.name not in _VIDEO_CODECS:
            raise BrokenClipError(f"no decoder for {video.codec_context.name}")
        video.codec_context.thread_count = 1
        for frame in container.decode(video):
            picture: Image.Image = frame.to_image()  # type: ignore[no-untyped-call] # PyAV leaves it bare
            return picture
    raise BrokenClipError("no picture")


@contextmanager
def opened_clip(source: Path, found: Format) -> Iterator[InputContainer]:
    """A clip in the demuxer that fits its bytes, and with the decoders of the table above at most.

    Raises:
        BrokenClipError: it cannot be read.
        TooComplexError: its tables are longer than any real clip's.
    """
    import av  # noqa: PLC0415 - it takes a while, and few commands meet a clip

    demuxer = _DEMUXERS.get(found)
    if demuxer is None:
        raise BrokenClipError(f"no demuxer for {found.label}")
    with mapped(source) as data:
        check_complexity(data, found)
    options = {
        "format_whitelist": demuxer if demuxer != "mp4" else "mov,mp4,m4a,3gp,3g2,mj2",
        "codec_whitelist": ",".join((*_VIDEO_CODECS, *_AUDIO_CODECS)),
        "protocol_whitelist": "none",  # it is handed an open file, and opens no other
        "max_streams": str(_MAX_STREAMS),
    }
    try:
        with source.open("rb") as file, av.open(file, "r", format=demuxer, options=options) as container:
            _check_streams(container)
            yield container
    except TooComplexError:
        raise
    # FFmpeg's errors derive from PyAV's own, from OSError, ValueError and so on.
    except (av.FFmpegError, OSError, ValueError, LookupError, EOFError) as error:
        raise BrokenClipError(str(error)) from error


def _check_streams(container: InputContainer) -> None:
    if len(container.streams) >= _MAX_STREAMS:  # some demuxers leave out those that are over
        raise TooComplexError(f"{_MAX_STREAMS} streams or more")
