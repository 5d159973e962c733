from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from pathlib import Path

from playground.files.archive import ArchiveFile, zip_chunks

NOON = 1795348800.0


def test_the_archive_holds_every_file_whole(tmp_path: Path) -> None:
    (tmp_path / "b").write_bytes(bytes(3_000_000))
    entries = [
        ArchiveFile("2026_猫_1.png", b"one", NOON),
        ArchiveFile("b.mp4", tmp_path / "b", NOON),
        ArchiveFile("c", b"", 0),
    ]
    pieces = list(zip_chunks(entries))
    assert max(map(len, pieces)) <= 2**20
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as made:
        assert made.testzip() is None
        assert {name: made.read(name) for name in made.namelist()} == {
            "2026_猫_1.png": b"one",
            "b.mp4": bytes(3_000_000),
            "c": b"",
        }
        assert made.infolist()[0].date_time[:3] == (2026, 11, 22)
        assert made.infolist()[0].compress_type == zipfile.ZIP_STORED


def test_a_reader_of_streams_finds_each_size_before_the_bytes() -> None:
    data = b"".join(zip_chunks([ArchiveFile("a.png", b"12345", NOON)]))
    flags, size = struct.unpack_from("<H", data, 6)[0], struct.unpack_from("<I", data, 18)[0]
    assert (flags & 0x08, size) == (0, 5)
    assert struct.unpack_from("<I", data, 14)[0] == zlib.crc32(b"12345")


def test_of_a_large_file_a_piece_at_a_time_is_in_memory(tmp_path: Path) -> None:
    (tmp_path / "clip").write_bytes(bytes(40 * 2**20))
    tracemalloc.start()
    try:
        sent = sum(map(len, zip_chunks([ArchiveFile("clip.mp4", tmp_path / "clip", NOON)])))
        assert (sent > 40 * 2**20, tracemalloc.get_traced_memory()[1] < 8 * 2**20) == (True, True)
    finally:
        tracemalloc.stop()


def test_a_file_is_sent_before_the_next_is_read(tmp_path: Path) -> None:
    late = tmp_path / "late"
    pieces = zip_chunks([ArchiveFile("a", b"1", NOON), ArchiveFile("b", late, NOON)])
    assert b"a1" in next(pieces)
    late.write_bytes(b"2")
    assert b"b2" in next(pieces)


def test_a_name_that_comes_twice_gets_a_number() -> None:
    data = b"".join(
        zip_chunks(
            [ArchiveFile("a.png", b"1", NOON), ArchiveFile("A.png", b"2", NOON), ArchiveFile("a.png", b"3", NOON)]
        )
    )
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert made.namelist() == ["a.png", "A-2.png", "a-3.png"]


def test_a_file_that_is_gone_is_left_out(tmp_path: Path) -> None:
    data = b"".join(zip_chunks([ArchiveFile("a", tmp_path / "gone", NOON), ArchiveFile("b", b"2", NOON)]))
    with zipfile.ZipFile(io.BytesIO(data)) as made:
        assert made.namelist() == ["b"]


def test_nothing_makes_an_empty_archive() -> None:
    with zipfile.ZipFile(io.BytesIO(b"".join(zip_chunks([])))) as made:
        assert made.namelist() == []
