"""Room for what is paid for: nothing is sold whose results could not be kept."""

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
"""Bytes that must be free before a run is sold, of which `RESERVE_SHARE` says what that is on a small disk."""

RESERVE_SHARE: Final = 20
"""On a disk of less than 20 times the reserve a twentieth of it is enough."""


def has_space_for(folder: Path, coming: int) -> bool:
    """Whether so many bytes of a stranger's may be kept there, with twice the reserve still free: selling goes on.

    Raises:
        OSError: nobody can tell.
    """
    disk = shutil.disk_usage(folder)
    return disk.free - coming >= 2 * min(RESERVE, disk.total // RESERVE_SHARE)


@dataclass(slots=True)
class DiskSpace:
    """The free room of the disk that results are kept on, and what waits for it. Calls block.

    Attributes:
        folder: where results are kept; it may not be there yet.
    """

    folder: Path
    _owed: dict[tuple[Path, int], int] = field(default_factory=dict)

    def check(self) -> None:
        """See that there is room for the results of one more run, after those that already wait for it.

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
        needed = min(RESERVE, disk.total // RESERVE_SHARE) + sum(self._owed.values())
        if disk.free < needed:
            params = {"free": disk.free, "needed": needed}
            raise StorageError("storage.no_room", place=str(self.folder), **params)

    def owe(self, folder: Path, index: int, size: int) -> None:
        """Note a result that could not be written, after so many bytes."""
        self._owed[folder, index] = max(size, self._owed.get((folder, index), 0))

    def settle(self, folder: Path, index: int) -> None:
        """Forget it: it is written."""
        self._owed.pop((folder, index), None)

    def require(self, folder: Path, index: int) -> None:
        """See that another try makes sense: what came before did not fit.

        Raises:
            OSError: `ENOSPC`, there is no more room than there was.
        """
        size = self._owed.get((folder, index))
        if size is not None and shutil.disk_usage(self.folder).free <= size:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
