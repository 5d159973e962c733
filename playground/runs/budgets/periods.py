"""Days and months in which money is counted, in the zone that the settings name."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Periods:
    """The day and the month of a moment.

    Attributes:
        date: the day.
    """

    date: dt.date

    @classmethod
    def at(cls, now: float, zone: dt.tzinfo) -> Periods:
        """Those of that moment (Unix seconds) there.

        >>> Periods.at(1_000_000.0, dt.UTC).day, Periods.at(1_000_000.0, dt.UTC).month
        ('1970-01-12', '1970-01')
        """
        return cls(dt.datetime.fromtimestamp(now, zone).date())

    @property
    def day(self) -> str:
        """The day's name in the ledger."""
        return self.date.isoformat()

    @property
    def month(self) -> str:
        """The month's name in the ledger."""
        return self.day[:7]

    @property
    def next_day(self) -> dt.date:
        """The day after it."""
        return self.date + dt.timedelta(days=1)

    @property
    def next_month(self) -> dt.date:
        """The first day of the month after it.

        >>> Periods(dt.date(2026, 12, 31)).next_month
        datetime.date(2027, 1, 1)
        """
        return (self.date.replace(day=1) + dt.timedelta(days=31)).replace(day=1)

    def month_begins(self, zone: dt.tzinfo) -> float:
        """When the month begins there, in Unix seconds."""
        return dt.datetime.combine(self.date.replace(day=1), dt.time(), zone).timestamp()
