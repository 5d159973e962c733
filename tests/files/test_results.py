from __future__ import annotations

import asyncio
import base64
import gzip
import io
import time
import zlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from fairness import fair
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from playground.contentcoding import count_layers, decode
from playground.errors import FetchError
from playground.files.download import DownloadLimits
from playground.files.results import Results
from tests.files.host import Host, reply, started
from tests.files.samples import assert_close, encoded
from tests.files.words import words

QUICK = DownloadLimits(size=2**20, seconds=20, pauses=(0.01, 0.01))
MEBIBYTE = 2**20


@dataclass(frozen=True)
class Remote:
    url: str | None = None
    kind: str = "image"
    text: str | None = None


@pytest.fixture
async def results(tmp_path: Path, host: Host) -> AsyncIterator[Results]:
    results = Results(tmp_path / "results", frozenset({("127.0.0.1", host.port)}), limits=QUICK)
    yield results
    await results.close()


async def refused(results: Results, remote: Remote) -> FetchError:
    with pytest.raises(FetchError) as caught:
        await results.fetch("run", 0, remote)
    assert words(caught.value)
    assert caught.value.params["number"] == 1
    return caught.value


def left_over(folder: Path) -> list[str]:
    return [path.name for path in folder.rglob("*") if path.is_file()]


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


# Where links may lead.


@pytest.mark.parametrize(
    "url",
    [
        "http://169.254.169.254/latest/meta-data",
        "http://127.0.0.1:1/",
        "http://127.1:1/",
        "http://2130706433:1/",
        "http://[::1]:1/",
        "http://[::ffff:127.0.0.1]:1/",
        "http://localhost:1/",
        "http://0.0.0.0:1/",
        "http://10.0.0.1/",
        "http://[fe80::1]/",
    ],
)
async def test_a_link_into_a_private_network_is_not_opened(results: Results, url: str) -> None:
    assert (await refused(results, Remote(url))).code == "fetch.forbidden_address"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "/a.png",
        "file:///etc/passwd",
        "ftp://1.1.1.1/a",
        "http://",
        "http://[::1",
        "a:b",
        "http://1.1.1.1:65536/a.png",
        "http://1.1.1.1:0/a.png",
        "http://1.1.1.1:-1/a.png",
        "http://\ud800/a.png",
        "http://1.1.1.1/\ud800.png",
    ],
)
async def test_a_link_that_is_none_is_refused(results: Results, url: str) -> None:
    assert (await refused(results, Remote(url))).code == "fetch.bad_link"


async def test_an_odd_link_that_leads_somewhere_is_fetched_and_named(results: Results, host: Host, png: bytes) -> None:
    host.serve("/a/fox.png", reply(png))
    kept = await results.fetch("run", 0, Remote(f"http://user:p\u2100@127.0.0.1:{host.port}/a/fox.png"))
    assert (kept.name, kept.size) == ("0-fox.png", len(png))


async def test_a_data_url_that_looks_like_a_broken_address_is_decoded(results: Results) -> None:
    assert (await results.fetch("run", 0, Remote("data://[x,%00%01%02", kind="file"))).size == 3


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "http://127.0.0.1:1/", "//10.0.0.1/x"])
async def test_a_redirect_into_a_private_network_is_not_followed(results: Results, host: Host, target: str) -> None:
    url = host.serve("/p", reply(status="302 Found", Location=target))
    assert (await refused(results, Remote(url))).code == "fetch.forbidden_address"
    assert len(host.heads) == 1


@pytest.mark.parametrize("target", ["file:///etc/passwd", "http://1.1.1.1:99999/", "//1.1.1.1:0/x"])
async def test_a_redirect_that_is_no_link_is_not_followed(results: Results, host: Host, target: str) -> None:
    url = host.serve("/p", reply(status="302 Found", Location=target))
    assert (await refused(results, Remote(url))).code == "fetch.bad_link"


async def test_five_redirects_are_followed_and_no_sixth(results: Results, host: Host, png: bytes) -> None:
    for hop in range(6):
        host.serve(f"/{hop}", reply(status="307 Temporary Redirect", Location=f"{hop + 1}"))
    host.serve("/6", reply(png))
    assert (await results.fetch("run", 0, Remote(host.url("/1")))).size == len(png)
    assert (await refused(results, Remote(host.url("/0")))).code == "fetch.too_many_redirects"


async def test_one_private_address_among_public_ones_closes_the_host(tmp_path: Path) -> None:
    async def two_faced(*_: object) -> tuple[str, ...]:
        return "8.8.8.8", "127.0.0.1"

    results = Results(tmp_path, limits=QUICK, resolver=two_faced)
    assert (await refused(results, Remote("http://two.example/"))).code == "fetch.forbidden_address"
    await results.close()


