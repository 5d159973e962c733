"""What each process on a ledger works with, so that those that cannot work together notice it at their start."""

from __future__ import annotations

import hashlib
import math
import platform
import time
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from playground import __version__
from playground.errors import StorageError

_BOOT: Final = Path("/proc/sys/kernel/random/boot_id")
_FILES: Final = "files-id"
"""A file in the data folder: a folder that two processes share has one and the same."""


class ReplicaError(StorageError):
    """Another process works on the ledger with what is at odds with this one's.

    Args:
        code: as for any error.
        host: the machine of that process.
        is_ours: whether that machine is called as this one is: it may have been started anew since.
    """

    def __init__(self, code: str, *, host: str, is_ours: bool) -> None:
        super().__init__(code, host=host)
        self.is_ours = is_ours


@dataclass(frozen=True, slots=True)
class Replica:
    """A process and what it works with.

    Attributes:
        host: the name of its machine.
        boot: tells one machine from another, whatever they are called; containers on one have the same.
        service: where new runs go.
        secrets: digests of its `PLAYGROUND_SECRET`, today's and earlier ones.
        files: where results and uploads are; None is not told.
        on_file: whether the ledger is a file.
    """

    host: str
    boot: str
    service: str = ""
    secrets: frozenset[str] = frozenset()
    files: str | None = None
    on_file: bool = True

    def as_row(self) -> dict[str, str | None]:
        """As columns of `processes`; which version of the program it is stands there to be looked at alone."""
        secrets = " ".join(sorted(self.secrets))
        return {
            "host": self.host,
            "boot": self.boot,
            "service": self.service,
            "secrets": secrets,
            "files": self.files,
            "version": __version__,
        }

    @classmethod
    def from_row(cls, row: Any, *, on_file: bool) -> Replica:
        """What a process told of itself."""
        return cls(row.host, row.boot, row.service, frozenset(row.secrets.split()), row.files, on_file)


def this_replica(*, service: str, secret: str | None, data: Path, on_file: bool, bucket: str | None = None) -> Replica:
    """This process.

    Args:
        service: where new runs go.
        secret: as `PLAYGROUND_SECRET` has it, several between commas.
        data: the folder of its files.
        on_file: whether the ledger is a file.
        bucket: the address of the bucket that has its results and uploads; None where they are in its folder.

    Raises:
        StorageError: `storage.read_only`, the data folder cannot be written.
    """
    return Replica(
        host=platform.node(),
        boot=boot(),
        service=service,
        secrets=frozenset(map(_digest, secret.split(","))) if secret else frozenset(),
        files=bucket or (None if on_file else _files_id(data)),
        on_file=on_file,
    )


def boot() -> str:
    """What is one and the same on this machine until it starts anew."""
    return _BOOT.read_text(encoding="ascii").strip() if _BOOT.exists() else platform.node()


def check_replicas(ours: Replica, others: Iterable[Replica]) -> None:
    """Refuse what would lose or hide something.

    Args:
        ours: this one.
        others: those that work on the same ledger now.

    Raises:
        ReplicaError: `replica.…`, why they cannot work together.
    """
    for other in others:
        for code, is_so in _CONFLICTS.items():
            if is_so(ours, other):
                raise ReplicaError(code, host=other.host, is_ours=other.host == ours.host)


def check_at_start(check: Callable[[], None], patience: float, sleep: Callable[[float], None] = time.sleep) -> None:
    """As `check`; where this machine was started anew a moment ago, once its earlier processes are forgotten.

    Args:
        check: raises `ReplicaError`.
        patience: seconds within which they are.
        sleep: waits that many seconds.
    """
    for _ in range(math.ceil(patience)):
        try:
            check()
        except ReplicaError as error:
            if not error.is_ours:
                raise
            sleep(1.0)
        else:
            return
    check()


def _is_file_of_several(ours: Replica, other: Replica) -> bool:
    return ours.on_file and ours.boot != other.boot


def _has_other_secret(ours: Replica, other: Replica) -> bool:
    if not (ours.secrets and other.secrets) and ours.boot == other.boot:
        return False  # a command beside its server
    return ours.secrets.isdisjoint(other.secrets) and bool(ours.secrets | other.secrets)


def _has_other_files(ours: Replica, other: Replica) -> bool:
    return None not in {ours.files, other.files} and ours.files != other.files


_CONFLICTS: Final = {
    "replica.file": _is_file_of_several,
    "replica.secret": _has_other_secret,
    "replica.files": _has_other_files,
}


def _digest(secret: str) -> str:
    return hashlib.blake2b(secret.strip().encode(), digest_size=16, person=b"replica").hexdigest()


def _files_id(data: Path) -> str:
    file = data / _FILES
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not file.exists():
            written = file.with_name(f"{_FILES}-{uuid.uuid4()}")
            written.write_text(str(uuid.uuid4()), encoding="ascii")
            written.rename(file)
        return file.read_text(encoding="ascii")
    except OSError as error:
        raise StorageError("storage.read_only", place=str(data)) from error
