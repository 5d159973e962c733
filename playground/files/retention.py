"""Removes old files from the data folder: those over its quota of bytes or days, the oldest first."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from playground.files.atomic import PART

_LEFTOVER_AGE: Final = 24 * 3600.0
"""Seconds after which an empty folder waits for nothing."""

_PART_AGE: Final = 30 * 60.0
"""Seconds without a byte after which an unfinished file was cut off by a crash: no download may take so long."""
_FETCHED: Final = 3600.0
"""Seconds within which what the sandbox made is fetched."""


@dataclass(frozen=True, slots=True)
class Quota:
    """What may be kept.

    Attributes:
        size: bytes over all folders together; None is no limit.
        age: seconds since a file was last written or used; None is no limit.
    """

    size: int | None = None
    age: float | None = None


@dataclass(frozen=True, slots=True)
class SweepResult:
    """What a sweep found and did.

    Attributes:
        removed: files that went.
        freed: bytes that they held.
        kept: bytes that are still there.
        gone: the keys of what went, or of what some went of.
    """

    removed: int
    freed: int
    kept: int
    gone: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StoredFile:
    """Files that stay or go together: a result or upload, which comes first, and the small pictures made of it."""

    key: str
    paths: tuple[Path, ...]
    size: int
    used_at: float


def sweep(
    results: Path,
    uploads: Path,
    quota: Quota,
    *,
    needed: Collection[str],
    now: float | None = None,
    copies: Path | None = None,
    besides: int = 0,
) -> SweepResult:
    """Remove what is too old, and then the oldest until the rest fits; it blocks meanwhile.

    Args:
        results: folder with one folder a run.
        uploads: folder of reference files; the secret of their names stays.
        quota: what may be kept.
        needed: never removed: run ids (with all their results) and names of uploads.
        now: Unix seconds, the clock's where it is None.
        copies: folder, one folder a task, of what the sandbox made: fetched within the hour, or by nobody.
        besides: bytes that are held and never removed, which count too.
    """
    moment = time.time() if now is None else now
    made = list(_results(copies)) if copies else []
    needed = {*needed, *(item.key for item in made if moment - item.used_at < _FETCHED)}
    held = sorted((*_results(results), *_uploads(uploads), *made), key=lambda item: item.used_at)
    total = besides + sum(item.size for item in held)
    removed = freed = 0
    gone: set[str] = set()
    for item in held:
        is_old = quota.age is not None and moment - item.used_at > quota.age
        is_over = quota.size is not None and total - freed > quota.size
        if item.key not in needed and (is_old or is_over):
            removed += sum(remove_file(path) for path in item.paths)
            freed += item.size
            gone.add(item.key)
    remove_leftovers((results, uploads, *([copies] if copies else [])), moment)
    return SweepResult(removed, freed, total - freed, frozenset(gone))


def stored_bytes(results: Path, uploads: Path) -> int:
    """Bytes that results, uploads and their small pictures hold; it blocks while it counts."""
    return sum(item.size for item in kept_files(results, uploads))


def bytes_of(results: Path, uploads: Path, key: str) -> int:
    """Bytes that one run's results hold, or one upload, without the small pictures that were made of them."""
    paths = (uploads / key, *_entries(results / key)) if (results / key).is_dir() else (uploads / key,)
    found = 0
    for path in paths:
        with suppress(FileNotFoundError):  # swept in this moment
            found += path.stat().st_size if path.is_file() and path.suffix != PART else 0
    return found


def kept_files(results: Path, uploads: Path) -> Iterator[StoredFile]:
    """All results and uploads in these folders."""
    yield from _results(results)
    yield from _uploads(uploads)


def _results(folder: Path) -> Iterator[StoredFile]:
    for run in _entries(folder):
        if run.is_dir():
            yield from _stored_files(run.name, (path for path in _entries(run) if path.is_file()), run)


def _uploads(folder: Path) -> Iterator[StoredFile]:
    for path in _entries(folder):
        if path.is_file() and not path.name.startswith("."):
            yield from _stored_files(path.name, (path,), folder)


def _stored_files(key: str, paths: Iterable[Path], folder: Path) -> Iterator[StoredFile]:
    for path in paths:
        if path.suffix == PART:
            continue
        thumbnails = folder / "thumbnails"
        tile = thumbnails / f"{path.name}.tile.webp"
        small = (folder / "posters" / f"{path.name}.jpg", thumbnails / f"{path.name}.webp", tile)
        try:
            facts = path.stat()
            sizes = sum(other.stat().st_size for other in small if other.exists())
        except FileNotFoundError:  # another process swept it
            continue
        yield StoredFile(key, (path, *small), facts.st_size + sizes, facts.st_mtime)


def remove_leftovers(folders: Iterable[Path], now: float) -> None:
    """Remove files that a crash cut off, and folders that are empty; another process may be sweeping too."""
    for folder in folders:
        for path in sorted(folder.rglob("*"), reverse=True):  # what lies in a folder comes before it
            with suppress(FileNotFoundError):
                if now - path.stat().st_mtime <= (_PART_AGE if path.suffix == PART else _LEFTOVER_AGE):
                    continue
                if path.is_dir() and not any(path.iterdir()):
                    path.rmdir()
                elif path.suffix == PART:
                    path.unlink()


def _entries(folder: Path) -> tuple[Path, ...]:
    try:
        return tuple(folder.iterdir())
    except FileNotFoundError:  # not made yet, or another process swept it
        return ()


def remove_file(path: Path) -> int:
    """Remove a file; 1, or 0 where it was gone already."""
    try:
        path.unlink()
    except FileNotFoundError:
        return 0
    return 1
