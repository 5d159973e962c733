"""Schemas that mean harm: refused or drawn simpler, in under a second, with the limit named."""

from __future__ import annotations

import socket
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fairness import fair

from playground.errors import SchemaError
from playground.form import Form, build_form, collect, filled, inspect, items, untouched, validate
from tests.form.drawing import field, form_of, sent, typed

pytestmark = pytest.mark.slow

TEXT = {"type": "string"}


@pytest.fixture(autouse=True)
def quick() -> Iterator[None]:
    before = time.thread_time()
    yield
    # Measuring coverage makes everything several times slower.
    assert time.thread_time() - before < fair(1 if sys.gettrace() is None else 5)


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError("a form never goes to the network")

    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr(socket.socket, "connect", refuse)


def use(schema: Any, payload: Any) -> Form:
    form = build_form(schema)
    items(form, untouched(form))
    assert collect(form, filled(form, payload)).payload == payload
    validate(form, payload)
    return form


def nested(levels: int) -> Any:
    schema: Any = TEXT
    for _ in range(levels):
        schema = {"not": schema}
    return schema


@pytest.mark.parametrize(
    ("schema", "code", "limit"),
    [
        (5, "check.not_a_schema", None),
        (None, "check.not_a_schema", None),
        (nested(70), "check.too_deep", 64),
        ({"enum": list(range(300_000))}, "check.too_large", 250_000),
        ({"properties": {str(number): TEXT for number in range(1001)}}, "check.too_many_members", 1000),
    ],
)
def test_what_is_beyond_a_limit_is_refused_and_the_limit_named(schema: Any, code: str, limit: int | None) -> None:
    with pytest.raises(SchemaError) as caught:
        build_form(schema)
    assert (caught.value.code, caught.value.params.get("limit")) == (code, limit)
    assert not inspect(schema).ok


@pytest.mark.parametrize(
    ("choices", "widget", "raw"),
    [([f"c{n}" for n in range(100_000)], "text", "c99999"), (list(range(100_000)), "number", "99999")],
)
def test_a_hundred_thousand_choices_are_typed_and_checked(choices: list[Any], widget: str, raw: str) -> None:
    form = form_of({"it": {"enum": choices}})
    assert field(form, "it").widget == widget
    assert validate(form, sent(form, typed(form, {("it",): raw}))) == ()
    assert [issue.code for issue in validate(form, {"it": "no"})] == ["issue.enum"]


def test_references_to_references_that_double() -> None:
    levels = {f"l{n}": {"allOf": [{"$ref": f"#/$defs/l{n + 1}"}] * 2} for n in range(60)}
    schema = {"$ref": "#/$defs/l0", "$defs": {**levels, "l60": {"type": "object", "properties": {"a": TEXT}}}}
    form = use(schema, {"a": 5})
    assert [(issue.path, issue.code) for issue in validate(form, {"a": 5})] == [(("a",), "issue.type")]


def test_parts_that_add_up() -> None:
    names = [[f"{part}-{number}" for number in range(900)] for part in range(200)]
    schema = {"allOf": [{"properties": dict.fromkeys(part, True)} for part in names]}
    form = build_form(schema)
    assert len(items(form, untouched(form))) == 1000
    needed = [str(number) for number in range(50_000)]
    build_form({"allOf": [{"required": needed}, {"required": needed[::-1]}, {"enum": needed}, {"enum": needed[1:]}]})


def test_variants_of_variants_that_double() -> None:
    levels = {f"l{n}": {"anyOf": [{"$ref": f"#/$defs/l{n + 1}"}] * 2} for n in range(45)}
    schema = {"$ref": "#/$defs/l0", "$defs": {**levels, "l45": {"type": "object", "properties": {"a": TEXT}}}}
    validate(use(schema, {"a": "x"}), {"a": 5})


