"""Dates as people type them: `2026-11-20`, `2026-11-20 13:30`, or how long ago: `12h`, `7d`, `2w`; and for programs."""

from __future__ import annotations

import datetime as dt
import re
from typing import Final

from playground.errors import PlaygroundError

_AGO: Final = re.compile(r"([0-9]{1,6})\s*([hdw])", re.IGNORECASE)
_SECONDS: Final = {"h": 3_600, "d": 86_400, "w": 604_800}
_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class DateError(PlaygroundError):
    """What was typed is no date."""


def parse_date(text: str, now: float, *, is_end: bool = False, zone: dt.tzinfo | None = None) -> float:
    """The moment that is meant, in Unix seconds.

    Args:
        text: as typed.
        now: Unix seconds, from which is counted how long ago something is.
        is_end: whether a day without a time means its end.
        zone: that of a date which names none; None is this machine's.

    Raises:
        DateError: `command.runs.date`.

    >>> parse_date("2d", 1_000_000.0)
    827200.0
    >>> parse_date("2026-11-20T12:00:00+00:00", 0.0)
    1795176000.0
    """
    typed = text.strip()
    if ago := _AGO.fullmatch(typed):
        return now - int(ago[1]) * _SECONDS[ago[2].lower()]
    try:
        moment = dt.datetime.fromisoformat(typed)
        if is_end and _DAY.fullmatch(typed):
            moment += dt.timedelta(days=1)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=zone)
        return moment.timestamp()
    except (ValueError, OverflowError, OSError):  # the last two: a year that no clock has
        raise DateError("command.runs.date", text=text) from None


def iso_moment(seconds: float) -> str:
    """A moment as programs read it.

    Args:
        seconds: Unix seconds.

    >>> iso_moment(1_000_000.5)
    '1970-01-12T13:46:40.500+00:00'
    """
    return dt.datetime.fromtimestamp(seconds, dt.UTC).isoformat(timespec="milliseconds")
