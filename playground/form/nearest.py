"""Which of the known words was meant by a mistyped one."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from itertools import islice
from typing import Final

_LETTERS: Final = 64
_WORDS: Final = 200
_ALIKE: Final = 0.7


def nearest(word: str, known: Iterable[str]) -> str:
    """The known word that is most like it; empty where none is like it enough. Long ones are not compared.

    >>> nearest("promt", ["prompt", "size"]), nearest("Seed", ["seed"]), nearest("colour", ["accept", "order"])
    ('prompt', 'seed', '')
    """
    by_lower = {name.lower(): name for name in islice(known, _WORDS) if len(name) <= _LETTERS}
    found = difflib.get_close_matches(word[:_LETTERS].lower(), by_lower, n=1, cutoff=_ALIKE)
    return by_lower[found[0]] if found else ""
