"""Days as the reader's clock has them: from one midnight to the next, which may be 23 or 25 hours."""

from __future__ import annotations

import datetime as dt


def date_of(seconds: float, zone: dt.tzinfo | None) -> dt.date:
    """The date of a moment.

    Args:
        seconds: since 1970, UTC.
        zone: where; None is where this machine is.

    >>> date_of(1_000_000.0, dt.timezone(dt.timedelta(hours=12))).isoformat()
    '1970-01-13'
    """
    return dt.datetime.fromtimestamp(seconds, zone).date()


def midnight(date: dt.date, zone: dt.tzinfo | None) -> float:
    """When a date begins there, in seconds since 1970.

    >>> midnight(dt.date(1970, 1, 2), dt.timezone(dt.timedelta(hours=1)))
    82800.0
    """
    return dt.datetime.combine(date, dt.time(), zone).timestamp()
