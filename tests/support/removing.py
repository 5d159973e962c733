"""Runs that have ended, and their removal step by step."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from datafolder import run_request
from sqlalchemy import select

from playground.files.removal import remove_results
from playground.runs.database import Database
from playground.runs.deduplication import DeduplicationKey
from playground.runs.ledger import Ledger
from playground.runs.request import prepare
from playground.runs.run import Run, RunStatus
from playground.runs.tables import METADATA
from playground.runs.writes import LedgerWrite
from playground.tasks.task import Task, TaskStatus


def all_texts(where: str | Path) -> str:
    """All texts of all tables but the index of trigrams, which is looked at by its own check."""
    with closing(Database(where)) as database, database.writing() as connection:
        if isinstance(where, Path):
            connection.exec_driver_sql("INSERT INTO history_trigrams (history_trigrams) VALUES ('integrity-check')")
        return str([connection.execute(select(table)).all() for table in METADATA.tables.values()])


def opened_ledger(where: str | Path) -> Ledger:
    ledger = Ledger(where)
    ledger.open()
    return ledger


def failed_run(ledger: Ledger, prompt: str = "a fox", *, at: float = 100.0, key: DeduplicationKey | None = None) -> Run:
    run = prepare(run_request(prompt), "test", at)
    ledger.add(run, "alice", deduplication_key=key)
    task = Task(f"task {prompt}", TaskStatus.FAILED, cost_actual=Decimal("0.0500"))
    run = replace(run, status=RunStatus.FAILED, task=task)
    assert ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)]) == (True,)
    return run


def finish_removal(ledger: Ledger, results: Path, now: float) -> None:
    for run_id in ledger.deletions.finalise(now):
        remove_results(results, run_id)
        ledger.deletions.remove(run_id)
