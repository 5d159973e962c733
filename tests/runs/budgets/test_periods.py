"""Budgets of a day and of a month, in whichever zone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from budgeting import DAY, Open, asked, begins, refused, used

from playground.texts import translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.parametrize(
    ("zone", "moment", "day", "month"),
    [
        ("UTC", "2026-11-26T23:59:59", "November 27", "December 1"),
        ("Asia/Shanghai", "2026-11-30T15:59:59", "December 1", "December 1"),
        ("Asia/Shanghai", "2026-11-30T16:00:00", "December 2", "January 1"),
        ("America/New_York", "2026-11-01T05:30:00", "November 2", "December 1"),  # the hour that comes twice
        ("America/New_York", "2026-11-01T06:30:00", "November 2", "December 1"),
        ("America/New_York", "2026-03-08T04:59:59", "March 8", "April 1"),  # a day of 23 hours is about to begin
        ("Africa/Cairo", "2026-04-24T00:00:00", "April 25", "May 1"),  # where midnight itself is left out
    ],
)
def test_a_day_and_a_month_are_those_of_the_zone(opened: Open, zone: str, moment: str, day: str, month: str) -> None:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC).timestamp()
    for limits, said in (({"person_day": Decimal(1)}, day), ({"person_month": Decimal(1)}, month)):
        ledger = opened(zone=ZoneInfo(zone), **limits)
        if not ledger.runs():
            assert begins(ledger, asked(at=at))
        error = refused(ledger, asked(at=at))
        assert translate(error.code, "en", **error.params).endswith(f"begins on {said} ({zone}).")


def test_midnight_in_the_zone_begins_a_new_day_and_the_month_goes_on(opened: Open) -> None:
    zone = ZoneInfo("Europe/Berlin")
    midnight = dt.datetime(2026, 10, 26, tzinfo=zone).timestamp()  # the day before has 25 hours
    ledger = opened(person_day=Decimal(1), person_month=Decimal(2), zone=zone)
    assert begins(ledger, asked(at=midnight - 24.5 * 3600))
    assert not begins(ledger, asked(at=midnight - 1))
    assert begins(ledger, asked(at=midnight))
    assert used(ledger, at=midnight) == {"person_month": "2", "person_day": "1"}
    assert refused(ledger, asked(at=midnight + DAY)).code == "budget.person_month.known"
    assert begins(ledger, asked(at=midnight + 7 * DAY))
