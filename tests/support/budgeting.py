"""Runs that cost, on ledgers with limits, for tests of budgets."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from ledgerruns import new_run
from sqlalchemy import insert

from playground.people.people import People
from playground.people.person import Limits
from playground.people.tables import PEOPLE
from playground.runs.budgets.amounts import to_micros
from playground.runs.budgets.limits import BudgetError
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.task import Task, TaskStatus

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC).timestamp()


DAY = 86_400.0


Open = Callable[..., Ledger]


def asked(cost: str | None = "1", *, person: str = "anna", at: float = NOON, model: str = "m") -> Run:
    return replace(new_run(person=person, at=at), expected=None if cost is None else Decimal(cost), model=model)


def begins(ledger: Ledger, run: Run) -> bool:
    try:
        ledger.add(run, "process")
    except BudgetError:
        return False
    return True


def ended(run: Run, cost: str | None, status: RunStatus = RunStatus.SUCCEEDED) -> Run:
    word = TaskStatus(status.value) if status.value in set(TaskStatus) else TaskStatus.PROCESSING
    return replace(run, status=status, task=Task("t", word, cost_actual=None if cost is None else Decimal(cost)))


def write(ledger: Ledger, run: Run) -> None:
    assert ledger.save([LedgerWrite(run, "process", keeps_ownership=True)]) == (True,)


def used(ledger: Ledger, person: str = "anna", at: float = NOON) -> dict[str, str]:
    assert ledger.budgets.differences() == {}
    return {stand.kind.value: f"{stand.used / 1e6:g}" for stand in ledger.budgets.standings("test", person, at)}


def refused(ledger: Ledger, run: Run) -> BudgetError:
    with pytest.raises(BudgetError) as caught:
        ledger.add(run, "process")
    assert ledger.run(run.run_id) is None
    return caught.value


def limit(database: str | Path, person: str, *, day: str | None = None, month: str | None = None) -> None:
    """Give one person limits, as an admin does."""
    amounts = [None if amount is None else to_micros(Decimal(amount)) for amount in (day, month)]
    row = {"person": person, "provider": "", "subject": person, "name": "", "created_at": 0.0, "seen_at": 0.0}
    with closing(Database(database)) as store:
        with store.writing() as connection:
            connection.execute(insert(PEOPLE).values(**row))
        people = People(store)
        assert people.set_limits(person, Limits(*amounts), by="boss", now=NOON)
