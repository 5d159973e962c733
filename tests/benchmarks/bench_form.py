"""How long a form takes: to build and validate the reference schema, and to build every schema of a folder.

    python tests/benchmarks/bench_form.py [--schemas tests/schemas …] [--rounds 200]

Built means planned, unfolded as an untouched form, and collected. The aims: the reference under 2 ms with validation;
over a folder a median under 2 ms, 95 of 100 under 20 ms, the worst under 500 ms.
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
PUBLISHED = ROOT.parent / "shared" / "corpus" / "schemas"
"""Schemas that people publish, an extra where they are beside the checkout."""
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
    parser.add_argument("--schemas", type=Path, nargs="+", default=[ROOT / "tests" / "schemas", PUBLISHED])
    parser.add_argument("--rounds", type=int, default=200)
    options = parser.parse_args()

    reference = json.loads((ROOT / "schemas" / "qwen-image-2-0-pro.json").read_text(encoding="utf-8"))
    payload = {"prompt": "A red fox in fresh snow", "size": "16:9", "resolution": "2K", "n": 1}
    form = build(reference)
    print(f"reference: build {milliseconds(lambda: build(reference), options.rounds):.2f} ms", end="")
    print(f" + validate {milliseconds(lambda: validate(form, payload), options.rounds):.2f} ms", end="")
    both = milliseconds(lambda: validate(build(reference), payload), options.rounds)
    print(f" = {both:.2f} ms together (aim 2)")

    for folder in options.schemas:
        time_folder(folder)


def time_folder(folder: Path) -> None:
    """Print what its schemas take, those in folders of it too."""
    found = sorted(path for at in ("*.json", "*/*.json") for path in folder.glob(at) if is_schema(path))
    if not found:
        print(f"no schemas in {folder}")
        return
    schemas = {str(path.relative_to(folder)): json.loads(path.read_text(encoding="utf-8")) for path in found}
    took = sorted((milliseconds(lambda schema=schema: build(schema), 3), name) for name, schema in schemas.items())  # type: ignore[misc]  # mypy cannot type a lambda's default
    times = [time_taken for time_taken, _ in took]
    print(f"{folder}, {len(times)} schemas: median {statistics.median(times):.2f} ms (aim 2)", end="")
    print(f", 95% under {statistics.quantiles(times, n=20)[-1]:.1f} ms (aim 20)", end="")
    print(f", worst {took[-1][0]:.1f} ms (aim 500): {took[-1][1]}")


def is_schema(path: Path) -> bool:
    """Neither a payload nor what is expected of one."""
    return not path.name.endswith(".example.json") and path.parent.name != "expected"


if __name__ == "__main__":
    main()
