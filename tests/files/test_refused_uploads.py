"""Uploads that are refused, each in its words."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image, ImageSequence

from playground.files.uploads import Uploads
from playground.form.fields import Upload
from tests.files.publishing import ANY_FILE, ANY_PICTURE, PICTURES, left_over, opened, refused
from tests.files.samples import encoded, frames, quarters
from tests.files.words import words


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "upload.empty"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', "upload.markup"),
        (b"<!doctype html><p>hello", "upload.markup"),
        ("<svg/>".encode("utf-16"), "upload.markup"),
        (b"%PDF-1.7 ...", "upload.wrong_kind"),
        (b"just words", "upload.wrong_kind"),
        (b"\0\1\2\3", "upload.wrong_kind"),
        (b"8BPS" + bytes(20), "upload.wrong_kind"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "upload.wrong_kind"),
        (b"\x89PNG\r\n\x1a\n", "upload.broken"),
        (b"\xff\xd8\xff\xe0", "upload.broken"),
        (b"GIF89a", "upload.broken"),
        (b"RIFF\4\0\0\0WEBP", "upload.broken"),
        (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", "upload.broken"),
    ],
)
async def test_what_is_no_picture_is_refused_in_words(uploads: Uploads, data: bytes, code: str, tmp_path: Path) -> None:
    assert (await refused(uploads, data)).code == code
    assert left_over(tmp_path) == set()


async def test_a_markup_file_is_refused_where_any_file_is_taken(uploads: Uploads) -> None:
    assert (await refused(uploads, b"<svg/>", wanted=ANY_FILE)).code == "upload.markup"


@pytest.mark.parametrize("encoder", PICTURES)
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
async def test_half_a_picture_is_refused(uploads: Uploads, encoder: str, share: float) -> None:
    data = encoded(Image.effect_noise((200, 100), 60).convert("RGB"), encoder)
    assert (await refused(uploads, data[: int(len(data) * share)])).code == "upload.broken"


async def test_a_bomb_of_pixels_is_refused_before_it_is_decoded(uploads: Uploads) -> None:
    data = encoded(Image.new("1", (12_000, 12_000)))
    assert len(data) < 20_000
    error = await refused(uploads, data, "bomb.png")
    assert (error.code, error.params["width"]) == ("upload.too_many_pixels", 12_000)
    assert words(error).startswith("“bomb.png” has 12,000 × 12,000 pixels; at most 40 million")


async def test_two_gigabytes_are_refused_unread(uploads: Uploads, tmp_path: Path) -> None:
    huge = tmp_path / "huge.mp4"
    with huge.open("wb") as file:
        file.truncate(2 * 1024**3)
    error = await refused(uploads, huge, "huge.mp4", Upload(kind="video"))
    assert error.code == "upload.too_large"
    assert words(error) == "“huge.mp4” is too large: it has 2 GB, and the limit is 200 MB."


@pytest.mark.parametrize("encoder", ["GIF", "WEBP", "PNG", "AVIF"])
async def test_a_picture_that_moves_is_refused_where_stills_are_taken(uploads: Uploads, encoder: str) -> None:
    assert (await refused(uploads, frames(encoder))).code == "upload.animated"
    assert (await refused(uploads, frames(encoder), wanted=Upload(accept=("image/*",)))).code == "upload.animated"


@pytest.mark.parametrize(
    ("encoder", "wanted"), [("GIF", Upload(accept=(".gif",))), ("WEBP", ANY_FILE), ("PNG", ANY_FILE)]
)
async def test_a_picture_that_moves_keeps_its_frames_where_it_is_taken(
    uploads: Uploads, encoder: str, wanted: Upload
) -> None:
    picture = opened(uploads, await uploads.keep(frames(encoder), "a", wanted))
    shown = [frame.convert("RGB").getpixel((5, 5)) for frame in ImageSequence.Iterator(picture)]
    assert [sum(pixel) > 100 for pixel in shown if isinstance(pixel, tuple)] == [True, False]


@pytest.mark.parametrize(
    ("wanted", "accepted"),
    [
        (Upload(accept=("image/webp", ".JPG")), "JPEG, WebP"),
        (Upload(kind="video"), "MP4, QuickTime, WebM, Matroska, AVI"),
        (Upload(kind="audio", accept=("audio/mpeg", "audio/x-wav")), "MP3, WAV"),
        (Upload(kind="file", accept=(".step", "application/x-thing")), ".step, application/x-thing"),
    ],
)
async def test_a_wrong_kind_says_what_is_taken(uploads: Uploads, png: bytes, wanted: Upload, accepted: str) -> None:
    error = await refused(uploads, png, "a.png", wanted)
    assert words(error) == f"“a.png” is the wrong kind of file (PNG). This field takes: {accepted}."


async def test_the_bytes_decide_and_not_the_name(uploads: Uploads) -> None:
    data = encoded(quarters(), "JPEG")
    stored = await uploads.keep(data, "really.png", Upload(accept=("image/jpeg",)))
    assert (stored.media_type, stored.name[-4:]) == ("image/jpeg", ".jpg")
    assert (await refused(uploads, data, "really.png", Upload(accept=("image/png",)))).code == "upload.wrong_kind"


@pytest.mark.parametrize(
    ("filename", "quoted"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\cat.png", "cat.png"),
        ("🚀 écran\u202e.png", "🚀 écran.png"),
        ("a\nb\0.png", "ab.png"),
        ("x" * 300 + ".png", "x" * 51 + "…" + "xxxx.png"),
    ],
)
async def test_a_name_from_outside_is_only_quoted(
    uploads: Uploads, tmp_path: Path, png: bytes, filename: str, quoted: str
) -> None:
    assert (await refused(uploads, b"", filename)).params["file"] == quoted
    stored = await uploads.keep(png, filename, ANY_PICTURE)
    assert left_over(tmp_path) == {".secret", stored.name}
