"""Dates and times as a language writes them."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date, format_datetime, format_skeleton, format_time

from playground.texts.catalogs import Language, catalog_of
from playground.texts.sentences import translate


def moment(seconds: float, language: Language) -> str:
    """A moment of this machine's day, to the second.

    Args:
        seconds: since 1970, UTC.
        language: of the words.
    """
    return format_datetime(dt.datetime.fromtimestamp(seconds), "medium", locale=catalog_of(language).locale)  # noqa: DTZ006 - people think in the local time, and Babel takes it as it is


def time_of_day(seconds: float, language: Language) -> str:
    """A moment's hours and minutes, on this machine's clock; the argument is that of `moment`."""
    return format_time(dt.datetime.fromtimestamp(seconds), "short", locale=catalog_of(language).locale)  # noqa: DTZ006 - as above


def day(date: dt.date, language: Language, today: dt.date) -> str:
    """A day as a heading: today and yesterday by these words, others with the day of the week, and a year if not this.

    >>> day(dt.date(2026, 11, 26), "en", dt.date(2026, 11, 26)), day(dt.date(2026, 3, 9), "en", dt.date(2026, 11, 26))
    ('Today', 'Mon, March 9')
    >>> day(dt.date(2025, 3, 9), "zh", dt.date(2026, 11, 26))
    '2025年3月9日星期日'
    """
    if date in (today, today - dt.timedelta(days=1)):
        return translate("history.today" if date == today else "history.yesterday", language)
    locale = catalog_of(language).locale
    is_this_year = date.year == today.year
    return format_skeleton("MMMMEd", date, locale=locale) if is_this_year else format_date(date, "full", locale=locale)
