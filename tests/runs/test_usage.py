"""What everybody's runs cost: exact sums of all people, by model, person or day, that agree with what each is told."""

from __future__ import annotations

import datetime as dt
import itertools
import shutil
import tempfile
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from ledgerruns import new_run

from playground.runs.budgets.periods import Periods
from playground.runs.daily_costs import days_between
from playground.runs.ledger import Ledger
from playground.runs.run import RunStatus
from playground.runs.usage import SHARED_BY, UsageQueries, shares, this_month
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

    def told(by: str) -> list[tuple[str, int, int, str]]:
        found = shares(usage.of_all("test", WEEK, by), by)
        return [(share.of, share.runs, share.unknown, str(share.total)) for share in found]

    assert told("person") == [
        ("anna", 11, 0, "1.25"),
        ("command-line", 1, 0, "0.5"),
        ("carl", 1, 0, "0.125"),
        ("berta", 2, 1, "1E-21"),
    ]
    assert told("model") == [("m", 13, 0, "1.375000000000000000001"), ("other", 2, 1, "0.5")]
    assert told("day") == [
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
    theirs = [one for person in "abc" for one in ledger.costs.by_day("test", person, WEEK)]
    for by, part in (("model", "model"), ("day", "date"), ("person", None)):
        found = shares(usage.of_all("test", WEEK, by), by)
        for share in found:
            mine = ledger.costs.by_day("test", share.of, WEEK) if part is None else theirs
            same = [one for one in mine if part is None or str(getattr(one, part)) == share.of]
            assert share.runs == sum(one.runs for one in same)
            assert share.unknown == sum(one.unknown for one in same)
            assert share.total == sum(one.total for one in same)
        assert sum(share.runs for share in found) == 40


@settings(max_examples=15, deadline=None)
@given(
    kept=st.lists(
        st.tuples(
            st.sampled_from("abc"),
            st.sampled_from("xy"),
            st.integers(0, 3),
            st.sampled_from([None, "0", "0.1", "0.30000000000000004", "7"]),
            st.sampled_from(["kept", "deleted", "refused", "twice"]),
        ),
        max_size=12,
    )
)
def test_by_whatever_it_is_summed_up_it_is_the_sum_of_all_runs(new_ledger: Path, kept: list[tuple[Any, ...]]) -> None:
    with tempfile.TemporaryDirectory() as folder, closing(Ledger(shutil.copy2(new_ledger, folder))) as ledger:
        sums: dict[tuple[str, str], tuple[int, int, Decimal]] = {}
        for person, model, back, cost, end in kept:
            at = NOON - back * DAY
            status = RunStatus.REFUSED if end == "refused" else RunStatus.SUCCEEDED
            run_id = add(ledger, cost, at, person=person, model=model, status=status)
            if end == "twice":  # the service answered one task to two runs
                add(ledger, cost, at, person=person, model=model, task_id=run_id)
            if end == "deleted":
                ledger.deletions.delete(person, [run_id], NOON)
                ledger.deletions.finalise_these([run_id])
                assert ledger.deletions.remove(run_id)
            for by, part in (("person", person), ("model", model), ("day", Periods.at(at, dt.UTC).day)):
                runs, unknown, total = sums.get((by, part), (0, 0, Decimal(0)))
                if end != "refused":
                    sums[by, part] = runs + 1, unknown + (cost is None), total + Decimal(cost or 0)
        for by in SHARED_BY:
            found = {share.of: share for share in shares(ledger.usage.of_all("test", WEEK, by), by)}
            told = {(by, of): (share.runs, share.unknown, share.total) for of, share in found.items()}
            assert told == {key: counted for key, counted in sums.items() if key[0] == by}


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
