"""The zoo: schemas of our own, one for each shape that published ones have, with payloads and what is expected.

`tests/schemas/NAME.json` is a schema and `NAME.example.json` its first payload, as `playground check --examples` takes
them. `expected/NAME.json` says the shape in words, what an untouched form sends, the widget at each place (a list where
variants differ), and, where there are any, further payloads, payloads that are refused by the place that is wrong, and
the places of what is wrong with the schema itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parents[1] / "schemas"


@dataclass(frozen=True, slots=True)
class Specimen:
    """One schema of the zoo; paths are JSON Pointers with `*` for any row."""

    name: str
    schema: Any
    payloads: Sequence[Any]
    shape: str
    untouched: Any
    widgets: Mapping[str, str | list[str]]
    refused: Mapping[str, Any] = field(default_factory=dict)
    problems: Sequence[str] = ()


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def specimen(name: str) -> Specimen:
    """One schema with all that is expected of it."""
    expected = read(FOLDER / "expected" / f"{name}.json")
    payloads = [read(FOLDER / f"{name}.example.json"), *expected.pop("payloads", [])]
    return Specimen(name=name, schema=read(FOLDER / f"{name}.json"), payloads=payloads, **expected)


NAMES: Final = sorted(path.name.removesuffix(".example.json") for path in FOLDER.glob("*.example.json"))
