"""What the chips that fill in an example say."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Any, Final

from playground.form import Form
from playground.texts import Language, catalog_of, translate

_LETTERS: Final = 28
_WORDS: Final = re.compile(r"[^\W\d_]{2}")
_ADDRESS: Final = re.compile(r"[a-z][a-z0-9+.-]*:\S+", re.IGNORECASE)


def example_labels(form: Form, language: Language) -> list[str]:
    """A short label for each of the schema's examples: the schema's own, or the first words of its prompt.

    One in another language than the page's is numbered in the page's; so is one without words.
    """
    named = enumerate(zip(form.example_names, form.examples, strict=True), 1)
    return [_label(number, name or _first_words(example), language) for number, (name, example) in named]


def _label(number: int, words: str, language: Language) -> str:
    if not words:
        return translate("page.example", language, number=number)
    return words if _is_in(words, language) else translate("page.example_of", language, number=number, words=words)


def _is_in(words: str, language: Language) -> bool:
    """Whether a page in that language may show the words alone: they are written in its script.

    Numbers and signs such as `4:3` are of every language; so are names in Latin letters, beside words of the page's.

    >>> _is_in("Neon city", "zh"), _is_in("霓虹 Neon", "zh"), _is_in("4:3", "zh"), _is_in("霓虹", "en")
    (False, True, True, False)
    """
    own = _scripts(catalog_of(language).name)
    found = _scripts(words)
    return found <= {*own, "LATIN"} and (bool(found & own) or _WORDS.search(words) is None)


def _scripts(words: str) -> set[str]:
    """The scripts of the letters in a text, by the first words of the letters' names in Unicode.

    >>> sorted(_scripts("霓虹 Neon, 4:3"))
    ['CJK', 'LATIN']
    """
    return {unicodedata.name(letter, "").partition(" ")[0] for letter in words if letter.isalpha()}


def _first_words(example: Any) -> str:
    """Of its longest text, addresses aside: that is the prompt, whatever it is called."""
    texts = [value for value in example.values() if isinstance(value, str)] if isinstance(example, Mapping) else []
    text = max((text for text in texts if not _ADDRESS.match(text)), key=len, default="")
    return text if len(text) <= _LETTERS else text[:_LETTERS].rsplit(" ", 1)[0] + "…"
