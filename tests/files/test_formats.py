from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.files import formats
from playground.files.formats import FORMATS, MARKUP, UNKNOWN, accepts, by_media_type, by_suffix, served_as, sniff


@pytest.mark.parametrize(
    ("head", "label"),
    [
        (b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41", "MP4"),
        (b"\0\0\0\x14ftypqt  \0\0\2\0qt  ", "QuickTime"),
        (b"\0\0\0\x1cftypM4A \0\0\2\0M4A mp42isom", "M4A"),
        (b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf", "AVIF"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "HEIC"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\1B\x82\x84webm", "WebM"),
        (b"\x1aE\xdf\xa3\x01\0\0\0\0\0\0\x1fB\x86\x81\1B\x82\x88matroska", "Matroska"),
        (b"RIFF\0\0\0\0AVI LIST", "AVI"),
        (b"RIFF\0\0\0\0WAVEfmt ", "WAV"),
        (b"ID3\4\0", "MP3"),
        (b"\xff\xfb\x90\x44", "MP3"),
        (b"\xff\xf1\x50\x80", "AAC"),
        (b"OggS\0\2", "Ogg"),
        (b"fLaC\0", "FLAC"),
        (b"%PDF-1.7", "PDF"),
        (b"PK\3\4", "ZIP"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"glTF\2\0\0\0", "GLB"),
        (b"BM\x36\0\0\0\0\0\0\0\x36", "BMP"),
        (b"BM is a car maker", "text"),
        (b"II*\0", "TIFF"),
        (b'{"a": 1}', "JSON"),
        ("naïve".encode(), "text"),
        (b"x" * 4095 + "é".encode(), "text"),
        ("naïve".encode()[:3], "unknown"),
        (b"\xff\xfeh\0i\0", "text"),
        (b"<!-- hello --><p>", "HTML"),
        (b"\n\n<?xml version='1.0'?><!-- x --><svg>", "SVG"),
        (b"<note/>", "XML"),
        (b"a\0b", "unknown"),
        (b"\x80\x81", "unknown"),
    ],
)
def test_a_file_is_told_from_its_first_bytes(head: bytes, label: str) -> None:
    assert sniff(head).label == label


@given(st.binary(max_size=64), st.sampled_from(["", "RIFF", "\0\0\0\x18ftyp", "<", "\xff\xfe"]))
def test_any_bytes_are_something(data: bytes, start: str) -> None:
    assert sniff(start.encode("latin-1") + data) in FORMATS


def test_a_stored_name_is_served_as_what_it_is_and_markup_never() -> None:
    for item in FORMATS:
        assert served_as(f"a.{item.suffix}") == (UNKNOWN if item in MARKUP else item).media_type
        assert by_media_type(f"{item.media_type}; charset=utf-8") == item
        assert by_suffix(f"A.{item.suffix.upper()}") == item


@pytest.mark.parametrize("pattern", ["*", "*/*", "image/*", "IMAGE/JPEG", "image/jpg", ".jpg", " .JPEG "])
def test_a_pattern_takes_what_it_means(pattern: str) -> None:
    assert accepts(pattern, formats.JPEG)
    assert accepts(pattern, formats.MP4) == pattern.startswith("*")
