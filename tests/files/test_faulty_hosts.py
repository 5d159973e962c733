"""What hosts of results do: faults that pass, faults that stay, answers without end."""

from __future__ import annotations

import asyncio
import gzip
import time
from pathlib import Path

import pytest
from fairness import fair

from playground.files.download import DownloadLimits
from playground.files.results import Results
from tests.files.fetching import MEBIBYTE, QUICK, Remote, left_over, refused
from tests.files.host import Host, reply


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