async def test_the_address_that_was_checked_is_the_one_connected_to(tmp_path: Path, host: Host, png: bytes) -> None:
    """A name that answers with an allowed address first, and with a forbidden one ever after."""
    twin, server = await started("127.0.0.2", host.port)
    twin.serve("/p", reply(png))
    host.serve("/p", reply(png))
    asked = []

    async def rebinding(name: str, _: int) -> tuple[str, ...]:
        asked.append(name)
        return ("127.0.0.2",) if len(asked) == 1 else ("127.0.0.1",)

    results = Results(tmp_path, frozenset({("127.0.0.2", host.port)}), limits=QUICK, resolver=rebinding)
    await results.fetch("run", 0, Remote(f"http://flip.example:{host.port}/p"))
    assert (len(twin.heads), len(host.heads), asked) == (1, 0, ["flip.example"])
    assert f"host: flip.example:{host.port}" in twin.heads[0].lower()
    assert (await refused(results, Remote(f"http://flip.example:{host.port}/p"))).code == "fetch.forbidden_address"
    assert host.heads == []
    await results.close()
    server.close()


async def test_a_host_that_the_settings_name_may_be_private_on_its_port_alone(
    tmp_path: Path, host: Host, png: bytes
) -> None:
    host.serve("/p", reply(png))
    results = Results(tmp_path, frozenset({("LocalHost", host.port)}), limits=QUICK)
    assert (await results.fetch("run", 0, Remote(f"http://localhost.:{host.port}/p"))).size == len(png)
    assert (await refused(results, Remote("http://localhost:1/p"))).code == "fetch.forbidden_address"
    await results.close()


async def test_the_next_address_is_tried_where_one_does_not_answer(tmp_path: Path, host: Host, png: bytes) -> None:
    async def both(*_: object) -> tuple[str, ...]:
        return "127.0.0.3", "127.0.0.1"

    host.serve("/p", reply(png))
    results = Results(tmp_path, frozenset({("two.example", host.port)}), limits=QUICK, resolver=both)
    assert (await results.fetch("run", 0, Remote(f"http://two.example:{host.port}/p"))).size == len(png)
    await results.close()


# What hosts do.


@pytest.mark.parametrize(
    "status",
    [
        *("404 Not Found", "403 Forbidden", "425 Too Early", "202 Accepted", "204 No Content"),
        *("500 Oops", "503 Busy", "429 Slow Down", "408 Timeout"),
    ],
)
async def test_a_passing_fault_is_outlived(results: Results, host: Host, png: bytes, status: str) -> None:
    url = host.serve("/p", reply(status=status), reply(status=status), reply(png))
    assert (await results.fetch("run", 0, Remote(url))).size == len(png)
    assert len(host.heads) == 3


@pytest.mark.parametrize(
    ("status", "code", "tries"),
    [
        ("404 Not Found", "fetch.not_found", 3),
        ("502 Bad Gateway", "fetch.host_down", 3),
        ("403 Forbidden", "fetch.link_refused", 3),
        ("410 Gone", "fetch.link_refused", 3),
        ("204 No Content", "fetch.not_found", 3),
        ("302 Found", "fetch.bad_answer", 1),
    ],
)
async def test_a_fault_that_stays_is_named(results: Results, host: Host, status: str, code: str, tries: int) -> None:
    assert (await refused(results, Remote(host.serve("/p", reply(status=status))))).code == code
    assert len(host.heads) == tries


async def test_a_host_that_is_not_there_is_named(tmp_path: Path) -> None:
    results = Results(tmp_path, frozenset({("127.0.0.1", 1)}), limits=QUICK)
    error = await refused(results, Remote("http://127.0.0.1:1/p"))
    assert (error.code, error.params["host"]) == ("fetch.not_reachable", "127.0.0.1")
    await results.close()


async def test_a_name_without_address_is_named(tmp_path: Path) -> None:
    results = Results(tmp_path, limits=QUICK)
    assert (await refused(results, Remote("http://nowhere.invalid/p"))).code == "fetch.not_reachable"
    assert (await refused(results, Remote("http://" + "a" * 70 + ".example/p"))).code == "fetch.not_reachable"
    await results.close()


