"""Kill and freeze real processes while they work: `python tests/benchmarks/kill_loop.py --kills 150`."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from killing import MODES, kill_loop


def main() -> None:
    """Print what the loop came to; exit 1 if anything was lost or paid twice."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        toll = asyncio.run(kill_loop(Path(folder), asked.kills, asked.seed, modes=MODES))
    print(
        f"{toll.kills} kills and {toll.freezes} freezes in {time.monotonic() - began:.0f} s: {toll.runs} runs, "
        f"{toll.charged} charged once each, "
        f"{toll.never_sent} never sent and not charged, {toll.pictures} pictures kept, {len(toll.lost)} lost"
    )
    sys.exit(bool(toll.lost))


if __name__ == "__main__":
    main()
