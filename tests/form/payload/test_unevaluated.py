"""What no part of a schema has spoken of, where nothing else may be there: members and entries."""

from __future__ import annotations

from typing import Any

import pytest

from tests.form.drawing import DRAFTS, told

TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("draft", "schema", "payload", "is_valid"),
    [
        ("2019", {"properties": {"a": TEXT}, "allOf": [{"unevaluatedProperties": True}]}, {"a": "", "b": 1}, True),
        ("2020", {"properties": {"a": TEXT}, "allOf": [{"unevaluatedProperties": True}]}, {"a": "", "b": 1}, True),
        ("2020", {"allOf": [{"unevaluatedProperties": {"type": "integer"}}]}, {"b": "x"}, False),
        ("2020", {"not": {"required": ["a"]}, "properties": {"b": True}}, {"b": 1}, True),
        ("2020", {"anyOf": [{"properties": {"a": TEXT}}, {"properties": {"b": {"const": 1}}}]}, {"b": 2}, False),
    ],
)
def test_what_a_part_has_evaluated_is_not_unexpected(draft: str, schema: Any, payload: Any, is_valid: bool) -> None:
    whole = {"$schema": DRAFTS[draft], "unevaluatedProperties": False, **schema}
    assert (told(whole, payload) == []) is is_valid


@pytest.mark.parametrize(
    ("draft", "schema", "payload", "is_valid"),
    [
        ("2019", {"items": [TEXT]}, ["a", "b"], False),
        ("2019", {"items": [TEXT], "additionalItems": True}, ["a", "b"], True),
        ("2019", {"items": TEXT, "additionalItems": False}, ["a", "b"], True),
        ("2019", {"allOf": [{"items": [TEXT]}, {"items": [True, TEXT]}]}, ["a", "b"], True),
        ("2019", {"contains": TEXT}, ["a"], False),
        ("2020", {"contains": TEXT}, ["a"], True),
        ("2020", {"contains": TEXT}, ["a", 1], False),
        ("2020", {"prefixItems": [TEXT]}, ["a", "b"], False),
        ("2020", {"prefixItems": [TEXT], "items": TEXT}, ["a", "b"], True),
        ("2020", {"if": {"prefixItems": [{"const": 1}]}, "then": {"prefixItems": [True, TEXT]}}, [1, "a"], True),
        ("2020", {"if": {"prefixItems": [{"const": 1}]}, "then": {"prefixItems": [True, TEXT]}}, [2, "a"], False),
        ("2020", {"$ref": "#/$defs/pair", "$defs": {"pair": {"prefixItems": [TEXT, TEXT]}}}, ["a", "b"], True),
    ],
)
def test_entries_that_nothing_speaks_of(draft: str, schema: Any, payload: Any, is_valid: bool) -> None:
    whole = {"$schema": DRAFTS[draft], "type": "array", "unevaluatedItems": False, **schema}
    assert (told(whole, payload) == []) is is_valid


def test_entries_that_are_left_are_told_at_themselves() -> None:
    schema = {"prefixItems": [TEXT], "unevaluatedItems": {"type": "integer"}}
    assert told(schema, ["a", 1, "b"]) == [(2, "issue.type")]


def test_a_part_that_does_not_hold_does_not_make_its_members_unexpected() -> None:
    schema = {"allOf": [{"properties": {"a": TEXT, "b": TEXT}}], "unevaluatedProperties": False}
    assert told(schema, {"a": 1, "b": "x"}) == [("a", "issue.type")]
