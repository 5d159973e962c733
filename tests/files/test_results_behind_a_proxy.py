"""Where only a proxy leads out, results come through it as the service's answers do; nothing private is let in."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from playground.errors import FetchError
from playground.files.download import DownloadLimits
from playground.files.results import Results
from tests.files.host import Host, reply
from tests.files.words import words


@dataclass(frozen=True)
class Remote:
    url: str
    kind: str = "image"
    text: str | None = None


@pytest.fixture
async def proxied(png: bytes, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """A proxy that knows names which nobody here knows; what it was asked for."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        asked.append(head.splitlines()[0])
        await reply(png)(writer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy", "NO_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
    yield asked
    server.close()


async def resolver(host: str, _port: int) -> tuple[str, ...]:
    known = {"inside.example": ("10.0.0.7",), "outside.example": ("8.8.8.8",)}
    if host in known:
        return known[host]
    if host[:1].isdigit():
        return (host,)
    raise OSError("unknown name")


@pytest.fixture
async def results(tmp_path: Path, host: Host) -> AsyncIterator[Results]:
    results = Results(
        tmp_path, frozenset({("127.0.0.1", host.port)}), limits=DownloadLimits(pauses=(), seconds=20), resolver=resolver
    )
    yield results
    await results.close()


@pytest.mark.parametrize("name", ["only-the-proxy-knows.example", "outside.example"])
async def test_results_come_through_the_proxy(results: Results, proxied: list[str], png: bytes, name: str) -> None:
    kept = await results.fetch("run", 0, Remote(f"http://{name}/a.png"))
    assert kept.size == len(png)
    assert proxied == [f"GET http://{name}/a.png HTTP/1.1"]


@pytest.mark.parametrize("url", ["http://inside.example/a", "http://10.0.0.7/a", "http://127.0.0.1:1/a"])
async def test_what_is_private_here_is_refused_all_the_same(results: Results, proxied: list[str], url: str) -> None:
    with pytest.raises(FetchError, match=r"fetch\.forbidden_address"):
        await results.fetch("run", 0, Remote(url))
    assert proxied == []


async def test_this_machine_is_reached_without_it(results: Results, proxied: list[str], host: Host, png: bytes) -> None:
    assert (await results.fetch("run", 0, Remote(host.serve("/p", reply(png))))).size == len(png)
    assert proxied == []


@pytest.mark.parametrize("proxy", ["http://127.0.0.1:1", "socks5://127.0.0.1:1", "socks4://127.0.0.1:1"])
async def test_a_proxy_that_leads_nowhere_is_named(
    results: Results, monkeypatch: pytest.MonkeyPatch, proxied: list[str], proxy: str
) -> None:
    monkeypatch.setenv("HTTP_PROXY", proxy)
    with pytest.raises(FetchError, match=r"fetch\.proxy") as caught:
        await results.fetch("run", 0, Remote("http://outside.example/a"))
    assert proxy in words(caught.value)
    assert proxied == []


async def test_each_of_many_addresses_has_its_turn(tmp_path: Path, host: Host, png: bytes) -> None:
    async def ten(*_: object) -> tuple[str, ...]:
        return (*(f"127.0.0.{number}" for number in range(11, 20)), "127.0.0.1")

    allowed = frozenset({("ten.example", host.port)})
    results = Results(tmp_path, allowed, limits=DownloadLimits(pauses=(), seconds=20), resolver=ten)
    host.serve("/p", reply(png))
    assert (await results.fetch("run", 0, Remote(f"http://ten.example:{host.port}/p"))).size == len(png)
    assert len(host.heads) == 1
    await results.close()
