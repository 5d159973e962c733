"""A grid before it begins: places and their order, values as they are typed, sentences, and what is downloaded."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from decimal import Decimal
from math import prod
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.catalog import Catalog
from playground.form import build_form, lay_out, untouched
from playground.runs.batches.batch import Batch, BatchKind, Cell
from playground.ui.grid.axes import MOST_VALUES, Axis, AxisRequest, first_request, read_axis
from playground.ui.grid.combinations import places, ranks
from playground.ui.grid.record import entries, plain
from playground.ui.grid.titles import axes_in
from playground.ui.grid.variables import Kind, Variable, Way, variables_of

SCHEMA = {
    "type": "object",
    "required": ["prompt"],
    "properties": {
        "prompt": {"type": "string", "title": "Prompt"},
        "size": {"enum": ["1:1", "16:9", "9:16"], "title": "Shape", "default": "1:1"},
        "n": {"type": "integer", "title": "Pictures", "minimum": 1, "maximum": 4},
        "strength": {"type": "number", "title": "Strength"},
        "raw": {"type": "boolean", "title": "Raw", "default": False},
        "token": {"type": "string", "format": "password"},
        "image_url": {"type": "string", "format": "uri", "x-playground": {"widget": "file-upload"}},
        "style": {"type": "array", "uniqueItems": True, "items": {"enum": ["a", "b"]}},
    },
}
SIZES = st.lists(st.integers(1, 9), min_size=1, max_size=3)


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Variable]:
    folder = tmp_path_factory.mktemp("schemas")
    for name in ("one", "two"):
        (folder / f"{name}.json").write_text('{"type": "object", "properties": {"prompt": {"type": "string"}}}')
    catalog, form = Catalog(folder), build_form(SCHEMA)
    layout = lay_out(form, untouched(form))
    found = variables_of(layout, catalog.model("one"), catalog.models(), (), "en")
    return {variable.key: variable for variable in found}


def axis(variables: dict[str, Variable], vary: str, **typed: Any) -> Axis:
    return read_axis(AxisRequest(vary, **typed), variables[vary])


def values(one: Axis) -> list[Any]:
    return [value.value for value in one.values]


@given(SIZES)
def test_every_place_is_there_once_and_the_first_axis_changes_first(sizes: list[int]) -> None:
    found = places(sizes)
    assert len(set(found)) == len(found) == prod(sizes)
    assert found == sorted(found, key=lambda place: tuple(reversed(place)))


@given(SIZES)
def test_corners_are_sent_first_then_the_middle_then_the_rest(sizes: list[int]) -> None:
    by_place = dict(zip(places(sizes), ranks(sizes), strict=True))
    corners = {place for place in by_place if all(at in (0, size - 1) for at, size in zip(place, sizes, strict=True))}
    assert {place for place, rank in by_place.items() if rank == 0} == corners
    middle = tuple((size - 1) // 2 for size in sizes)
    if middle not in corners:
        assert by_place[middle] == 1
        assert all(rank >= 2 for place, rank in by_place.items() if place not in corners | {middle})


def test_what_can_be_varied_is_what_a_person_can_type_or_tick(variables: dict[str, Variable]) -> None:
    assert {key: one.way for key, one in variables.items()} == {
        "/prompt": Way.LINES,
        "/size": Way.TICKS,
        "/n": Way.NUMBERS,
        "/strength": Way.NUMBERS,
        "/raw": Way.TICKS,
        "/style": Way.SETS,
        "word": Way.WORD,
        "model": Way.TICKS,
    }
    assert first_request(variables["/size"]).ticks == ("0",)  # what the form holds
    assert first_request(variables["/raw"]).ticks == ("0", "1")
    assert first_request(variables["model"]).ticks == ("one",)


def test_values_are_what_they_say_exactly(variables: dict[str, Variable]) -> None:
    assert values(axis(variables, "/size", ticks=("2", "0"))) == ["1:1", "9:16"]
    assert values(axis(variables, "/raw", ticks=("0", "1"))) == [True, False]
    assert values(axis(variables, "/n", text="1, 2、4；3")) == [1, 2, 4, 3]
    assert values(axis(variables, "/strength", is_range=True, first="0.1", last="0.5", step="0.2")) == [0.1, 0.3, 0.5]
    assert values(axis(variables, "/n", is_range=True, first="4", last="1")) == [4, 3, 2, 1]
    assert values(axis(variables, "/prompt", text=" a fox, red \n\n一只狐狸")) == ["a fox, red", "一只狐狸"]
    assert values(axis(variables, "word", word="fox", text="hen\nowl")) == ["hen", "owl"]
    assert values(axis(variables, "model", ticks=("two",))) == ["two"]


@pytest.fixture(scope="module")
def of_all_widgets() -> dict[str, Variable]:
    """What can be varied of a form with every control there is."""
    catalog = Catalog(Path(__file__).parent.parent / "browser" / "schemas")
    model = catalog.model("widgets")
    layout = lay_out(model.form, untouched(model.form))
    return {one.key: one for one in variables_of(layout, model, catalog.models(), (), "en")}


@pytest.mark.parametrize(
    ("widget", "vary", "typed", "found"),
    [
        ("textarea", "/prompt", {"text": "a fox\n茶馆"}, ["a fox", "茶馆"]),
        ("text", "/name", {"text": "Anna\n007"}, ["Anna", "007"]),
        ("number", "/count", {"text": "1 9007199254740993"}, [1, 9007199254740993]),
        ("slider", "/strength", {"is_range": True, "first": "0", "last": "1", "step": "0.5"}, [0, 0.5, 1.0]),
        ("seed", "/seed", {"text": "-1, 4294967295"}, [-1, 4294967295]),
        ("checkbox", "/enhance", {"ticks": ("0", "1")}, [True, False]),
        ("radio", "/watermark", {"ticks": ("0", "1")}, [True, False]),
        ("radio", "/size", {"ticks": ("0", "2")}, ["1:1", "16:9"]),
        ("select", "/engine", {"ticks": ("0",), "text": "my own\n=x"}, [..., "my own", "=x"]),
        ("multiselect", "/moods", {"sets": (("1", "0"), (), ("2",))}, [[..., ...], [...]]),
        ("color", "/accent", {"text": "#ff0000\n#00ff00"}, ["#ff0000", "#00ff00"]),
        ("date", "/day", {"text": "2026-02-28\n2026-03-01"}, ["2026-02-28", "2026-03-01"]),
        ("datetime", "/publish_at", {"text": "2026-02-28T10:00:00Z"}, ["2026-02-28T10:00:00Z"]),
        ("json", "/settings", {"text": '{"a": [1, 2.50]}\n7\n"x"\nnull'}, [{"a": [1, 2.5]}, 7, "x", None]),
    ],
)
def test_each_widget_can_be_varied_and_its_values_are_typed(
    of_all_widgets: dict[str, Variable], widget: str, vary: str, typed: dict[str, Any], found: list[Any]
) -> None:
    variable = of_all_widgets[vary]
    assert variable.field is not None
    assert variable.field.widget == widget
    one = axis(of_all_widgets, vary, **typed)
    assert one.issues == ()
    choices = [choice.value for choice in variable.choices]
    for value, expected in zip(values(one), found, strict=True):
        if expected is ...:
            assert value in choices
        elif isinstance(expected, list):
            assert len(value) == len(expected)
            assert all(member in choices for member in value)
        else:
            assert (value, type(value)) == (expected, type(expected))


def test_a_password_or_a_hidden_field_is_not_varied(of_all_widgets: dict[str, Variable]) -> None:
    assert {"/code", "/version"}.isdisjoint(of_all_widgets)


def test_what_is_held_of_several_is_the_first_value(of_all_widgets: dict[str, Variable]) -> None:
    held = replace(of_all_widgets["/moods"], held="0 2")
    assert first_request(held).sets == (("0", "2"),)
    assert [value.label for value in read_axis(first_request(held), held).values] == [
        f"{held.choices[0].label}, {held.choices[2].label}"
    ]


@given(st.integers(-1000, 1000), st.integers(1, 40), st.integers(1, 100))
def test_a_range_has_equal_steps_whatever_floats_do(start: int, count: int, step: int) -> None:
    form = build_form({"type": "object", "properties": {"x": {"type": "number"}}})
    variable = Variable("/x", Kind.FIELD, Way.NUMBERS, "X", lay_out(form, untouched(form)).fields[0])
    first, last = Decimal(start) / 100, (Decimal(start) + step * (count - 1)) / 100
    request = AxisRequest("/x", is_range=True, first=str(first), last=str(last), step=str(Decimal(step) / 100))
    found = [Decimal(str(value)) for value in values(read_axis(request, variable))]
    assert found == [first + number * Decimal(step) / 100 for number in range(count)]


@pytest.mark.parametrize(
    ("vary", "typed", "code"),
    [
        ("/size", {}, "grid.no_values"),
        ("/n", {"text": ""}, "grid.no_values"),
        ("/n", {"text": "1.5"}, "grid.not_a_number"),
        ("/n", {"text": "two"}, "grid.not_a_number"),
        ("/strength", {"is_range": True, "first": "0", "last": "1", "step": "0"}, "grid.step_sign"),
        ("/strength", {"is_range": True, "first": "0", "last": "x"}, "grid.not_a_number"),
        ("/n", {"is_range": True, "first": "0", "last": "1000000000"}, "grid.too_many_values"),
        ("/prompt", {"text": "a\n" * (MOST_VALUES + 1)}, "grid.too_many_values"),
        ("/style", {"sets": ((), ())}, "grid.no_values"),
        ("/style", {"sets": (("0",),) * (MOST_VALUES + 1)}, "grid.too_many_values"),
        ("word", {"word": " ", "text": "hen"}, "grid.no_word"),
    ],
)
def test_what_is_wrong_with_an_axis_is_told(
    variables: dict[str, Variable], vary: str, typed: dict[str, Any], code: str
) -> None:
    assert [issue.code for issue in axis(variables, vary, **typed).issues] == [code]


def test_axes_are_told_in_the_readers_language_where_the_form_has_words_for_them(tmp_path: Path) -> None:
    zh = {"title": "形状", "labels": ["方", "宽"]}
    hints = {"labels": ["Square", "Wide"], "i18n": {"zh": zh}}
    size = {"enum": ["1:1", "16:9"], "title": "Shape", "x-playground": hints}
    schema = {"type": "object", "title": "One", "properties": {"prompt": {"type": "string"}, "size": size}}
    (tmp_path / "m.json").write_text(json.dumps(schema))
    catalog = Catalog(tmp_path)
    axes: list[dict[str, Any]] = [
        {"key": "/size", "title": "Shape", "values": ["Square", "Wide"], "raw": ["1:1", "16:9"]},
        {"key": "model", "title": "Model", "values": ["One", "Gone"], "raw": ["m", "gone"]},
        {"key": "preset", "title": "Preset", "values": ["mine"], "raw": ["id"]},
        {"key": "word", "title": "“fox”", "values": ["hen"], "raw": ["hen"]},
        {"key": "/gone", "title": "Gone", "values": ["1"], "raw": [1]},
        {"key": "/size", "title": "Shape", "values": ["Square"]},
    ]
    told = axes_in({"axes": axes, "model": "m"}, (), catalog, "zh")
    assert [(axis.title, axis.values) for axis in told] == [
        ("形状", ("方", "宽")),
        ("模型", ("One", "Gone")),
        ("预设", ("mine",)),
        ("“fox”", ("hen",)),
        ("Gone", ("1",)),
        ("形状", ("Square",)),
    ]
    assert axes_in({"axes": axes[:1]}, ("gone",), catalog, "zh")[0].title == "Shape"


def test_the_table_has_a_line_for_each_cell_and_no_formula() -> None:
    cells = tuple(
        Cell(position, 0, {"at": [position], "choices": [label]}, "m", word, "k", run_id=None)
        for position, (label, word) in enumerate([("=1+1", "stopped"), ("雪", "planned")])
    )
    plan = {"axes": [{"title": "Prompt", "values": ["=1+1", "雪"]}]}
    batch = Batch("b", "anna", BatchKind.GRID, 0.0, plan, None, cells)
    [entry] = entries(batch, {}, {})
    assert isinstance(entry.content, bytes)
    lines = list(csv.reader(io.StringIO(entry.content.decode("utf-8-sig"))))
    assert lines[0][:3] == ["cell", "Prompt", "state"]
    assert [line[:3] for line in lines[1:]] == [["1", "'=1+1", "stopped"], ["2", "雪", "planned"]]


@given(st.text(), st.sampled_from("=+-@\t\r\n"))
def test_no_text_is_taken_for_a_formula(text: str, first: str) -> None:
    assert plain(first + text) == f"'{first}{text}"
