"""How long a form takes: to build and validate the reference schema, and to build every schema of a folder.

    python tests/benchmarks/bench_form.py [--corpus ../shared/corpus/schemas] [--rounds 200]

Built means planned, unfolded as an untouched form, and collected. The aims: the reference under 2 ms with validation;
over the corpus a median under 2 ms, 95 of 100 under 20 ms, the worst under 500 ms.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from playground.form import Form, build_form, collect, untouched, validate  # noqa: E402 - found by the line above


def build(schema: Any) -> Form:
    """A form with everything an untouched page draws."""
    form = build_form(schema)
    collect(form, untouched(form))
    return form


def milliseconds(work: Callable[[], object], rounds: int) -> float:
    """The median time of some work."""
    took = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus" / "schemas")
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()

    reference = json.loads((ROOT / "schemas" / "qwen-image-2-0-pro.json").read_text(encoding="utf-8"))
    payload = {"prompt": "A red fox in fresh snow", "size": "16:9", "resolution": "2K", "n": 1}
    form = build(reference)
    print(f"reference: build {milliseconds(lambda: build(reference), options.rounds):.2f} ms", end="")
    print(f" + validate {milliseconds(lambda: validate(form, payload), options.rounds):.2f} ms", end="")
    both = milliseconds(lambda: validate(build(reference), payload), options.rounds)
    print(f" = {both:.2f} ms together (aim 2)")

    paths = sorted(path for path in options.corpus.glob("*/*.json") if not path.name.endswith(".example.json"))
    if not paths:
        print(f"no schemas in {options.corpus}")
        return
    schemas = {str(path.relative_to(options.corpus)): json.loads(path.read_text(encoding="utf-8")) for path in paths}
    took = sorted((milliseconds(lambda schema=schema: build(schema), 3), name) for name, schema in schemas.items())  # type: ignore[misc]  # mypy cannot type a lambda's default
    times = [time_taken for time_taken, _ in took]
    print(f"corpus, {len(times)} schemas: median {statistics.median(times):.2f} ms (aim 2)", end="")
    print(f", 95% under {statistics.quantiles(times, n=20)[-1]:.1f} ms (aim 20)", end="")
    print(f", worst {took[-1][0]:.1f} ms (aim 500): {took[-1][1]}")


if __name__ == "__main__":
    main()
