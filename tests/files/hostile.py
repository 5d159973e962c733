"""Files that are made to harm whoever opens them: small, or of tiny parts, or never what they say."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import av
import numpy as np
from av import AudioFrame, VideoFrame
from av.audio.stream import AudioStream
from av.video.stream import VideoStream
from PIL import Image

from tests.files.samples import encoded, quarters

_MOVING = {"libx264", "mpeg4", "libvpx-vp9"}
EXIF_HEAD = b"Exif\0\0"


def _chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(*chunks: tuple[bytes, bytes], width: int = 8, height: int = 8) -> bytes:
    """A PNG with these chunks before its pixels."""
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = _chunk(b"IDAT", zlib.compress(b"\0" * (3 * width + 1) * height))
    return b"\x89PNG\r\n\x1a\n" + header + b"".join(_chunk(*one) for one in chunks) + pixels + _chunk(b"IEND", b"")


def repeated_exif(encoder: str, size: int) -> bytes:
    """EXIF that is its own head over and over."""
    exif = EXIF_HEAD * (size // len(EXIF_HEAD))
    if encoder == "PNG":
        return png((b"eXIf", exif))
    if encoder == "AVIF":
        plain = encoded(quarters(), "AVIF", exif=b"Exif\0\0II*\0\x08" + bytes(9))
        return plain + struct.pack(">I4s", 8 + len(exif), b"mdat") + exif
    extended = encoded(quarters(), "WEBP", exif=b"II*\0\x08" + bytes(9))
    at = extended.index(b"EXIF")
    body = extended[12:at] + b"EXIF" + struct.pack("<I", len(exif)) + exif + b"\0" * (len(exif) % 2)
    return b"RIFF" + struct.pack("<I", 4 + len(body)) + b"WEBP" + body


def many_scans(scans: int) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    data = _progressive()
    last = data.rindex(b"\xff\xda")
    return data[:last] + data[last:-2] * scans + data[-2:]


@cache
def _progressive() -> bytes:
    return encoded(Image.new("RGB", (4000, 4000)), "JPEG", progressive=True)


def tiny_segments(size: int) -> bytes:
    return b"\xff\xd8" + b"\xff\xe1\x00\x02" * (size // 4) + b"\xff\xd9"


def tiny_boxes(size: int) -> bytes:
    return struct.pack(">I4s4sI4s", 20, b"ftyp", b"avif", 0, b"avif") + b"\0\0\0\x08free" * (size // 8)


def tiny_texts(size: int) -> bytes:
    header = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">IIBBBBBI", 8, 8, 8, 0, 0, 0, 0, 0)
    return header + (struct.pack(">I", 8) + b"tEXtkey\0text" + bytes(4)) * (size // 20) + _chunk(b"IEND", b"")


def tiny_entries(size: int) -> bytes:
    """A ZIP of nothing but names."""
    entry = struct.pack("<4sHHHHHHIIIHHHHHII", b"PK\1\2", 20, 20, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0) + b"name"
    count = size // len(entry)
    local = b"PK\3\4" + b"\0" * 26
    wide = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, count, count, count * len(entry), len(local))
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(local) + count * len(entry), 1)
    end = struct.pack("<4sHHHHIIH", b"PK\5\6", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return local + entry * count + wide + locator + end


def tiny_pieces(size: int) -> bytes:
    """A GIF whose only frame is held byte by byte."""
    return b"GIF89a" + struct.pack("<HHBBB", 8, 8, 0, 0, 0) + b"\x2c" + bytes(9) + b"\2" + b"\1" * size + b"\0;"


def large_webp() -> bytes:
    """A few bytes that are 40 megapixels: 6320 x 6320 of one blue, as libwebp writes them without loss."""
    return bytes.fromhex("524946461e000000574542505650384c110000002fafd82b0607d0b12614b9ff8188e87f0000")


def many_streams(path: Path, container: str, streams: int) -> bytes:
    """A clip of as many pictures at once."""
    with av.open(path, "w", format=container) as target:
        made = []
        for _ in range(streams):
            stream = target.add_stream("mpeg4", rate=10)
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            made.append(stream)
        for stream in made:
            for _ in range(2):
                frame = VideoFrame.from_ndarray(np.full((48, 64, 3), 90, dtype=np.uint8), format="rgb24")
                target.mux(stream.encode(frame))
            target.mux(stream.encode())
    return path.read_bytes()


def placed(path: Path, container: str, codec: str, words: dict[str, str]) -> bytes:
    """A clip or a sound with these words in it."""
    options = {"movflags": "use_metadata_tags"} if container in {"mp4", "mov", "ipod"} else {}
    with av.open(path, "w", format=container, options=options) as target:
        target.metadata.update(words)
        stream = target.add_stream(codec, rate=10 if codec in _MOVING else 48_000)
        if isinstance(stream, VideoStream):
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            for _ in range(5):
                target.mux(stream.encode(VideoFrame.from_ndarray(np.full((48, 64, 3), 90, dtype=np.uint8))))
            target.mux(stream.encode())
        elif isinstance(stream, AudioStream):
            stream.layout = "mono"
            sizes, formats = stream.codec_context.frame_size or 1024, stream.codec_context.codec.audio_formats or []
            for place in range(10):
                frame = AudioFrame(format=formats[0].name, layout="mono", samples=sizes)
                frame.sample_rate, frame.pts = 48_000, place * sizes
                frame.planes[0].update(bytes(frame.planes[0].buffer_size))
                target.mux(stream.encode(frame))
            target.mux(stream.encode())
    return path.read_bytes()


def large_tables(size: int) -> bytes:
    """An MP4 whose header is nothing but a table."""
    table = struct.pack(">I4sIII", size, b"stsz", 0, 0, (size - 20) // 4) + bytes(size - 20)
    return struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + _box(b"moov", _box(b"trak", table))


def _box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", 8 + len(body)) + name + body


def lying_wav(size: int) -> bytes:
    """A second of sound that says to be four gigabytes."""
    head = struct.pack("<4sI4s4sIHHIIHH", b"RIFF", 0xFFFFFFFF, b"WAVE", b"fmt ", 16, 1, 1, 8000, 16000, 2, 16)
    return head + struct.pack("<4sI", b"data", 0xFFFFFFFE) + bytes(size)


def playlists(secret: Path) -> Iterator[tuple[str, bytes]]:
    """Lists of other files, dressed as clips."""
    yield "hls.mp4", f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n".encode()
    yield "concat.mp4", f"ffconcat version 1.0\nfile '{secret}'\n".encode()
    yield (
        "hls-behind-a-box.mp4",
        struct.pack(">I4s4sI", 16, b"ftyp", b"isom", 0) + f"#EXTM3U\nfile://{secret}\n".encode(),
    )
    yield "list.mkv", b"\x1aE\xdf\xa3\x93B\x82\x88matroska" + f"#EXTM3U\nfile://{secret}\n".encode()


def polyglot() -> bytes:
    """A GIF that is a page as well."""
    page = b"<html><script>alert(1)</script></html>"
    return encoded(quarters(), "GIF", comment=page) + page
