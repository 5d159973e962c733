"""Whole or cut: told by the file itself, for every place at which it can be cut."""

from __future__ import annotations

import io
import tempfile
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from playground.files.formats import FORMATS, GLB, HEAD_SIZE, MP3, OGG, PDF, WAV, WEBM, Format, sniff
from playground.files.truncation import is_complete
from tests.files.samples import encoded


def told(data: bytes, found: Format | None = None) -> bool | None:
    with tempfile.TemporaryFile() as file:
        file.write(data)
        return is_complete(file, found or sniff(data[:HEAD_SIZE]))


def page(flags: int, body: bytes) -> bytes:
    return b"OggS\0" + bytes([flags]) + bytes(20) + bytes([1, len(body)]) + body


def archive() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("a.txt", "x" * 300)
    return file.getvalue()


def segment(body: bytes) -> bytes:
    return b"\x1a\x45\xdf\xa3\x8bB\x82\x84webm\x00\x00\x00\x00" + b"\x18\x53\x80\x67" + bytes([0x80 | len(body)]) + body


NOISE = Image.effect_noise((64, 48), 50).convert("RGB")
PICTURES = {encoder: encoded(NOISE, encoder) for encoder in ("PNG", "JPEG", "WEBP", "GIF", "AVIF", "BMP")}
OTHERS = {
    "progressive": encoded(NOISE, "JPEG", progressive=True),
    "OGG": page(2, b"abc") + page(0, b"defg") + page(4, b"hi"),
    "ZIP": archive(),
    "PDF": b"%PDF-1.7\n1 0 obj\n" + b"x" * 200 + b"\ntrailer\n%%EOF\n",
    "GLB": b"glTF\2\0\0\0" + (100).to_bytes(4, "little") + bytes(88),
    "WEBM": segment(bytes(100)),
}
SAMPLES = {**PICTURES, **OTHERS}


@pytest.mark.parametrize("name", SAMPLES)
@given(share=st.floats(0.15, 0.999))
def test_a_file_is_whole_and_no_part_of_it_is(name: str, share: float) -> None:
    whole = SAMPLES[name]
    assert told(whole) is True
    assert told(whole + bytes(50)) is True
    cut = whole[: min(int(len(whole) * share), len(whole) - 3)]
    assert told(cut, sniff(whole[:HEAD_SIZE])) is not True


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_clips_and_sounds(mp4: bytes, wav: bytes, share: float) -> None:
    for whole in (mp4, wav):
        assert told(whole) is True
        assert told(whole[: int(len(whole) * share)]) is False


def test_where_a_file_does_not_tell_nothing_is_claimed() -> None:
    assert told(b"ID3" + bytes(500), MP3) is None
    assert told(b"RIFF\xff\xff\xff\xffWAVE" + bytes(500), WAV) is None
    assert told(b"\x1a\x45\xdf\xa3\x80\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff" + bytes(90), WEBM) is None
    assert told(page(2, b"abc") + page(0, b"x"), OGG) is None
    assert told(b"%PDF-1.7 cut", PDF) is False
    assert told(b"glTF", GLB) is False
    assert told(b"") is None


@given(data=st.binary(max_size=400), found=st.sampled_from(FORMATS))
def test_whatever_bytes_there_are_they_are_looked_at_without_a_fault(data: bytes, found: Format) -> None:
    assert told(data, found) in {True, False, None}
