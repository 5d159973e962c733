"""Dates and times as a language writes them."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_datetime

from playground.texts.catalogs import Language, catalog_of


def moment(seconds: float, language: Language) -> str:
    """A moment of this machine's day, to the second.

    Args:
        seconds: since 1970, UTC.
        language: of the words.
    """
    return format_datetime(dt.datetime.fromtimestamp(seconds), "medium", locale=catalog_of(language).locale)  # noqa: DTZ006 - people think in the local time, and Babel takes it as it is
