"""Choices of variant: what they are called, which one a value is, and that each keeps what it held."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import (
    Group,
    add_row,
    build_form,
    choose_variant,
    filled,
    items,
    set_group,
    set_null,
    untouched,
    validate,
)
from tests.form.drawing import field, form_of, sent, typed, variants

TEXT = {"type": "string"}
SIZE = {"title": "Custom size", "type": "object", "properties": {"width": {"type": "integer"}}, "required": ["width"]}
PRESET_OR_SIZE = {"anyOf": [SIZE, {"enum": ["square", "wide"]}], "default": "square"}
LORA = {"type": "object", "properties": {"path": TEXT}}
CAT = {"type": "object", "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}}, "required": ["kind"]}
DOG = {"type": "object", "properties": {"kind": {"const": "dog"}, "name": TEXT}, "required": ["kind"]}


def test_a_scalar_or_object_starts_at_the_variant_of_its_default() -> None:
    form = form_of({"size": PRESET_OR_SIZE})
    shown = variants(form, "size")
    assert shown.choices == ("square", "wide", "Custom size")
    assert shown.chosen == 0
    assert sent(form) == {"size": "square"}


def test_a_variant_switched_and_back_keeps_what_it_held() -> None:
    form = form_of({"size": PRESET_OR_SIZE})
    values = choose_variant(form, untouched(form), ("size",), 2)
    values = typed(form, {("size", "width"): "640"}, values)
    assert sent(form, values) == {"size": {"width": 640}}
    back = choose_variant(form, values, ("size",), 1)
    assert sent(form, back) == {"size": "wide"}
    assert sent(form, choose_variant(form, back, ("size",), 2)) == {"size": {"width": 640}}
    assert sent(form, choose_variant(form, back, ("size",), None)) == {}
    assert choose_variant(form, back, ("size",), 9) == back
    assert choose_variant(form, back, ("nowhere",), 0) == back


def test_an_optional_choice_without_default_starts_unset_and_a_required_one_at_the_first() -> None:
    union = {"oneOf": [CAT, DOG]}
    assert variants(form_of({"pet": union}), "pet").chosen is None
    assert sent(form_of({"pet": union})) == {}
    assert sent(form_of({"pet": union}, required=["pet"])) == {"pet": {"kind": "cat"}}


@pytest.mark.parametrize(
    ("union", "choices"),
    [
        ({"oneOf": [CAT, DOG]}, ("cat", "dog")),
        ({"oneOf": [{**CAT, "title": "A cat"}, DOG]}, ("A cat", "dog")),
        ({"anyOf": [TEXT, {"type": "integer"}]}, ("Text", "Whole number")),
        (
            {"type": ["string", "integer", "boolean", "array", "object"]},
            ("Text", "Whole number", "Yes or no", "List", "Group"),
        ),
        ({"anyOf": [TEXT, {"type": "array", "items": {"type": "number"}}]}, ("Text", "List: Number")),
        ({"anyOf": [TEXT, {"type": "array", "items": {"title": "Tag"}}]}, ("Text", "List: Tag")),
        ({"anyOf": [TEXT, {"type": "array", "items": {"$ref": "#/$defs/lora"}}]}, ("Text", "List: lora")),
        ({"anyOf": [TEXT, {"$ref": "#/$defs/lora"}]}, ("Text", "lora")),
        ({"anyOf": [TEXT, {"type": "object", "properties": {"a": TEXT, "b": TEXT}}]}, ("Text", "Group: a, b")),
        ({"anyOf": [TEXT, {"type": "object"}]}, ("Text", "Group")),
        ({"anyOf": [TEXT, {}]}, ("Text", "Anything")),
        ({"anyOf": [TEXT, {"anyOf": [{"type": "object"}, {"type": "array"}]}]}, ("Text", "Choice")),
        ({"anyOf": [{"type": "object", "title": "One"}, {"type": "object", "title": "One"}]}, ("One 1", "One 2")),
        ({"anyOf": [{"$ref": "#/$defs/lora"}, {"enum": ["a", "b"]}]}, ("a", "b", "Custom")),
        ({"anyOf": [{"enum": ["auto"]}, {"type": "integer"}]}, ("auto", "Custom")),
        ({"anyOf": [{"$ref": "#/$defs/ImageSize"}, TEXT]}, ("Image size", "Text")),
        ({"anyOf": [{"enum": ["auto"]}, {"type": "boolean"}]}, ("auto", "Yes or no")),
        ({"anyOf": [{"enum": ["a"]}, {"type": "object"}, {"type": "integer"}]}, ("a", "Group", "Whole number")),
        ({"anyOf": [TEXT, {"type": "integer"}, {"type": "null"}]}, ("Text", "Whole number")),
    ],
)
def test_variants_are_named_by_title_constant_reference_or_shape(
    union: dict[str, Any], choices: tuple[str, ...]
) -> None:
    form = form_of({"it": union}, **{"$defs": {"lora": LORA, "ImageSize": LORA}})
    assert variants(form, "it").choices == choices


@pytest.mark.parametrize(
    ("union", "value", "chosen"),
    [
        ({"oneOf": [CAT, DOG]}, {"kind": "dog", "name": 5}, 1),
        ({"oneOf": [CAT, DOG]}, {"kind": "dog"}, 1),
        ({"oneOf": [CAT, DOG]}, {"lives": 9, "kind": "owl"}, 0),
        ({"anyOf": [SIZE, {"enum": ["a", "b"]}]}, "b", 1),
        ({"anyOf": [SIZE, {"enum": ["a", "b"]}]}, {"width": 7}, 2),
        ({"anyOf": [{"type": "integer"}, {"type": "array", "items": {"type": "integer"}}]}, ["x"], 1),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, 5, 0),
        ({"anyOf": [SIZE, {"type": "object", "properties": {"w": TEXT}}]}, {"w": "x"}, 1),
        ({"type": ["string", "integer"]}, 5, 1),
    ],
)
def test_a_value_is_the_variant_it_comes_nearest_to(union: dict[str, Any], value: Any, chosen: int) -> None:
    form = form_of({"it": union})
    values = filled(form, {"it": value})
    assert variants(form, "it", values=values).chosen == chosen
    assert sent(form, values) == {"it": value}


@pytest.mark.parametrize("word", ["mapping", "names"])
def test_a_discriminator_tells_variants_that_have_no_constant(word: str) -> None:
    mapping = {"mapping": {"c": "#/$defs/cat", "d": "dog"}} if word == "mapping" else {}
    schema = {
        "type": "object",
        "oneOf": [{"$ref": "#/$defs/cat"}, {"$ref": "#/$defs/dog"}],
        "discriminator": {"propertyName": "kind", **mapping},
        "$defs": {
            "cat": {
                "type": "object",
                "properties": {"kind": TEXT if mapping else {"const": "c"}},
                "required": ["kind"],
            },
            "dog": {
                "type": "object",
                "properties": {"kind": TEXT if mapping else {"const": "d"}},
                "required": ["kind"],
            },
        },
    }
    form = build_form(schema)
    assert variants(form).choices == ("c", "d")
    assert sent(form, choose_variant(form, untouched(form), (), 1)) == {"kind": "d"}
    assert sent(form, filled(form, {"kind": "d"})) == {"kind": "d"}


def test_a_part_of_an_object_can_be_a_choice() -> None:
    schema = {
        "type": "object",
        "properties": {"prompt": TEXT, "mode": TEXT},
        "required": ["prompt"],
        "oneOf": [
            {"properties": {"mode": {"const": "text"}, "style": TEXT}, "required": ["mode"]},
            {"properties": {"mode": {"const": "image"}, "image_url": {"type": "string"}}, "required": ["mode"]},
        ],
    }
    form = build_form(schema)
    shown = items(form, untouched(form))
    assert [(item.path, item.title) for item in shown] == [(("prompt",), "Prompt"), ((), "Mode")]
    assert sent(form, typed(form, {("prompt",): "cat", ("style",): "ink"})) == {
        "prompt": "cat",
        "mode": "text",
        "style": "ink",
    }
    values = choose_variant(form, typed(form, {("prompt",): "cat"}), (0,), 1)
    assert sent(form, values) == {"prompt": "cat", "mode": "image"}
    payload = {"prompt": "cat", "mode": "image", "image_url": "https://example.com/a.png"}
    assert sent(form, filled(form, payload)) == payload
    assert sent(form, choose_variant(form, filled(form, payload), (0,), 0)) == {"prompt": "cat", "mode": "text"}
    assert validate(form, payload) == ()


def test_a_choice_is_called_what_tells_its_variants_apart() -> None:
    kind = {"type": "string", "title": "What kind", "description": "Cat or dog."}
    form = form_of({"kind": kind}, oneOf=[CAT, DOG])
    shown = variants(form)
    assert (shown.title, shown.description, shown.choices) == ("What kind", "Cat or dog.", ("cat", "dog"))
    untagged = form_of({"a": TEXT}, anyOf=[{"properties": {"b": TEXT}}, {"properties": {"c": TEXT}}])
    assert variants(untagged).title == "Choice"
    assert variants(build_form({"oneOf": [TEXT, {"type": "integer"}]})).title == "The input"
    assert field(build_form(TEXT)).title == "The input"


def test_the_null_beside_a_choice_is_one_of_it_only_where_it_is_held_or_has_to_be_said() -> None:
    size = {**PRESET_OR_SIZE, "nullable": True}
    choices = ("square", "wide", "Custom size")
    form = form_of({"size": size})
    assert variants(form, "size").choices == choices
    values = set_null(form, untouched(form), ("size",))
    assert variants(form, "size", values=values).choices == (*choices, "None")
    assert sent(form, values) == {"size": None}
    assert sent(form, choose_variant(form, values, ("size",), 1)) == {"size": "wide"}
    assert sent(form, choose_variant(form, values, ("size",), 3)) == {"size": None}
    assert variants(form_of({"size": {**size, "default": None}}, required=["size"]), "size").choices == (
        *choices,
        "None",
    )


def test_variants_that_are_files_are_called_so() -> None:
    image = {"anyOf": [TEXT, {"type": "array", "items": TEXT}, {"type": "object", "properties": {"id": TEXT}}]}
    assert variants(form_of({"image": image}), "image").choices == ("Image", "Images", "Group: id")


def test_two_unions_beside_each_other() -> None:
    union = [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]
    other = [{"properties": {"c": TEXT}}, {"properties": {"d": TEXT}}]
    form = build_form({"type": "object", "anyOf": union, "oneOf": [{"required": ["c"], **other[0]}, other[1]]})
    payload = {"b": "x", "d": "y"}
    assert sent(form, filled(form, payload)) == payload


def test_null_is_a_choice_of_its_own() -> None:
    form = form_of({"it": {"anyOf": [TEXT, {"type": "integer"}, {"type": "null"}], "default": None}})
    assert variants(form, "it").chosen is None
    assert sent(form) == {}
    assert variants(form, "it", values=filled(form, {"it": None})).is_null
    values = choose_variant(form, untouched(form), ("it",), 0)
    assert sent(form, typed(form, {("it",): "x"}, values)) == {"it": "x"}
    assert sent(form, set_null(form, values, ("it",))) == {"it": None}
    required = form_of({"it": {"anyOf": [TEXT, {"type": "integer"}, {"type": "null"}]}}, required=["it"])
    assert sent(required, filled(required, {"it": None})) == {"it": None}


def test_variants_within_rows_within_variants() -> None:
    form = form_of({"pets": {"anyOf": [TEXT, {"type": "array", "items": {"oneOf": [CAT, DOG]}}]}})
    payload = {"pets": [{"kind": "dog", "name": "Rex"}, {"kind": "cat", "lives": 9}]}
    values = filled(form, payload)
    assert sent(form, values) == payload
    values = add_row(form, values, ("pets", 1))
    assert sent(form, values) == {"pets": [*payload["pets"], {"kind": "cat"}]}
    values = choose_variant(form, values, ("pets", 1, 2), 1)
    assert sent(form, typed(form, {("pets", 2, "name"): "Ina"}, values))["pets"][2] == {"kind": "dog", "name": "Ina"}


def test_more_variants_than_anyone_can_look_through_are_a_json_editor() -> None:
    branches = [{"type": "object", "properties": {f"p{number}": TEXT}} for number in range(201)]
    assert field(form_of({"it": {"anyOf": branches}}), "it").widget == "json"


def test_a_chosen_group_is_there() -> None:
    form = form_of({"pet": {"oneOf": [CAT, DOG]}})
    values = choose_variant(form, untouched(form), ("pet",), 0)
    shown = variants(form, "pet", values=values)
    assert isinstance(shown.item, Group)
    assert sent(form, set_group(form, values, shown.item.slot, False)) == {}
