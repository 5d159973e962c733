"""Lists of runs and the search in them: all that is meant and no more, from rows that are written with the runs."""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from historysearch import found_in, save
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from ledgerruns import new_run

from playground.runs import history
from playground.runs.history import Cursor, HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import RunStatus
from playground.runs.searchtext import LONGEST, fold, search_text, words_in
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import Task, TaskStatus

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
    runs = [new_run(prompt, at=float(number), person=person) for number, prompt in enumerate(texts)]
    for run in (*runs, new_run(" ".join(prompts), person="ben")):
        ledger.add(run, "alice")
    for search in (" ".join(typed), *typed, *(prompt[1:4] for prompt in prompts)):
        words = fold(search).split()
        expected = [
            run.run_id
            for run in reversed(runs)
            if all(word in fold(f"m\n{run.form_input['prompt']}") for word in words)
        ]
        assert found_in(ledger, search, person=person) == expected


@pytest.mark.parametrize("few", [0, 2_000])
def test_what_is_found_does_not_depend_on_how_it_is_looked_for(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    """Where the index names too many, rows are looked at one after another, so many for a page."""
    monkeypatch.setattr(history, "_MOST_CANDIDATES", few)
    monkeypatch.setattr(history, "_LOOKED_AT", 4)
    runs = [
        new_run(f"a {'fox' if number % 7 == 0 else 'bear'} {number}", at=float(number // 3)) for number in range(40)
    ]
    for run in runs:
        ledger.add(run, "alice")
    newest_first = sorted(runs, key=lambda run: (run.created_at, run.run_id), reverse=True)
    assert found_in(ledger) == [run.run_id for run in newest_first]
    assert found_in(ledger, "FOX") == [run.run_id for run in newest_first if "fox" in run.form_input["prompt"]]
    assert found_in(ledger, "o") == found_in(ledger, "FOX")
    assert found_in(ledger, "fox 7") == [runs[7].run_id]
    assert found_in(ledger, "wolf") == []


def test_pages_stay_while_new_runs_come(ledger: Ledger) -> None:
    runs = [new_run(at=float(number // 2)) for number in range(9)]
    for run in runs:
        ledger.add(run, "alice")
    wanted = HistoryFilter("anna")
    seen: list[str] = []
    after: Cursor | None = None
    while True:
        page = ledger.history.page(wanted, 2, after)
        seen += page.run_ids
        ledger.add(new_run(at=1000.0 + len(seen)), "alice")
        after = page.following
        if after is None:
            break
    assert sorted(seen) == sorted(run.run_id for run in runs)


@pytest.mark.parametrize("search", HOSTILE)
def test_whatever_is_typed_is_only_text(ledger: Ledger, search: str) -> None:
    runs = [new_run("nothing like it"), new_run(f"x {search[:5_000]} y")]
    for run in runs:
        ledger.add(run, "alice")
    for person in ("anna", None):
        found = found_in(ledger, search, person=person)
        words = fold(search).split()
        assert found == [
            run.run_id
            for run in sorted(runs, key=lambda run: run.run_id, reverse=True)
            if all(word in search_text("m", None, run.form_input) for word in words)
        ]


def test_model_settings_and_task_are_found_and_a_mask_is_not(ledger: Ledger) -> None:
    payload = {"prompt": "a fox", "token": "hunter2-hunter2", "rows": [{"size": "16:9", "seed": 90071}], "hd": True}
    asked = RunRequest(
        person="anna", page="tab", model="Model-X", input=payload, form_input=payload, secrets=(("token",),)
    )
    run = prepare(asked, "test", 1.0)
    ledger.add(run, "alice")
    for search in ("model-x", "16:9", "90071", "fox 16"):
        assert found_in(ledger, search) == [run.run_id]
    assert (
        found_in(ledger, "task_77")
        == found_in(ledger, "hunter2")
        == found_in(ledger, "•")
        == found_in(ledger, "true")
        == []
    )
    accepted = replace(run, status=RunStatus.ACCEPTED, task=Task("task_77", TaskStatus.QUEUED))
    assert ledger.save([LedgerWrite(accepted, "alice", keeps_ownership=True)]) == (True,)
    assert found_in(ledger, "TASK_77") == found_in(ledger, "fox task_7") == [run.run_id]
    save(ledger, replace(accepted, task=Task("task_88", TaskStatus.QUEUED)))
    assert found_in(ledger, "task_88") == [run.run_id]
    assert found_in(ledger, "task_77") == []


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
    save(ledger, replace(run, status=RunStatus.REFUSED, body=b"{}"))
    assert b"hunter2" not in (tmp_path / "ledger.db").read_bytes()


def test_a_long_text_is_found_by_its_beginning() -> None:
    text = search_text("m", None, {"a": "x" * LONGEST, "b": "lost"})
    assert (LONGEST - 1 <= len(text) <= LONGEST, "lost" in text) == (True, False)
    assert words_in("Ａb\u00a0ＡB") == ("ab",)


def test_filters_are_all_held_to(ledger: Ledger) -> None:
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    dear = Task("t1", TaskStatus.SUCCEEDED, cost_actual=Decimal("0.30"))
    cheap = Task("t2", TaskStatus.PROCESSING, cost_actual=Decimal("0.10"))
    one, two, three = (
        new_run("a", at=1.0, model="one"),
        new_run("b", at=2.0, model="two"),
        new_run("c", at=3.0, model="two"),
    )
    for run in (one, two, three):
        ledger.add(run, "alice")
    save(ledger, replace(one, status=RunStatus.SUCCEEDED, task=dear))
    save(ledger, replace(two, status=RunStatus.ACCEPTED, task=cheap))
    save(ledger, replace(three, status=RunStatus.ABANDONED, problem=problem))
    ids = [three.run_id, two.run_id, one.run_id]
    assert found_in(ledger, model="two") == ids[:2]
    assert found_in(ledger, words=frozenset({"processing"})) == [two.run_id]
    assert found_in(ledger, words=frozenset({"succeeded", "abandoned"})) == [three.run_id, one.run_id]
    assert found_in(ledger, since=2.0) == ids[:2]
    assert found_in(ledger, until=2.0) == ids[2:]
    assert found_in(ledger, has_problem=True) == [three.run_id]
    assert found_in(ledger, cost_over=0.10) == [one.run_id]
    assert found_in(ledger, "B", model="two", since=1.0) == [two.run_id]
    assert found_in(ledger, "b", model="one") == []
