"""Lists of runs and the search in them: all that is meant and no more, from rows that are written with the runs."""

from __future__ import annotations

import multiprocessing
import os
import secrets
import signal
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from earlierledgers import make_ledger
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, insert

from playground.runs import history
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.history_rows import Cover
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import to_row
from playground.runs.run import Output, Run, RunStatus
from playground.runs.searchtext import LONGEST, fold, search_text, words_in
from playground.runs.tables import RUNS
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, Task, TaskStatus

pytestmark = pytest.mark.databases("sqlite", "postgresql")

HOSTILE = (
    *('"', '""', "'", "*", "NEAR", "NEAR(a b)", "a AND", "OR", "NOT x", "text:x", "-x", "^x", "(", "{a}:b", "a\0b"),
    *(
        "%",
        "_",
        "%%%",
        "___",
        "/",
        "\\",
        "x/%y",
        "\ud800",
        "\ue000\ue001\ue002",
        "\uffff\ufffe\ufdd0",
        "; DROP TABLE x",
    ),
    *("x" * 10_000, "%" * 30_000, "晨" * 30_000, "a b " * 2_500, " ".join(map(str, range(2_500))), '"*' * 5_000),
)


def _new(prompt: str = "a fox", *, person: str = "anna", at: float = 100.0, model: str = "m", **others: Any) -> Run:
    payload = {"prompt": prompt, **others}
    return prepare(RunRequest(person=person, page="tab", model=model, input=payload, form_input=payload), "test", at)


def _found(ledger: Ledger, search: str = "", limit: int = 3, **others: Any) -> list[str]:
    """Ids of all runs that are found, page by page."""
    found: list[str] = []
    after = None
    while True:
        page = ledger.history.page(HistoryFilter(search=search, **{"person": "anna", **others}), limit, after)
        found += page.run_ids
        assert len(page.run_ids) <= limit
        after = page.following
        if after is None:
            return found


def _save(ledger: Ledger, run: Run, process: str = "alice") -> None:
    assert ledger.save([LedgerWrite(run, process, keeps_ownership=False)]) == (True,)


_LETTERS = st.text(st.sampled_from("aAbBéÉßıİΣς晨雾茶が\u0301 %_\"*/\\'\0\ue000\ud800\uffff"), max_size=12)
_TEXTS = st.one_of(_LETTERS, st.text(max_size=12))


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(prompts=st.lists(_TEXTS, max_size=8), typed=st.lists(_TEXTS, max_size=2), cut=st.tuples(_TEXTS, _TEXTS))
@example(prompts=["Crème brûlée", "creme", "cre"], typed=["CRÈME"], cut=("", ""))
@example(prompts=["晨雾中的茶馆", "茶馆"], typed=["雾中的"], cut=("", ""))
def test_a_run_is_found_if_and_only_if_its_text_has_each_word(
    ledger: Ledger, prompts: list[str], typed: list[str], cut: tuple[str, str]
) -> None:
    person = secrets.token_hex(8)  # one that has no run yet: a new ledger each time would take long
    texts = [*prompts, "".join([cut[0], *typed, cut[1]])]
    runs = [_new(prompt, at=float(number), person=person) for number, prompt in enumerate(texts)]
    for run in (*runs, _new(" ".join(prompts), person="ben")):
        ledger.add(run, "alice")
    for search in (" ".join(typed), *typed, *(prompt[1:4] for prompt in prompts)):
        words = fold(search).split()
        expected = [
            run.run_id
            for run in reversed(runs)
            if all(word in fold(f"m\n{run.form_input['prompt']}") for word in words)
        ]
        assert _found(ledger, search, person=person) == expected


