"""Magic words: what a payment service's test cards are, for a service that paints.

A prompt that contains one makes just that happen, so that a person or a test can see what each trouble looks like.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Any


class MagicWord(StrEnum):
    """The words, as they stand in a prompt (in any case)."""

    FAIL = "[fail]"  # accepted, then the task fails
    REFUSE = "[refuse]"  # 422: the content is not wanted
    NO_CREDIT = "[no-credit]"  # 402
    RATE_LIMIT = "[rate-limit]"  # 429, for an hour
    SLOW = "[slow]"  # half a minute
    FLAKY = "[flaky]"  # accepted but the answer is lost, then 503, then fine
    GARBAGE = "[garbage]"  # accepted, but never an answer that can be read


def find_magic_words(value: Any) -> frozenset[MagicWord]:
    """The magic words in every text that stands under the name `prompt`, at any depth."""
    if isinstance(value, Mapping):
        words = (_words(item) if name == "prompt" else find_magic_words(item) for name, item in value.items())
    elif isinstance(value, list):
        words = (find_magic_words(item) for item in value)
    else:
        return frozenset()
    return frozenset().union(*words)


def _words(prompt: Any) -> frozenset[MagicWord]:
    if not isinstance(prompt, str):
        return find_magic_words(prompt)
    return frozenset(word for word in MagicWord if word in prompt.casefold())
