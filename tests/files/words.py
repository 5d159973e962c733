"""An error's sentences."""

from __future__ import annotations

from playground.errors import PlaygroundError
from playground.texts import translate


def words(error: PlaygroundError) -> str:
    """The error's English sentence; it must exist in Chinese as well and need no figure that is missing."""
    assert translate(error.code, "zh", **error.params)
    return translate(error.code, "en", **error.params)
