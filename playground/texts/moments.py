"""Dates and times as a language writes them."""

from __future__ import annotations

import datetime as dt

from babel.dates import format_date, format_datetime, format_skeleton, format_time, get_datetime_format

from playground.texts.catalogs import Language, catalog_of
from playground.texts.sentences import translate


def moment(seconds: float, language: Language, zone: dt.tzinfo | None = None) -> str:
    """Date and time of a moment, to the second.

    Args:
        seconds: since 1970, UTC.
        language: of the words.
        zone: whose clock it is told by; None is this machine's.
    """
    return format_datetime(_on_clock(seconds, zone), "medium", locale=catalog_of(language).locale)


def to_the_minute(seconds: float, language: Language, zone: dt.tzinfo | None = None) -> str:
    """Date and time for a list, where seconds say nothing; the arguments are those of `moment`.

    >>> to_the_minute(0, "en", dt.UTC).replace(chr(0x202F), " "), to_the_minute(0, "zh", dt.UTC)
    ('Jan 1, 1970, 12:00 AM', '1970年1月1日 00:00')
    """
    locale, shown = catalog_of(language).locale, _on_clock(seconds, zone)
    together = str(get_datetime_format("medium", locale=locale)).replace("'", "")
    date, time = format_date(shown, "medium", locale=locale), format_time(shown, "short", locale=locale)
    return together.replace("{0}", time).replace("{1}", date)


def time_of_day(seconds: float, language: Language, zone: dt.tzinfo | None = None) -> str:
    """A moment's hours and minutes; the arguments are those of `moment`."""
    return format_time(_on_clock(seconds, zone), "short", locale=catalog_of(language).locale)


def _on_clock(seconds: float, zone: dt.tzinfo | None) -> dt.datetime:
    """What a clock there shows: Babel takes it as it is, where it names no zone."""
    return dt.datetime.fromtimestamp(seconds, zone).replace(tzinfo=None)


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
