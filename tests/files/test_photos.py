"""Photos as they are published: upright, without EXIF, in their own format."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import pytest
from PIL import Image, ImageCms

from playground.files import chunks
from playground.files.metadata import embed_metadata
from playground.files.uploads import Uploads
from playground.form.fields import Upload
from playground.texts import translate
from tests.files.publishing import ANY_FILE, ANY_PICTURE, PICTURES, opened, published, refused
from tests.files.samples import assert_close, encoded, exif, frames, quarters, turned


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