async def test_bytes_that_drip_are_given_up(tmp_path: Path, host: Host) -> None:
    async def drip(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while True:
            writer.write(b".")
            await writer.drain()
            await asyncio.sleep(0.05)

    results = Results(tmp_path, frozenset({("127.0.0.1", host.port)}), limits=DownloadLimits(seconds=0.4))
    begun = time.monotonic()
    assert (await refused(results, Remote(host.serve("/p", drip)))).code == "fetch.too_slow"
    assert time.monotonic() - begun < fair(2)
    assert left_over(tmp_path) == []
    await results.close()


async def test_an_answer_that_breaks_off_is_fetched_again(results: Results, host: Host, png: bytes) -> None:
    url = host.serve("/p", reply(png[:100], length=len(png)), reply(png))
    assert (await results.fetch("run", 0, Remote(url))).size == len(png)


async def test_an_answer_that_always_breaks_off_is_named(
    results: Results, host: Host, png: bytes, tmp_path: Path
) -> None:
    url = host.serve("/p", reply(png[:100], length=len(png)))
    assert (await refused(results, Remote(url))).code == "fetch.interrupted"
    assert left_over(tmp_path) == []


async def test_an_announced_excess_is_refused_before_it_comes(results: Results, host: Host) -> None:
    url = host.serve("/p", reply(b"x", length=300 * MEBIBYTE))
    assert (await refused(results, Remote(url))).code == "fetch.too_large"


async def test_an_endless_answer_is_cut_off(results: Results, host: Host, tmp_path: Path) -> None:
    async def endless(writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not writer.is_closing():
            writer.write(b"10000\r\n" + bytes(0x10000) + b"\r\n")
            await writer.drain()

    assert (await refused(results, Remote(host.serve("/p", endless)))).code == "fetch.too_large"
    assert left_over(tmp_path) == []


async def test_a_bomb_of_compressed_bytes_is_cut_off(results: Results, host: Host) -> None:
    bomb = gzip.compress(bytes(100 * MEBIBYTE), 9)
    begun = time.monotonic()
    error = await refused(results, Remote(host.serve("/p", reply(bomb, Content_Encoding="gzip"))))
    assert error.code == "fetch.too_large"
    assert time.monotonic() - begun < fair(1)


async def test_compressed_bytes_are_unpacked(results: Results, host: Host, png: bytes) -> None:
    url = host.serve("/p", reply(gzip.compress(png), Content_Encoding="gzip"))
    kept = await results.fetch("run", 0, Remote(url))
    path = results.path("run", kept.name)
    assert path is not None
    assert path.read_bytes() == png


def deflated(data: bytes, *, bare: bool) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15 if bare else 15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("label", "pack"),
    [
        *((label, lambda data: data) for label in ("aws-chunked", "none", "utf-8", "binary", "identity", "br", "")),
        *((label, lambda data: data) for label in ("gzip", "GZIP", "deflate", "gzip, deflate")),
        *(
            (label, gzip.compress)
            for label in ("gzip", "X-GZip", "Gzip, utf-8", "aws-chunked,gzip", "deflate", "", "br")
        ),
        ("gzip, gzip", lambda data: gzip.compress(gzip.compress(data))),
        ("gzip", lambda data: gzip.compress(data[:40]) + gzip.compress(data[40:]) + bytes(100)),
        ("deflate", lambda data: deflated(data, bare=True)),
        ("DEFLATE", lambda data: deflated(data, bare=False)),
        ("deflate, gzip", lambda data: gzip.compress(deflated(data, bare=True))),
    ],
)
async def test_a_picture_is_itself_whatever_its_coding_is_called(
    results: Results, host: Host, png: bytes, label: str, pack: Callable[[bytes], bytes]
) -> None:
    kept = await results.fetch("run", 0, Remote(host.serve("/p", reply(pack(png), Content_Encoding=label))))
    path = results.path("run", kept.name)
    assert path is not None
    assert path.read_bytes() == png


@given(data=st.binary(max_size=3000), label=st.sampled_from(["gzip", "deflate", "utf-8", "gzip, deflate"]))
def test_bytes_come_back_as_they_are_or_as_they_were_packed(data: bytes, label: str) -> None:
    for packed, named in ((gzip.compress(data), "gzip"), (deflated(data, bare=False), "deflate")):
        plain = io.BytesIO()
        assert decode(io.BytesIO(packed), plain, 3000)
        assert plain.getvalue() == data
        assert count_layers(named) == 1
    picture = b"\x89PNG\r\n\x1a\n" + data
    assert not decode(io.BytesIO(picture), io.BytesIO(), 10**6)
    assert count_layers(label.upper()) == count_layers(label)


async def test_a_packed_archive_stays_one(results: Results, host: Host) -> None:
    archive = gzip.compress(b"a tar of models")
    kept = await results.fetch("run", 0, Remote(host.serve("/m.tar.gz", reply(archive)), kind="file"))
    assert (kept.size, kept.name) == (len(archive), "0-m-tar.gz")


@pytest.mark.parametrize(
    ("body", "encoding", "code"),
    [
        (b"no gzip at all", "gzip", "fetch.wrong_content"),
        (gzip.compress(bytes(5000), mtime=0)[:-12], "gzip", "fetch.interrupted"),
        (b"\x1b\x03\x00\xf8\xff", "br", "fetch.bad_answer"),
    ],
)
async def test_a_broken_or_unknown_compression_is_named(
    results: Results, host: Host, body: bytes, encoding: str, code: str
) -> None:
    assert (await refused(results, Remote(host.serve("/p", reply(body, Content_Encoding=encoding))))).code == code


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
