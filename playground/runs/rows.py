"""A run as a row of the ledger, and back: nothing is lost, and members that an older version did not write may lack."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from pydantic import TypeAdapter

from playground.form.fields import Path
from playground.jsontext import parse_exact, to_storable_json
from playground.runs.run import Notice, Output, Run, RunStatus
from playground.tasks.problem import Problem
from playground.tasks.task import Task

_DOCUMENTS: Mapping[str, TypeAdapter[Any]] = {
    "secrets": TypeAdapter(tuple[Path, ...]),
    "task": TypeAdapter(Task | None),
    "outputs": TypeAdapter(tuple[Output, ...]),
    "problem": TypeAdapter(Problem | None),
    "notice": TypeAdapter(Notice | None),
    "steps": TypeAdapter(tuple[tuple[float, str], ...]),
}
"""The columns that hold one of our types as JSON."""

_PLAIN = (
    *("run_id", "person", "model", "service", "key", "body", "created_at", "sent_at", "ended_at"),
    *("price_of", "price_unit", "price_count", "account", "own_key", "fence"),
)

_HOLD_PROBLEMS = frozenset({"problem", "outputs"})
"""Columns in which ledgers of before the first release call a problem's `params` its `figures`."""

_COSTS = ("expected", "cost_actual", "price")


def to_row(run: Run) -> dict[str, Any]:
    """The run as column values; costs stand in columns of their own, so that they can be summed and looked up."""
    documents = {name: _written(adapter, getattr(run, name)) for name, adapter in _DOCUMENTS.items()}
    documents["settings"] = to_storable_json(run.form_input)
    plain = {name: getattr(run, name) for name in _PLAIN}
    costs = {name: None if (cost := getattr(run, name)) is None else str(cost) for name in _COSTS}
    task_id = run.task.task_id if run.task else None
    return {**plain, **documents, **costs, "status": run.status.value, "task_id": task_id}


def from_row(row: Mapping[str, Any]) -> Run:
    """The run that `to_row` wrote; columns beyond a run's own are ignored."""
    documents = {name: _read(adapter, name, row[name]) for name, adapter in _DOCUMENTS.items()}
    documents["form_input"] = parse_exact(row["settings"])
    plain = {name: row[name] for name in _PLAIN}
    expected = None if row["expected"] is None else Decimal(row["expected"])
    return Run(**plain, **documents, status=RunStatus(row["status"]), expected=expected)


def _written(adapter: TypeAdapter[Any], value: Any) -> str:
    """A value as JSON in ASCII: half a surrogate pair, or a NUL, is as safe in it as any text."""
    return json.dumps(adapter.dump_python(value, mode="json"), separators=(",", ":"))


def _read(adapter: TypeAdapter[Any], name: str, text: str) -> Any:
    if name in _HOLD_PROBLEMS:  # in a text of JSON quotation marks are escaped: only a member's name looks like this
        text = text.replace('"figures":', '"params":')
    return adapter.validate_python(json.loads(text))
