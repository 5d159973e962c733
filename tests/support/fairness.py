"""How long something may take: what is fast on a machine of its own takes longer where others work too."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

PATIENCE: Final = 120.0
"""Seconds to wait for what has to come: it comes at once, and only where it never does is all of this waited."""

_LOAD = Path("/proc/loadavg")
_NOISE: Final = 3.0
"""How much slower a machine may be without a word about it: its processors are shared with other machines."""


def fair(seconds: float) -> float:
    """That many seconds of a machine to oneself, in seconds of this one now."""
    return seconds * max(_NOISE, _waiting() / (os.cpu_count() or 1))


def _waiting() -> float:
    """How many want a processor: now, or in the last minute, whichever is more."""
    if not _LOAD.exists():
        return os.getloadavg()[0]
    minute, _, _, running, *_ = _LOAD.read_text(encoding="ascii").split()
    return max(float(minute), float(running.partition("/")[0]))
