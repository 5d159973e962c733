"""How long the painter takes: `python tests/benchmarks/bench_painter.py` prints seconds of one core for each motif."""

from __future__ import annotations

import statistics
import time

from playground.sandbox.painter import Brief, paint_film, paint_picture
from playground.sandbox.painter.motifs import MOTIFS
from playground.sandbox.painter.words import MOTIF_WORDS

_ROUNDS = 3
_SIZE = (2048, 1152)


def main() -> None:
    """Paint each motif a few times and print the median."""
    paint_picture(Brief("warm up", "0", 64, 64))
    print(f"{'motif':10} seconds    MB   (2K 16:9, median of {_ROUNDS}, processor time)")
    for motif in MOTIFS:
        words = MOTIF_WORDS[motif].split()[0]
        took, size = [], 0
        for k in range(_ROUNDS):
            began = time.process_time()
            size = len(paint_picture(Brief(words, str(k), *_SIZE)))
            took.append(time.process_time() - began)
        print(f"{motif:10} {statistics.median(took):7.2f} {size / 1e6:5.1f}")
    began = time.process_time()
    size = len(paint_film(Brief("waves", "0", 640, 360, seconds=4)))
    print(f"{'clip, 4 s':10} {time.process_time() - began:7.2f} {size / 1e6:5.1f}")


if __name__ == "__main__":
    main()
