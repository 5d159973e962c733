"""In which words two texts differ."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import takewhile
from typing import Final

_TOKEN: Final = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|.", re.DOTALL)
"""A word, a stretch of blanks, or one character of what has no words between blanks."""
_MOST: Final = 400
"""Tokens that are looked at one by one: the work grows with their square."""
_AROUND: Final = 80
"""Characters of what is the same on each side of what is not."""
_LONGEST: Final = 2_000


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text, and whether the other text lacks it."""

    text: str
    is_different: bool = False


def differences(text: str, other: str) -> tuple[Piece, ...]:
    """A text in pieces; of long stretches that are the same only what stands around the rest.

    >>> [(piece.text, piece.is_different) for piece in differences("a red fox", "a blue fox")]
    [('a ', False), ('red', True), (' fox', False)]
    """
    mine, theirs = _TOKEN.findall(text), _TOKEN.findall(other)
    before = _common(mine, theirs)
    after = _common(mine[before:][::-1], theirs[before:][::-1])
    middle, their_middle = mine[before : len(mine) - after], theirs[before : len(theirs) - after]
    pieces = [Piece("".join(mine[:before]))]
    if max(len(middle), len(their_middle)) > _MOST:
        pieces.append(Piece("".join(middle), is_different=True))
    else:
        matcher = SequenceMatcher(None, middle, their_middle, autojunk=False)
        pieces += [
            Piece("".join(middle[start:end]), kind != "equal") for kind, start, end, _, _ in matcher.get_opcodes()
        ]
    pieces.append(Piece("".join(mine[len(mine) - after :])))
    found = [piece for piece in pieces if piece.text]
    return tuple(_short(piece, at == 0, at == len(found) - 1) for at, piece in enumerate(found))


def _common(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _short(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    text = piece.text
    if piece.is_different:
        return Piece(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", is_different=True)
    if len(text) <= 3 * _AROUND:
        return piece
    return Piece(f"{'' if is_first else text[:_AROUND]}…{'' if is_last else text[-_AROUND:]}")
