"""What a process knows to be in the ledger it does not write anew, and all stands as if it did."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from budgeting import Open, asked, begins, used
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from playground.runs.budgets.limits import BudgetSettings
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.run import Output, Run, RunStatus
from playground.runs.stored_bytes import STORED_BYTES
from playground.runs.tables import HISTORY
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, Task, TaskStatus

_STEPS: dict[str, dict[str, Any]] = {
    "sent": {"status": RunStatus.SENT},
    "accepted": {"status": RunStatus.ACCEPTED, "task": Task("t", TaskStatus.QUEUED)},
    "processing": {"status": RunStatus.ACCEPTED, "task": Task("t", TaskStatus.PROCESSING)},
    "trouble": {"problem": Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)},
    "paid": {"task": Task("t", TaskStatus.SUCCEEDED, cost_actual=Decimal("0.5"))},
    "dearer": {"task": Task("t", TaskStatus.SUCCEEDED, cost_actual=Decimal("0.7"))},
    "one": {"outputs": (Output(0, MediaKind.IMAGE, "a.png", size=10),)},
    "two": {"outputs": (Output(0, MediaKind.IMAGE, "a.png", size=10), Output(1, MediaKind.IMAGE, "b.png", size=5))},
    "ended": {"status": RunStatus.SUCCEEDED, "ended_at": 200.0},
    "noted": {},
}


def _write(ledger: Ledger, run: Run, steps: Sequence[str], *, is_known: bool) -> None:
    before: Run | None = run
    for step in steps:
        after = replace(run, **_STEPS[step])
        if step == "noted":
            ledger.labels.note(run.person, [run.run_id], "misty")
        known = before if is_known else None
        assert ledger.save([LedgerWrite(after, "process", keeps_ownership=True, before=known)]) == (True,)
        run = before = after


def _kept(database: str | Path, run: Run) -> list[dict[str, Any]]:
    with closing(Database(database)) as store, store.reading() as connection:
        history = connection.execute(select(HISTORY).where(HISTORY.c.run_id == run.run_id)).mappings().one()
        size = connection.execute(select(STORED_BYTES.c.size).where(STORED_BYTES.c.key == run.run_id)).scalar()
    return [{name: value for name, value in history.items() if name not in {"number", "run_id"}}, {"size": size}]


@settings(max_examples=10, deadline=None)
@given(steps=st.lists(st.sampled_from(sorted(_STEPS)), min_size=1, max_size=7))
def test_all_stands_as_if_everything_had_been_written(shared: Path, steps: list[str]) -> None:
    with closing(Ledger(shared, BudgetSettings(all_month=Decimal(1_000)))) as ledger:
        kept, spent = [], []
        for is_known in (True, False):
            before = Decimal(used(ledger)["all_month"])
            run = asked("1")
            assert begins(ledger, run)
            _write(ledger, run, steps, is_known=is_known)
            kept.append(_kept(shared, run))
            spent.append(round(Decimal(used(ledger)["all_month"]) - before, 6))
    assert kept[0] == kept[1]
    assert spent[0] == spent[1]


@pytest.mark.databases("postgresql")
def test_so_it_is_on_postgresql(opened: Open, database: str | Path) -> None:
    ledger, runs = opened(all_month=Decimal(10)), [asked("1"), asked("1")]
    for run, is_known in zip(runs, (True, False), strict=True):
        assert begins(ledger, run)
        _write(ledger, run, ["sent", "accepted", "noted", "paid", "one", "two", "ended"], is_known=is_known)
    assert _kept(database, runs[0]) == _kept(database, runs[1])
    assert used(ledger) == {"all_month": "1"}


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("known") / "ledger.db"
    with closing(Ledger(file)) as ledger:
        ledger.open()
    return file
