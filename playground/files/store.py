"""Where results and uploads are kept: the folder that they are made in, or a bucket behind it."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, ParamSpec, Protocol, TypeVar

from playground.files.removal import remove_results

P = ParamSpec("P")
T = TypeVar("T")

RESULTS: Final = "results"
UPLOADS: Final = "uploads"
"""What the names of files begin with: `results/RUN/NAME`, `uploads/NAME`."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file as it is kept.

    Attributes:
        size: bytes.
        kept_at: Unix seconds.
    """

    size: int
    kept_at: float


class FileStore(Protocol):
    """Keeps whole files under names. All but `run` blocks: call it on a thread that `run` gives.

    `here` is where a file has its place on this machine. Every method may raise `BucketError`.
    """

    async def run(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """What `work` returns, on a thread that may wait for this store."""

    def has(self, name: str, here: Path) -> bool:
        """Whether a file is kept; cheap enough to be asked for each picture of a page."""

    def path(self, name: str, here: Path) -> Path | None:
        """Where a file lies on this machine, brought there if need be; None where it is not kept (any more)."""

    def keep(self, name: str, source: Path, media_type: str) -> None:
        """Keep a whole file, which is given its place on this machine afterwards; again, it replaces what was there."""

    def use(self, name: str, here: Path) -> bool:
        """Note that a file is in use again: its age is counted anew. False where it is not kept."""

    def remove_run(self, run_id: str, here: Path) -> None:
        """Remove all that is kept of a run, whose folder is `here`; `OSError` where something stays."""

    def forget(self, run_id: str, names: Collection[str]) -> None:
        """Remove some files of a run that are gone from this machine."""

    def forget_upload(self, name: str) -> None:
        """Remove an upload that is gone from this machine."""

    def names(self, run_id: str) -> Collection[str]:
        """Of a run's files, without what they begin with, those that are kept elsewhere than on this machine."""

    def key(self, fresh: bytes) -> bytes:
        """The secret of the uploads' names, the same for all that share this store; `fresh` where there is none yet."""


class FolderStore:
    """Files lie where they are made: nothing more is to be done."""

    async def run(self, work: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """As `asyncio.to_thread`."""
        return await asyncio.to_thread(work, *given, **named)

    def has(self, name: str, here: Path) -> bool:  # noqa: ARG002 - the place tells
        """Whether it is there."""
        return here.is_file()

    def path(self, name: str, here: Path) -> Path | None:  # noqa: ARG002 - the place tells
        """Its place, if it is there."""
        return here if here.is_file() else None

    def keep(self, name: str, source: Path, media_type: str) -> None:
        """It is about to have its place."""

    def use(self, name: str, here: Path) -> bool:  # noqa: ARG002 - the place tells
        """Its time of change says so."""
        with suppress(OSError):
            os.utime(here)
            return True
        return False

    def remove_run(self, run_id: str, here: Path) -> None:
        """Remove its folder."""
        remove_results(here.parent, run_id)

    def forget(self, run_id: str, names: Collection[str]) -> None:
        """They are gone."""

    def forget_upload(self, name: str) -> None:
        """It is gone."""

    def names(self, run_id: str) -> Collection[str]:  # noqa: ARG002 - nothing lies elsewhere
        """None."""
        return ()

    def key(self, fresh: bytes) -> bytes:
        """A new one: this machine keeps it."""
        return fresh


FOLDER: Final = FolderStore()
"""The store where nothing else is set."""


class FileIndex(Protocol):
    """What a bucket holds, kept where all that share it see it. It blocks, and raises `StorageError`.

    `key` is what a file belongs to: a run's id, or an upload's own name.
    """

    def files(self, key: str) -> Mapping[str, KeptFile]:
        """What is kept under a key, by name."""

    def begin(self, name: str, key: str, now: float) -> bool:
        """Note that a file is on its way, before its first byte is; False while somebody is removing it."""

    def finish(self, name: str, size: int, now: float) -> bool:
        """Note that it is there; False where it was removed meanwhile."""

    def use(self, name: str, now: float) -> bool:
        """Note that it is in use again; False where it is not there."""

    def claim(self, name: str, now: float) -> bool:
        """Begin to remove a file: nobody has it any more. False where nothing is known of it."""

    def claim_old(self, name: str, used_at: float, now: float) -> bool:
        """As `claim`, unless it was used since then, or somebody else is removing it."""

    def forget(self, name: str) -> None:
        """Note that it is gone."""

    def names(self, key: str) -> tuple[str, ...]:
        """All that is known of a key, whether it is there, on its way or going."""

    def oldest(self, before: float | None, after: tuple[float, str] | None) -> tuple[IndexedFile, ...]:
        """Some of all files that are known; the longest unused first.

        Args:
            before: only what was last used before that moment.
            after: only what comes after that one in this order.
        """

    def left_over(self, now: float) -> tuple[str, ...]:
        """Some of what was on its way or going when its process died, long enough ago to be sure of that."""

    def total(self) -> int:
        """Bytes of all that is there."""


@dataclass(frozen=True, slots=True)
class IndexedFile:
    """A file that an index knows.

    Attributes:
        name: of the file.
        key: what it belongs to.
        size: bytes.
        used_at: Unix seconds, when it was last written or used.
        is_here: whether it is there; else it is on its way or going.
    """

    name: str
    key: str
    size: int
    used_at: float
    is_here: bool
