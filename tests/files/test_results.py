"""Results: what comes is kept with its very bytes, under names that lead nowhere else."""

from __future__ import annotations

import asyncio
import base64
import io
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from playground.files.results import Results
from tests.files.fetching import MEBIBYTE, QUICK, Remote, left_over, refused
from tests.files.host import Host, reply
from tests.files.samples import assert_close, encoded

# What comes is kept as it came.


@pytest.mark.parametrize("encoder", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
async def test_a_picture_is_kept_with_its_very_bytes(results: Results, host: Host, encoder: str) -> None:
    data = encoded(Image.effect_noise((64, 48), 50).convert("RGB"), encoder)
    kept = await results.fetch("run", 2, Remote(host.serve("/a/Sunset%20%C3%A9.x?sig=1", reply(data))))
    assert (kept.kind, kept.media_type) == ("image", f"image/{encoder.lower()}")
    assert (kept.width, kept.height, kept.size) == (64, 48, len(data))
    assert kept.name.startswith("2-Sunset-e.")
    path = results.path("run", kept.name)
    assert path is not None
    assert path.read_bytes() == data


async def test_a_video_is_kept_with_its_size_and_a_poster(results: Results, host: Host, mp4: bytes) -> None:
    kept = await results.fetch("run", 0, Remote(host.serve("/clip", reply(mp4)), kind="video"))
    assert (kept.kind, kept.media_type, kept.width, kept.height) == ("video", "video/mp4", 64, 48)
    poster = await results.poster("run", kept.name)
    assert poster is not None
    with Image.open(poster) as picture:
        assert picture.format == "JPEG"
        assert picture.size == (64, 48)
        assert_close(picture, (32, 24), (200, 30, 30))
    made = poster.stat().st_mtime_ns
    assert await results.poster("run", kept.name) == poster
    assert poster.stat().st_mtime_ns == made


async def test_a_sound_a_text_and_any_other_file_are_kept(results: Results, host: Host, wav: bytes) -> None:
    sound = await results.fetch("run", 0, Remote(host.serve("/s.wav", reply(wav)), kind="audio"))
    assert (sound.kind, sound.media_type, sound.text) == ("audio", "audio/wav", None)
    story = await results.fetch("run", 1, Remote(host.serve("/t", reply("Es war einmal…".encode())), kind="text"))
    assert (story.kind, story.text, story.name) == ("text", "Es war einmal…", "1-t.txt")
    model = await results.fetch("run", 2, Remote(host.serve("/car.exr", reply(b"v/1\x01\x00\x02")), kind="file"))
    assert (model.kind, model.name, model.media_type) == ("file", "2-car.exr", "application/octet-stream")
    assert await results.poster("run", sound.name) is None


async def test_a_text_that_is_the_result_itself_is_kept_as_a_file(results: Results) -> None:
    kept = await results.fetch("run", 3, Remote(kind="text", text="猫\nline"))
    assert (kept.kind, kept.text) == ("text", "猫\nline")
    path = results.path("run", kept.name)
    assert path is not None
    assert path.read_bytes() == "猫\nline".encode()


async def test_a_video_in_a_list_of_pictures_is_taken_for_what_it_is(results: Results, host: Host, mp4: bytes) -> None:
    assert (await results.fetch("run", 0, Remote(host.serve("/x.png", reply(mp4))))).kind == "video"


async def test_a_clip_that_our_decoder_cannot_read_is_kept_all_the_same(
    results: Results, host: Host, mp4: bytes
) -> None:
    kept = await results.fetch("run", 0, Remote(host.serve("/x.mp4", reply(mp4[:200])), kind="video"))
    assert (kept.kind, kept.size, kept.width) == ("video", 200, None)
    assert await results.poster("run", kept.name) is None


@pytest.mark.parametrize("form", ["base64", "unpadded", "percent"])
async def test_a_data_url_is_decoded(results: Results, png: bytes, form: str) -> None:
    body = base64.b64encode(png).decode()
    url = {
        "base64": f"data:image/png;base64,{body}",
        "unpadded": f"DATA:;base64,{body.rstrip('=')}",
        "percent": f"data:image/png,{quote(png)}",
    }[form]
    kept = await results.fetch("run", 0, Remote(url))
    path = results.path("run", kept.name)
    assert path is not None
    assert (path.read_bytes(), kept.name) == (png, "0-image.png")


@pytest.mark.parametrize("url", ["data:image/png;base64", "data:;base64,####a", "data:,"])
async def test_a_data_url_without_sense_is_refused(results: Results, url: str) -> None:
    assert (await refused(results, Remote(url))).code in {"fetch.bad_link", "fetch.empty"}


async def test_a_data_url_over_the_limit_is_refused(results: Results) -> None:
    url = "data:;base64," + base64.b64encode(bytes(MEBIBYTE + 1)).decode()
    assert (await refused(results, Remote(url))).code == "fetch.too_large"


async def test_a_larger_picture_gets_a_small_one_beside_it(results: Results, host: Host) -> None:
    data = encoded(Image.new("RGBA", (900, 300), (0, 0, 0, 0)))
    kept = await results.fetch("run", 0, Remote(host.serve("/p", reply(data))))
    thumbnail = await results.thumbnail("run", kept.name)
    assert thumbnail is not None
    with Image.open(thumbnail) as small:
        assert (small.size, small.mode, small.format) == ((256, 85), "RGBA", "WEBP")


async def test_fetching_again_replaces_what_was_kept(results: Results, host: Host, png: bytes, tmp_path: Path) -> None:
    remote = Remote(host.serve("/p.png", reply(png)))
    assert await results.fetch("run", 0, remote) == await results.fetch("run", 0, remote)
    assert left_over(tmp_path) == ["0-p.png"]


# What the host is told.


async def test_the_host_is_told_no_more_than_what_it_is_asked_for(results: Results, host: Host, png: bytes) -> None:
    url = host.serve("/p", reply(png, Set_Cookie="a=b"))
    await results.fetch("run", 0, Remote(url))
    await results.fetch("run", 0, Remote(url))
    names = {line.partition(":")[0].lower() for line in host.heads[1].splitlines()[1:] if line}
    assert names == {"host", "accept", "accept-encoding", "connection", "user-agent"}
    assert f"host: 127.0.0.1:{host.port}" in host.heads[0].lower()


async def test_a_picture_with_a_large_text_in_it_is_a_picture(results: Results, host: Host) -> None:
    text = PngInfo()
    text.add_itxt("workflow", "x" * 3 * MEBIBYTE, zip=True)
    file = io.BytesIO()
    Image.new("RGB", (64, 48)).save(file, "PNG", pnginfo=text)
    kept = await results.fetch("run", 0, Remote(host.serve("/p", reply(file.getvalue()))))
    assert (kept.kind, kept.width, len(host.heads)) == ("image", 64, 1)


async def test_an_empty_answer_is_named(results: Results, host: Host) -> None:
    assert (await refused(results, Remote(host.serve("/p", reply())))).code == "fetch.empty"


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path, host: Host, png: bytes) -> None:
    (tmp_path / "results").write_text("a file where the folder should be")
    results = Results(tmp_path / "results", frozenset({("127.0.0.1", host.port)}), limits=QUICK)
    assert (await refused(results, Remote(host.serve("/p", reply(png))))).code == "fetch.disk"
    await results.close()


async def test_many_are_fetched_at_once(results: Results, host: Host, png: bytes) -> None:
    url = host.serve("/p.png", reply(png))
    kept = await asyncio.gather(*(results.fetch("run", index, Remote(url)) for index in range(12)))
    assert [item.name for item in kept] == [f"{index}-p.png" for index in range(12)]


# Names from outside.


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Results:
    """Files that every name tries to reach."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "0-secret.txt").write_text("x")
    (folder / "run").mkdir()
    return Results(folder)


@given(name=st.text() | st.from_regex(r"[.]{0,2}[/\\]?[0-9]-[a-z.\x00/\\]{0,9}", fullmatch=True))
def test_no_name_leads_out_of_the_folder(guarded: Results, name: str) -> None:
    assert guarded.path("run", name) is None
    assert guarded.path(name, "0-secret.txt") is None


@pytest.mark.parametrize("run_id", ["", "..", "a/b", "a" * 65, "a\n", "."])
async def test_a_run_that_cannot_be_one_is_a_fault_of_ours(results: Results, run_id: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        await results.fetch(run_id, 0, Remote(kind="text", text="x"))
