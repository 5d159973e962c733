from __future__ import annotations

import hashlib
import hmac
import io
import os
import stat
import struct
import time
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from fairness import fair
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageSequence

from playground.errors import UploadError
from playground.files import chunks
from playground.files.formats import sniff
from playground.files.metadata import embed_metadata
from playground.files.pictures import measure
from playground.files.uploads import StoredUpload, Uploads
from playground.form.fields import Upload
from playground.texts import translate
from tests.files.samples import assert_close, damaged, encoded, exif, frames, packets, quarters, turned
from tests.files.words import words

ANY_PICTURE = Upload()
ANY_FILE = Upload(kind="file")
PICTURES = ("PNG", "JPEG", "WEBP", "GIF", "AVIF")


@pytest.fixture
def uploads(tmp_path: Path) -> Uploads:
    return Uploads(tmp_path / "uploads")


def opened(uploads: Uploads, stored: StoredUpload) -> Image.Image:
    kept = uploads.open(stored.name)
    assert kept is not None
    assert kept[1] == stored.media_type
    return Image.open(io.BytesIO(kept[0].read_bytes()))


def published(uploads: Uploads, stored: StoredUpload) -> bytes:
    kept = uploads.open(stored.name)
    assert kept is not None
    return kept[0].read_bytes()