def test_members_that_double_at_every_level() -> None:
    levels = {
        f"l{n}": {
            "type": "object",
            "properties": {"a": {"$ref": f"#/$defs/l{n + 1}"}, "b": {"$ref": f"#/$defs/l{n + 1}"}},
            "required": ["a", "b"],
        }
        for n in range(20)
    }
    schema = {"$ref": "#/$defs/l0", "$defs": {**levels, "l20": {"type": "object", "properties": {"c": TEXT}}}}
    form = build_form(schema)
    items(form, untouched(form))


def test_a_report_of_too_many_fields_says_so() -> None:
    levels = {
        f"l{n}": {"type": "object", "properties": {x: {"$ref": f"#/$defs/l{n + 1}"} for x in "abcdefghijkl"}}
        for n in range(5)
    }
    schema = {"$ref": "#/$defs/l0", "$defs": {**levels, "l5": TEXT}}
    report = inspect(schema)
    assert report.warnings == (("", "The form has more than 10,000 fields; the rest is not listed."),)


def test_what_is_required_and_never_described_is_drawn_as_far_as_that_is_any_use() -> None:
    form = build_form({"properties": {"a": TEXT}, "required": ["b"]})
    assert sent(form, typed(form, {("b",): "[1]"})) == {"b": [1]}
    closed = build_form({"properties": {"a": TEXT}, "required": ["b"], "additionalProperties": False})
    assert [item.name for item in items(closed, untouched(closed))] == ["a"]
    many = build_form({"properties": {"a": TEXT}, "required": [str(number) for number in range(20_000)]})
    assert len(items(many, untouched(many))) == 21


@pytest.mark.parametrize(
    "properties", [{"enum": list(range(100_000))}, {"anyOf": [{"const": n} for n in range(20_000)]}]
)
def test_a_schema_too_large_to_check_is_not_checked_and_that_is_said(properties: dict[str, Any]) -> None:
    report = inspect({"properties": {"it": properties}})
    assert [path for path, sentence in report.warnings if "beyond 30,000 it is not checked" in sentence] == [""]


@pytest.mark.parametrize(
    "schema",
    [
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"properties": {"a": {"$ref": "#"}}, "required": ["a"]},
        {"additionalProperties": {"$ref": "#"}},
        {"items": {"$ref": "#"}},
        {"anyOf": [{"$ref": "#"}, TEXT]},
        {"if": {"$ref": "#"}, "then": {"$ref": "#"}},
        {"not": {"$ref": "#"}},
        {"$recursiveRef": "#", "$schema": "https://json-schema.org/draft/2019-09/schema"},
        {"$dynamicRef": "#x", "$dynamicAnchor": "x"},
        {"unevaluatedProperties": False, "$ref": "#"},
        {"allOf": [{"$ref": "#"}], "unevaluatedProperties": False},
    ],
)
@pytest.mark.parametrize("payload", [{}, {"a": {"a": {}}}, [[[]]], "x"])
def test_loops_of_references(schema: dict[str, Any], payload: Any) -> None:
    form = build_form(schema)
    items(form, untouched(form))
    items(form, filled(form, payload))
    validate(form, payload)
    inspect(schema, payload)


@pytest.mark.parametrize(
    "keyword", ["pattern", "patternProperties", "propertyNames", "additionalProperties", "evaluated"]
)
def test_a_pattern_takes_linear_time(keyword: str) -> None:
    evil, text = r"^(a+)+$", "a" * 50_000 + "!"
    schemas: dict[str, Any] = {
        "pattern": {"properties": {"it": {"pattern": evil}}},
        "patternProperties": {"patternProperties": {evil: False}},
        "propertyNames": {"propertyNames": {"pattern": evil}},
        "additionalProperties": {"patternProperties": {evil: True}, "additionalProperties": False},
        "evaluated": {"patternProperties": {evil: True}, "unevaluatedProperties": False},
    }
    payload = {"it": text} if keyword == "pattern" else {text: 1}
    validate(use(schemas[keyword], payload), payload)


