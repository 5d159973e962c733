"""Fields that appear when they apply."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import build_form, filled, validate
from tests.form.drawing import drawn, field, form_of, sent, typed

TEXT = {"type": "string"}
MODE = {"enum": ["text", "image"], "default": "text"}


def choice(form: Any, *path: str, value: Any) -> str:
    choices = field(form, *path).choices
    return str([option.value for option in choices].index(value))


def test_then_and_else_bring_in_their_fields() -> None:
    form = form_of(
        {"mode": MODE},
        **{
            "if": {"properties": {"mode": {"const": "image"}}, "required": ["mode"]},
            "then": {"properties": {"image_url": TEXT}, "required": ["image_url"]},
            "else": {"properties": {"style": {**TEXT, "default": "ink"}}},
        },
    )
    assert set(drawn(form)) == {("mode",), ("style",)}
    assert sent(form) == {"mode": "text", "style": "ink"}
    image = typed(form, {("mode",): choice(form, "mode", value="image")})
    assert set(drawn(form, image)) == {("mode",), ("image_url",)}
    assert not field(form, "image_url", values=image).optional
    assert [issue.path for issue in validate(form, sent(form, image))] == [("image_url",)]
    back = typed(form, {("mode",): choice(form, "mode", value="text")}, image)
    assert sent(form, back) == {"mode": "text", "style": "ink"}


def test_what_was_loaded_for_a_condition_goes_when_it_no_longer_holds() -> None:
    form = form_of(
        {"mode": MODE},
        **{"if": {"properties": {"mode": {"const": "image"}}}, "then": {"properties": {"image_url": TEXT}}},
    )
    payload = {"mode": "image", "image_url": "https://example.com/a.png"}
    assert sent(form, filled(form, payload)) == payload
    text = typed(form, {("mode",): choice(form, "mode", value="text")}, filled(form, payload))
    assert sent(form, text) == {"mode": "text"}


def test_a_condition_tightens_a_field() -> None:
    form = form_of(
        {"mode": MODE, "n": {"type": "integer", "maximum": 9}},
        **{"if": {"properties": {"mode": {"const": "image"}}}, "then": {"properties": {"n": {"maximum": 2}}}},
    )
    assert field(form, "n").limits.maximum == 9
    image = typed(form, {("mode",): choice(form, "mode", value="image"), ("n",): "5"})
    assert field(form, "n", values=image).limits.maximum == 2
    assert [issue.code for issue in validate(form, sent(form, image))] == ["issue.maximum"]


@pytest.mark.parametrize(
    "dependent",
    [
        {"dependentSchemas": {"card": {"properties": {"address": TEXT}, "required": ["address"]}}},
        {"dependencies": {"card": {"properties": {"address": TEXT}, "required": ["address"]}}},
    ],
)
def test_dependent_schemas_bring_in_their_fields(dependent: dict[str, Any]) -> None:
    form = form_of({"card": {"type": "integer"}}, **dependent)
    assert set(drawn(form)) == {("card",)}
    values = typed(form, {("card",): "4"})
    assert set(drawn(form, values)) == {("card",), ("address",)}
    assert [issue.path for issue in validate(form, sent(form, values))] == [("address",)]
    assert sent(form, typed(form, {("address",): "x"}, values)) == {"card": 4, "address": "x"}


@pytest.mark.parametrize("keyword", ["dependentRequired", "dependencies"])
def test_dependent_requirements_make_fields_required(keyword: str) -> None:
    form = form_of({"card": {"type": "integer"}, "address": TEXT}, **{keyword: {"card": ["address"]}})
    assert field(form, "address").optional
    values = typed(form, {("card",): "4"})
    assert not field(form, "address", values=values).optional
    assert [(issue.path, issue.code) for issue in validate(form, {"card": 4})] == [(("address",), "issue.required")]


def test_one_condition_brings_in_another() -> None:
    inner = {"if": {"required": ["b"]}, "then": {"properties": {"c": TEXT}}}
    form = form_of({"a": TEXT}, **{"if": {"required": ["a"]}, "then": {"properties": {"b": TEXT}, **inner}})
    values = typed(form, {("b",): "y"}, typed(form, {("a",): "x"}))
    values = typed(form, {("c",): "z"}, values)
    assert sent(form, values) == {"a": "x", "b": "y", "c": "z"}
    assert sent(form, filled(form, {"a": "x", "b": "y", "c": "z"})) == {"a": "x", "b": "y", "c": "z"}


def test_a_dependency_can_be_a_choice() -> None:
    one = {"properties": {"pets": {"enum": ["one"]}, "age": {"type": "number"}}, "required": ["age"]}
    schema = {
        "type": "object",
        "properties": {"pets": {"enum": ["none", "one"], "default": "none"}},
        "required": ["pets"],
        "dependencies": {"pets": {"oneOf": [{"properties": {"pets": {"enum": ["none"]}}}, one]}},
    }
    form = build_form(schema)
    assert sent(form) == {"pets": "none"}
    assert sent(form, filled(form, {"pets": "one", "age": 3})) == {"pets": "one", "age": 3}


def test_a_condition_without_a_test_or_a_branch_is_none() -> None:
    for keywords in ({"then": {"properties": {"b": TEXT}}}, {"if": {"required": ["a"]}}, {"if": True}):
        form = form_of({"a": TEXT}, **keywords)
        assert set(drawn(form)) == {("a",)}
