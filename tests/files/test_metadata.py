from __future__ import annotations

import io
import json
import time
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from fairness import fair
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from playground.files import chunks
from playground.files.metadata import embed_metadata, metadata_json, read_metadata
from tests.files.samples import damaged, encoded, exif, frames, quarters

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")
INPUT = {
    "prompt": '赛博朋克 <&> ]]> "🚀"\n\ttab',
    "n": 1,
    "size": "16:9",
    "references": ["upload:ab.png"],
    "none": None,
}


def made(sent: Any = INPUT, *, seed: int | None = None) -> str:
    return metadata_json(
        model="qwen-image-2-0-pro",
        input_json=json.dumps(sent, ensure_ascii=False),
        task_id="task_1",
        created_at=1795348800.4,
        version="0.1.0",
        seed=seed,
    )


def pixels(data: bytes) -> bytes:
    with Image.open(io.BytesIO(data)) as image:
        return image.convert("RGBA").tobytes()


@pytest.mark.parametrize("encoder", FORMATS)
def test_settings_come_back_and_no_pixel_moves(encoder: str) -> None:
    data = encoded(Image.effect_noise((60, 40), 60).convert("RGB"), encoder)
    stamped = embed_metadata(data, made(seed=9007199254740993))
    assert read_metadata(data) is None
    assert pixels(stamped) == pixels(data)
    assert read_metadata(stamped) == {
        "playground": "0.1.0",
        "model": "qwen-image-2-0-pro",
        "task_id": "task_1",
        "created": "2026-11-22T12:00:00+00:00",
        "seed": 9007199254740993,
        "input": INPUT,
    }


@pytest.mark.parametrize("encoder", FORMATS)
def test_a_second_record_takes_the_place_of_the_first(encoder: str) -> None:
    data = encoded(quarters(), encoder)
    twice = embed_metadata(embed_metadata(data, made({"prompt": "first"})), made({"prompt": "second"}))
    assert twice == embed_metadata(data, made({"prompt": "second"}))
    found = read_metadata(twice)
    assert found is not None
    assert found["input"] == {"prompt": "second"}


@pytest.mark.parametrize("encoder", ["JPEG", "WEBP", "AVIF"])
def test_what_others_wrote_stays(encoder: str) -> None:
    theirs = (
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
        b'<rdf:Description rdf:about="" xmlns:dc="urn:dc" dc:creator="somebody"/></rdf:RDF></x:xmpmeta>'
    )
    stamped = embed_metadata(encoded(quarters(), encoder, xmp=theirs, exif=exif()), made())
    with Image.open(io.BytesIO(stamped)) as image:
        assert b'dc:creator="somebody"' in image.info["xmp"] or encoder == "AVIF"
        assert image.getexif()[0x010F] == "SecretCamera"
    assert b'dc:creator="somebody"' in stamped
    assert (read_metadata(stamped) or {})["input"] == INPUT


@pytest.mark.parametrize("encoder", ["GIF", "WEBP", "PNG"])
def test_an_animation_keeps_its_frames(encoder: str) -> None:
    with Image.open(io.BytesIO(embed_metadata(frames(encoder), made()))) as image:
        assert getattr(image, "n_frames", 1) == 2
        image.seek(1)
        image.load()


@pytest.mark.parametrize("options", [{"lossless": True}, {"lossless": False}])
def test_a_webp_keeps_its_transparency(options: dict[str, bool]) -> None:
    data = encoded(Image.new("RGBA", (31, 17), (250, 0, 0, 60)), "WEBP", **options)
    stamped = embed_metadata(data, made())
    assert pixels(stamped) == pixels(data)
    with Image.open(io.BytesIO(stamped)) as image:
        assert (image.size, image.mode) == ((31, 17), "RGBA")


def test_a_photo_on_its_side_keeps_its_turn() -> None:
    stamped = embed_metadata(encoded(quarters(), "JPEG", exif=exif(6)), made())
    with Image.open(io.BytesIO(stamped)) as image:
        assert image.getexif()[0x0112] == 6


@pytest.mark.parametrize("encoder", FORMATS)
@given(
    value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda part: st.lists(part, max_size=3))
)
@settings(max_examples=30, deadline=None)
def test_any_input_comes_back_exactly(encoder: str, value: Any) -> None:
    found = read_metadata(embed_metadata(SMALL[encoder], made({"value": value})))
    assert found is not None
    assert found["input"] == {"value": value}


