"""Atomic writes: a file appears complete or not at all, also after a crash."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Final

PART: Final = ".part"
"""The suffix of a file that is being written; one that is left over was cut off by a crash."""


@contextmanager
def temporary_file(folder: Path) -> Iterator[tuple[IO[bytes], Path]]:
    """A new file in `folder`, readable by its owner alone, gone afterwards unless `move_into_place` took it.

    Raises:
        OSError: the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(suffix=PART, dir=folder)
    path = Path(name)
    try:
        with os.fdopen(descriptor, "w+b") as file:
            yield file, path
    finally:
        path.unlink(missing_ok=True)


def flush_to_disk(file: IO[bytes]) -> None:
    """Bring an unfinished file's bytes safely onto the disk.

    Raises:
        OSError: the disk is full or gone.
    """
    file.flush()
    os.fsync(file.fileno())


def move_into_place(file: IO[bytes], path: Path, target: Path) -> None:
    """Close an unfinished file and give it its name, its bytes safely on the disk first.

    Raises:
        OSError: the disk is full or gone.
    """
    flush_to_disk(file)
    file.close()  # Windows gives no name to a file that is open
    path.replace(target)
    _sync_folder(target.parent)


def write_atomically(target: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, never sees half of it.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    with temporary_file(target.parent) as (file, path):
        file.write(data)
        move_into_place(file, path, target)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # elsewhere a folder cannot be opened, and a rename is durable without
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
