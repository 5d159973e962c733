"""What a process and those that it began take of the machine, as Linux tells."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Usage:
    """Processor seconds so far, and memory now: what it shares with others counts in parts."""

    seconds: float
    megabytes: float


def usage_of(pid: int) -> Usage:
    """Of a process, of those that it began, and the seconds of those that have ended."""
    seconds = megabytes = 0.0
    for number in [pid, *_children(pid)]:
        with suppress(OSError):  # it has just ended
            fields = Path(f"/proc/{number}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
            seconds += sum(map(int, fields[11:15])) / _TICKS
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text(encoding="ascii")
            megabytes += next(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")) / 1024
    return Usage(seconds, megabytes)


def _children(pid: int) -> list[int]:
    found = []
    for file in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):
            for child in map(int, file.read_text(encoding="ascii").split()):
                found += [child, *_children(child)]
    return found
