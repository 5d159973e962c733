"""Results that come in part, or in the dress of another kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from playground.errors import FetchError
from playground.files.results import Results
from tests.files.fetching import Remote, left_over, refused
from tests.files.host import Host, reply
from tests.files.samples import encoded


@pytest.mark.parametrize(
    "body",
    [
        b"<!DOCTYPE html><html><body>Sign in</body></html>",
        b"\xef\xbb\xbf\n <HTML>",
        b"<script>alert(1)</script>",
        b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "<svg>".encode("utf-16"),
        b"<Error><Code>AccessDenied</Code></Error>",
        b'{"error": "expired"}',
        b"Not found",
    ],
)
@pytest.mark.parametrize("kind", ["image", "video", "audio"])
async def test_a_page_dressed_as_a_picture_is_refused(
    results: Results, host: Host, body: bytes, kind: str, tmp_path: Path
) -> None:
    url = host.serve("/p.png", reply(body, Content_Type="image/png"))
    assert (await refused(results, Remote(url, kind=kind))).code == "fetch.wrong_content"
    assert left_over(tmp_path) == []


async def test_a_drawing_among_files_is_a_download_that_no_browser_runs(results: Results, host: Host) -> None:
    kept = await results.fetch("run", 0, Remote(host.serve("/logo.svg", reply(b"<svg/>")), kind="file"))
    assert (kept.kind, kept.name, kept.media_type) == ("file", "0-logo.svg", "application/octet-stream")


async def test_half_a_picture_is_fetched_once_more(results: Results, host: Host, png: bytes, tmp_path: Path) -> None:
    url = host.serve("/p", reply(png[: len(png) // 2], announce=False), reply(png))
    assert (await results.fetch("run", 0, Remote(url))).size == len(png)
    assert len(host.heads) == 2
    assert left_over(tmp_path) == ["0-p.png"]


@pytest.mark.parametrize(
    ("share", "kind", "width"),
    [
        (0.5, "image", 64),  # its header says how large it is
        (0.01, "file", None),  # nothing that a page could show
    ],
)
async def test_a_picture_that_comes_no_better_is_kept_as_it_came(
    results: Results, host: Host, share: float, kind: str, width: int | None
) -> None:
    data = encoded(Image.effect_noise((64, 48), 50).convert("RGB"), "JPEG")
    data = data[: int(len(data) * share)]
    kept = await results.fetch("run", 0, Remote(host.serve("/p", reply(data, announce=False))))
    assert (kept.kind, kept.width, kept.size, kept.is_complete) == (kind, width, len(data), False)
    path = results.path("run", kept.name)
    assert path is not None
    assert path.read_bytes() == data


async def test_what_came_in_part_gives_way_to_more_of_it_only(
    results: Results, host: Host, png: bytes, tmp_path: Path
) -> None:
    parts = [reply(png[:size], announce=False) for size in (3000, 4000, 2000, 3500)]
    remote = Remote(host.serve("/p", *parts, reply(png, announce=False)))
    kept = await results.fetch("run", 0, remote)
    assert (kept.size, kept.is_complete) == (4000, False)
    for _ in range(2):
        with pytest.raises(FetchError, match=r"fetch\.incomplete"):
            await results.fetch("run", 0, remote, larger_than=kept.size)
        path = results.path("run", kept.name)
        assert path is not None
        assert len(path.read_bytes()) == kept.size
    whole = await results.fetch("run", 0, remote, larger_than=kept.size)
    assert (whole.size, whole.is_complete) == (len(png), True)
    assert left_over(tmp_path) == ["0-p.png"]


async def test_what_is_whole_is_never_replaced_by_a_part_of_it(
    results: Results, host: Host, png: bytes, tmp_path: Path
) -> None:
    cut = reply(png[:2000], announce=False)
    remote = Remote(host.serve("/p.png", reply(png), cut))
    whole = await results.fetch("run", 0, remote)
    part = await results.fetch("run", 0, remote)  # by a process that does not know of the whole one
    assert (whole.is_complete, part.is_complete, whole.name != part.name) == (True, False, True)
    path = results.path("run", whole.name)
    assert path is not None
    assert path.read_bytes() == png
    host.serve("/p.png", reply(png))
    assert (await results.fetch("run", 0, remote, larger_than=part.size)).name == whole.name
    assert left_over(tmp_path) == [whole.name]


@pytest.mark.parametrize("announce", [True, False])
async def test_a_clip_that_breaks_off_is_known_by_its_boxes(
    results: Results, host: Host, mp4: bytes, *, announce: bool
) -> None:
    cut, whole = reply(mp4[: len(mp4) // 3], announce=announce), reply(mp4, announce=announce)
    kept = await results.fetch("run", 0, Remote(host.serve("/c", cut, whole), kind="video"))
    assert (kept.size, kept.is_complete, len(host.heads)) == (len(mp4), True, 2)


async def test_where_nothing_tells_the_end_the_same_twice_is_whole(results: Results, host: Host) -> None:
    sound = b"ID3" + bytes(range(256)) * 20
    answers = [reply(sound[:900], announce=False), reply(sound, announce=False)]
    kept = await results.fetch("run", 0, Remote(host.serve("/s", *answers), kind="audio"))
    assert (kept.size, kept.is_complete) == (len(sound), False)
    kept = await results.fetch("run", 1, Remote(host.serve("/s", answers[1]), kind="audio"))
    assert (kept.size, kept.is_complete) == (len(sound), True)
    kept = await results.fetch("run", 2, Remote(host.serve("/s", reply(sound)), kind="audio"))
    assert (kept.size, kept.is_complete, len(host.heads)) == (len(sound), True, 5)


async def test_a_part_that_is_said_to_be_everything_is_whole(results: Results, host: Host, png: bytes) -> None:
    everything = reply(png, status="206 Part", Content_Range=f"bytes 0-{len(png) - 1}/{len(png)}")
    kept = await results.fetch("run", 0, Remote(host.serve("/p", everything)))
    assert (kept.size, kept.is_complete) == (len(png), True)
    part = reply(png[:100], status="206 Part", Content_Range=f"bytes 0-99/{len(png)}")
    with pytest.raises(FetchError, match=r"fetch\.bad_answer"):
        await results.fetch("run", 1, Remote(host.serve("/p", part)))


async def test_a_broken_picture_whose_link_works_once_is_kept(results: Results, host: Host, png: bytes) -> None:
    half = png[: len(png) // 2]
    kept = await results.fetch("run", 0, Remote(host.serve("/p", reply(half, announce=False), reply(status="403 No"))))
    assert (kept.kind, kept.size, kept.is_complete, len(host.heads)) == ("image", len(half), False, 4)
