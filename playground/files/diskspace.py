"""Free space for results: no run begins whose results, which are paid for, might not fit on the disk."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from playground.errors import StorageError

RESERVE: Final = 64 * 2**20
"""Bytes that must be free before a run begins; on a small disk less, see `RESERVE_SHARE`."""

RESERVE_SHARE: Final = 20
"""On a disk smaller than 20 times the reserve, a twentieth of the disk is enough."""


def check_temporary() -> None:
    """Make sure that there is a folder for temporary files.

    Raises:
        StorageError: `storage.no_temporary`, none can be written.
    """
    try:
        tempfile.gettempdir()
    except FileNotFoundError as error:
        raise StorageError("storage.no_temporary") from error


def has_space_for(folder: Path, coming: int) -> bool:
    """Whether a visitor's file of so many bytes fits while twice the reserve stays free, so that runs can still begin.

    Raises:
        OSError: the disk cannot be asked.
    """
    disk = shutil.disk_usage(folder)
    return disk.free - coming >= 2 * min(RESERVE, disk.total // RESERVE_SHARE)


@dataclass(slots=True)
class DiskSpace:
    """The free space of the disk that keeps results, and the results that wait for it. Its methods block.

    Attributes:
        folder: where results are kept; it may not be there yet.
    """

    folder: Path
    _waiting: dict[tuple[Path, int], int] = field(default_factory=dict)

    def require_reserve(self) -> None:
        """Make sure that the results of one more run fit, besides those that already wait.

        Raises:
            StorageError: `storage.no_room`, too little is free; `storage.no_results`, the folder cannot be written.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self.folder):
                disk = shutil.disk_usage(self.folder)
        except OSError as error:
            reason = error.strerror or str(error)
            raise StorageError("storage.no_results", place=str(self.folder), fault=reason) from error
        needed = min(RESERVE, disk.total // RESERVE_SHARE) + sum(self._waiting.values())
        if disk.free < needed:
            params = {"free": disk.free, "needed": needed}
            raise StorageError("storage.no_room", place=str(self.folder), **params)

    def add_waiting(self, folder: Path, index: int, size: int) -> None:
        """Remember a result that did not fit, after so many bytes."""
        self._waiting[folder, index] = max(size, self._waiting.get((folder, index), 0))

    def remove_waiting(self, folder: Path, index: int) -> None:
        """Forget a result that waited: it is written."""
        self._waiting.pop((folder, index), None)

    def require(self, folder: Path, index: int) -> None:
        """Make sure that another try makes sense for a result that did not fit before.

        Raises:
            OSError: `ENOSPC`, there is still too little space.
        """
        size = self._waiting.get((folder, index))
        if size is not None and shutil.disk_usage(self.folder).free <= size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
