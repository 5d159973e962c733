"""Between the page and the payload: exact, and nothing sent that nobody saw."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import (
    UNSET,
    Values,
    build_form,
    collect,
    filled,
    untouched,
    values_from_json,
    values_to_json,
    with_raws,
)
from tests.form.drawing import field, form_of, sent, typed

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("schema", "raw", "value"),
    [
        (TEXT, "a", "a"),
        (TEXT, " a ", " a "),
        (TEXT, "", UNSET),
        (TEXT, "null", "null"),
        ({"type": "integer"}, "5", 5),
        ({"type": "integer"}, " -5 ", -5),
        ({"type": "integer"}, "5.0", 5),
        ({"type": "integer"}, "1e3", 1000),
        ({"type": "integer"}, "9007199254740993", 9007199254740993),
        ({"type": "integer"}, "", UNSET),
        ({"type": "number"}, "0.1", 0.1),
        ({"type": "number"}, ".5", 0.5),
        ({"type": "number"}, "1.50", 1.5),
        ({"type": "number"}, "7", 7),
        ({"type": "number"}, "1e-7", 1e-7),
        ({"type": "number"}, "-0", 0),
        ({"type": "boolean"}, "0", True),
        ({"type": "boolean"}, "1", False),
        ({"type": "boolean"}, "", UNSET),
        ({"type": "boolean", "default": False}, True, True),
        ({"enum": ["5", 5, None]}, "0", "5"),
        ({"enum": ["5", 5, None]}, "1", 5),
        ({"type": "string", "format": "date-time"}, "2026-11-22T14:30", "2026-11-22T14:30:00Z"),
        ({"type": "string", "format": "date-time"}, "2026-11-22 14:30:05", "2026-11-22T14:30:05Z"),
        ({"type": "string", "format": "date-time"}, "2026-11-22T14:30:00+02:00", "2026-11-22T14:30:00+02:00"),
        ({"type": "string", "format": "date-time"}, "", UNSET),
        ({"type": "string", "format": "date"}, "2026-11-22", "2026-11-22"),
        ({}, '{"a": [1, 1.5, null]}', {"a": [1, 1.5, None]}),
        ({}, "9007199254740993", 9007199254740993),
        ({}, "  ", UNSET),
        ({"type": "string", "x-playground": {"widget": "file-upload"}}, ("upload:a.png",), "upload:a.png"),
        ({"type": "string", "x-playground": {"widget": "file-upload"}}, (), UNSET),
        ({"type": "array", "items": TEXT, "x-playground": {"widget": "file-upload"}}, ("a", "b"), ["a", "b"]),
    ],
)
def test_what_is_typed_is_read_exactly(schema: dict[str, Any], raw: Any, value: Any) -> None:
    form = form_of({"it": schema})
    payload = sent(form, typed(form, {("it",): raw}))
    assert payload == ({} if value is UNSET else {"it": value})
    if value is not UNSET:
        assert type(payload["it"]) is type(value)


@pytest.mark.parametrize(
    ("schema", "raw", "code"),
    [
        ({"type": "integer"}, "five", "issue.not_an_integer"),
        ({"type": "integer"}, "1_000", "issue.not_an_integer"),
        ({"type": "integer"}, "１２", "issue.not_an_integer"),
        ({"type": "integer"}, "0x10", "issue.not_an_integer"),
        ({"type": "integer"}, "5.5", "issue.not_an_integer"),
        ({"type": "number"}, "1,5", "issue.not_a_number"),
        ({"type": "number"}, "NaN", "issue.not_a_number"),
        ({"type": "number"}, "1e999", "issue.too_precise"),
        ({"type": "number"}, "0.12345678901234567890", "issue.too_precise"),
        ({"type": "number"}, "9" * 500, "issue.not_a_number"),
        ({"enum": ["a"]}, "7", "issue.unknown_choice"),
        ({"enum": ["a"]}, "x", "issue.unknown_choice"),
        ({}, "{", "issue.not_json"),
        ({}, "[" * 100_000, "issue.not_json"),
        ({}, "[" * 70 + "]" * 70, "issue.not_json"),
        ({}, "NaN", "issue.not_a_number"),
        ({}, "0.12345678901234567890", "issue.too_precise"),
        ({}, "9" * 500, "issue.too_precise"),
        ({"type": "string", "x-playground": {"widget": "file-upload"}}, ("a", "b"), "issue.too_many_files"),
    ],
)
def test_what_cannot_be_read_is_told_and_not_sent(schema: dict[str, Any], raw: Any, code: str) -> None:
    form = form_of({"it": schema})
    found = collect(form, typed(form, {("it",): raw}))
    assert found.payload == {}
    assert [(issue.path, issue.code, issue.params["title"]) for issue in found.issues] == [(("it",), code, "It")]


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (TEXT, ""),
        (TEXT, "a\r\nb\rc"),
        (TEXT, 5),
        (TEXT, None),
        (TEXT, ["a"]),
        ({"type": "number"}, 1.0),
        ({"type": "number"}, 1e21),
        ({"type": "integer"}, 9007199254740993),
        ({"type": "integer"}, "5"),
        ({"type": "integer", "minimum": 0, "maximum": 9, "default": 1}, 99),
        ({"type": "boolean", "default": True}, "yes"),
        ({"enum": ["a"]}, "z"),
        ({"enum": ["a"]}, None),
        ({"type": "string", "format": "color"}, "teal"),
        ({"type": "string", "format": "date"}, "tomorrow"),
        ({"type": "string", "format": "date-time"}, "2026-11-22T14:30:00Z"),
        ({"type": "string", "format": "date-time"}, "2026-11-22T14:30:05+02:00"),
        ({"type": "array", "items": {"enum": ["a"]}}, []),
        ({"type": "array", "items": {"enum": ["a"]}}, "a"),
        ({"type": "array", "items": TEXT}, "a"),
        ({"type": "array", "items": TEXT}, None),
        ({"type": "object", "properties": {"a": TEXT}}, [1]),
        ({"type": "object", "additionalProperties": TEXT}, 5),
        ({"type": "array", "items": TEXT, "x-playground": {"widget": "file-upload"}}, []),
        ({"type": "array", "items": TEXT, "x-playground": {"widget": "file-upload"}}, [""]),
        ({"type": "string", "x-playground": {"widget": "file-upload"}}, ""),
        ({"type": "string", "format": "password"}, 5),
        ({}, float(10**20)),
        ({"const": "a"}, "b"),
    ],
)
def test_a_loaded_value_is_sent_as_it_stands_whatever_it_is(schema: dict[str, Any], value: Any) -> None:
    form = form_of({"it": schema})
    payload = sent(form, filled(form, {"it": value}))
    assert payload == {"it": value}
    assert type(payload["it"]) is type(value)


@pytest.mark.parametrize("value", ["", "a", "a\r\nb"])
def test_a_default_is_sent_until_it_is_emptied_by_hand(value: str) -> None:
    form = form_of({"it": {**TEXT, "default": value}})
    assert sent(form) == {"it": value}
    assert sent(form, with_raws(untouched(form), {("it",): value.replace("\r\n", "\n")})) == {"it": value}
    emptied = with_raws(untouched(form), {("it",): ""}, {("it",)})
    assert sent(form, emptied) == {}
    assert sent(form, with_raws(emptied, {("it",): "b"})) == {"it": "b"}


def test_a_number_emptied_by_hand_is_absent() -> None:
    form = form_of({"n": {"type": "integer", "default": 3}})
    assert sent(form, typed(form, {("n",): ""})) == {}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "integer", "default": "5"},
        {"type": "integer", "default": None},
        {"type": "integer", "default": 9, "maximum": 8},
        {"enum": ["a"], "default": "b"},
        {"type": "object", "properties": {"a": TEXT}, "default": "x"},
        {"type": "array", "items": TEXT, "default": [1]},
    ],
)
def test_a_default_that_breaks_its_schema_is_not_sent(schema: dict[str, Any]) -> None:
    assert sent(form_of({"it": schema})) == {}


def test_an_untouched_reference_form_sends_its_defaults(reference: dict[str, Any]) -> None:
    assert sent(build_form(reference)) == {"n": 1, "size": "1:1", "resolution": "1K"}


def test_a_required_slider_and_checkbox_send_what_they_show() -> None:
    bounded = {"type": "integer", "minimum": 2, "maximum": 6}
    form = form_of({"n": bounded, "on": {"type": "boolean"}}, required=["n", "on"])
    assert sent(form) == {"n": 2, "on": False}


def test_unset_is_offered_where_nothing_is_chosen() -> None:
    form = form_of(
        {"a": {"enum": ["x"]}, "b": {"enum": ["x", "y"], "default": "x"}, "c": {"enum": ["x", "y"]}}, required=["c"]
    )
    assert [field(form, name).unset_choice for name in "abc"] == [True, False, False]
    assert field(form, "b", values=filled(form, {})).unset_choice


def test_a_control_that_came_back_as_another_kind_is_not_believed() -> None:
    form = form_of({"styles": {"type": "array", "items": {"enum": ["a"]}}, "n": TEXT})
    assert sent(form, typed(form, {("styles",): "0", ("n",): ("x",)})) == {}
    assert sent(form, typed(form, {("styles",): ["0"]})) == {"styles": ["a"]}


def test_a_draft_keeps_everything() -> None:
    form = form_of({"a": {**TEXT, "default": "x"}, "b": {"type": "array", "items": TEXT}})
    values = with_raws(filled(form, {"b": ["1"]}), {("a",): "", ("b", 0): "2"}, {("a",)})
    assert values_from_json(values_to_json(values)) == values
    assert values_from_json(values_to_json(Values())) == Values()


BAD_ROW = {"raws": [], "emptied": [], "states": [[["a"], True, False, ["0"], 1, None]]}
BAD_VARIANT = {"raws": [], "emptied": [], "states": [[["a"], True, False, [], 1, -1]]}


@pytest.mark.parametrize(
    "draft", [None, [], {}, {"raws": 5}, {"raws": [], "emptied": [], "states": [[1]]}, BAD_ROW, BAD_VARIANT, "x"]
)
def test_a_damaged_draft_is_an_untouched_form(draft: Any) -> None:
    assert values_from_json(draft) == Values()