@pytest.mark.parametrize("where", ["properties", "if", "allOf", "$defs"])
def test_a_schema_inside_cannot_choose_another_validator(where: str) -> None:
    inner = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "pattern": r"^(a+)+$",
        "$ref": "https://example.com/x",
    }
    schemas: dict[str, Any] = {
        "properties": {"properties": {"it": inner}},
        "if": {"properties": {"it": {"if": inner, "then": False}}},
        "allOf": {"properties": {"it": {"allOf": [inner]}}},
        "$defs": {"properties": {"it": {"$ref": "#/$defs/inner"}}, "$defs": {"inner": inner}},
    }
    payload = {"it": "a" * 50_000 + "!"}
    validate(use(schemas[where], payload), payload)


@pytest.mark.parametrize("keyword", ["$id", "id", "$anchor", "$dynamicAnchor", "$schema"])
@pytest.mark.parametrize("value", [5, [], None, True, "http://[/", "#"])
def test_addresses_that_are_none(keyword: str, value: Any) -> None:
    inner = {keyword: value, **TEXT}
    schema = {"properties": {"a": inner, "b": {"$ref": "#/$defs/c"}, "d": {"$ref": "#e"}}, "$defs": {"c": inner}}
    assert validate(build_form(schema), {"a": "x", "b": "y", "d": 1}) == ()
    build_form({keyword: value, "type": "object"})
    kept = form_of({"it": {"const": {keyword: value}}})
    assert validate(kept, {"it": {keyword: value}}) == ()
    named = form_of({keyword: {"type": "integer"}})
    assert validate(named, {keyword: "x"}) != ()


@pytest.mark.parametrize("make", [lambda n: [n], lambda n: {"a": n}])
def test_a_payload_nested_beyond_all_measure_is_checked_or_left_to_the_service(make: Callable[[Any], Any]) -> None:
    payload: Any = "x"
    for _ in range(300):
        payload = make(payload)
    form = build_form({"type": "object", "properties": {"a": {"$ref": "#"}}, "additionalProperties": {"$ref": "#"}})
    assert collect(form, filled(form, payload)).payload == payload
    validate(form, payload)


def test_a_large_payload_is_one_json_editor() -> None:
    form = form_of({"map": {"type": "object", "additionalProperties": TEXT}})
    payload = {"map": {str(number): "x" for number in range(6000)}}
    assert field(form, "map", values=filled(form, payload)).widget == "json"
    assert sent(form, filled(form, payload)) == payload


MANY_OBJECTS = [{"number": number} for number in range(3_000)]


def test_a_long_list_where_entries_may_not_repeat() -> None:
    form = build_form({"type": "array", "uniqueItems": True, "items": {}})
    assert validate(form, MANY_OBJECTS) == ()
    assert [issue.code for issue in validate(form, [*MANY_OBJECTS, {"number": 7.0}])] == ["issue.unique_items"]


@pytest.mark.parametrize(
    ("entries", "repeats"),
    [([1, 1.0], True), ([True, 1], False), ([False, 0, None, ""], False), ([{"a": [1]}, {"a": [1.0]}], True)],
)
def test_entries_repeat_where_they_are_the_same_json(entries: list[Any], repeats: bool) -> None:
    assert bool(validate(build_form({"uniqueItems": True}), entries)) is repeats


@pytest.mark.parametrize(
    ("moods", "widget"),
    [
        (MANY_OBJECTS, "json"),
        ([str(number) for number in range(3_000)], "json"),
        (["calm", {"number": 1}], "json"),
        ([str(number) for number in range(2_000)], "multiselect"),
    ],
)
def test_what_a_list_of_choices_never_offered(moods: list[Any], widget: str) -> None:
    form = form_of({"moods": {"type": "array", "uniqueItems": True, "items": {"enum": ["calm", "wild"]}}})
    values = filled(form, {"moods": moods})
    assert field(form, "moods", values=values).widget == widget
    assert sent(form, values) == {"moods": moods}
    assert validate(form, {"moods": moods})
