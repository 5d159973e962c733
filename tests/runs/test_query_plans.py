"""No question to the ledger goes through all runs: SQLite says how it would look."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from datafolder import run_request
from sqlalchemy import Engine, event

from playground.runs.daily_costs import days_between
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease
from playground.runs.request import prepare

_QUESTIONS: Mapping[str, Callable[[Ledger], object]] = {
    "newest": lambda ledger: ledger.revisions("anna", 60),
    "everybody's newest": lambda ledger: ledger.runs(None, 60),
    "one": lambda ledger: ledger.revision("anna", "a run"),
    "whole": lambda ledger: ledger.runs_without_body(["a run"]),
    "look": lambda ledger: ledger.pulse(["anna"], "bob"),
    "take-over": lambda ledger: ledger.processes.take_over("bob", lambda _lease: False, lambda _service: True),
    "orphans": lambda ledger: ledger.processes.orphans(lambda _lease: False),
    "needed": lambda ledger: ledger.unfinished(),
    "renewal": lambda ledger: ledger.processes.renew(Lease("bob", "here", 2)),
    "last price": lambda ledger: ledger.costs.last_price("m", "digest"),
    "scaled price": lambda ledger: ledger.costs.prices_by_unit("m"),
    "durations": lambda ledger: ledger.costs.durations("m", "digest"),
    "spent": lambda ledger: ledger.costs.spent("test", "anna", 0.0),
    "what one person keeps": lambda ledger: ledger.stored.standing("anna"),
    "everybody's day": lambda ledger: ledger.usage.of_all("test", days_between(0.0, 9.0, dt.UTC), "person"),
    "page": lambda ledger: ledger.history.page(HistoryFilter("anna", "a fox"), 60, Cursor(1e9, "z")),
    "everybody's page": lambda ledger: ledger.history.page(HistoryFilter(None, "a fox", since=1.0), 60),
    "page of rows": lambda ledger: ledger.history.row_page(HistoryFilter("anna"), 60, Cursor(1e9, "z")),
    "page of favourites": lambda ledger: ledger.history.row_page(HistoryFilter("anna", is_favourite=True), 60),
    "page of rated": lambda ledger: ledger.history.row_page(HistoryFilter("anna", min_rating=3), 60),
    "page of a tag": lambda ledger: ledger.history.row_page(HistoryFilter("anna", tags=frozenset({"tea"})), 60),
    "open rows": lambda ledger: ledger.history.open_rows("anna", 60),
    "favourite": lambda ledger: ledger.labels.favourite("anna", ["a run"], is_on=True),
    "tag": lambda ledger: ledger.labels.tag("anna", [ledger.runs("anna")[0].run_id], ["tea"]),
    "tags": lambda ledger: ledger.labels.tags("anna", "t"),
    "page of what is rare": lambda ledger: ledger.history.page(HistoryFilter("anna", "x", "m", has_problem=True), 60),
}


@pytest.mark.parametrize("question", _QUESTIONS)
def test_no_question_goes_through_all_runs(tmp_path: Path, ledger: Ledger, question: str) -> None:
    for number in range(3):
        ledger.add(prepare(run_request(), "test", float(number)), "alice" if number else "gone")
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        _QUESTIONS[question](ledger)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    asked = [(statement, values) for statement, values in asked if "BEGIN" not in statement]
    assert asked
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as file:
        for statement, values in asked:
            plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert not any(step.startswith(("SCAN runs", "SCAN history ")) and "INDEX" not in step for step in plan), (
                plan
            )
            assert not any("(status=?)" in step for step in plan if "succeeded" in values), plan
