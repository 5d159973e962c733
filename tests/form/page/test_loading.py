"""Loading a payload adds nothing to it and loses nothing of it; nothing is null that nobody has set."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import (
    Variants,
    build_form,
    choose_variant,
    collect,
    filled,
    inspect,
    untouched,
    validate,
    with_raws,
)
from tests.form.drawing import drawn, field, form_of, sent, variants

TEXT = {"type": "string"}
SWITCH = {"type": "boolean", "default": False}
SLIDER = {"type": "integer", "minimum": 1, "maximum": 50, "default": 28}


def test_a_switch_and_a_slider_that_a_payload_leaves_out_stay_out_until_they_are_touched() -> None:
    form = form_of({"prompt": TEXT, "safe": SWITCH, "steps": SLIDER}, required=["prompt"])
    assert sent(form) == {"safe": False, "steps": 28}
    loaded = filled(form, {"prompt": "x"})
    assert sent(form, loaded) == {"prompt": "x"}
    safe, steps = field(form, "safe", values=loaded), field(form, "steps", values=loaded)
    assert (safe.widget, safe.entry.raw, safe.unset_choice) == ("checkbox", "", True)
    assert (steps.widget, steps.entry.raw, steps.unset_choice) == ("slider", "", True)
    touched = with_raws(loaded, {("safe",): False, ("steps",): "28"})
    assert sent(form, touched) == {"prompt": "x", "safe": False, "steps": 28}
    assert field(form, "safe", values=touched).unset_choice, "there is a way back"
    back = with_raws(touched, {("safe",): "", ("steps",): ""}, [("safe",), ("steps",)])
    assert sent(form, back) == {"prompt": "x"}
    assert sent(form, with_raws(back, {("safe",): True})) == {"prompt": "x", "safe": True}


def test_a_required_switch_is_sent_whatever_was_loaded() -> None:
    form = form_of({"safe": {"type": "boolean"}}, required=["safe"])
    assert sent(form, filled(form, {})) == {"safe": False}


def test_a_default_that_was_not_loaded_brings_in_no_condition() -> None:
    form = form_of(
        {"prompt": TEXT, "safe": SWITCH},
        **{
            "if": {"required": ["safe"], "properties": {"safe": {"const": False}}},
            "then": {
                "required": ["selector"],
                "properties": {"selector": {"type": "object", "properties": {"all": {**SWITCH, "default": True}}}},
            },
        },
    )
    assert sent(form, filled(form, {"prompt": "x"})) == {"prompt": "x"}
    assert sent(form) == {"safe": False, "selector": {"all": True}}


@pytest.mark.parametrize(
    "condition",
    [
        {
            "if": {"properties": {"mode": {"const": "pro"}}, "required": ["mode"]},
            "then": {"properties": {"cfg": {"type": "number"}}},
        },
        {"if": {"not": {"required": ["mode"]}}, "else": {"properties": {"cfg": {"type": "number"}}}},
        {"dependentSchemas": {"mode": {"properties": {"cfg": {"type": "number"}}}}},
        {"dependencies": {"mode": {"properties": {"cfg": {"type": "number"}}}}},
        {"dependentSchemas": {"mode": {"properties": {"cfg": {"type": "number"}}}}, "additionalProperties": TEXT},
        {
            "dependentSchemas": {"mode": {"properties": {"cfg": {"type": "number"}}}},
            "patternProperties": {"^m": TEXT},
        },
        {"allOf": [{"anyOf": [{"dependentSchemas": {"mode": {"properties": {"cfg": {"type": "number"}}}}}, False]}]},
    ],
)
def test_what_a_condition_hangs_on_need_not_be_declared(condition: dict[str, Any]) -> None:
    form = form_of({"prompt": TEXT}, **condition)
    payload = {"prompt": "a fox", "mode": "pro", "cfg": 0.5}
    assert collect(form, filled(form, payload)).payload == payload
    assert ("cfg",) in drawn(form, filled(form, payload))


def test_a_name_that_was_typed_brings_in_what_hangs_on_it() -> None:
    form = form_of(
        {"prompt": TEXT},
        dependentSchemas={"mode": {"properties": {"cfg": {"type": "number"}}}},
        additionalProperties=TEXT,
    )
    loaded = filled(form, {"other": "pro"})
    assert ("cfg",) not in drawn(form, loaded)
    renamed = with_raws(loaded, {(-1, 0, 0): "mode"})
    assert ("cfg",) in drawn(form, renamed)


def tagged(keyword: str, *, required: bool = False) -> dict[str, Any]:
    def branch(tag: str) -> dict[str, Any]:
        return {
            "title": tag.title(),
            "type": "object",
            "properties": {"type": {"const": tag}, "name": TEXT},
            "required": ["type"] if required else [],
        }

    return {"title": "Output", keyword: [branch("picture"), branch("clip")]}


@pytest.mark.parametrize("keyword", ["oneOf", "anyOf"])
@pytest.mark.parametrize("required", [True, False])
def test_a_variant_that_is_chosen_sends_its_tag(keyword: str, required: bool) -> None:
    form = form_of({"prompt": TEXT, "output": tagged(keyword, required=required)})
    assert sent(form) == {}
    values = choose_variant(form, untouched(form), ("output",), 1)
    assert sent(form, values) == {"output": {"type": "clip"}}
    assert field(form, "output", "type", values=values).widget == "hidden"
    assert validate(form, sent(form, values)) == ()
    again = filled(form, sent(form, values))
    assert variants(form, "output", values=again).chosen == 1
    assert sent(form, choose_variant(form, again, ("output",), 0)) == {"output": {"type": "picture"}}


def test_parts_of_an_object_send_their_tag_too() -> None:
    form = build_form({"type": "object", "properties": {"prompt": TEXT}, **tagged("anyOf")})
    assert sent(form) == {"type": "picture"}
    (choice,) = [item for item in drawn_unions(form) if isinstance(item, Variants)]
    assert sent(form, choose_variant(form, untouched(form), choice.slot, 1)) == {"type": "clip"}


def drawn_unions(form: Any) -> list[Any]:
    return [variants(form)]


def test_a_tag_that_a_payload_leaves_out_stays_out() -> None:
    form = form_of({"output": tagged("anyOf")})
    assert sent(form, filled(form, {"output": {"name": "n"}})) == {"output": {"name": "n"}}


def test_a_constant_that_tells_no_variants_apart_is_chosen_by_hand() -> None:
    one = {"type": "object", "properties": {"auto": {"const": True}, "name": TEXT}}
    form = form_of({"it": {"anyOf": [one, {"type": "object", "properties": {"size": {"type": "integer"}}}]}})
    assert sent(form, choose_variant(form, untouched(form), ("it",), 0)) == {"it": {}}
    same = {"type": "object", "properties": {"kind": {"const": "x"}, "type": {"const": "a"}}}
    other = {"type": "object", "properties": {"kind": {"const": "x"}, "type": {"const": "b"}}}
    form = form_of({"it": {"anyOf": [same, other]}})
    assert sent(form, choose_variant(form, untouched(form), ("it",), 1)) == {"it": {"type": "b"}}
    assert variants(form, "it").choices == ("a", "b")


def test_null_as_a_default_is_never_sent_by_itself() -> None:
    text = {"anyOf": [TEXT, {"type": "null"}], "default": None}
    form = form_of({"image_url": text, "style": text}, required=["style"])
    assert sent(form) == {}
    assert sent(form, filled(form, {"image_url": None, "style": "x"})) == {"image_url": None, "style": "x"}


def test_a_round_trip_that_adds_a_default_is_told() -> None:
    schema = {"type": "object", "properties": {"safe": {"type": "boolean"}}, "required": ["safe"]}
    assert inspect(schema, {}).roundtrip is False
    assert inspect({"type": "object", "properties": {"safe": SWITCH}}, {}).roundtrip is True
