"""What the address of the comparison asks for: which results, and in which way they are looked at."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from playground.runs.run import Output

SIDE: Final = "side"
MODES: Final = (SIDE, "slider", "flicker", "difference")
"""Ways of looking at two results; more stand side by side."""
COMPARED: Final = frozenset({"image", "video", "audio", "text"})
"""Kinds of results that stand beside each other; of any other file only the name would."""
FEWEST: Final = 2
MOST: Final = 4
_LETTERS: Final = "ABCD"
_REFERENCE: Final = re.compile(r"([\w-]{1,64})/([^/\\\x00-\x1f\x7f]{1,200})", re.ASCII)
_MOST_READ: Final = 40
_SHOWN: Final = 60
"""Characters of what names no result."""


@dataclass(frozen=True, slots=True)
class Reference:
    """One result.

    Attributes:
        letter: what it is called on the page, by its place in the address.
        run_id: of its run.
        name: of its file.
    """

    letter: str
    run_id: str
    name: str


@dataclass(frozen=True, slots=True)
class CompareQuery:
    """All that an address asks for.

    Attributes:
        references: the results, each once.
        unreadable: what names none.
        left_out: how many more were named than stand beside each other.
        mode: one of `MODES`.
    """

    references: tuple[Reference, ...]
    unreadable: tuple[str, ...]
    left_out: int
    mode: str


def read_compare(params: Mapping[str, str]) -> CompareQuery:
    """What an address asks for; what cannot be read is told, and the rest stands.

    >>> query = read_compare({"results": "a1/0-x.png,nonsense,a1/0-x.png,b2/0-y.png", "mode": "slider"})
    >>> [(one.letter, one.run_id) for one in query.references], query.unreadable, query.mode
    ([('A', 'a1'), ('B', 'b2')], ('nonsense',), 'slider')
    """
    named = [text for text in params.get("results", "").split(",", _MOST_READ)[:_MOST_READ] if text.strip()]
    found = {text: match for text in named if (match := _REFERENCE.fullmatch(text.strip()))}
    references = dict.fromkeys((match[1], match[2]) for match in found.values())
    mode = params.get("mode", SIDE)
    return CompareQuery(
        references=tuple(Reference(letter, *one) for letter, one in zip(_LETTERS, references, strict=False)),
        unreadable=tuple(dict.fromkeys(text[:_SHOWN] for text in named if text not in found))[:MOST],
        left_out=max(0, len(references) - MOST),
        mode=mode if mode in MODES else SIDE,
    )


def compare_address(run_id: str, outputs: Iterable[Output]) -> str:
    """The address that compares results of one run, whose files are here, relative to the playground."""
    return address_of((run_id, output) for output in outputs)


def address_of(results: Iterable[tuple[str, Output]]) -> str:
    """As `compare_address`, of results with the runs that they are of."""
    return "compare?results=" + ",".join(f"{run_id}/{quote(f'{one.name}')}" for run_id, one in list(results)[:MOST])
