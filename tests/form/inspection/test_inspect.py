"""What `check` says of a schema."""

from __future__ import annotations

import time
from typing import Any

import pytest
from fairness import fair
from jsonschema import Draft202012Validator

from playground.form import LeafReport, hints_schema, inspect
from playground.form.schema.hints import _OWN, _TRANSLATED

TEXT = {"type": "string"}


def test_the_reference_schema(reference: dict[str, Any]) -> None:
    report = inspect(reference, {"prompt": "cat", "n": 2})
    assert report.ok
    assert (report.problems, report.warnings, report.roundtrip) == ((), (), True)
    assert report.payload == {"n": 1, "size": "1:1", "resolution": "1K"}
    assert LeafReport("/prompt", "textarea", required=True, advanced=False) in report.fields
    assert LeafReport("/image_urls", "file-upload", required=False, advanced=True) in report.fields
    assert len(report.fields) == 6


def test_leaves_of_all_variants_rows_maps_and_conditions() -> None:
    schema = {
        "type": "object",
        "properties": {
            "tags": {"type": "array", "items": TEXT},
            "styles": {"type": "array", "items": {"enum": ["a"]}},
            "layers": {"type": "array", "items": {"type": "object", "properties": {"url": TEXT}}},
            "size": {"anyOf": [{"enum": ["s"]}, {"type": "object", "properties": {"w": {"type": "integer"}}}]},
            "pair": {"type": "array", "prefixItems": [TEXT, {"type": "integer"}], "items": TEXT},
            "map": {"type": "object", "additionalProperties": TEXT, "x-playground": {"advanced": True}},
            "any": {},
        },
        "if": {"required": ["any"]},
        "then": {"properties": {"then": TEXT}},
        "else": {"properties": {"else": TEXT}},
        "anyOf": [{"properties": {"x": TEXT}}, {"properties": {"y": TEXT}}],
    }
    found = {(leaf.path, leaf.widget) for leaf in inspect(schema).fields}
    assert found == {
        ("/tags/*", "text"),
        ("/styles", "multiselect"),
        ("/layers/*/url", "text"),
        ("/size", "select"),
        ("/size/w", "number"),
        ("/pair/*", "text"),
        ("/pair/*", "number"),
        ("/map/*", "text"),
        ("/any", "json"),
        ("/then", "text"),
        ("/else", "text"),
        ("/x", "text"),
        ("/y", "text"),
    }
    assert {leaf.path for leaf in inspect(schema).fields if leaf.advanced} == {"/map/*"}


def test_a_recursion_is_listed_a_few_levels_deep() -> None:
    schema = {
        "type": "object",
        "properties": {"name": TEXT, "children": {"type": "array", "items": {"$ref": "#"}}},
    }
    paths = [leaf.path for leaf in inspect(schema).fields]
    assert paths[0] == "/name"
    assert "/children/*/children/*/name" in paths
    assert inspect(schema).fields[-1].widget == "group"
    assert len(paths) < 10


@pytest.mark.parametrize(
    ("schema", "warning"),
    [
        ({"default": 5, **TEXT}, "The default 5 is not what the schema allows, so the field starts empty."),
        ({"$ref": "#/nowhere"}, "#/nowhere leads nowhere; references are only followed inside the file."),
        ({"$ref": "#/properties/it"}, "#/properties/it leads back to itself."),
        (
            {"type": "object", "properties": {"a": TEXT}, "required": ["b"]},
            "b is required, but there is no such property.",
        ),
        (
            {"type": "object", "properties": {"prompt": TEXT}, "required": ["promt"]},
            "promt is required, but there is no such property. Did you mean prompt?",
        ),
        ({**TEXT, "pattern": "(?=a)b"}, "The pattern (?=a)b cannot be checked here, and is left to the service."),
        (
            {"type": "object", "patternProperties": {"(?=a)b": TEXT}},
            "The pattern (?=a)b cannot be checked here, and is left to the service.",
        ),
        (
            {"type": "object", "properties": {"a": {**TEXT, "x-hidden": True}}, "required": ["a"]},
            "Hidden and required, but it has no value to send: give it a default.",
        ),
        ({**TEXT, "x-playground": {"colour": "red"}}, "x-playground does not know colour."),
        (
            {**TEXT, "x-playground": {"placehodler": "A cat"}},
            "x-playground does not know placehodler. Did you mean placeholder?",
        ),
        (
            {"enum": list(range(2001))},
            "2,001 choices are too many to show; beyond 2,000 the value is typed and checked.",
        ),
        (
            {"anyOf": [{"type": "object", "properties": {str(n): TEXT}} for n in range(201)]},
            "201 variants are too many to show; beyond 200 the value is written as JSON.",
        ),
    ],
)
def test_what_the_form_survives_is_a_warning(schema: dict[str, Any], warning: str) -> None:
    report = inspect({"type": "object", "properties": {"it": schema}})
    assert report.ok
    assert [found for _, found in report.warnings] == [warning]
    assert report.warnings[0][0].startswith("/it")


@pytest.mark.parametrize(
    ("schema", "path", "problem"),
    [
        ({"type": "button"}, "/it", 'Not a valid JSON Schema at /properties/it: type cannot be "button".'),
        (
            {"type": "object", "required": True},
            "/it",
            "Not a valid JSON Schema at /properties/it: required cannot be true.",
        ),
        (
            {"type": "array", "items": {"minLength": "x"}},
            "/it/*",
            'Not a valid JSON Schema at /properties/it/items: minLength cannot be "x".',
        ),
        ({**TEXT, "x-playground": {"rows": "six"}}, "/it", 'x-playground: rows cannot be "six".'),
        ({**TEXT, "x-playground": []}, "/it", "x-playground: x-playground cannot be []."),
        ({**TEXT, "x-playground": {"i18n": {"zh": {"title": 5}}}}, "/it", "x-playground: i18n/zh/title cannot be 5."),
    ],
)
def test_what_must_be_mended_is_a_problem(schema: dict[str, Any], path: str, problem: str) -> None:
    report = inspect({"type": "object", "properties": {"it": schema}})
    assert not report.ok
    assert (path, problem) in report.problems
    assert report.fields


