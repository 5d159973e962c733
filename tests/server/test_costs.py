"""Costs by day and model: exact sums, in the reader's days, of this browser alone, as a page and as CSV."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import itertools
import re
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import httpx
import pytest
from formpages import ANNA, browser, working, write_models
from hypothesis import given
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from viewing import context_of

from playground.runs.daily_costs import DailyCost, days_until
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import RunStatus
from playground.server.costs import cost_routes
from playground.settings import Settings
from playground.tasks.task import Task, TaskStatus
from playground.ui.costs_view import costs_csv, draw_costs
from playground.ui.visitor import zone_of
from playground.wiring import Parts

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC).timestamp()
DAY = 86_400.0
_PART = re.compile(r'<i class="colour-(?P<colour>\d)" style="height:(?P<height>[\d.]+)%">')


@pytest.fixture
async def parts(tmp_path: Path) -> AsyncIterator[Parts]:
    write_models(tmp_path / "schemas", {"plain": {"prompt": {"type": "string"}}, "other": {}})
    settings = Settings(data=tmp_path / "data", schemas=tmp_path / "schemas", api_url="http://127.0.0.1:9")
    async with working(settings) as parts:
        yield parts


@pytest.fixture
async def page(parts: Parts) -> AsyncIterator[httpx.AsyncClient]:
    app = Starlette(routes=cost_routes(parts, context_of(parts), "1"))
    async with browser(app, playground_zone="Asia%2FShanghai") as client:
        yield client


def add(
    parts: Parts,
    cost: str | None,
    at: float,
    *,
    model: str = "plain",
    person: str = ANNA,
    status: RunStatus = RunStatus.SUCCEEDED,
    task_id: str = "",
) -> None:
    """A run that has ended, in the ledger."""
    asked = RunRequest(person=person, page="p", model=model, input={}, form_input={})
    run = prepare(asked, parts.settings.service_name, at)
    task = Task(task_id or run.run_id, TaskStatus.SUCCEEDED, cost_actual=None if cost is None else Decimal(cost))
    ledger = Ledger(parts.settings.ledger)
    ledger.add(replace(run, status=status, task=task, ended_at=at + 9), "another process")
    ledger.close()


def counted(found: tuple[DailyCost, ...]) -> list[tuple[str, str, int, int, str]]:
    return [(str(one.date), one.model, one.runs, one.unknown, str(one.total)) for one in found]


async def test_sums_are_exact_and_of_this_browser_and_service_alone(parts: Parts) -> None:
    for _ in range(10):
        add(parts, "0.1", NOON)
    add(parts, "0.000000000000000000001", NOON)
    add(parts, None, NOON)
    add(parts, "0.5", NOON, model="other", status=RunStatus.CANCELLED)
    add(parts, "7", NOON, status=RunStatus.REFUSED)
    add(parts, "7", NOON, person="berta" * 8)
    add(parts, "0.25", NOON - DAY, task_id="one task")
    add(parts, "0.25", NOON - DAY, task_id="one task")
    add(parts, "7", NOON - 9 * DAY)
    found = await parts.runner.costs.by_day(ANNA, days_until(NOON, 7, dt.UTC))
    assert counted(found) == [
        ("2026-11-25", "plain", 1, 0, "0.25"),
        ("2026-11-26", "other", 1, 0, "0.5"),
        ("2026-11-26", "plain", 12, 1, "1.000000000000000000001"),
    ]
    assert await parts.runner.costs.by_day(ANNA, ()) == ()


async def test_a_run_counts_on_the_day_that_it_was_for_the_reader(parts: Parts) -> None:
    midnight_in_shanghai = dt.datetime(2026, 11, 26, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    add(parts, "1", midnight_in_shanghai)
    add(parts, "2", midnight_in_shanghai - 1)
    for zone, expected in [
        (ZoneInfo("Asia/Shanghai"), [("2026-11-25", "2"), ("2026-11-26", "1")]),
        (dt.UTC, [("2026-11-25", "3")]),
    ]:
        found = await parts.runner.costs.by_day(ANNA, days_until(NOON, 7, zone))
        assert [(str(one.date), str(one.total)) for one in found] == expected


async def test_today_begins_where_the_reader_is(parts: Parts) -> None:
    zone = ZoneInfo("Asia/Shanghai")
    (today,) = days_until(time.time(), 1, zone)
    add(parts, "1", today.begins)
    add(parts, "2", today.begins - 1)
    assert (await parts.runner.costs.spent_today(ANNA, zone)).total == 1


@given(
    st.floats(min_value=0, max_value=4e9),
    st.sampled_from(["Europe/Berlin", "America/St_Johns", "Pacific/Apia", "Africa/Cairo", "Asia/Kolkata", "UTC"]),
)
def test_days_follow_each_other_without_a_gap_and_end_with_today(now: float, zone: str) -> None:
    days = days_until(now, 90, ZoneInfo(zone))
    assert len(days) == 90
    assert all(one.ends == after.begins for one, after in itertools.pairwise(days))
    assert days[-1].begins <= now < days[-1].ends


async def test_the_page_says_in_bars_and_in_a_table_what_each_day_cost(parts: Parts, page: httpx.AsyncClient) -> None:
    assert "Nothing was run in these days" in (await page.get("/history/costs")).text
    now = time.time()
    add(parts, "0.30", now)
    add(parts, "0.10", now, model="other")
    add(parts, None, now - 3 * DAY)
    drawn = html.unescape((await page.get("/history/costs?days=7")).text)
    assert "<b>$0.40</b>" in drawn
    assert re.findall(r'<i class="colour-(\d)" style="height:([\d.]+)%', drawn) == [("1", "75.0"), ("2", "25.0")]
    assert drawn.count('<div title="') == 7
    assert "the dearest day cost $0.40" in drawn
    assert "1 run whose cost is not known is not in it." in drawn
    assert "Days are those of Asia/Shanghai." in drawn
    assert "最近 7 天" in (await page.get("/history/costs?days=7", headers={"accept-language": "zh"})).text
    page.cookies.set("playground_browser", "berta" * 8)
    assert "$0.40" not in (await page.get("/history/costs")).text


async def test_the_file_has_exact_amounts(parts: Parts, page: httpx.AsyncClient) -> None:
    add(parts, "0.05625", time.time())
    answer = await page.get("/history/costs.csv?days=nonsense")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["content-disposition"]
    (row,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))
    today = dt.datetime.now(ZoneInfo("Asia/Shanghai")).date()
    assert row == {
        "day": str(today),
        "model": "plain",
        "runs": "1",
        "runs_of_unknown_cost": "0",
        "cost": "0.05625",
        "currency": "$",
    }


@pytest.mark.parametrize("slug", ["=1+1", "+x", "-x", "@x", "\t=1", "\r=1", "\n=1", '=a","b'])
def test_no_text_of_the_file_is_a_formula(slug: str) -> None:
    text = costs_csv([DailyCost(dt.date(2026, 11, 26), slug, 1, 0, Decimal("1E+2"))], "$", is_play=True)
    (row,) = csv.DictReader(io.StringIO(text, newline=""))
    assert row["model"] == f"'{slug}"
    assert (row["cost"], row["currency"]) == ("100", "$ (play money)")


@pytest.mark.parametrize(
    ("told", "zone"),
    [
        ("Asia%2FShanghai", "Asia/Shanghai"),
        ("America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("Etc/GMT+5", "Etc/GMT+5"),
        ("", None),
        ("Europe", None),
        ("Mars/Olympus", None),
        ("../../etc/passwd", None),
        ("/etc/localtime", None),
        ("x" * 400, None),
    ],
)
def test_a_zone_is_one_that_there_is(told: str, zone: str | None) -> None:
    scope: dict[str, Any] = {"type": "http", "headers": [(b"cookie", f"playground_zone={told}".encode())]}
    found = zone_of(Request(scope))
    assert (found and found.key) == zone


def test_those_that_share_a_colour_are_one_part_of_a_day_and_no_bar_is_higher_than_the_plot() -> None:
    days = days_until(NOON, 7, dt.UTC)
    spent = [DailyCost(days[-1].date, f"p-{number}", 1, 0, Decimal(1)) for number in range(50)]
    words = {"currency": "$", "is_play": False, "title_of": str, "zone": "UTC", "version": "1"}
    page = draw_costs(spent, days, "en", **words)  # type: ignore[arg-type] # of several types
    parts = [(one["colour"], float(one["height"])) for one in re.finditer(_PART, page)]
    assert [colour for colour, _ in parts] == [*"1234567"]
    assert sum(height for _, height in parts) == pytest.approx(100)
