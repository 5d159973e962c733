"""What earlier runs cost and tell of prices, and that often asked questions are answered from an index."""

from __future__ import annotations

import datetime as dt
import secrets
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from ledgerruns import ended_run, new_run, older_ledger, price_digest
from sqlalchemy import Engine, event

from playground.runs.daily_costs import DailyCost, days_until
from playground.runs.ledger import Ledger
from playground.runs.run import RunStatus
from playground.tasks.task import Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_costs_are_summed_exactly_and_unknown_ones_counted(ledger: Ledger) -> None:
    def add(status: RunStatus, cost: str | None, task_id: str = "", **changes: object) -> None:
        task = Task(
            task_id or secrets.token_hex(8), TaskStatus.SUCCEEDED, cost_actual=None if cost is None else Decimal(cost)
        )
        ledger.add(replace(new_run(at=200.0), status=status, task=task, **changes), "alice")  # type: ignore[arg-type] # names of fields

    add(RunStatus.SUCCEEDED, "0.1")
    add(RunStatus.FAILED, "0.2")
    add(RunStatus.CANCELLED, "0")
    add(RunStatus.SUCCEEDED, None)
    add(RunStatus.UNCONFIRMED, None)
    add(RunStatus.REFUSED, None)
    add(RunStatus.ACCEPTED, None)
    add(RunStatus.SUCCEEDED, "5", created_at=99.0)
    add(RunStatus.SUCCEEDED, "5", person="ben")
    add(RunStatus.SUCCEEDED, "5", service="another")
    add(RunStatus.SUCCEEDED, "0.7", "one answered to two keys")
    add(RunStatus.SUCCEEDED, "0.7", "one answered to two keys")
    add(RunStatus.SUCCEEDED, None, "one answered to two keys")
    spent = ledger.costs.spent("test", "anna", 100.0)
    assert (spent.total, spent.unknown) == (Decimal("1.0"), 2)


def test_the_costs_of_each_day_are_exact_by_model_and_count_a_task_once(ledger: Ledger) -> None:
    days = days_until(200_000.0, 2, dt.UTC)
    noon = [day.begins + 43_200 for day in days]

    def add(at: float, cost: str | None, task_id: str = "", **changes: object) -> None:
        known = None if cost is None else Decimal(cost)
        task = Task(task_id or secrets.token_hex(8), TaskStatus.SUCCEEDED, cost_actual=known)
        run = replace(new_run(at=at), status=RunStatus.SUCCEEDED, task=task)
        ledger.add(replace(run, **changes), "alice")  # type: ignore[arg-type] # names of fields

    add(noon[0], "0.1")
    add(noon[0], "0.2")
    add(noon[0], None)
    add(noon[0], "5", model="another")
    add(noon[1], "0.7", "one answered to two keys")
    add(noon[1], "0.7", "one answered to two keys")
    add(noon[1], "9", status=RunStatus.REFUSED)
    add(noon[1], "9", person="ben")
    add(noon[1], "9", service="elsewhere")
    add(days[0].begins - 1, "9")
    add(days[1].ends, "9")
    model = new_run().model
    first, second = (day.date for day in days)
    assert set(ledger.costs.by_day("test", "anna", days)) == {
        DailyCost(first, "another", 1, 0, Decimal(5)),
        DailyCost(first, model, 3, 1, Decimal("0.3")),
        DailyCost(second, model, 1, 0, Decimal("0.7")),
    }
    assert ledger.costs.by_day("test", "anna", ()) == ()


def test_what_earlier_runs_tell_of_prices_is_worked_out_in_small_steps(tmp_path: Path) -> None:
    runs = [ended_run({"prompt": str(at), "n": at % 3}, f"0.{at}", created_at=float(at)) for at in range(1, 8)]
    runs.append(ended_run({"n": 0}, None, created_at=9.0))
    runs.append(ended_run({"n": 0}, "5", created_at=10.0, status=RunStatus.FAILED))
    ledger = older_ledger(tmp_path / "ledger.db", "0002", *runs)
    ledger.open()
    assert ledger.costs.last_price("m", price_digest("test", {"n": 0})) is None
    steps = [ledger.costs.backfill_prices("m", ["prompt"], 4) for _ in range(4)]
    assert steps == [4, 4, 1, 0]
    found = [ledger.costs.last_price("m", price_digest("test", {"n": Decimal(number)})) for number in range(4)]
    assert found == [Decimal("0.6"), Decimal("0.7"), Decimal("0.5"), None]
    assert ledger.costs.last_price("m", price_digest("another", {"n": 0})) is None
    assert ledger.costs.last_price("another", price_digest("test", {"n": 0})) is None


@pytest.mark.databases("sqlite")
def test_a_row_that_tells_no_price_is_looked_at_once(tmp_path: Path, ledger: Ledger) -> None:
    ledger.add(ended_run({"n": 1}, "0.1"), "alice")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as file, file:
        file.execute("UPDATE runs SET settings = '[['")
    assert [ledger.costs.backfill_prices("m", ["prompt"]) for _ in range(2)] == [1, 0]


@pytest.mark.databases("sqlite")
def test_often_asked_questions_are_answered_from_an_index(tmp_path: Path, ledger: Ledger) -> None:
    """A row may be megabytes, and reaching a column at its end reads through all of it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ledger.costs.last_price("m", price_digest("test", {}))
        ledger.costs.spent("test", "anna", 0.0)
        ledger.pulse(["anna"], "alice")
        ledger.costs.prices_by_unit("m")
        ledger.costs.backfill_prices("m", ["prompt"])
        ledger.revisions("anna", 60)
        ledger.revision("anna", "a run")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    selects = [(statement, values) for statement, values in asked if statement.startswith(("SELECT", "WITH"))]
    assert len(selects) == 7
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as file:
        for statement, values in selects:
            plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert all("COVERING INDEX" in step for step in plan if "runs" in step), (statement, plan)
