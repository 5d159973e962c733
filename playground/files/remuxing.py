"""Clips and sounds made fit to publish: what is seen and heard in a new file, not decoded, and nothing besides."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from playground.files.clips import BrokenClipError, Clip, described, opened_clip
from playground.files.formats import AAC, AVI, FLAC, M4A, MKV, MOV, MP3, MP4, OGG, WAV, WEBM, Format

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.stream import Stream

_MUXERS: Final = {
    MP4: "mp4",
    MOV: "mov",
    M4A: "ipod",
    WEBM: "webm",
    MKV: "matroska",
    AVI: "avi",
    MP3: "mp3",
    WAV: "wav",
    OGG: "ogg",
    FLAC: "flac",
    AAC: "adts",
}
_MUXER_OPTIONS: Final[dict[Format, dict[str, str]]] = {MP3: {"id3v2_version": "0", "write_xing": "0"}}
"""What keeps a muxer from adding something by itself."""

_MAX_UNDATED: Final = 64
"""Packets: more than any order of frames needs."""


class CannotCopyError(ValueError):
    """What is in a clip cannot be put into a new file as it is."""


def remux(source: Path, target: Path, found: Format) -> Clip:
    """The same pictures and sounds, not decoded, in a new file of the format: no place, device, date or title.

    Streams of another kind (a phone's positions, subtitles, attached files and covers) stay behind.

    Args:
        source: the clip.
        target: what is written.
        found: what `source` is.

    Raises:
        BrokenClipError: it cannot be read.
        CannotCopyError: what is in it cannot be put into a new file as it is.
        TooComplexError: its tables are longer than any real clip's.
    """
    import av  # noqa: PLC0415 - as below

    with opened_clip(source, found) as container:
        clip = described(container)
        kept = [stream for stream in (*container.streams.video, *container.streams.audio) if _is_kept(stream)]
        if not kept:
            raise BrokenClipError("neither pictures nor sound")
        if any(stream.codec_context is None for stream in kept):  # FFmpeg does not know what it is
            raise CannotCopyError("an unknown kind of pictures or sound")
        try:
            _copy(container, kept, target, found)
        except (av.FFmpegError, ValueError, TypeError, RuntimeError) as error:
            raise CannotCopyError(str(error)) from error
    return clip


def _is_kept(stream: Stream) -> bool:
    """Covers stand as videos of one picture."""
    return not stream.disposition & type(stream.disposition).attached_pic


def _copy(container: InputContainer, kept: Sequence[Stream], target: Path, found: Format) -> None:
    import av  # noqa: PLC0415 - as below

    options = {"fflags": "+bitexact", **_MUXER_OPTIONS.get(found, {})}  # not even who wrote it and when
    with av.open(target, "w", format=_MUXERS[found], options=options) as copy:
        streams = {stream.index: copy.add_stream_from_template(stream, opaque=True) for stream in kept}
        for packet in _dated(packet for packet in container.demux(*kept) if packet.size):
            packet.stream = streams[packet.stream_index]
            copy.mux_one(packet)


def _dated(packets: Iterable[Packet[Any]]) -> Iterator[Packet[Any]]:
    """The packets with a time to decode each, which Matroska leaves out of the first of a stream.

    They get the ticks before the first that is known.
    """
    waiting: dict[int, list[Packet[Any]]] = {}
    last: dict[int, int] = {}
    for packet in packets:
        index = packet.stream_index
        if packet.dts is None and index not in last and len(waiting.get(index, ())) < _MAX_UNDATED:
            waiting.setdefault(index, []).append(packet)
            continue
        known = last.get(index, -1) + 1 if packet.dts is None else packet.dts
        yield from _before(known, waiting.pop(index, []))
        packet.dts = last[index] = known
        yield packet
    for undated in waiting.values():
        yield from _before(0, undated)


def _before(known: int, packets: Sequence[Packet[Any]]) -> Iterator[Packet[Any]]:
    for place, packet in enumerate(packets, known - len(packets)):
        packet.dts = place
        yield packet
