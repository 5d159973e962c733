"""Runs written straight into a ledger, as a person's history of months: nothing is asked of any service."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from PIL import Image
from sqlalchemy import insert, select

from playground.runs.database import Database
from playground.runs.history_rows import facts_of
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import to_row
from playground.runs.run import Output, Run, RunStatus
from playground.runs.tables import HISTORY, RUNS
from playground.runs.trigrams import add_to_index
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, Task, TaskStatus

SHAPES = ((160, 90), (90, 160), (120, 120))


def kept_run(
    person: str, prompt: str, at: float, *, model: str = "plain", service: str = "sandbox", **more: Any
) -> Run:
    """A run that succeeded without a result; `more` goes into its input."""
    given = {"prompt": prompt, **more}
    run = prepare(RunRequest(person=person, page="tab", model=model, input=given, form_input=given), service, at)
    task = Task(task_id=f"task-{run.run_id}", status=TaskStatus.SUCCEEDED, cost_actual=Decimal("0.05"))
    return replace(run, status=RunStatus.SUCCEEDED, ended_at=at + 9, task=task)


def with_pictures(run: Run, data: Path, count: int = 1, shape: tuple[int, int] = SHAPES[0]) -> Run:
    """The run with pictures, which lie in the data folder then."""
    folder = data / "results" / run.run_id
    folder.mkdir(parents=True)
    outputs = []
    for index in range(count):
        picture = io.BytesIO()
        Image.new("RGB", shape, (index * 60 % 256, 90, 140)).save(picture, "PNG")
        (folder / f"{index}-picture.png").write_bytes(picture.getvalue())
        outputs.append(Output(index, MediaKind.IMAGE, f"{index}-picture.png", "image/png", 1, *shape))
    return replace(run, outputs=tuple(outputs))


def with_text(run: Run, data: Path, text: str) -> Run:
    """The run with a text for a result."""
    (data / "results" / run.run_id).mkdir(parents=True)
    (data / "results" / run.run_id / "0-text.txt").write_text(text, encoding="utf-8")
    return replace(run, outputs=(Output(0, MediaKind.TEXT, "0-text.txt", "text/plain", 1, text=text),))


def with_sound(run: Run, data: Path, seconds: float = 0.2) -> Run:
    """The run with a sound of that length, which nobody hears."""
    folder = data / "results" / run.run_id
    folder.mkdir(parents=True)
    with wave.open(str(folder / "0-sound.wav"), "wb") as sound:
        sound.setparams((1, 1, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes([128]) * round(8_000 * seconds))
    return replace(run, outputs=(Output(0, MediaKind.AUDIO, "0-sound.wav", "audio/wav", 1),))


def failed(run: Run) -> Run:
    """The run, come to nothing and not charged."""
    problem = Problem(ProblemCode.TASK_FAILED, Charged.NO)
    return replace(run, status=RunStatus.FAILED, outputs=(), task=None, problem=problem)


def unconfirmed(run: Run) -> Run:
    """The run, of which nobody knows whether it was accepted."""
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    return replace(run, status=RunStatus.UNCONFIRMED, ended_at=None, outputs=(), task=None, problem=problem)


def keep_runs(data: Path, runs: Iterable[Run]) -> None:
    """Write them into the ledger of a data folder, in one transaction, as nobody's work."""
    database = Database(data / "ledger.sqlite3")
    kept = list(runs)
    facts = [facts_of(run) for run in kept]
    with database.writing() as connection:
        connection.execute(
            insert(RUNS), [{**to_row(run), "process": None, "revision": 0, "changed": 0} for run in kept]
        )
        connection.execute(insert(HISTORY), facts)
        in_history = connection.execute(select(HISTORY.c.run_id, HISTORY.c.number))
        numbers = {row.run_id: row.number for row in in_history}
        add_to_index(connection, [{**fact, "number": numbers[fact["run_id"]]} for fact in facts])
    database.close()
