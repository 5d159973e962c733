"""Files that are made to harm: refused in words or harmless, quickly, and the next file is opened as if nothing was."""

from __future__ import annotations

import asyncio
import base64
import os
import signal
import struct
import time
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from pathlib import Path
from typing import Literal

import av
import pytest
from fairness import fair

from playground.errors import UploadError
from playground.files.media_pool import MEDIA_POOL, MediaPool
from playground.files.metadata import embed_metadata, read_metadata
from playground.files.pictures import MAX_PIXELS
from playground.files.results import Results
from playground.files.uploads import Uploads
from playground.form.fields import Upload
from playground.processpool import ProcessPool
from playground.workerclient import ProcessLimits
from tests.files import hostile
from tests.files.fetching import Remote
from tests.files.samples import damaged, frames, packets
from tests.files.words import words

MB = 2**20
PHOTO = Upload()
VIDEO = Upload(kind="video")


async def refused(uploads: Uploads, data: bytes | Path, wanted: Upload = PHOTO) -> str:
    begun = time.monotonic()
    with pytest.raises(UploadError) as caught:
        await uploads.keep(data, "a file", wanted)
    assert time.monotonic() - begun < fair(5)
    assert "“a file”" in words(caught.value)
    return caught.value.code


# Pictures.


@pytest.mark.parametrize("make", [hostile.tiny_segments, hostile.tiny_boxes, hostile.tiny_texts, hostile.tiny_pieces])
async def test_a_picture_of_nothing_but_parts_is_not_opened(
    uploads: Uploads, tmp_path: Path, make: Callable[[int], bytes]
) -> None:
    data = make(20 * MB)
    assert await refused(uploads, data) == "upload.too_complex"
    (tmp_path / "a").write_bytes(data)
    begun = time.monotonic()
    assert read_metadata(tmp_path / "a") is None
    assert embed_metadata(data, "{}") == data
    assert time.monotonic() - begun < fair(5)


