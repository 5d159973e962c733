"""Kill and freeze real processes while they work: `python tests/benchmarks/kill_loop.py --kills 150`.

With `--replicas 3` they are so many servers on a PostgreSQL that is begun for that, and what each of them writes and
sends is noted.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from killing import LEASE_DURATION, MODES, Toll, kill_loop
from killing_replicas import kill_replicas
from postgresserver import running

_ALLOWED = 2
"""Leases after which another has taken over."""


def main() -> None:
    """Print what the loop came to; exit 1 if anything was lost, paid twice, or written or sent by who slept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replicas", type=int, default=0)
    parser.add_argument("--lease", type=float, default=LEASE_DURATION, help="seconds, with --replicas")
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if asked.replicas:
            is_whole = of_replicas(Path(folder), asked.kills, asked.seed, asked.replicas, asked.lease)
        else:
            toll = asyncio.run(kill_loop(Path(folder), asked.kills, asked.seed, modes=MODES))
            print(described(toll))
            is_whole = not toll.lost
    print(f"{time.monotonic() - began:.0f} s")
    sys.exit(not is_whole)


def of_replicas(folder: Path, kills: int, seed: int, replicas: int, lease: float) -> bool:
    """Whether all is well with several servers."""
    with running() as server:
        notes = asyncio.run(kill_replicas(folder, server, kills, seed, replicas=replicas, lease=lease))
    print(described(notes.toll))
    for words, found in (("lost", notes.toll.lost), ("written", notes.foreign_writes), ("sent", notes.late_sends)):
        print(f"{words} by who had no right to, or for good: {len(found)}", *found[:20], sep="\n  ")
    taken = [round(seconds / lease, 2) for seconds in notes.recoveries]
    late = sorted(leases for leases in taken if leases > _ALLOWED)
    print(f"{len(taken)} runs taken over, after {median(taken)} leases, at most {max(taken)}, past {_ALLOWED}: {late}")
    return not (notes.toll.lost or notes.foreign_writes or notes.late_sends) and not late


def described(toll: Toll) -> str:
    """What it came to, in a line."""
    return (
        f"{toll.kills} kills and {toll.freezes} freezes: {toll.runs} runs, {toll.charged} charged once each, "
        f"{toll.never_sent} never sent and not charged, {toll.pictures} pictures kept, {len(toll.lost)} lost"
    )


if __name__ == "__main__":
    main()
