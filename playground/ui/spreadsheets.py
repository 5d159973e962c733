"""Texts as a spreadsheet may read them: a person's own words may begin as a formula does."""

from __future__ import annotations

from typing import Final

_BEGINS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n")


def no_formula(text: str) -> str:
    """The text, with a mark before it where a spreadsheet would take it for a formula.

    >>> no_formula("=1+1"), no_formula("a fox"), no_formula("-3")
    ("'=1+1", 'a fox', "'-3")
    """
    return f"'{text}" if text.startswith(_BEGINS_A_FORMULA) else text
