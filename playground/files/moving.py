"""Moves the files of a data folder into a bucket: each once, however often that is begun."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from playground.files.bucket import BucketStore, key_of
from playground.files.formats import served_as
from playground.files.openbucket import Bucket
from playground.files.retention import kept_files
from playground.files.store import RESULTS, UPLOADS, FileIndex


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file of the folder.

    Attributes:
        name: as a store knows it.
        path: where it lies.
        size: bytes.
        used_at: Unix seconds.
    """

    name: str
    path: Path
    size: int
    used_at: float


def found_files(data: Path) -> Iterator[FoundFile]:
    """All results and uploads; small pictures are made anew."""
    results, uploads = data / RESULTS, data / UPLOADS
    for item in kept_files(results, uploads):
        path = item.paths[0]
        with suppress(FileNotFoundError):
            yield FoundFile(path.relative_to(data).as_posix(), path, path.stat().st_size, item.used_at)


def copy_files(bucket: Bucket, address: str, index: FileIndex, data: Path, told: Callable[[int], None]) -> None:
    """Put what is not there yet into the bucket; it blocks, for long.

    Args:
        bucket: where to.
        address: of it.
        index: what it holds.
        data: the folder; nothing in it is changed.
        told: is called with how many files are there, after each.

    Raises:
        BucketError: it cannot go on for now.
    """
    moment = 0.0
    store = BucketStore(bucket, address, index, wall=lambda: moment)
    secret = data / UPLOADS / ".secret"
    if secret.exists():
        store.key(secret.read_bytes())
    for number, file in enumerate(found_files(data), 1):
        kept = index.files(key_of(file.name)).get(file.name)
        if kept is None or kept.size != file.size:
            moment = file.used_at  # its age goes on counting
            store.keep(file.name, file.path, served_as(file.path.name))
        told(number)


def missing_files(store: BucketStore, data: Path) -> list[str]:
    """Names of files that the bucket, asked itself, does not have as they are in the folder."""
    there = dict(store.sizes())
    return [file.name for file in found_files(data) if there.get(file.name) != file.size]