def test_types_that_are_misspelt_or_unknown_are_told_beside_the_invalid_schema() -> None:
    report = inspect({"type": "object", "properties": {"a": {"type": "int"}, "b": {"type": ["string", "sparkle"]}}})
    assert report.warnings == (
        ("/a", "int is not a type; it is read as integer."),
        ("/b", "sparkle is not a type; it is ignored."),
    )
    assert not report.ok


@pytest.mark.parametrize(
    "schema",
    [
        {"properties": {"a": {"type": "int"}}},
        {"type": "OBJECT", "properties": {"a": {"type": "STRING"}, "b": {"type": ["Integer", "NULL"]}}},
        {"$defs": {"a": {"type": "int"}}},
        {"$defs": {"a": {"required": ["b", "b"]}}},
        {"properties": {"a": {"title": None, "minimum": None}}},
    ],
)
def test_what_a_form_is_none_the_worse_for_is_no_problem(schema: dict[str, Any]) -> None:
    assert inspect({"type": "object", **schema}).ok


def test_the_schemas_own_examples_are_tried() -> None:
    schema = {"type": "object", "properties": {"n": {"type": "integer"}}}
    report = inspect({**schema, "examples": [{"n": 1}, {"summary": "Bad", "value": {"n": "x"}}, {"n": "y"}]})
    assert report.ok
    assert report.warnings == (
        ("/n", "The schema's own example Bad is not valid: N must be a whole number."),
        ("/n", "The schema's own example 3 is not valid: N must be a whole number."),
    )


def _web(size: int) -> dict[str, Any]:
    """Definitions that each may hold any other, several times."""
    union = {"oneOf": [{"$ref": f"#/$defs/n{number}"} for number in range(size)]}
    node = {"type": "object", "properties": {f"p{number}": dict(union) for number in range(6)}}
    defs = {f"n{number}": {"title": f"Node {number}", **node} for number in range(size)}
    return {"type": "object", "properties": {"root": union}, "$defs": defs}


@pytest.mark.slow
def test_a_web_of_variants_is_planned_once_and_listed_in_time() -> None:
    start = time.thread_time()
    report = inspect(_web(20))
    assert report.ok
    assert time.thread_time() - start < fair(4)
    assert len(report.fields) > 400


@pytest.mark.slow
def test_a_listing_that_takes_too_long_is_cut_short_and_says_so() -> None:
    report = inspect(_web(20), seconds=0)
    assert report.ok
    assert report.payload == {}
    assert any("the list ends after" in message for _, message in report.warnings)


def test_an_invalid_definition_is_told_though_no_field_uses_it() -> None:
    report = inspect({"type": "object", "$defs": {"a": {"type": "button"}}})
    assert report.problems == (("", 'Not a valid JSON Schema at /$defs/a: type cannot be "button".'),)


def test_sentences_come_in_the_language_asked_for() -> None:
    assert inspect({"properties": {"a": {"$ref": "#/no"}}}, language="zh").warnings[0][1].startswith("找不到 #/no")
    assert inspect(5, language="zh").problems == (("", "schema 必须是一个对象，这里不是。"),)


@pytest.mark.parametrize(
    ("example", "comes_through"),
    [
        ({"prompt": "cat"}, True),
        ({"prompt": "cat", "n": 1.0}, True),
        ({"prompt": "cat", "layers": [{"url": "x"}, {}]}, True),
        ({"prompt": 5}, False),
        ({}, False),
        ({"prompt": "cat", "more": 1}, False),
        ([], False),
        ("cat", False),
    ],
)
def test_an_example_is_tried(example: Any, comes_through: bool) -> None:
    schema = {
        "type": "object",
        "properties": {
            "prompt": TEXT,
            "n": {"type": "integer", "default": 1, "minimum": 1, "maximum": 4},
            "on": {"type": "boolean", "default": False},
            "layers": {
                "type": "array",
                "items": {"type": "object", "properties": {"url": TEXT, "on": {"type": "boolean", "default": True}}},
            },
        },
        "required": ["prompt"],
        "additionalProperties": False,
    }
    report = inspect(schema, example)
    assert report.roundtrip is comes_through
    assert report.ok is comes_through


def test_why_an_example_fails_is_said() -> None:
    report = inspect({"type": "object", "properties": {"n": {"type": "integer"}}}, {"n": "5"})
    assert report.problems == (("/n", "The example does not fit the schema: N must be a whole number."),)


def test_what_a_form_would_add_is_no_round_trip() -> None:
    schema = {"type": "object", "properties": {"on": {"type": "boolean"}}, "required": ["on"]}
    assert ("", "The example does not come through the form unchanged.") in inspect(schema, {}).problems


def test_the_hints_that_are_read_are_those_of_their_schema() -> None:
    said = hints_schema()["properties"]
    assert said.keys() - {"media", "price", "i18n"} == _OWN.keys()
    assert said["i18n"]["additionalProperties"]["properties"].keys() == {*_TRANSLATED}


def test_the_schema_of_hints_is_a_schema() -> None:
    Draft202012Validator.check_schema(hints_schema())
    hints = {
        "widget": "slider",
        "labels": {"a": "A"},
        "i18n": {"zh": {"labels": ["甲"]}},
        "step": 0.5,
        "media": "video",
    }
    assert Draft202012Validator(hints_schema()).is_valid(hints)
