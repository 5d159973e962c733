"""What a keyword means: under the draft it is of, exactly, and as if it were not written where it is broken."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import build_form, validate

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("draft", "schema", "payload", "valid"),
    [
        ("http://json-schema.org/draft-04/schema#", {"minimum": 1, "exclusiveMinimum": True}, 1, False),
        ("http://json-schema.org/draft-04/schema#", {"const": 5}, 1, True),
        ("http://json-schema.org/draft-06/schema#", {"exclusiveMinimum": 1}, 1, False),
        (
            "http://json-schema.org/draft-07/schema",
            {"items": [{"type": "string"}], "additionalItems": False},
            ["a", "b"],
            False,
        ),
        ("http://json-schema.org/draft-07/schema#", {"if": {"const": 1}, "then": False}, 1, False),
        ("https://json-schema.org/draft/2019-09/schema", {"dependentRequired": {"a": ["b"]}}, {"a": 1}, False),
        ("https://json-schema.org/draft/2020-12/schema", {"prefixItems": [{"type": "string"}]}, [5], False),
        ("https://example.com/my-own", {"prefixItems": [{"type": "string"}]}, [5], False),
        (None, {"minimum": 1, "exclusiveMinimum": True}, 1, False),
        (None, {"items": [{"type": "string"}]}, [5], False),
        (None, {"dependencies": {"a": {"required": ["b"]}}}, {"a": 1}, False),
        (None, {"dependencies": {"a": {"required": ["b"]}}}, {"b": 1}, True),
        (None, {"prefixItems": [{"type": "string"}]}, [5], False),
    ],
)
def test_each_schema_under_its_own_draft(draft: str | None, schema: dict[str, Any], payload: Any, valid: bool) -> None:
    named = {"$schema": draft, **schema} if draft else schema
    assert (validate(build_form(named), payload) == ()) is valid


@pytest.mark.parametrize("draft", ["draft-04/schema#", "draft-06/schema#", "draft-07/schema#"])
@pytest.mark.parametrize(
    ("schema", "payload", "told"),
    [
        ({"items": True, "additionalItems": False}, [1, "a"], []),
        ({"items": [TEXT, True], "additionalItems": TEXT}, ["a", 1, 2], [((2,), "issue.type")]),
        ({"items": [TEXT, False]}, ["a"], []),
        ({"items": [TEXT, False]}, ["a", 1], [((), "issue.unexpected_entries")]),
        ({"items": [TEXT], "additionalItems": False}, ["a", "b", "c"], [((), "issue.unexpected_entries")]),
        ({"additionalItems": False}, ["a"], []),
        ({"items": {"type": "integer"}, "additionalItems": False}, [1, "a"], [((1,), "issue.type")]),
    ],
)
def test_rows_of_the_older_drafts(draft: str, schema: Any, payload: Any, told: list[Any]) -> None:
    named = {"$schema": f"http://json-schema.org/{draft}", **schema}
    assert [(issue.path, issue.code) for issue in validate(build_form(named), payload)] == told


def test_listed_rows_count_under_the_newest_draft_too() -> None:
    newest = {"$schema": "https://json-schema.org/draft/2020-12/schema"}
    assert [issue.path for issue in validate(build_form({**newest, "items": [TEXT, TEXT]}), ["a", 1])] == [(1,)]
    not_here = build_form({**newest, "prefixItems": [TEXT, False]})
    assert [issue.code for issue in validate(not_here, ["a", "b"])] == ["issue.unexpected_entries"]


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "nullable": True},
        {"type": "string", "enum": ["a"], "nullable": True},
        {"allOf": [{"type": "string"}], "nullable": True},
        {"$ref": "#/$defs/text", "nullable": True},
    ],
)
def test_openapis_nullable_is_honoured(schema: dict[str, Any]) -> None:
    root = {"properties": {"it": schema}, "$defs": {"text": TEXT}}
    assert validate(build_form(root), {"it": None}) == ()
    assert validate(
        build_form({"properties": {"it": {**schema, "nullable": False}}, "$defs": {"text": TEXT}}), {"it": None}
    )


@pytest.mark.parametrize(
    ("value", "step", "fits"),
    [
        (0.15, 0.05, True),
        (0.3, 0.1, True),
        (1.1, 0.01, True),
        (4.35, 0.01, True),
        (0.12, 0.05, False),
        (9007199254740993, 2, False),
        (1e308, 0.5, True),
        (7, 0, True),
    ],
)
def test_steps_are_exact(value: float, step: float, fits: bool) -> None:
    assert (validate(build_form({"multipleOf": step}), value) == ()) is fits


@pytest.mark.parametrize(
    "broken",
    [
        {"type": "button"},
        {"type": 5},
        {"required": True},
        {"maximum": "5"},
        {"pattern": "("},
        {"pattern": "(?=look)ahead"},
        {"properties": []},
        {"properties": {"a": "string"}},
        {"items": "string"},
        {"enum": "abc"},
        {"anyOf": "x"},
        {"allOf": [1]},
        {"if": 5},
        {"if": True, "then": 5},
        {"contains": {}, "minContains": "x"},
        {"items": {}, "prefixItems": 5},
        {"multipleOf": 0},
        {"minLength": -1},
        {"$ref": 5},
        {"$ref": "#/nowhere"},
        {"$ref": "https://example.com/never-fetched.json"},
        {"dependencies": 5},
        {"format": {}},
        {"unevaluatedItems": False, "$ref": "#/nowhere"},
        {"$dynamicRef": "#gone"},
    ],
)
@pytest.mark.parametrize("payload", [{"a": 1}, [1], "abc", 7, None])
def test_a_broken_keyword_counts_as_not_written(broken: dict[str, Any], payload: Any) -> None:
    found = validate(build_form(broken), payload)
    assert found == () or broken == {"unevaluatedItems": False, "$ref": "#/nowhere"}


def test_misspelt_types_mean_what_they_mean() -> None:
    assert validate(build_form({"type": "int"}), "x")[0].code == "issue.type"
    assert validate(build_form({"type": "int"}), 5) == ()
    assert validate(build_form({"type": "INTEGER"}), "x")[0].code == "issue.type"
    assert validate(build_form({"type": ["String", "null"]}), None) == ()
