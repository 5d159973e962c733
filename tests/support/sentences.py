"""What the catalogs hold, for tests about all sentences."""

from __future__ import annotations

from playground.texts import catalog_of, languages

FORMS = {language: dict(catalog_of(language).forms) for language in languages()}
"""By language and code: a text for each plural form."""

CODES = frozenset(FORMS["en"])
"""Of all sentences."""
