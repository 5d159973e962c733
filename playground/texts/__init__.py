"""Every sentence a person reads, by code, in as many languages as there are catalogs in `locales/`.

Rooms hand out codes and parameters; `translate` turns the two into words:

>>> translate("issue.max_length", "en", title="Prompt", limit=800, actual=812)
'Prompt can have at most 800 characters; this one has 812.'
>>> translate("issue.max_length", "zh", title="提示词", limit=800, actual=812)
'提示词最多 800 个字符，现在是 812 个。'

- `locales/LANGUAGE.po`: the sentences of one language, as gettext's tools read them. Nothing else belongs to a
  language; `docs/languages.md` tells how to add one.
- `po`: reads such a file. `catalogs`: which languages there are, and which of them a person wants.
- `sentences`: from a code to a sentence. `formats`, `money`, `moments`: numbers, sizes, lists, amounts and dates in it.
"""

from playground.texts.catalogs import (
    ENGLISH,
    Catalog,
    Language,
    catalog_of,
    closest_language,
    languages,
    preferred_language,
)
from playground.texts.formats import join_alternatives, join_sentences, join_words, number, space_after
from playground.texts.money import amount, price
from playground.texts.sentences import code_for_service, explain, has_sentence, translate

__all__ = [
    "ENGLISH",
    "Catalog",
    "Language",
    "amount",
    "catalog_of",
    "closest_language",
    "code_for_service",
    "explain",
    "has_sentence",
    "join_alternatives",
    "join_sentences",
    "join_words",
    "languages",
    "number",
    "preferred_language",
    "price",
    "space_after",
    "translate",
]
