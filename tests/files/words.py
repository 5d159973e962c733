"""An error's sentences."""

from __future__ import annotations

from playground.errors import PlaygroundError
from playground.texts import say


def words(error: PlaygroundError) -> str:
    """The error's English sentence; it must exist in Chinese as well and need no figure that is missing."""
    assert say(error.code, "zh", **error.figures)
    return say(error.code, "en", **error.figures)
