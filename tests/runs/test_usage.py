"""What everybody's runs cost: exact sums of all people, by model, person or day, that agree with what each is told."""

from __future__ import annotations

import datetime as dt
import itertools
from dataclasses import replace
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from ledgerruns import new_run

from playground.runs.daily_costs import Usage, days_between
from playground.runs.ledger import Ledger
from playground.runs.run import RunStatus
from playground.runs.usage import UsageQueries, shares, this_month
from playground.tasks.task import Task, TaskStatus

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC).timestamp()
DAY = 86_400.0
WEEK = days_between(NOON - 7 * DAY, NOON + DAY, dt.UTC)


@pytest.fixture
def usage(ledger: Ledger) -> UsageQueries:
    return ledger.usage


def add(ledger: Ledger, cost: str | None, at: float = NOON, *, person: str = "anna", model: str = "m",
        status: RunStatus = RunStatus.SUCCEEDED, task_id: str = "", service: str = "test") -> str:  # fmt: skip
    run = new_run(person=person, at=at, service=service)
    task = Task(task_id or run.run_id, TaskStatus.SUCCEEDED, cost_actual=None if cost is None else Decimal(cost))
    ledger.add(replace(run, model=model, status=status, task=task, ended_at=at + 9), "another process")
    return run.run_id


def told(found: tuple[Usage, ...], by: str) -> list[tuple[str, int, int, str]]:
    return [(share.of, share.runs, share.unknown, str(share.total)) for share in shares(found, by)]


@pytest.mark.databases("sqlite", "postgresql")
def test_sums_of_all_people_are_exact(ledger: Ledger, usage: UsageQueries) -> None:
    assert usage.oldest("test") is None
    for _ in range(10):
        add(ledger, "0.1")
    add(ledger, "0.000000000000000000001", person="berta")
    add(ledger, None, person="berta", model="other")
    add(ledger, "0.5", NOON - DAY, person="command-line", model="other", status=RunStatus.CANCELLED)
    add(ledger, "7", status=RunStatus.REFUSED)
    add(ledger, "7", service="another")
    add(ledger, "7", NOON - 9 * DAY)
    for _ in range(2):
        add(ledger, "0.25", NOON - 2 * DAY, task_id="one task")
    gone = add(ledger, "0.125", NOON - 3 * DAY, person="carl")
    ledger.deletions.delete("carl", [gone], NOON)
    ledger.deletions.finalise_these([gone])
    assert ledger.deletions.remove(gone)
    found = usage.of_all("test", WEEK)
    assert told(found, "person") == [
        ("anna", 11, 0, "1.25"),
        ("command-line", 1, 0, "0.5"),
        ("carl", 1, 0, "0.125"),
        ("berta", 2, 1, "1E-21"),
    ]
    assert told(found, "model") == [("m", 13, 0, "1.375000000000000000001"), ("other", 2, 1, "0.5")]
    assert told(found, "day") == [
        ("2026-11-23", 1, 0, "0.125"),
        ("2026-11-24", 1, 0, "0.25"),
        ("2026-11-25", 1, 0, "0.5"),
        ("2026-11-26", 12, 1, "1.000000000000000000001"),
    ]
    assert usage.oldest("test") == NOON - 9 * DAY
    today, month = this_month(NOON, dt.UTC)
    assert usage.of("test", today, ["anna", "nobody"]) == {"anna": Decimal(1)}
    assert usage.of("test", month, ["anna", "carl"]) == {"anna": Decimal("8.25"), "carl": Decimal("0.125")}
    assert usage.of("test", month, []) == {}


def test_it_agrees_with_what_each_person_is_told(ledger: Ledger, usage: UsageQueries) -> None:
    for number in range(40):
        cost = None if number % 7 == 0 else f"0.{number:02}"
        add(ledger, cost, NOON - number * DAY / 9, person="abc"[number % 3], model="xy"[number % 2])
    found = usage.of_all("test", WEEK)
    for person in "abc":
        theirs = ledger.costs.by_day("test", person, WEEK)
        mine = [one for one in found if one.person == person]
        assert [(one.date, one.model, one.runs, one.unknown, one.total) for one in mine] == [
            (one.date, one.model, one.runs, one.unknown, one.total) for one in theirs
        ]
    assert sum(one.runs for one in found) == 40


@given(
    st.floats(min_value=0, max_value=4e9),
    st.floats(min_value=1, max_value=40 * DAY),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Africa/Cairo", "UTC"]),
)
def test_days_between_two_moments_follow_each_other_without_a_gap(begins: float, lasts: float, zone: str) -> None:
    days = days_between(begins, begins + lasts, ZoneInfo(zone))
    assert (days[0].begins, days[-1].ends) == (begins, begins + lasts)
    assert all(one.ends == after.begins and one.date < after.date for one, after in itertools.pairwise(days))
    assert all(dt.datetime.fromtimestamp(day.begins, ZoneInfo(zone)).date() == day.date for day in days)
