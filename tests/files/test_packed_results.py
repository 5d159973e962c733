"""Results that a host packed: unpacked within bounds, and what is packed itself is left so."""

from __future__ import annotations

import gzip
import io
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.contentcoding import count_layers, decode
from playground.files.results import Results
from tests.files.fetching import Remote, refused
from tests.files.host import Host, reply


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
