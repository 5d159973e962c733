from __future__ import annotations

import os
from pathlib import Path

import pytest

from playground.files.retention import Quota, stored_bytes, sweep

DAY = 86_400.0
NOW = 1_000 * DAY


def put(path: Path, size: int, *, days_old: float) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (NOW - days_old * DAY,) * 2)
    return path


@pytest.fixture
def folders(tmp_path: Path) -> tuple[Path, Path]:
    results, uploads = tmp_path / "results", tmp_path / "uploads"
    put(results / "old" / "0-a.png", 100, days_old=30)
    put(results / "old" / "thumbnails" / "0-a.png.webp", 10, days_old=30)
    put(results / "new" / "0-b.mp4", 200, days_old=1)
    put(results / "new" / "posters" / "0-b.mp4.jpg", 20, days_old=1)
    put(uploads / "c.png", 400, days_old=10)
    put(uploads / ".secret", 32, days_old=999)
    return results, uploads


def names(folders: tuple[Path, Path]) -> set[str]:
    return {path.name for folder in folders for path in folder.rglob("*") if path.is_file()}


ALL = {"0-a.png", "0-a.png.webp", "0-b.mp4", "0-b.mp4.jpg", "c.png", ".secret"}


def test_without_limits_everything_stays(folders: tuple[Path, Path]) -> None:
    assert stored_bytes(*folders) == 730
    swept = sweep(*folders, Quota(), needed=(), now=NOW)
    assert (swept.removed, swept.freed, swept.kept) == (0, 0, 730)
    assert names(folders) == ALL


def test_what_is_too_old_goes_with_its_small_pictures(folders: tuple[Path, Path]) -> None:
    swept = sweep(*folders, Quota(age=20 * DAY), needed=(), now=NOW)
    assert (swept.removed, swept.freed, swept.kept) == (2, 110, 620)
    assert names(folders) == ALL - {"0-a.png", "0-a.png.webp"}
    assert stored_bytes(*folders) == 620


@pytest.mark.parametrize(
    ("size", "gone"),
    [
        (730, set()),
        (729, {"0-a.png", "0-a.png.webp"}),
        (619, {"0-a.png", "0-a.png.webp", "c.png"}),
        (0, ALL - {".secret"}),
    ],
)
def test_the_oldest_go_until_the_rest_fits(folders: tuple[Path, Path], size: int, gone: set[str]) -> None:
    sweep(*folders, Quota(size=size), needed=(), now=NOW)
    assert names(folders) == ALL - gone


def test_what_is_needed_stays_whatever_its_age(folders: tuple[Path, Path]) -> None:
    sweep(*folders, Quota(size=0, age=0), needed={"old", "c.png"}, now=NOW)
    assert names(folders) == {"0-a.png", "0-a.png.webp", "c.png", ".secret"}


def test_leftovers_of_a_crash_go_after_a_day(folders: tuple[Path, Path]) -> None:
    put(folders[0] / "new" / "x.part", 5, days_old=2)
    put(folders[1] / "y.part", 5, days_old=0.01)
    put(folders[1] / "z.part", 5, days_old=0.03)
    (folders[0] / "empty").mkdir()
    os.utime(folders[0] / "empty", (0, 0))
    sweep(*folders, Quota(), needed=(), now=NOW)
    assert names(folders) == ALL | {"y.part"}
    assert not (folders[0] / "empty").exists()


def test_folders_that_are_not_there_hold_nothing(tmp_path: Path) -> None:
    assert stored_bytes(tmp_path / "a", tmp_path / "b") == 0
    assert sweep(tmp_path / "a", tmp_path / "b", Quota(size=0), needed=()).kept == 0


def test_what_the_sandbox_made_counts_and_goes_once_it_was_fetched(folders: tuple[Path, Path]) -> None:
    copies = folders[0].parent / "sandbox" / "files"
    put(copies / "task_1" / "0-x.png", 1000, days_old=20)
    put(copies / "task_2" / "0-y.png", 1000, days_old=1 / 48)
    swept = sweep(*folders, Quota(size=2500), needed=(), now=NOW, copies=copies, besides=1000)
    assert (swept.removed, swept.freed, swept.kept) == (4, 1510, 2220)
    assert not (copies / "task_1" / "0-x.png").exists()
    sweep(*folders, Quota(size=0), needed=(), now=NOW, copies=copies)
    assert (copies / "task_2" / "0-y.png").exists()
