"""What an address of the comparison asks for, and in what the runs behind its results differ."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from formpages import write_models
from hypothesis import given
from hypothesis import strategies as st
from viewing import view_context

from playground.catalog import Catalog
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Output, Run, RunStatus
from playground.tasks.task import MediaKind, Task, TaskStatus
from playground.ui.compare_query import MODES, MOST, compare_address, read_compare
from playground.ui.compare_settings import Line, compared_settings
from playground.ui.compare_texts import marked_texts
from playground.ui.word_differences import all_differences, differences

MODELS: dict[str, dict[str, Any]] = {
    "plain": {
        "prompt": {"type": "string"},
        "size": {"type": "string", "title": "Shape", "enum": ["1:1", "16:9"]},
        "n": {"type": "integer"},
        "seed": {"type": "integer"},
        "token": {"type": "string", "format": "password"},
        "camera": {"type": "object", "properties": {"zoom": {"type": "number"}}},
        "rows": {"type": "array", "items": {"type": "object", "properties": {"name": {"type": "string"}}}},
    },
    "other": {"prompt": {"type": "string"}, "size": {"type": "string", "title": "Format"}},
}
CONTEXT = view_context()
Compare = Callable[..., dict[str, Line]]


def made(
    model: str = "plain", received: dict[str, Any] | None = None, cost: str = "0.05", secrets: Any = (), **given: Any
) -> tuple[Run, Output]:
    run = prepare(
        RunRequest(person="anna", page="p", model=model, input=given, form_input=given, secrets=secrets),
        "https://api.example",
        time.time(),
    )
    task = Task(run.run_id, TaskStatus.SUCCEEDED, cost_actual=Decimal(cost), received=received or {})
    output = Output(0, MediaKind.IMAGE, "0-x.png", "image/png", 1, 160, 90)
    return replace(run, status=RunStatus.SUCCEEDED, ended_at=run.created_at + 9, task=task), output


@pytest.fixture
def compare(tmp_path: Path) -> Compare:
    write_models(tmp_path, MODELS)
    catalog = Catalog(tmp_path)
    return lambda *results: {line.title: line for line in compared_settings(results, CONTEXT, catalog)}


def texts(line: Line) -> list[str]:
    return ["".join(piece.text for piece in value.pieces) for value in line.values]


def differing(lines: dict[str, Line]) -> dict[str, list[str]]:
    return {title: texts(line) for title, line in lines.items() if not line.is_same and title != "Started"}


def test_only_what_differs_differs_by_value_and_by_path(compare: Compare) -> None:
    found = compare(
        made(prompt="A fox", size="1:1", n=1, camera={"zoom": 1.5}, rows=[{"name": "tea"}, {"name": "fog"}]),
        made(prompt="A fox", size="16:9", n=1.0, camera={"zoom": 2}, rows=[{"name": "tea"}, {"name": "sea"}]),
    )
    assert differing(found) == {
        "Shape": ["1:1", "16:9"],
        "camera · Zoom": ["1.5", "2"],
        "rows · 2 · Name": ["fog", "sea"],
    }
    assert texts(found["N"]) == ["1", "1.0"]
    assert found["Prompt"].is_same


def test_another_model_one_more_setting_and_what_the_service_told(compare: Compare) -> None:
    found = differing(
        compare(
            made(prompt="A fox", size="1:1", received={"results": [{"seed": 71}]}),
            made("other", prompt="A fox", size="1:1", cost="0.055"),
            made(prompt="A fox", size="1:1", seed=-1, received={"seed": 72}),
        )
    )
    assert found == {
        "Model": ["Plain", "Other", "Plain"],
        "Seed": ["71", "", "72"],
        "Cost": ["$0.05", "$0.055", "$0.05"],
    }


def test_results_of_one_run_differ_in_nothing(compare: Compare) -> None:
    one = made(prompt="A fox", n=2)
    assert all(line.is_same for line in compare(one, one).values())


def test_a_secret_is_told_of_no_run(compare: Compare) -> None:
    found = compare(*(made(prompt="A fox", token=f"secret-{number}", secrets=(("token",),)) for number in (1, 2)))
    assert texts(found["Token"]) == ["••••••", "••••••"]
    assert "secret" not in repr(found)


def test_texts_that_begin_alike_are_not_the_same_and_the_difference_is_in_sight(compare: Compare) -> None:
    long = "quiet water " * 1_000
    line = compare(made(prompt=f"{long}at dusk {long}"), made(prompt=f"{long}at dawn {long}"))["Prompt"]
    assert not line.is_same
    for value, word in zip(line.values, ("dusk", "dawn"), strict=True):
        assert [piece.text for piece in value.pieces if piece.is_different] == [word]
        assert sum(len(piece.text) for piece in value.pieces) < 300


def test_nothing_is_marked_in_another_text_altogether(compare: Compare) -> None:
    prompts = ("A heron stands in the reeds at dusk, soft golden light", "a lighthouse at night", "山间晨雾中的茶馆")
    line = compare(*(made(prompt=prompt) for prompt in prompts))["Prompt"]
    assert texts(line) == [*prompts]
    assert not any(piece.is_different for value in line.values for piece in value.pieces)


@pytest.mark.parametrize(
    ("text", "other", "marked"),
    [
        ("a red fox", "a blue fox", ["red"]),
        ("山间晨雾中的茶馆", "山间暮雾中的茶馆", ["晨"]),
        ("a fox", "a fox", []),
        ("a fox", "", ["a fox"]),
        ("", "a fox", []),
        ("a " * 900, "b " * 900, [("a " * 900).strip()]),
    ],
)
def test_the_words_that_differ_are_marked(text: str, other: str, marked: list[str]) -> None:
    assert [piece.text for piece in differences(text, other) if piece.is_different] == marked


@given(st.text("ab 山\n", max_size=30), st.text("ab 山\n", max_size=30))
def test_the_pieces_are_the_text(text: str, other: str) -> None:
    pieces = differences(text, other)
    assert "".join(piece.text for piece in pieces) == text
    assert (text == other) <= (not any(piece.is_different for piece in pieces))


@given(st.text("ab 山.\n", max_size=60), st.text("ab 山.\n", max_size=60))
def test_a_text_is_shown_to_its_end(text: str, other: str) -> None:
    pieces = all_differences(text, other)
    assert "".join(piece.text for piece in pieces) == text
    assert (text == other) <= (not any(piece.is_different for piece in pieces))


def test_long_texts_are_compared_sentence_by_sentence_and_then_in_their_words() -> None:
    chapter = "".join(f"Sentence {number} is about the {number}th gull. " for number in range(150))
    pieces = all_differences(f"{chapter}It was red. {chapter}The end.", f"{chapter}It was blue. {chapter}An end.")
    assert [piece.text for piece in pieces if piece.is_different] == ["red", "The"]
    long = "word " * 20_000
    assert any(piece.is_different for piece in all_differences(f"{long}end\na fox", f"{long}ends\na fox"))


@pytest.mark.parametrize(
    ("given", "marked", "are_same"),
    [
        (["It rains all day.", "It snows all day."], [["rains"], ["snows"]], False),
        (["We stay for the tea.", "We leave with a tea."], [["stay for the"], ["leave with a"]], False),
        (["雾中的茶馆很安静", "雾中的灯塔很安静"], [["茶馆"], ["灯塔"]], False),
        (["a fox", "a fox"], [[], []], True),
        (["It rains all day.", "It snows all day.", "It rains all night."], [["rains"], ["snows"], ["night"]], False),
        (["one thing", "quite another matter"], [[], []], False),
        (["alone"], [[]], False),
        ([], [], False),
    ],
)
def test_what_differs_is_marked_in_texts_beside_each_other(
    given: list[str], marked: list[list[str]], *, are_same: bool
) -> None:
    found = marked_texts(given)
    assert [[piece.text for piece in one if piece.is_different] for one in found.pieces] == marked
    assert (found.are_same, found.has_marks) == (are_same, any(marked))


@given(st.text(max_size=200), st.text(max_size=20))
def test_any_address_is_read(results: str, mode: str) -> None:
    query = read_compare({"results": results, "mode": mode})
    assert len(query.references) <= MOST
    assert len({(one.run_id, one.name) for one in query.references}) == len(query.references)
    assert query.mode in MODES


def test_an_address_is_read_as_it_was_written() -> None:
    run, output = made()
    names = ("0-x.png", "1-茶 馆.png", "2-y.png")
    address = compare_address(run.run_id, [replace(output, name=name) for name in names])
    assert (
        address == f"compare?results={run.run_id}/0-x.png,{run.run_id}/1-%E8%8C%B6%20%E9%A6%86.png,{run.run_id}/2-y.png"
    )
    query = read_compare({"results": ",".join(f"{run.run_id}/{name}" for name in names)})
    assert [one.name for one in query.references] == [*names]


def test_more_than_four_garbage_and_doubles() -> None:
    query = read_compare(
        {"results": ",a/1,a/1, b/2,../etc/passwd,a/../b,c/3,nonsense,d/4,e/5,f/6,", "mode": "upside down"}
    )
    assert [f"{one.letter} {one.run_id}/{one.name}" for one in query.references] == ["A a/1", "B b/2", "C c/3", "D d/4"]
    assert (query.unreadable, query.left_out, query.mode) == (("../etc/passwd", "a/../b", "nonsense"), 2, "side")