def test_a_zip_of_nothing_but_names_has_no_settings(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(hostile.tiny_entries(20 * MB))
    begun = time.monotonic()
    assert read_metadata(tmp_path / "a") is None
    assert time.monotonic() - begun < fair(1)


async def test_a_progressive_picture_of_thousands_of_scans_is_not_opened(uploads: Uploads) -> None:
    data = hostile.many_scans(3000)
    assert len(data) < MB
    assert await refused(uploads, data) == "upload.too_complex"
    hidden = data.replace(b"\xff\xda", b"\0\0\xff\xff\xda")  # what a decoder passes over
    assert await refused(uploads, hidden) == "upload.too_complex"
    assert (await uploads.keep(hostile.many_scans(1), "a", PHOTO)).width == 4000


@pytest.mark.parametrize("encoder", ["PNG", "WEBP", "AVIF"])
async def test_exif_that_is_its_own_head_over_and_over_costs_nothing(uploads: Uploads, encoder: str) -> None:
    data = hostile.repeated_exif(encoder, 2 * MB)
    begun = time.monotonic()
    assert read_metadata(data) is None
    if encoder == "AVIF":
        assert await refused(uploads, data) == "upload.too_complex"
    else:
        stored = await uploads.keep(data, "a", PHOTO)
        assert await uploads.thumbnail(stored.name) is not None
    assert time.monotonic() - begun < fair(5)


async def test_a_few_bytes_that_are_forty_megapixels_are_opened_elsewhere(uploads: Uploads) -> None:
    data = hostile.large_webp()
    assert len(data) < 100
    stored = await uploads.keep(data, "a", PHOTO)
    assert await uploads.thumbnail(stored.name) is not None
    assert (stored.width or 0) * (stored.height or 0) in range(MAX_PIXELS - 100_000, MAX_PIXELS)


async def test_a_picture_that_is_a_page_as_well_is_published_as_the_picture_alone(uploads: Uploads) -> None:
    stored = await uploads.keep(hostile.polyglot(), "a", PHOTO)
    kept = uploads.open(stored.name)
    assert kept is not None
    assert b"<script>" not in kept[0].read_bytes()
    assert kept[1] == "image/gif"


async def test_an_animation_without_end_is_not_opened(uploads: Uploads) -> None:
    whole = frames("GIF")
    frame = whole[whole.rindex(b"\x21\xf9") : -1]
    assert await refused(uploads, whole[:-1] + frame * 20_000 + b";", Upload(kind="file")) == "upload.too_complex"


# Clips.


async def test_a_clip_of_hundreds_of_streams_is_refused(uploads: Uploads, tmp_path: Path) -> None:
    for container in ("mp4", "matroska"):
        data = hostile.many_streams(tmp_path / "clip", container, 200)
        assert await refused(uploads, data, VIDEO) in {"upload.broken", "upload.too_complex"}


async def test_a_clip_that_is_nothing_but_tables_is_refused(uploads: Uploads) -> None:
    assert await refused(uploads, hostile.large_tables(100 * MB), VIDEO) == "upload.too_complex"
    assert await refused(uploads, hostile.large_tables(20 * MB), VIDEO) == "upload.broken"


async def test_a_sound_that_lies_about_its_size_is_kept_as_long_as_it_is(uploads: Uploads) -> None:
    stored = await uploads.keep(hostile.lying_wav(16_000), "a", Upload(kind="audio"))
    assert 16_000 <= stored.size < 17_000


async def test_no_list_of_other_files_is_followed(uploads: Uploads, tmp_path: Path) -> None:
    secret = tmp_path / "secret.mp4"
    secret.write_bytes(hostile.many_streams(tmp_path / "clip", "mp4", 1))
    for name, data in hostile.playlists(secret):
        assert await refused(uploads, data, VIDEO) in {"upload.wrong_kind", "upload.broken"}, name


async def test_a_damaged_clip_is_refused_or_harmless(uploads: Uploads, mp4: bytes) -> None:
    for seed in range(40):
        try:
            await uploads.keep(damaged(mp4, seed), "a", VIDEO)
        except UploadError as error:
            assert error.code in {"upload.broken", "upload.wrong_kind", "upload.uncleanable"}  # noqa: PT017 - or none


# The processes.


@pytest.fixture
async def media_pool() -> AsyncIterator[MediaPool]:
    """One process for slow work, which has two seconds."""
    slow = ProcessPool("playground.files.media_worker", ProcessLimits(seconds=2, memory=2**30), workers=1, queue=1)
    yield replace(MEDIA_POOL, slow=slow)
    slow.close()


async def test_a_process_that_is_killed_over_a_file_is_told_and_replaced(
    tmp_path: Path, media_pool: MediaPool, png: bytes
) -> None:
    uploads = Uploads(tmp_path, media_pool)
    await uploads.keep(png, "a", PHOTO)
    (idle,) = media_pool.slow.idle
    os.kill(idle, signal.SIGSTOP)  # it hangs
    waiting = asyncio.create_task(refused(uploads, png))
    while not media_pool.slow.busy:  # noqa: ASYNC110 - threads tell no event loop
        await asyncio.sleep(0.01)
    os.kill(idle, signal.SIGKILL)
    assert await waiting == "upload.not_opened"
    assert (await uploads.keep(png, "a", PHOTO)).width == 64
    os.kill(media_pool.slow.idle[0], signal.SIGSTOP)
    assert await refused(uploads, png) == "upload.too_slow"
    assert (await uploads.keep(png, "a", PHOTO)).width == 64


async def test_more_files_than_wait_are_told_to_come_again(tmp_path: Path, media_pool: MediaPool, png: bytes) -> None:
    uploads = Uploads(tmp_path, media_pool)
    codes = await asyncio.gather(*(uploads.keep(png, "a", PHOTO) for _ in range(8)), return_exceptions=True)
    assert {one.code for one in codes if isinstance(one, UploadError)} == {"upload.busy"}
    assert sum(not isinstance(one, UploadError) for one in codes) == 2


# Results.


async def test_a_result_that_cannot_be_opened_is_kept_as_it_came(tmp_path: Path) -> None:
    """It is paid for."""
    results = Results(tmp_path)
    data = hostile.many_scans(3000)
    kept = await results.fetch("run", 0, Remote("data:image/jpeg;base64," + base64.b64encode(data).decode()))
    path = results.path("run", kept.name)
    assert path is not None
    assert path.read_bytes() == data
    assert kept.kind == "file"
    assert await results.thumbnail("run", kept.name) is None
    await results.close()


async def test_results_wait_for_no_stranger(tmp_path: Path, png: bytes) -> None:
    """Every seat of the others is taken by processes that hang."""
    media_pool = MediaPool()
    await media_pool.quick.call(b'["metadata", "/dev/null"]')
    await media_pool.slow.call(b'["metadata", "/dev/null"]')
    for pid in (*media_pool.quick.idle, *media_pool.slow.idle):
        os.kill(pid, signal.SIGSTOP)
    results = Results(tmp_path, media_pool=media_pool)
    kept = await results.fetch("run", 0, Remote("data:image/png;base64," + base64.b64encode(png).decode()))
    assert (kept.kind, kept.width) == ("image", 64)
    await results.close()
    media_pool.close()


# What is published tells nothing of where and with what it was made.

PLACE = {"location": "+52.5200+013.4050/", "com.apple.quicktime.make": "SecretCamera", "title": "SecretTitle"}


@pytest.mark.parametrize(
    ("container", "codec", "kind"),
    [
        *(("mp4", "libx264", "video"), ("mov", "mpeg4", "video"), ("webm", "libvpx-vp9", "video")),
        *(("matroska", "libx264", "video"), ("avi", "mpeg4", "video")),
        *(("mp3", "libmp3lame", "audio"), ("ipod", "aac", "audio"), ("wav", "pcm_s16le", "audio")),
        *(("flac", "flac", "audio"), ("ogg", "libopus", "audio")),
    ],
)
async def test_a_clip_is_published_without_its_place(
    uploads: Uploads, tmp_path: Path, container: str, codec: str, kind: Literal["video", "audio"]
) -> None:
    data = hostile.placed(tmp_path / "clip", container, codec, PLACE)
    assert b"Secret" in data
    stored = await uploads.keep(data, "a", Upload(kind=kind))
    kept = uploads.open(stored.name)
    assert kept is not None
    published = kept[0].read_bytes()
    assert b"Secret" not in published
    assert b"+52.52" not in published
    assert sorted(packets(published)) == sorted(packets(data))
    assert (await uploads.keep(data, "b", Upload(kind=kind))).name == stored.name


async def test_a_clip_that_was_filmed_upright_stays_so(uploads: Uploads, tmp_path: Path) -> None:
    data = bytearray(hostile.placed(tmp_path / "clip", "mov", "libx264", PLACE))
    at = data.index(b"tkhd") + 44
    struct.pack_into(">9i", data, at, 0, 65536, 0, -65536, 0, 0, 48 * 65536, 0, 1 << 30)
    stored = await uploads.keep(bytes(data), "a", VIDEO)
    kept = uploads.open(stored.name)
    assert kept is not None
    with av.open(kept[0]) as container:
        assert next(container.decode(video=0)).rotation == -90


@pytest.mark.parametrize("head", [b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", b"II*\0\x08\0\0\0", b"8BPS\0\1"])
async def test_a_photo_that_cannot_be_cleaned_is_refused_where_any_file_is_taken(uploads: Uploads, head: bytes) -> None:
    assert await refused(uploads, head + bytes(40), Upload(kind="file")) == "upload.uncleanable"
