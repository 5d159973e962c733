"""One thing made wrong in a payload that was right is told at its own field, wherever it stands."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from playground.form import build_form, validate
from tests.form.strategies import NAMES, TEXTS

pytestmark = pytest.mark.slow

Wrong = tuple[Any, Any, tuple[str | int, ...]]
"""A schema, a payload with one thing wrong, and where that is."""


@st.composite
def mistakes(draw: st.DrawFn) -> Wrong:
    """One wrong value under one to three layers of references, unions, rows, maps, conditions."""
    schema, value, path = draw(st.sampled_from(_AT_THE_BOTTOM))
    for layer in range(draw(st.integers(1, 3))):
        schema, value, path = draw(st.sampled_from(_LAYERS))(draw, layer, schema, value, path)
    return schema, value, path


_ONE = {"name": "a", "tags": ["x", "y"]}
_TOOL = {"kind": {"anyOf": [{"const": "tool"}, {"type": "null"}], "default": None}, "name": {"type": "string"}}
_REMOTE = {"kind": {"const": "remote"}, "place": {"enum": ["a", "b"]}}
_AT_THE_BOTTOM: list[Wrong] = [
    (
        {"anyOf": [{"type": "object", "properties": _TOOL}, {"type": "object", "properties": _REMOTE}]},
        {"kind": "remote", "place": "c"},
        ("place",),
    ),
    ({"const": _ONE}, {"name": "b", "tags": ["x", "y"]}, ("name",)),
    ({"const": _ONE}, {"name": "a", "tags": ["x", "z"]}, ("tags", 1)),
    ({"const": _ONE}, {"tags": ["x", "y"]}, ("name",)),
    ({"enum": [_ONE, {"name": "c", "tags": []}]}, {**_ONE, "more": 1}, ("more",)),
    ({"enum": [_ONE, ["a", "b"]]}, ["a", "c"], (1,)),
    ({"type": "integer"}, "five", ()),
    ({"type": "integer", "maximum": 5}, 6, ()),
    ({"enum": ["a", "b"]}, "c", ()),
    ({"type": "string", "maxLength": 2}, "long", ()),
    ({"type": "object", "properties": {"need": {}}, "required": ["need"]}, {}, ("need",)),
    ({"type": "object", "properties": {"a": {}}, "additionalProperties": False}, {"b": 1}, ("b",)),
    ({"anyOf": [{"type": "number", "maximum": 4}, {"type": "null"}]}, 9, ()),
    ({"anyOf": [{"type": "number", "maximum": 4}, {"type": "null"}, False]}, "x", ()),
    ({"type": ["string", "null"], "minLength": 2}, "", ()),
]


def _member(draw: st.DrawFn, layer: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    name = draw(NAMES)
    whole = {"type": "object", "properties": {name: schema, f"other{layer}": {"type": "string"}}, "required": [name]}
    return whole, {name: value, **draw(st.sampled_from([{}, {f"other{layer}": "x"}]))}, (name, *path)


def _row(draw: st.DrawFn, _: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    # Rows that are right stand around it only where something right is known.
    count = draw(st.integers(0, 2)) if path == () and schema.get("type") == "integer" else 0
    return {"type": "array", "items": schema}, [*[1] * count, value], (count, *path)


def _entry(draw: st.DrawFn, _: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    name = draw(TEXTS)
    return {"type": "object", "additionalProperties": schema}, {name: value}, (name, *path)


def _optional(_: st.DrawFn, __: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    return {"anyOf": [schema, {"type": "null"}]}, value, path


def _part(_: st.DrawFn, __: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    return {"allOf": [schema], "title": "Part"}, value, path


def _tagged(draw: st.DrawFn, layer: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    def branch(tag: str, inner: Any) -> dict[str, Any]:
        return {"type": "object", "properties": {"kind": {"const": tag}, "it": inner}, "required": ["kind", "it"]}

    others = [branch(f"other{layer}", {"type": "boolean"}), branch(f"more{layer}", {"enum": ["z"]})]
    branches = draw(st.permutations([branch("mine", schema), *others]))
    return {draw(st.sampled_from(["oneOf", "anyOf"])): branches}, {"kind": "mine", "it": value}, ("it", *path)


def _conditional(_: st.DrawFn, __: int, schema: Any, value: Any, path: tuple[str | int, ...]) -> Wrong:
    whole = {
        "type": "object",
        "properties": {"mode": {"enum": ["on", "off"]}},
        "if": {"properties": {"mode": {"const": "on"}}, "required": ["mode"]},
        "then": {"properties": {"it": schema}},
    }
    return whole, {"mode": "on", "it": value}, ("it", *path)


_LAYERS = [_member, _row, _entry, _optional, _part, _tagged, _conditional]


def _referred(schema: Any, draft: str, found: dict[str, Any]) -> Any:
    """The schema with every inner schema behind a reference."""
    if isinstance(schema, list):
        return [_referred(part, draft, found) for part in schema]
    if not isinstance(schema, dict):
        return schema
    inner = {word: _inner(word, value, draft, found) for word, value in schema.items()}
    name = f"d{len(found)}"
    found[name] = inner
    return {"$ref": f"#/{draft}/{name}"}


def _inner(word: str, value: Any, draft: str, found: dict[str, Any]) -> Any:
    if word == "properties":
        return {name: _referred(schema, draft, found) for name, schema in value.items()}
    is_schema = word in ("items", "additionalProperties", "anyOf", "oneOf", "allOf", "if", "then")
    return _referred(value, draft, found) if is_schema else value


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(mistakes(), st.booleans(), st.sampled_from(["$defs", "definitions"]))
def test_a_mistake_is_told_at_its_own_field_and_nowhere_else(wrong: Wrong, is_referred: bool, draft: str) -> None:
    schema, payload, path = wrong
    if is_referred:
        found: dict[str, Any] = {}
        schema = {**_referred(schema, draft, found), draft: found}
    note(f"{schema!r}\n{payload!r}\n{path!r}")
    assert [issue.path for issue in validate(build_form(schema), payload)] == [path]
