"""Links to results: where they may lead, and where they may not."""

from __future__ import annotations

from pathlib import Path

import pytest

from playground.files.results import Results
from tests.files.fetching import QUICK, Remote, refused
from tests.files.host import Host, reply, started


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
