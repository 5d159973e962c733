"""References, `allOf` and recursion: what one place says of another."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from playground.form import (
    build_form,
    filled,
    inspect,
    items,
    set_group,
    untouched,
    validate,
)
from tests.form.drawing import drawn, field, form_of, group, sent, typed

TEXT = {"type": "string"}


BROKEN_PARTS: list[Any] = [
    {"properties": {"a": {"enum": 5, "minimum": "?"}}, "required": 5},
    {"properties": {"a": {"enum": ["x", "y"], "minimum": 1}}, "required": ["a"]},
    {"properties": {"a": {"enum": ["z"], "minimum": 2}}, "required": None},
]


def test_references_anchors_and_addresses_lead_to_the_same_place() -> None:
    schema = {
        "$id": "https://example.com/root.json",
        "properties": {
            "pointer": {"$ref": "#/$defs/a~1b"},
            "anchor": {"$ref": "#here"},
            "address": {"$ref": "other.json"},
            "within": {"$ref": "other.json#/$defs/inner"},
            "old": {"$ref": "#/definitions/x"},
        },
        "$defs": {
            "a/b": {"type": "integer"},
            "c": {"$anchor": "here", "type": "integer"},
            "d": {"$id": "other.json", "type": "integer", "$defs": {"inner": {"type": "integer"}}},
        },
        "definitions": {"x": {"type": "integer"}},
    }
    form = build_form(schema)
    assert {field(form, name).widget.name for name in schema["properties"]} == {"number"}


def test_what_stands_beside_a_reference_wins() -> None:
    schema = {
        "properties": {"a": {"$ref": "#/$defs/x", "title": "Mine", "default": "b"}},
        "$defs": {"x": {"enum": ["a", "b"], "title": "Theirs", "default": "a", "description": "From there."}},
    }
    shown = field(build_form(schema), "a")
    assert (shown.title, shown.default, shown.description, shown.widget) == ("Mine", "b", "From there.", "radio")


def test_all_of_is_merged_tighter_bounds_first() -> None:
    schema = {
        "allOf": [
            {"properties": {"a": {"type": "integer", "minimum": 1}}, "required": ["a"]},
            {"properties": {"a": {"minimum": 3, "maximum": 9}, "b": {"enum": ["x", "y"]}}},
            {"properties": {"b": {"enum": ["y", "z"]}, "c": {"type": "number", "maximum": "?"}}},
            {"properties": {"c": {"maximum": 4}}},
        ]
    }
    form = build_form(schema)
    assert [choice.value for choice in field(build_form({"allOf": BROKEN_PARTS}), "a").choices] == ["x", "y"]
    limits = field(form, "a").limits
    assert (limits.minimum, limits.maximum, field(form, "a").optional) == (Decimal(3), Decimal(9), False)
    assert [choice.value for choice in field(form, "b").choices] == ["y"]
    assert field(form, "c").limits.maximum == 4


@pytest.mark.parametrize("name", ["a b", "é", "~", "/", "$ref", "type", "properties", "", "items", "$id", "0"])
def test_any_name_is_a_name(name: str) -> None:
    form = form_of({name: TEXT, "n": {"type": "integer"}})
    assert sent(form, typed(form, {(name,): "x"})) == {name: "x"}
    assert validate(form, {name: 5})[0].path == (name,)


def test_recursion_is_opened_on_demand() -> None:
    schema = {
        "$ref": "#/$defs/node",
        "$defs": {
            "node": {
                "type": "object",
                "properties": {"name": TEXT, "child": {"$ref": "#/$defs/node"}},
                "required": ["name"],
            }
        },
    }
    form = build_form(schema)
    assert ("child", "child") not in drawn(form)
    values = set_group(form, untouched(form), ("child",), True)
    assert not group(form, "child", "child", values=values).is_set
    deep: dict[str, Any] = {"name": "0"}
    for number in range(40):
        deep = {"name": str(number), "child": deep}
    assert sent(form, filled(form, deep)) == deep


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#"},
        {"allOf": [{"$ref": "#"}]},
        {"properties": {"a": {"$ref": "#/$defs/b"}}, "$defs": {"b": {"$ref": "#/$defs/c"}, "c": {"$ref": "#/$defs/b"}}},
        {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]},
    ],
)
def test_a_reference_back_to_itself_is_survived(schema: dict[str, Any]) -> None:
    form = build_form(schema)
    items(form, untouched(form))
    assert validate(form, {}) == ()
    inspect(schema)


@pytest.mark.parametrize(
    "reference",
    ["#/$defs/gone", "other.json", "https://example.com/x.json", "file:///etc/passwd", "#gone", "http://[/"],
)
def test_a_reference_to_nowhere_is_a_json_editor_and_is_told(reference: str) -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": reference}, "b": TEXT}}
    form = build_form(schema)
    assert field(form, "a").widget == "json"
    assert validate(form, {"a": {"any": 1}, "b": "x"}) == ()
    report = inspect(schema)
    assert report.ok
    assert report.warnings == (("/a", f"{reference} leads nowhere; references are only followed inside the file."),)
