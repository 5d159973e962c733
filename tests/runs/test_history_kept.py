"""The history is kept with each run, whoever writes it, and made for runs of an older program."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from earlierledgers import make_ledger
from historysearch import found_in, save
from ledgerruns import new_run
from sqlalchemy import create_engine, insert

from playground.runs.history_rows import Cover
from playground.runs.ledger import Ledger
from playground.runs.rows import to_row
from playground.runs.run import Output, RunStatus
from playground.runs.tables import RUNS
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_what_another_owner_writes_too_late_is_not_in_the_history(ledger: Ledger) -> None:
    run = new_run()
    ledger.add(run, "alice")
    late = replace(run, task=Task("late", TaskStatus.QUEUED), status=RunStatus.ACCEPTED)
    assert ledger.save([LedgerWrite(late, "bob", keeps_ownership=True)]) == (False,)
    assert found_in(ledger, "late") == []


@pytest.mark.databases("sqlite")
def test_a_run_that_an_older_program_added_is_found_from_its_next_change_on(tmp_path: Path, ledger: Ledger) -> None:
    run = new_run()
    with create_engine(f"sqlite:///{tmp_path / 'ledger.db'}").begin() as connection:
        connection.execute(insert(RUNS).values(**to_row(run), process="alice", revision=0))
    assert found_in(ledger, "fox") == []
    save(ledger, run)
    assert found_in(ledger, "fox") == [run.run_id]


@pytest.mark.parametrize("version", ["0006", "0.1.0"])
def test_a_ledger_that_is_brought_up_to_date_has_the_history_that_it_would_have_kept(
    tmp_path: Path, version: str
) -> None:
    """And runs that cannot be read are found by the rest."""
    broken = new_run("broken", at=0.5)
    runs = [
        replace(new_run("晨雾", at=1.0), status=RunStatus.SENT),
        replace(new_run("b", at=2.0), status=RunStatus.ACCEPTED, task=Task("t1", TaskStatus.SUCCEEDED)),
        replace(new_run("c", at=3.0), status=RunStatus.ACCEPTED, task=Task("t2", TaskStatus.QUEUED)),
        replace(new_run("d", at=4.0), status=RunStatus.ACCEPTED),
        replace(
            new_run("e", at=5.0, scale=Decimal("0.10"), half="\ud83d"),
            status=RunStatus.FAILED,
            task=Task("t3", TaskStatus.FAILED, cost_actual=Decimal("0.05")),
            problem=Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN),
        ),
        replace(
            new_run(" fog\nand tea ", at=6.0, negative_prompt="a lot of other words"),
            status=RunStatus.SUCCEEDED,
            ended_at=15.5,
            task=Task("t4", TaskStatus.SUCCEEDED, cost_actual=Decimal("0.0500")),
            outputs=(
                Output(0, MediaKind.FILE),
                Output(1, MediaKind.TEXT, "1-a.txt", text="fog"),
                Output(2, MediaKind.VIDEO, "2-b.mp4", width=640, height=360),
                Output(3, MediaKind.IMAGE, "3-c.png", width=1024, height=None),
            ),
        ),
    ]
    make_ledger(tmp_path / "old.db", version, map(to_row, [broken, *runs]))
    with closing(sqlite3.connect(tmp_path / "old.db")) as file, file:
        file.execute("UPDATE runs SET settings = '[[' WHERE run_id = ?", [broken.run_id])
    old, new = Ledger(tmp_path / "old.db"), Ledger(tmp_path / "new.db")
    for ledger in (old, new):
        ledger.open()
    for run in runs:
        new.add(run, "alice")
    assert found_in(old, "broken") == []
    assert found_in(old, "m", until=1.0) == [broken.run_id]
    columns = (
        "run_id, person, created_at, model, word, has_problem, cost, text, "
        "service, ended_at, charged, media, prompt, output_count, cover, is_favourite, rating, note"
    )
    kept = []
    for name in ("old.db", "new.db"):
        with closing(sqlite3.connect(tmp_path / name)) as file:
            kept.append(file.execute(f"SELECT {columns} FROM history WHERE created_at >= 1 ORDER BY run_id").fetchall())  # noqa: S608 - our own names
            file.execute("INSERT INTO history_trigrams (history_trigrams) VALUES ('integrity-check')")
    assert kept[0] == kept[1]
    [row] = old.history.rows("anna", [runs[-1].run_id])
    assert (row.cover, row.output_count, row.media) == (Cover("2-b.mp4", "video", 640, 360), 4, "text")
    assert (row.prompt, str(row.cost), row.duration) == ("fog and tea", "0.0500", 9.5)
    assert found_in(old, "晨雾") == [runs[0].run_id]
    assert old.processes.take_over("alice", lambda _lease: False, lambda _service: True)
    save(old, replace(runs[3], task=Task("task_99", TaskStatus.QUEUED), fence=1))
    assert found_in(old, "task_99") == [runs[3].run_id]


def _write_until_killed(file: Path) -> None:
    ledger = Ledger(file)
    ledger.open()
    number = 0
    while True:
        run = new_run(f"run{number}", at=float(number))
        ledger.add(run, "alice")
        accepted = replace(run, status=RunStatus.ACCEPTED, task=Task(f"task{number}", TaskStatus.QUEUED))
        ledger.save([LedgerWrite(accepted, "alice", keeps_ownership=False)])
        number += 1


@pytest.mark.parametrize("patience", [0.35, 0.5])
def test_a_process_that_is_killed_leaves_runs_and_history_the_same(tmp_path: Path, patience: float) -> None:
    file = tmp_path / "ledger.db"
    writer = multiprocessing.get_context("fork").Process(target=_write_until_killed, args=(file,))
    writer.start()
    while not (file.exists() and file.stat().st_size > 100_000):
        writer.join(0.05)
    writer.join(patience)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    ledger = Ledger(file)
    ledger.open()
    runs = ledger.runs()
    assert runs
    for run in runs:
        number = run.form_input["prompt"].removeprefix("run")
        assert run.run_id in found_in(ledger, f"run{number}", limit=50)
        assert (run.run_id in found_in(ledger, f"task{number}", limit=50)) is (run.task is not None)
    assert sorted(found_in(ledger, limit=50)) == sorted(run.run_id for run in ledger.runs(limit=100_000))
    ledger.close()
