"""The lease of this process, and whether the process of another lease is gone."""

from __future__ import annotations

import os
import platform
import uuid
from contextlib import suppress
from pathlib import Path

from playground.runs.ownership import Lease

_NAMESPACE = Path("/proc/self/ns/pid")


def new_lease() -> Lease:
    """A lease for this process, under a name that none had before."""
    return Lease(process=str(uuid.uuid4()), machine=machine(), pid=os.getpid())


def machine() -> str:
    """Where process ids mean the same: the host and, on Linux, the namespace, so that containers are told apart."""
    namespace = _NAMESPACE.readlink().name if _NAMESPACE.is_symlink() else ""
    return f"{platform.node()} {namespace}".strip()


def is_gone(lease: Lease) -> bool:
    """Whether a process has certainly died, so that nobody need wait for its lease to lapse; False where in doubt."""
    if os.name != "posix" or lease.machine != machine():
        return False
    try:
        with suppress(PermissionError):  # it lives, and is somebody else's
            os.kill(lease.pid, 0)
    except ProcessLookupError:
        return True
    return False
