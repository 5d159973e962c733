"""Texts beside each other, with the words marked that the other lacks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from playground.ui.word_differences import Piece, all_differences, is_another


@dataclass(frozen=True, slots=True)
class MarkedTexts:
    """Texts that stand beside each other.

    Attributes:
        pieces: of each.
        are_same: all are the same to the last character.
        has_marks: something is marked in one of them.
    """

    pieces: tuple[tuple[Piece, ...], ...]
    are_same: bool
    has_marks: bool


def marked_texts(texts: Sequence[str]) -> MarkedTexts:
    """Each beside the first, and that one beside the second; nothing is marked in one that is another altogether.

    >>> [piece.text for piece in marked_texts(["a red fox", "a blue fox"]).pieces[1] if piece.is_different]
    ['blue']
    """
    pieces = tuple(_marked(text, texts[0 if at else 1]) for at, text in enumerate(texts)) if len(texts) > 1 else ()
    return MarkedTexts(
        pieces or tuple((Piece(text),) for text in texts),
        are_same=len(texts) > 1 and len(set(texts)) == 1,
        has_marks=any(piece.is_different for those in pieces for piece in those),
    )


def _marked(text: str, other: str) -> tuple[Piece, ...]:
    pieces = all_differences(text, other)
    return (Piece(text),) if is_another(text, pieces) else pieces
