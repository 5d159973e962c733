"""Uploads: their names, clips, sounds and other files, and bytes that nobody foresaw."""

from __future__ import annotations

import hashlib
import hmac
import io
import os
import stat
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from playground.errors import UploadError
from playground.files.formats import sniff
from playground.files.pictures import measure
from playground.files.uploads import Uploads
from playground.form.fields import Upload
from tests.files.publishing import ANY_FILE, ANY_PICTURE, PICTURES, left_over, published, refused
from tests.files.samples import assert_close, damaged, encoded, packets, quarters

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