SMALL = {encoder: encoded(quarters(), encoder) for encoder in FORMATS}


@pytest.mark.parametrize("number", ["0.1000", "1e400", "-0.0", "123456789012345678901234567890", "1.0"])
def test_a_number_keeps_every_digit(number: str) -> None:
    text = metadata_json(model="m", input_json=f'{{"x": {number}}}', task_id=None, created_at=0, version="1")
    found = read_metadata(embed_metadata(SMALL["PNG"], text))
    assert found is not None
    assert str(found["input"]["x"]) == str(Decimal(number))


def test_what_is_no_picture_is_handed_out_as_it_is(mp4: bytes) -> None:
    for data in (mp4, b"", b"text", b"\x89PNG\r\n\x1a\nbroken", SMALL["JPEG"][:50], b"RIFF\4\0\0\0WEBP", b"GIF89a"):
        assert embed_metadata(data, made()) == data


@pytest.mark.parametrize("encoder", FORMATS)
def test_words_without_end_travel_too(encoder: str) -> None:
    """A segment of a JPEG holds 64 KB: longer words are divided as Adobe's extended XMP."""
    long, theirs = {"prompt": "茶馆 <&>" * 30_000}, {} if encoder == "GIF" else {"exif": exif()}
    data = encoded(quarters(), encoder, **theirs)
    stamped = embed_metadata(data, made(long))
    assert pixels(stamped) == pixels(data)
    assert (read_metadata(stamped) or {})["input"] == long
    assert embed_metadata(stamped, made()) == embed_metadata(data, made())
    assert embed_metadata(embed_metadata(data, made()), made(long)) == stamped


def test_a_jpeg_whose_words_leave_no_room_stays_as_it_is() -> None:
    theirs = encoded(quarters(), "JPEG", xmp=b"<x>" + b"y" * 65_450 + b"</rdf:RDF></x>")
    assert embed_metadata(theirs, made({"prompt": "x" * 200})) == theirs


@pytest.mark.parametrize(
    "words", ["<playground:settings>", '<rdf:Description rdf:about="" xmlns:playground="urn:playground">']
)
def test_words_that_begin_without_end_are_read_at_once(words: str) -> None:
    hostile = encoded(quarters(), "WEBP", xmp=words.encode() * 20_000 + b"</rdf:RDF>")
    began = time.monotonic()
    assert read_metadata(hostile) is None
    assert (read_metadata(embed_metadata(hostile, made())) or {})["input"] == INPUT
    assert time.monotonic() - began < fair(2)


def test_a_jpeg_whose_long_words_are_somebody_elses_stays_as_it_is() -> None:
    segments = list(chunks.jpeg_segments(SMALL["JPEG"]))
    extension = chunks.Segment(0xE1, b"http://ns.adobe.com/xmp/extension/\0" + b"A" * 32 + bytes(8) + b"<x>theirs</x>")
    data = chunks.jpeg((segments[0], extension, *segments[1:]))
    assert embed_metadata(data, made()) == data
    assert read_metadata(data) is None


def test_settings_are_read_from_a_zip_and_from_the_file_beside_a_video(tmp_path: Path) -> None:
    target = tmp_path / "run.zip"
    with zipfile.ZipFile(target, "w") as archive:
        archive.writestr("settings.json", made())
    assert (read_metadata(target) or {})["input"] == INPUT
    assert (read_metadata(made().encode()) or {})["model"] == "qwen-image-2-0-pro"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{}",
        b"[1]",
        b'{"playground": "1"}',
        b'{"playground": 1, "model": "m", "input": 3}',
        b"[" * 5000,
        b"PK\3\4x",
    ],
)
def test_a_file_without_settings_has_none(data: bytes) -> None:
    assert read_metadata(data) is None


@pytest.mark.parametrize("packing", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_a_damaged_zip_is_no_error(packing: int) -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        archive.writestr("settings.json", made())
    whole = file.getvalue()
    for seed in range(400):
        found = read_metadata(damaged(whole, seed))
        assert found is None or found["model"]


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of broken EXIF
@pytest.mark.parametrize("encoder", FORMATS)
def test_damage_never_stops_a_download_or_a_drop(encoder: str) -> None:
    whole = embed_metadata(encoded(quarters(), encoder, **({} if encoder == "GIF" else {"exif": exif()})), made())
    for seed in range(400):
        data = damaged(whole, seed)
        assert isinstance(embed_metadata(data, made()), bytes)
        assert read_metadata(data) is None or data.count(b"playground")
