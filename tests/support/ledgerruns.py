"""Runs as a ledger is given them, and ledgers of an older program with such runs in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from earlierledgers import make_ledger

from playground.runs.ledger import Ledger
from playground.runs.price import price_of
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import to_row
from playground.runs.run import Run, RunStatus
from playground.tasks.task import Task, TaskStatus


def new_run(
    prompt: str = "a fox",
    *,
    person: str = "anna",
    at: float = 100.0,
    model: str = "m",
    service: str = "test",
    **more: object,
) -> Run:
    """A run before it is sent; `more` goes into its input."""
    given = {"prompt": prompt, **more}
    return prepare(RunRequest(person=person, page="tab", model=model, input=given, form_input=given), service, at)


def older_ledger(file: Path, version: str, *runs: Run) -> Ledger:
    """A ledger as that version of the program left it."""
    make_ledger(file, version, map(to_row, runs))
    return Ledger(file)


def ended_run(settings: dict[str, object], cost: str | None, **changes: object) -> Run:
    task = Task("t", TaskStatus.SUCCEEDED, cost_estimate=None if cost is None else Decimal(cost))
    fields = {"status": RunStatus.SUCCEEDED, "task": task, "form_input": settings, **changes}
    return replace(new_run(), **fields)  # type: ignore[arg-type] # names of fields


def price_digest(service: str, form_input: Mapping[str, Any]) -> str:
    return price_of(service, "m", form_input, ["prompt"])
