"""Objects: their order, their groups, and what is optional."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import (
    UNSET,
    build_form,
    filled,
    items,
    set_group,
    set_null,
    untouched,
    validate,
)
from tests.form.drawing import field, form_of, group, sent, single, typed

TEXT = {"type": "string"}
SIZE = {"type": "object", "properties": {"width": {"type": "integer", "default": 512}, "height": {"type": "integer"}}}


def order(schema: dict[str, Any]) -> list[str]:
    return [item.name for item in items(build_form(schema), untouched(build_form(schema)))]


def test_the_prompt_and_what_is_required_come_first_then_as_published(reference: dict[str, Any]) -> None:
    published = ["n", "size", "prompt", "image_urls", "resolution", "negative_prompt"]
    as_published = {name: {**reference["properties"][name], "x-playground": {}} for name in published}
    assert order({"properties": as_published, "required": ["prompt"]}) == ["prompt", "n", "size", *published[3:]]
    properties = {"a": TEXT, "b": TEXT, "text_prompt": TEXT, "prompt_extend": {"type": "boolean"}}
    assert order({"properties": properties, "required": ["b"]}) == ["text_prompt", "b", "a", "prompt_extend"]


@pytest.mark.parametrize(
    "hints",
    [
        [{"x-playground": {"order": 2}}, {"x-playground": {"order": 1}}],
        [{"x-order": 2}, {"x-order": 1}],
        [{"propertyOrder": 20}, {"propertyOrder": 3}],
        [{"ui_order": 2}, {"ui_order": 1}],
    ],
)
def test_an_order_hint_comes_before_everything(hints: list[dict[str, Any]]) -> None:
    first, second = hints
    properties = {"prompt": TEXT, "a": {**TEXT, **first}, "b": {**TEXT, **second}}
    assert order({"properties": properties}) == ["b", "a", "prompt"]


@pytest.mark.parametrize("keyword", ["x-fal-order-properties", "x-order-properties", "ui:order"])
def test_an_order_list_comes_before_everything(keyword: str) -> None:
    properties = {"prompt": TEXT, "a": TEXT, "b": TEXT}
    assert order({"properties": properties, keyword: ["b", "prompt"]}) == ["b", "prompt", "a"]


def test_an_optional_object_starts_unset_and_a_required_one_set() -> None:
    form = form_of({"size": SIZE})
    assert not group(form, "size").is_set
    assert sent(form) == {}
    values = set_group(form, untouched(form), ("size",), True)
    assert sent(form, values) == {"size": {"width": 512}}
    assert sent(form, set_group(form, values, ("size",), False)) == {}
    assert sent(form_of({"size": SIZE}, required=["size"])) == {"size": {"width": 512}}


def test_a_group_put_aside_keeps_what_it_held() -> None:
    form = form_of({"size": SIZE})
    values = typed(form, {("size", "height"): "7"}, set_group(form, untouched(form), ("size",), True))
    closed = set_group(form, values, ("size",), False)
    assert sent(form, set_group(form, closed, ("size",), True)) == {"size": {"width": 512, "height": 7}}


def test_an_objects_default_is_sent_as_it_stands() -> None:
    form = form_of({"size": {**SIZE, "default": {"height": 3}}})
    assert sent(form) == {"size": {"height": 3}}
    assert sent(form_of({"size": {**SIZE, "default": {}}})) == {"size": {}}


def test_loading_leaves_out_what_the_payload_leaves_out() -> None:
    form = form_of({"style": {**TEXT, "default": "plain"}, "size": SIZE, "prompt": TEXT})
    assert sent(form, filled(form, {"prompt": "cat", "size": {"height": 1}})) == {
        "prompt": "cat",
        "size": {"height": 1},
    }


def test_null_is_reachable_only_where_it_is_allowed() -> None:
    nullable = {"anyOf": [SIZE, {"type": "null"}]}
    form = form_of({"size": nullable, "plain": SIZE, "name": {"type": ["string", "null"]}})
    values = set_null(form, untouched(form), ("size",))
    assert sent(form, values) == {"size": None}
    assert sent(form, set_null(form, values, ("plain",))) == {"size": None}
    assert sent(form, set_null(form, values, ("name",))) == {"size": None, "name": None}
    assert sent(form, set_group(form, values, ("size",), True)) == {"size": {"width": 512}}
    assert sent(form, set_group(form, values, ("size",), False)) == {}
    back = typed(form, {("name",): "x"}, set_null(form, untouched(form), ("name",)))
    assert sent(form, back) == {"name": "x"}


@pytest.mark.parametrize(
    "schema",
    [
        {"type": ["string", "null"], "default": None},
        {"type": "string", "nullable": True, "default": None},
        {"anyOf": [{"type": "string"}, {"type": "null"}], "default": None},
        {"oneOf": [{"type": "null"}, {"type": "string"}], "default": None},
        {"enum": ["a", None], "default": None},
        {"allOf": [{"type": "string"}], "nullable": True, "default": None},
    ],
)
def test_every_spelling_of_nullable(schema: dict[str, Any]) -> None:
    form = form_of({"it": schema})
    assert field(form, "it").nullable
    assert sent(form) == {}, "nobody has set it to null"
    assert sent(form, filled(form, {"it": None})) == {"it": None}
    assert sent(form, set_null(form, untouched(form), ("it",))) == {"it": None}
    assert validate(form, {"it": None}) == ()
    assert validate(form, {"it": 5}) != ()


def test_null_as_the_default_of_what_cannot_be_null_is_no_default() -> None:
    shown = single({"type": "string", "default": None})
    assert shown.default is UNSET
    assert not shown.nullable
    assert sent(form_of({"it": {"type": "string", "default": None}})) == {}


def test_titles_and_labels_in_the_language_asked_for() -> None:
    words = {"title": "风格", "description": "画风", "placeholder": "例如", "labels": {"a": "甲"}}
    schema = {
        "title": "Style model",
        "x-playground": {"media": "video", "i18n": {"zh": {"title": "风格模型"}}},
        "properties": {
            "style": {
                "title": "Style",
                "enum": ["a", "b"],
                "x-playground": {"labels": {"a": "First"}, "placeholder": "such as", "i18n": {"zh": words}},
            },
            "flag": {"type": "boolean"},
        },
    }
    chinese, english = build_form(schema, language="zh"), build_form(schema)
    assert (chinese.title, english.title, chinese.media) == ("风格模型", "Style model", "video")
    shown = field(chinese, "style")
    assert (shown.title, shown.description, shown.placeholder) == ("风格", "画风", "例如")
    assert [choice.label for choice in shown.choices] == ["甲", "b"]
    assert [choice.label for choice in field(english, "style").choices] == ["First", "b"]
    assert [choice.label for choice in field(chinese, "flag").choices] == ["是", "否"]
    assert field(english, "style").placeholder == "such as"


@pytest.mark.parametrize(
    ("schema", "labels"),
    [
        ({"enum": [1, 2], "x-enum-varnames": ["One", "Two"]}, ["One", "Two"]),
        ({"enum": [1, 2], "enumNames": ["One"]}, ["1", "2"]),
        ({"enum": [1, 2], "x-playground": {"labels": ["One", "Two"]}}, ["One", "Two"]),
        ({"enum": [1, 2], "x-playground": {"i18n": {"en": {"labels": ["One", "Two"]}}}}, ["One", "Two"]),
        ({"enum": ["a", "b"], "ui_choice_labels": {"b": "B!"}}, ["a", "B!"]),
        ({"oneOf": [{"const": 1, "title": "One"}, {"const": 2}]}, ["One", "2"]),
        ({"anyOf": [{"enum": ["a"]}, {"enum": ["b", "c"]}]}, ["a", "b", "c"]),
        ({"enum": ["", True, {"a": 1}]}, ["(empty)", "Yes", '{"a": 1}']),
        ({"enum": ["a", None]}, ["a"]),
    ],
)
def test_choices_have_labels(schema: dict[str, Any], labels: list[str]) -> None:
    assert [choice.label for choice in single(schema).choices] == labels


def test_what_else_a_schema_says_of_a_field() -> None:
    shown = single({"type": "string", "readOnly": True, "deprecated": True, "examples": ["a"], "description": " d "})
    assert (shown.read_only, shown.deprecated, shown.examples, shown.description) == (True, True, ("a",), "d")


def test_a_form_has_examples_and_a_medium() -> None:
    hints = {"media": "sculpture", "examples": ["One"], "i18n": {"zh": {"examples": ["一"]}}}
    form = build_form({"type": "object", "examples": [{"a": 1}], "x-playground": hints})
    assert (form.example_names, build_form(form.schema, language="zh").example_names) == (("One",), ("一",))
    assert (form.examples, form.media, form.title) == (({"a": 1},), "image", "")
    assert build_form({"type": "object", "example": {"a": 1}}).examples == ({"a": 1},)
    assert build_form({"type": "object", "examples": "no list"}).examples == ()


@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        ({"type": "string", "default": "a"}, "a"),
        ({"type": "integer"}, None),
        ({"enum": [1, 2], "default": 2}, 2),
        ({"type": "array", "items": TEXT}, []),
        (True, None),
        (False, None),
        ({}, None),
    ],
)
def test_a_root_may_be_anything(schema: Any, payload: Any) -> None:
    assert sent(build_form(schema)) == payload


def test_a_hidden_field_carries_its_value() -> None:
    form = form_of({"a": {"default": [1], "x-playground": {"widget": "hidden"}}, "b": {**TEXT, "x-hidden": True}})
    assert sent(form) == {"a": [1]}
    assert sent(form, filled(form, {"b": "x"})) == {"b": "x"}
    assert sent(form_of({"kind": {"const": "v1"}}, required=["kind"])) == {"kind": "v1"}
    assert sent(form_of({"kind": {"enum": ["v1"]}}, required=["kind"])) == {"kind": "v1"}
    assert sent(form_of({"kind": {"const": "v1"}})) == {}