def left_over(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


async def refused(
    uploads: Uploads, data: bytes | Path, filename: str = "photo.png", wanted: Upload = ANY_PICTURE
) -> UploadError:
    begun = time.monotonic()
    with pytest.raises(UploadError) as caught:
        await uploads.keep(data, filename, wanted)
    assert time.monotonic() - begun < fair(1)
    assert caught.value.params["file"] in words(caught.value)
    return caught.value


# Names.


async def test_a_name_tells_nothing_and_never_changes(uploads: Uploads, tmp_path: Path, png: bytes) -> None:
    first, second = await uploads.keep(png, "a.png", ANY_PICTURE), await uploads.keep(png, "b.jpg", ANY_PICTURE)
    assert first.name == second.name
    assert first.token == f"upload:{first.name}"
    key = (tmp_path / "uploads" / ".secret").read_bytes()
    digest = hmac.new(key, published(uploads, first), hashlib.sha256).hexdigest()
    assert first.name == f"{digest}.png"
    assert (await Uploads(tmp_path / "uploads").keep(png, "c", ANY_PICTURE)).name == first.name
    assert (await Uploads(tmp_path / "elsewhere").keep(png, "c", ANY_PICTURE)).name != first.name


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
async def test_the_secret_is_its_owners_alone(uploads: Uploads, tmp_path: Path, png: bytes) -> None:
    await uploads.keep(png, "a", ANY_PICTURE)
    assert stat.S_IMODE((tmp_path / "uploads" / ".secret").stat().st_mode) == 0o600


async def test_a_file_that_is_used_again_counts_as_new(uploads: Uploads, png: bytes) -> None:
    kept = uploads.open((await uploads.keep(png, "a", ANY_PICTURE)).name)
    assert kept is not None
    os.utime(kept[0], (1, 1))
    await uploads.keep(png, "a", ANY_PICTURE)
    assert kept[0].stat().st_mtime > 1


def test_an_address_and_a_name_stand_for_each_other() -> None:
    name = "0" * 64 + ".png"
    assert Uploads.url(name, "https://play.example/") == f"https://play.example/uploads/{name}"
    assert Uploads.name_of(f"https://play.example/uploads/{name}", "https://play.example") == name
    assert Uploads.name_of(f"https://other.example/uploads/{name}", "https://play.example") is None
    assert Uploads.name_of(f"https://play.example/uploads/{name}?x", "https://play.example") is None
    assert Uploads.name_of(name, "https://play.example") is None


@given(st.text() | st.sampled_from([".secret", "../uploads/.secret", "thumbnails", "", ".", "..", "a\0"]))
def test_no_other_name_opens_anything(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / ".secret").write_bytes(b"x")
    assert Uploads(folder).open(name) is None


# Photos: upright, without EXIF, in their own format.


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP", "AVIF"])
async def test_a_photo_is_published_upright_and_without_exif(uploads: Uploads, encoder: str, orientation: int) -> None:
    lossless = {"lossless": True} if encoder == "WEBP" else {}
    data = encoded(turned(quarters(), orientation), encoder, exif=exif(orientation), **lossless)
    assert b"SecretCamera" in data
    stored = await uploads.keep(data, "photo", ANY_PICTURE)
    assert (stored.width, stored.height, stored.note) == (40, 24, None)
    assert b"SecretCamera" not in published(uploads, stored)
    picture = opened(uploads, stored)
    assert (picture.format, picture.size, dict(picture.getexif())) == (encoder, (40, 24), {})
    for at, colour in (((5, 5), (255, 0, 0)), ((34, 5), (0, 255, 0)), ((5, 18), (0, 0, 255)), ((34, 18), (255,) * 3)):
        assert_close(picture, at, colour)


@pytest.mark.parametrize("encoder", PICTURES)
async def test_an_upright_photo_keeps_its_very_pixels(uploads: Uploads, encoder: str) -> None:
    data = encoded(Image.effect_noise((50, 40), 60).convert("RGB"), encoder)
    stored = await uploads.keep(data, "photo", ANY_PICTURE)
    with Image.open(io.BytesIO(data)) as before:
        assert opened(uploads, stored).convert("RGB").tobytes() == before.convert("RGB").tobytes()


@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP", "AVIF"])
async def test_colours_keep_their_profile(uploads: Uploads, encoder: str) -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for orientation in (1, 6):
        data = encoded(quarters(), encoder, icc_profile=profile, exif=exif(orientation))
        stored = await uploads.keep(data, "photo", ANY_PICTURE)
        assert opened(uploads, stored).info["icc_profile"] == profile


@pytest.mark.parametrize("options", [{"progressive": True}, {"restart_marker_blocks": 1}, {"optimize": True}])
async def test_every_way_to_write_a_jpeg_keeps_its_pixels(uploads: Uploads, options: dict[str, Any]) -> None:
    data = encoded(Image.effect_noise((90, 70), 60).convert("RGB"), "JPEG", comment="words", **options)
    filled = data.replace(b"\xff\xdb", b"\xff\xff\xff\xdb", 1)  # fill bytes before a marker
    stored = await uploads.keep(filled, "photo", ANY_PICTURE)
    assert b"words" not in published(uploads, stored)
    with Image.open(io.BytesIO(data)) as before:
        assert opened(uploads, stored).tobytes() == before.tobytes()


@pytest.mark.parametrize("encoder", ["JPEG", "GIF"])
async def test_a_picture_put_together_oddly_is_drawn_anew(uploads: Uploads, encoder: str) -> None:
    data = encoded(quarters(), encoder, comment="words")
    odd = data.replace(b"\xff\xdb", b"\0\xff\xdb", 1) if encoder == "JPEG" else data[:-1]
    stored = await uploads.keep(odd, "photo", ANY_PICTURE)
    assert b"words" not in published(uploads, stored)
    assert_close(opened(uploads, stored), (5, 5), (255, 0, 0))


async def test_an_animation_put_together_oddly_is_refused(uploads: Uploads) -> None:
    assert (await refused(uploads, frames("GIF")[:-1], wanted=ANY_FILE)).code == "upload.broken"


async def test_words_in_a_picture_are_cut_out(uploads: Uploads) -> None:
    private = "my secret words"
    pictures = {
        "jpeg": encoded(quarters(), "JPEG", comment=private, xmp=f"<x>{private}</x>".encode()),
        "webp": encoded(quarters(), "WEBP", xmp=f"<x>{private}</x>".encode()),
        "gif": encoded(quarters(), "GIF", comment=private),
        "avif": encoded(quarters(), "AVIF", xmp=f"<x>{private}</x>".encode()),
        "png": encoded(quarters(), "PNG", exif=private.encode()),
    }
    for kind, data in pictures.items():
        assert private.encode() in data, kind
        stored = await uploads.keep(data + private.encode(), f"a.{kind}", ANY_PICTURE)
        assert private.encode() not in published(uploads, stored), kind
        assert opened(uploads, stored).size == (40, 24)


async def test_an_animation_whose_words_cannot_be_cut_out_is_refused(uploads: Uploads) -> None:
    file = io.BytesIO()
    words = b"<x>my secret</x>"
    quarters().save(file, "AVIF", save_all=True, append_images=[quarters().rotate(180)], xmp=words)
    assert words in file.getvalue()
    assert (await refused(uploads, file.getvalue(), wanted=ANY_FILE)).code == "upload.broken"


@pytest.mark.parametrize("encoder", ["WEBP", "AVIF"])
async def test_words_in_pieces_that_no_viewer_knows_are_cut_out(uploads: Uploads, encoder: str) -> None:
    data = embed_metadata(
        encoded(quarters(), encoder), '{"playground": "1", "model": "m", "input": {"prompt": "my secret"}}'
    )
    if encoder == "WEBP":
        header, *others = chunks.webp_chunks(data)
        data = chunks.webp((header, *others, chunks.Chunk(b"secr", b"my secret")))
    else:
        data += chunks.box(chunks.Chunk(b"udta", b"my secret"))
    assert data.count(b"my secret") == 2
    stored = await uploads.keep(data, "photo", ANY_PICTURE)
    assert b"my secret" not in published(uploads, stored)
    with Image.open(io.BytesIO(data)) as before:
        assert opened(uploads, stored).tobytes() == before.tobytes()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow warns of broken EXIF
@pytest.mark.parametrize("broken", [b"nonsense", b"Exif\0\0nonsense", b"Exif\0\0II*\0\x08\0\0\0\xff\xff"])
@pytest.mark.parametrize("encoder", ["JPEG", "PNG", "WEBP"])
async def test_a_photo_with_broken_exif_is_a_good_photo(uploads: Uploads, encoder: str, broken: bytes) -> None:
    stored = await uploads.keep(encoded(quarters(), encoder, exif=broken), "a", ANY_PICTURE)
    assert (stored.width, stored.height) == (40, 24)
    assert b"nonsense" not in published(uploads, stored)
    assert await uploads.thumbnail(stored.name) is not None


async def test_a_cmyk_photo_becomes_rgb(uploads: Uploads) -> None:
    data = encoded(quarters().convert("CMYK"), "JPEG", quality=95)
    picture = opened(uploads, await uploads.keep(data, "print.jpg", ANY_PICTURE))
    assert (picture.mode, picture.format) == ("RGB", "JPEG")
    assert_close(picture, (5, 5), (255, 0, 0))


async def test_a_cmyk_photo_with_a_broken_profile_becomes_rgb(uploads: Uploads) -> None:
    data = encoded(quarters().convert("CMYK"), "JPEG", quality=95, icc_profile=b"no profile")
    picture = opened(uploads, await uploads.keep(data, "print.jpg", ANY_PICTURE))
    assert (picture.mode, picture.info.get("icc_profile")) == ("RGB", None)
    assert_close(picture, (5, 5), (255, 0, 0))


def deep_png(colour_type: int, samples: tuple[int, ...]) -> bytes:
    """A 2 × 1 PNG of 16 bits a channel."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    row = b"\0" + struct.pack(f">{len(samples)}H", *samples)
    header = struct.pack(">IIBBBBB", 2, 1, 16, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(row)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("colour_type", "samples", "mode", "first"),
    [
        (0, (0x8000, 0xFFFF), "L", 128),
        (2, (0x8000, 0x4000, 0, 1, 2, 3), "RGB", (128, 64, 0)),
        (6, (0x8000, 0x4000, 0, 0xFFFF, 1, 2, 3, 4), "RGBA", (128, 64, 0, 255)),
    ],
)
async def test_sixteen_bits_become_eight(
    uploads: Uploads, colour_type: int, samples: tuple[int, ...], mode: str, first: object
) -> None:
    stored = await uploads.keep(deep_png(colour_type, samples), "scan.png", ANY_PICTURE)
    picture = opened(uploads, stored)
    assert (picture.mode, picture.getpixel((0, 0))) == (mode, first)
    assert published(uploads, stored)[24] == 8


async def test_a_picture_that_is_see_through_stays_so(uploads: Uploads) -> None:
    data = encoded(Image.new("RGBA", (20, 10), (255, 0, 0, 40)), "PNG", exif=exif(6))
    assert opened(uploads, await uploads.keep(data, "a", ANY_PICTURE)).getpixel((0, 0)) == (255, 0, 0, 40)


@pytest.mark.parametrize("encoder", PICTURES)
async def test_a_picture_over_the_models_limit_is_made_smaller_with_a_word(uploads: Uploads, encoder: str) -> None:
    data = encoded(Image.effect_noise((600, 400), 80).convert("RGB"), encoder)
    limit = len(data) // 3
    stored = await uploads.keep(data, "big", Upload(max_size=limit))
    assert stored.size <= limit
    assert stored.width is not None
    assert stored.height is not None
    assert 200 < stored.width < 600
    assert stored.width / stored.height == pytest.approx(1.5, abs=0.02)
    assert opened(uploads, stored).format == encoder
    assert stored.note is not None
    assert stored.note.code == "upload.shrunk"
    assert f"{stored.width} × {stored.height} pixels instead of 600 × 400" in translate(
        stored.note.code, **stored.note.params
    )


async def test_a_limit_that_no_picture_meets_is_said(uploads: Uploads, png: bytes) -> None:
    assert (await refused(uploads, png, wanted=Upload(max_size=100))).code == "upload.too_large"
    assert (await refused(uploads, frames("GIF"), wanted=Upload(max_size=100, accept=("image/gif",)))).code == (
        "upload.too_large"
    )


# What is refused, each in its words.


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


# Clips, sounds and other files.


async def test_a_video_a_sound_and_a_file_are_kept_as_they_look_and_sound(
    uploads: Uploads, mp4: bytes, wav: bytes, tmp_path: Path
) -> None:
    source = tmp_path / "source.mp4"
    source.write_bytes(mp4)
    video = await uploads.keep(source, "clip.mp4", Upload(kind="video"))
    assert (video.media_type, video.width, video.height) == ("video/mp4", 64, 48)
    assert packets(published(uploads, video)) == packets(mp4)
    assert video.size == len(published(uploads, video))
    assert source.read_bytes() == mp4
    sound = await uploads.keep(wav, "a.wav", Upload(kind="audio", accept=("audio/*",)))
    assert (sound.media_type, sound.width) == ("audio/wav", None)
    other = await uploads.keep(b"\1\2\3", "x.step", ANY_FILE)
    assert (other.media_type, other.size, other.name[-4:]) == ("application/octet-stream", 3, ".bin")


async def test_a_broken_video_is_refused(uploads: Uploads, mp4: bytes) -> None:
    assert (await refused(uploads, mp4[:100], "a.mp4", Upload(kind="video"))).code == "upload.broken"


async def test_a_file_over_the_fields_limit_is_refused(uploads: Uploads, mp4: bytes) -> None:
    error = await refused(uploads, mp4, "a.mp4", Upload(kind="video", max_size=len(mp4) - 1))
    assert error.code == "upload.too_large"


async def test_thumbnails_are_made_once(uploads: Uploads, mp4: bytes, wav: bytes) -> None:
    picture = await uploads.keep(encoded(quarters(800, 400), "JPEG"), "a", ANY_PICTURE)
    small = await uploads.thumbnail(picture.name)
    assert small is not None
    with Image.open(small) as image:
        assert (image.size, image.format) == ((256, 128), "WEBP")
        assert_close(image, (10, 10), (255, 0, 0))
    made = small.stat().st_mtime_ns
    assert await uploads.thumbnail(picture.name) == small
    assert small.stat().st_mtime_ns == made
    assert await uploads.thumbnail((await uploads.keep(mp4, "a", Upload(kind="video"))).name) is not None
    assert await uploads.thumbnail((await uploads.keep(wav, "a", Upload(kind="audio"))).name) is None


async def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, png: bytes) -> None:
    (tmp_path / "uploads").write_text("a file where the folder should be")
    assert (await refused(Uploads(tmp_path / "uploads"), png)).code == "upload.disk"


# Bytes that nobody foresaw.


@pytest.mark.parametrize("encoder", PICTURES)
async def test_damage_anywhere_is_refused_or_harmless(tmp_path: Path, encoder: str) -> None:
    data = encoded(quarters(), encoder)
    uploads = Uploads(tmp_path)
    for seed in range(150):
        with suppress(UploadError):
            kept = published(uploads, await uploads.keep(damaged(data, seed), "a", ANY_PICTURE))
            measure(io.BytesIO(kept), sniff(kept), decode=True)
    assert left_over(tmp_path)
