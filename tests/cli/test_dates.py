"""Dates that are typed for the command line are this machine's, on days of 23 and 25 hours too."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest

from playground.cli.dates import parse_date

HOUR = 3_600


@pytest.fixture
def in_berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("in_berlin")
@pytest.mark.parametrize(("date", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
def test_a_day_is_as_long_as_this_machines_clock_says(date: str, hours: int) -> None:
    assert parse_date(date, 0.0, is_end=True) - parse_date(date, 0.0) == hours * HOUR
    assert time.strftime("%F %T", time.localtime(parse_date(date, 0.0))) == f"{date} 00:00:00"
