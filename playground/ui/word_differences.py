"""In which words two texts differ."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby, takewhile
from operator import itemgetter
from typing import Final

_TOKEN: Final = re.compile(r"[^\W\u3040-\u30ff\u3400-\u9fff]+|\s+|.", re.DOTALL)
"""A word, a stretch of blanks, or one character of what has no words between blanks."""
_SENTENCE: Final = re.compile(r".+?(?:[.!?]\s+|[。！？]+\s*|\n+|\Z)", re.DOTALL)
_MOST: Final = 400
"""Tokens that are looked at one by one: the work grows with their square."""
_MOST_COMPARED: Final = 10 * _MOST**2
"""Pairs of tokens that are looked at in all sentences together."""
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
    found = _words(text, other)
    return tuple(_short(piece, at == 0, at == len(found) - 1) for at, piece in enumerate(found))


def all_differences(text: str, other: str) -> tuple[Piece, ...]:
    """All of a text in pieces: its sentences are compared first, then the words of those that differ.

    >>> [piece.text for piece in all_differences("It rains. A red fox.", "It pours. A red fox.") if piece.is_different]
    ['rains']
    """
    mine, theirs = _SENTENCE.findall(text), _SENTENCE.findall(other)
    left, pieces = _MOST_COMPARED, []
    for is_same, one, two in _stretches(mine, theirs):
        before, after = "".join(one), "".join(two)
        pairs = len(_TOKEN.findall(before)) * len(_TOKEN.findall(after))
        if is_same or not after or pairs > left:
            pieces.append(Piece(before, not is_same))
        else:
            left -= pairs
            pieces += _words(before, after)
    return tuple(_joined(pieces))


def is_another(text: str, pieces: Sequence[Piece]) -> bool:
    """Whether two texts have so little in common that marks would say nothing."""
    return 3 * sum(len(piece.text) for piece in pieces if piece.is_different) > 2 * len(text)


def _words(text: str, other: str) -> list[Piece]:
    stretches = _stretches(_TOKEN.findall(text), _TOKEN.findall(other))
    return [Piece("".join(mine), not is_same) for is_same, mine, _ in stretches if mine]


def _stretches(mine: list[str], theirs: list[str]) -> Iterator[tuple[bool, list[str], list[str]]]:
    """What both have, and between it what only one has or what one has in place of the other's."""
    before = _common(mine, theirs)
    after = _common(mine[before:][::-1], theirs[before:][::-1])
    middle, their_middle = mine[before : len(mine) - after], theirs[before : len(theirs) - after]
    yield True, mine[:before], theirs[:before]
    if max(len(middle), len(their_middle)) > _MOST:
        yield False, middle, their_middle
    else:
        matcher = SequenceMatcher(None, middle, their_middle, autojunk=False)
        for kind, start, end, their_start, their_end in matcher.get_opcodes():
            yield kind == "equal", middle[start:end], their_middle[their_start:their_end]
    yield True, mine[len(mine) - after :], theirs[len(theirs) - after :]


def _joined(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """As few pieces as say the same; a blank between two words that differ belongs to them."""
    seen = [piece for piece in pieces if piece.text]
    marks = [piece.is_different for piece in seen]
    for at in range(1, len(seen) - 1):
        marks[at] |= marks[at - 1] and seen[at + 1].is_different and seen[at].text.isspace()
    for is_different, alike in groupby(zip(seen, marks, strict=True), itemgetter(1)):
        yield Piece("".join(piece.text for piece, _ in alike), is_different)


def _common(one: list[str], other: list[str]) -> int:
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))


def _short(piece: Piece, is_first: bool, is_last: bool) -> Piece:
    text = piece.text
    if piece.is_different:
        return Piece(text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…", is_different=True)
    if len(text) <= 3 * _AROUND:
        return piece
    return Piece(f"{'' if is_first else text[:_AROUND]}…{'' if is_last else text[-_AROUND:]}")