@pytest.mark.parametrize("few", [0, 2_000])
def test_what_is_found_does_not_depend_on_how_it_is_looked_for(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Where the index names too many, rows are looked at one after another, so many for a page."""
    monkeypatch.setattr(history, "_MOST_CANDIDATES", few)
    monkeypatch.setattr(history, "_LOOKED_AT", 4)
    runs = [_new(f"a {'fox' if number % 7 == 0 else 'bear'} {number}", at=float(number // 3)) for number in range(40)]
    for run in runs:
        ledger.add(run, "alice")
    newest_first = sorted(runs, key=lambda run: (run.created_at, run.run_id), reverse=True)
    assert _found(ledger) == [run.run_id for run in newest_first]
    assert _found(ledger, "FOX") == [run.run_id for run in newest_first if "fox" in run.form_input["prompt"]]
    assert _found(ledger, "o") == _found(ledger, "FOX")
    assert _found(ledger, "fox 7") == [runs[7].run_id]
    assert _found(ledger, "wolf") == []


def test_pages_stay_while_new_runs_come(ledger: Ledger) -> None:
    runs = [_new(at=float(number // 2)) for number in range(9)]
    for run in runs:
        ledger.add(run, "alice")
    wanted = HistoryFilter("anna")
    seen: list[str] = []
    after: Cursor | None = None
    while True:
        page = ledger.history.page(wanted, 2, after)
        seen += page.run_ids
        ledger.add(_new(at=1000.0 + len(seen)), "alice")
        after = page.following
        if after is None:
            break
    assert sorted(seen) == sorted(run.run_id for run in runs)


@pytest.mark.parametrize("search", HOSTILE)
def test_whatever_is_typed_is_only_text(ledger: Ledger, search: str) -> None:
    runs = [_new("nothing like it"), _new(f"x {search[:5_000]} y")]
    for run in runs:
        ledger.add(run, "alice")
    for person in ("anna", None):
        found = _found(ledger, search, person=person)
        words = fold(search).split()
        assert found == [
            run.run_id
            for run in sorted(runs, key=lambda run: run.run_id, reverse=True)
            if all(word in search_text("m", None, run.form_input) for word in words)
        ]


def test_model_settings_and_task_are_found_and_a_mask_is_not(ledger: Ledger) -> None:
    payload = {"prompt": "a fox", "token": "hunter2-hunter2", "rows": [{"size": "16:9", "seed": 90071}], "hd": True}
    asked = RunRequest("anna", "tab", "Model-X", payload, payload, secrets=(("token",),))
    run = prepare(asked, "test", 1.0)
    ledger.add(run, "alice")
    for search in ("model-x", "16:9", "90071", "fox 16"):
        assert _found(ledger, search) == [run.run_id]
    assert _found(ledger, "task_77") == _found(ledger, "hunter2") == _found(ledger, "•") == _found(ledger, "true") == []
    accepted = replace(run, status=RunStatus.ACCEPTED, task=Task("task_77", TaskStatus.QUEUED))
    assert ledger.save([LedgerWrite(accepted, "alice", keeps_ownership=True)]) == (True,)
    assert _found(ledger, "TASK_77") == _found(ledger, "fox task_7") == [run.run_id]
    _save(ledger, replace(accepted, task=Task("task_88", TaskStatus.QUEUED)))
    assert _found(ledger, "task_88") == [run.run_id]
    assert _found(ledger, "task_77") == []


@pytest.mark.databases("sqlite")
def test_no_secret_is_in_the_index_even_before_the_run_has_ended(tmp_path: Path, ledger: Ledger) -> None:
    payload = {"token": "hunter2-" * 2000, "prompt": "a fox"}
    asked = RunRequest(person="anna", page="tab", model="m", input=payload, form_input=payload, secrets=(("token",),))
    run = prepare(asked, "test", 100.0)
    ledger.add(run, "alice")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as file:
        assert file.execute("SELECT text FROM history").fetchall() == [("m\na fox",)]
        kept = b"".join(block for (block,) in file.execute("SELECT block FROM history_trigrams_data"))
        assert b"unt" not in kept
    _save(ledger, replace(run, status=RunStatus.REFUSED, body=b"{}"))
    assert b"hunter2" not in (tmp_path / "ledger.db").read_bytes()


def test_a_long_text_is_found_by_its_beginning() -> None:
    text = search_text("m", None, {"a": "x" * LONGEST, "b": "lost"})
    assert (LONGEST - 1 <= len(text) <= LONGEST, "lost" in text) == (True, False)
    assert words_in("Ａb\u00a0ＡB") == ("ab",)


def test_filters_are_all_held_to(ledger: Ledger) -> None:
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    dear = Task("t1", TaskStatus.SUCCEEDED, cost_actual=Decimal("0.30"))
    cheap = Task("t2", TaskStatus.PROCESSING, cost_actual=Decimal("0.10"))
    one, two, three = _new("a", at=1.0, model="one"), _new("b", at=2.0, model="two"), _new("c", at=3.0, model="two")
    for run in (one, two, three):
        ledger.add(run, "alice")
    _save(ledger, replace(one, status=RunStatus.SUCCEEDED, task=dear))
    _save(ledger, replace(two, status=RunStatus.ACCEPTED, task=cheap))
    _save(ledger, replace(three, status=RunStatus.ABANDONED, problem=problem))
    ids = [three.run_id, two.run_id, one.run_id]
    assert _found(ledger, model="two") == ids[:2]
    assert _found(ledger, words=frozenset({"processing"})) == [two.run_id]
    assert _found(ledger, words=frozenset({"succeeded", "abandoned"})) == [three.run_id, one.run_id]
    assert _found(ledger, since=2.0) == ids[:2]
    assert _found(ledger, until=2.0) == ids[2:]
    assert _found(ledger, has_problem=True) == [three.run_id]
    assert _found(ledger, cost_over=0.10) == [one.run_id]
    assert _found(ledger, "B", model="two", since=1.0) == [two.run_id]
    assert _found(ledger, "b", model="one") == []


def test_what_another_owner_writes_too_late_is_not_in_the_history(ledger: Ledger) -> None:
    run = _new()
    ledger.add(run, "alice")
    late = replace(run, task=Task("late", TaskStatus.QUEUED), status=RunStatus.ACCEPTED)
    assert ledger.save([LedgerWrite(late, "bob", keeps_ownership=True)]) == (False,)
    assert _found(ledger, "late") == []


@pytest.mark.databases("sqlite")
def test_a_run_that_an_older_program_added_is_found_from_its_next_change_on(tmp_path: Path, ledger: Ledger) -> None:
    run = _new()
    with create_engine(f"sqlite:///{tmp_path / 'ledger.db'}").begin() as connection:
        connection.execute(insert(RUNS).values(**to_row(run), process="alice", revision=0))
    assert _found(ledger, "fox") == []
    _save(ledger, run)
    assert _found(ledger, "fox") == [run.run_id]


@pytest.mark.parametrize("version", ["0006", "0.1.0"])
def test_a_ledger_that_is_brought_up_to_date_has_the_history_that_it_would_have_kept(
    tmp_path: Path, version: str
) -> None:
    """And runs that cannot be read are found by the rest."""
    broken = _new("broken", at=0.5)
    runs = [
        replace(_new("晨雾", at=1.0), status=RunStatus.SENT),
        replace(_new("b", at=2.0), status=RunStatus.ACCEPTED, task=Task("t1", TaskStatus.SUCCEEDED)),
        replace(_new("c", at=3.0), status=RunStatus.ACCEPTED, task=Task("t2", TaskStatus.QUEUED)),
        replace(_new("d", at=4.0), status=RunStatus.ACCEPTED),
        replace(
            _new("e", at=5.0, scale=Decimal("0.10"), half="\ud83d"),
            status=RunStatus.FAILED,
            task=Task("t3", TaskStatus.FAILED, cost_actual=Decimal("0.05")),
            problem=Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN),
        ),
        replace(
            _new(" fog\nand tea ", at=6.0, negative_prompt="a lot of other words"),
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
    assert _found(old, "broken") == []
    assert _found(old, "m", until=1.0) == [broken.run_id]
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
    assert _found(old, "晨雾") == [runs[0].run_id]
    assert old.processes.take_over("alice", lambda _lease: False, lambda _service: True)
    _save(old, replace(runs[3], task=Task("task_99", TaskStatus.QUEUED), fence=1))
    assert _found(old, "task_99") == [runs[3].run_id]


def _write_until_killed(file: Path) -> None:
    ledger = Ledger(file)
    ledger.open()
    number = 0
    while True:
        run = _new(f"run{number}", at=float(number))
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
        assert run.run_id in _found(ledger, f"run{number}", limit=50)
        assert (run.run_id in _found(ledger, f"task{number}", limit=50)) is (run.task is not None)
    assert sorted(_found(ledger, limit=50)) == sorted(run.run_id for run in ledger.runs(limit=100_000))
    ledger.close()
