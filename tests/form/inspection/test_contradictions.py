"""A schema that nothing can fulfil is told, and a documentation tool's placeholder does not make it one."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import build_form, collect, inspect, untouched, validate, with_raws

TEXT = {"type": "string"}


def test_a_placeholder_that_contradicts_is_passed_over_and_told() -> None:
    schema = {"type": "object", "properties": {"prompt": TEXT}, "allOf": [TEXT, {"type": "string"}]}
    before = str(schema)
    form = build_form(schema)
    payload = collect(form, with_raws(untouched(form), {("prompt",): "a fox"})).payload
    assert payload == {"prompt": "a fox"}
    assert validate(form, payload) == ()
    report = inspect(schema)
    assert report.ok
    assert [(path, "asks for string" in sentence) for path, sentence in report.warnings] == [("", True)]
    assert str(schema) == before


@pytest.mark.parametrize(
    "part", [{"type": "integer", "minimum": 1}, {"type": "number"}, {"type": ["integer", "string"]}, {"minimum": 1}]
)
def test_a_part_that_says_something_stays(part: dict[str, Any]) -> None:
    schema = {"properties": {"n": {"type": "integer", "allOf": [part]}}}
    assert not inspect(schema).warnings
    text = {"properties": {"n": {**TEXT, "allOf": [{"type": "integer", "minimum": 1}]}}}
    assert validate(build_form(text), {"n": "x"}) != ()


@pytest.mark.parametrize(
    ("schema", "path", "words"),
    [
        ({"properties": {"a": {**TEXT, "allOf": [{"type": "integer", "maximum": 5}]}}}, "/a", "string and integer"),
        ({"properties": {"a": {"$ref": "#/$defs/n", "type": "array"}}, "$defs": {"n": TEXT}}, "/a", "array and string"),
        ({"properties": {"a": {"type": "integer", "minimum": 9, "maximum": 5}}}, "/a", "9, and the highest, 5"),
        ({"properties": {"a": {"exclusiveMinimum": 5, "maximum": 5}}}, "/a", "5, and the highest, 5"),
        ({"properties": {"a": {**TEXT, "minLength": 9, "maxLength": 5}}}, "/a", "9, and the highest, 5"),
        (
            {"properties": {"a": {"type": "array", "items": TEXT, "minItems": 3, "maxItems": 2}}},
            "/a",
            "3, and the highest, 2",
        ),
        ({"properties": {"a": {"enum": ["x", "y"], "allOf": [{"enum": ["z"]}]}}}, "/a", "rules out every listed value"),
        ({"properties": {"a": {"type": "integer", "enum": ["x"]}}}, "/a", "rules out every listed value"),
        ({"properties": {"a": {"const": 1, "minimum": 2}}}, "/a", "rules out every listed value"),
        ({"properties": {"a": False, "b": TEXT}, "required": ["a"]}, "", "a is required"),
        ({"properties": {"b": TEXT}, "additionalProperties": False, "required": ["a"]}, "", "a is required"),
        (
            {
                "allOf": [
                    {"properties": {"a": TEXT}, "additionalProperties": False},
                    {"properties": {"b": TEXT}, "required": ["b"]},
                ]
            },
            "",
            "b is required",
        ),
        ({"properties": {"a": {"type": "integer", "minimum": 4, "maximum": 6, "multipleOf": 7}}}, "/a", "4, and"),
        ({"properties": {"a": {"type": "integer", "exclusiveMinimum": 4, "exclusiveMaximum": 5}}}, "/a", "4, and"),
        ({"properties": {"a": {"prefixItems": [TEXT, TEXT], "items": False, "minItems": 3}}}, "/a", "the highest, 2"),
        ({"properties": {"a": {"items": [TEXT], "additionalItems": False, "minItems": 2}}}, "/a", "the highest, 1"),
        ({"properties": {"a": TEXT}, "additionalProperties": False, "minProperties": 2}, "", "the highest, 1"),
        ({"type": "object", "properties": {"a": TEXT}, "oneOf": [TEXT, {"type": "array"}]}, "", "object and array"),
        ({"properties": {"a": {"allOf": [False]}}}, "/a", "allows no value"),
        (False, "", "allows no value"),
    ],
)
def test_what_nothing_can_fulfil_is_told(schema: Any, path: str, words: str) -> None:
    assert any(where == path and words in sentence for where, sentence in inspect(schema).warnings), inspect(schema)


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "object", "properties": {"a": {"type": "integer", "allOf": [{"type": "number"}]}}},
        {"properties": {"a": {"type": ["string", "null"], "enum": ["x", None]}}},
        {"properties": {"a": {"type": "integer", "minimum": 4, "maximum": 8, "multipleOf": 7}}},
        {"properties": {"a": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1, "multipleOf": 0.5}}},
        {"properties": {"a": {"prefixItems": [TEXT, TEXT], "items": TEXT, "minItems": 3}}},
        {"type": "object", "patternProperties": {"^a": TEXT}, "additionalProperties": False, "minProperties": 2},
        {"type": "object", "properties": {"a": TEXT}, "oneOf": [TEXT, {"required": ["a"]}]},
        {"properties": {"a": TEXT, "b": TEXT}, "additionalProperties": False, "required": ["a"]},
        {"type": "object", "properties": {"a": TEXT}, "oneOf": [{"required": ["a"]}, {"properties": {"a": False}}]},
        {
            "properties": {"a": {"enum": ["x", "y"]}},
            "if": {"properties": {"a": {"const": "x"}}},
            "then": {"properties": {"a": {"const": "x"}}},
            "else": {"properties": {"a": {"const": "y"}}},
        },
    ],
)
def test_what_something_can_fulfil_is_not(schema: Any) -> None:
    assert inspect(schema).warnings == ()
