"""Runs whose rows are gone though nobody deleted them, as after a failover that lost the last transactions."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from budgeting import NOON, Open, asked, begins, ended, used
from sqlalchemy import delete

from playground.runs.budgets.tables import BUDGET_COUNTERS, RESERVATIONS
from playground.runs.database import Database
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease
from playground.runs.run import Run, RunStatus
from playground.runs.tables import HISTORY, RUNS
from playground.runs.writes import LedgerWrite

pytestmark = pytest.mark.databases("sqlite", "postgresql")

LEASE = Lease("process", "a machine", 1)


def lose(database: str | Path) -> None:
    """What a standby had not received."""
    with closing(Database(database)) as store, store.writing() as connection:
        for table in (RUNS, HISTORY, RESERVATIONS, BUDGET_COUNTERS):
            connection.execute(delete(table))


def save(ledger: Ledger, run: Run, *, keeps_ownership: bool = False) -> bool:
    return ledger.save([LedgerWrite(run, LEASE.process, keeps_ownership=keeps_ownership)])[0]


def test_its_process_puts_it_back_with_what_it_cost(opened: Open, database: str | Path) -> None:
    ledger, run = opened(person_day=Decimal(10)), asked("1")
    ledger.processes.register(LEASE)
    assert begins(ledger, run)
    lose(database)
    accepted = ended(run, None, RunStatus.ACCEPTED)
    assert save(ledger, accepted, keeps_ownership=True)
    assert ledger.run(run.run_id) == accepted
    assert ledger.processes.owner(run.run_id) == LEASE.process
    assert ledger.history.page(HistoryFilter("anna", search="fox"), 9).run_ids == (run.run_id,)
    assert used(ledger) == {"person_day": "1"}
    assert save(ledger, ended(run, "3"))
    assert ledger.processes.owner(run.run_id) is None
    assert used(ledger) == {"person_day": "3"}
    lose(database)
    assert save(ledger, ended(run, "3"))
    assert used(ledger) == {"person_day": "3"}
    assert ledger.processes.owner(run.run_id) is None


def test_a_process_without_a_lease_puts_nothing_back(opened: Open, database: str | Path) -> None:
    ledger, run = opened(), asked()
    assert begins(ledger, run)
    lose(database)
    assert not save(ledger, ended(run, "1"))
    assert ledger.runs() == ()


@pytest.mark.parametrize("status", [RunStatus.SUCCEEDED, RunStatus.FAILED])
def test_what_its_person_deleted_stays_deleted(opened: Open, status: RunStatus) -> None:
    ledger, run = opened(), asked()
    ledger.processes.register(LEASE)
    assert begins(ledger, run)
    assert save(ledger, ended(run, "1", status), keeps_ownership=True)
    ledger.deletions.delete("anna", [run.run_id], NOON)
    ledger.deletions.finalise(NOON + 100)
    assert ledger.deletions.remove(run.run_id)
    assert not save(ledger, replace(ended(run, "1", status)))
    assert ledger.runs() == ()


def test_what_another_process_has_is_left_to_it(opened: Open) -> None:
    ledger, run = opened(), asked()
    ledger.processes.register(LEASE)
    ledger.add(run, "another process")
    assert not save(ledger, ended(run, "1"))
    assert ledger.run(run.run_id) == run
