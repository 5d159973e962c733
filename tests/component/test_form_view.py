"""Whatever a schema asks for and whatever is loaded, the form can be drawn."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from playground.component.form_view import Mount, draw_layout
from playground.form import add_entry, build_form, choose_variant, filled, lay_out, untouched, validate, with_raws
from tests.form.strategies import Pair, pairs


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much])
@given(pairs())
def test_every_form_can_be_drawn(pair: Pair) -> None:
    schema, payload = pair
    form = build_form({"type": "object", "properties": {"it": schema}})
    assert draw_layout(form, lay_out(form, untouched(form)), "en", Mount())
    assert draw_layout(
        form, lay_out(form, filled(form, {"it": payload})), "zh", Mount(), issues=validate(form, {"it": 5})
    )


def test_a_variant_that_is_an_object_is_drawn_below_its_choice() -> None:
    clip = {"title": "Clip", "type": "object", "properties": {"type": {"const": "clip"}, "name": {"title": "Name"}}}
    form = build_form({"properties": {"output": {"oneOf": [clip, {"type": "string"}]}}})
    html = draw_layout(form, lay_out(form, choose_variant(form, untouched(form), ("output",), 0)), "en", Mount())
    assert 'data-title="Name"' in html


def test_a_slider_left_out_says_that_it_stands_at_its_default() -> None:
    steps = {"type": "integer", "minimum": 1, "maximum": 50, "default": 28}
    form = build_form({"properties": {"steps": steps, "safe": {"type": "boolean", "default": True}}})
    assert "data-unset" not in draw_layout(form, lay_out(form, untouched(form)), "en", Mount())
    html = draw_layout(form, lay_out(form, filled(form, {})), "en", Mount())
    assert html.count("data-unset") == 2
    assert html.count('aria-label="Use the default for ') == 2
    assert 'value="28"' in html
    assert "checked" in html


def tagged(name: str, *values: str) -> dict[str, Any]:
    """A choice of parts of an object, told apart by a member of this name."""
    return {"oneOf": [{"properties": {name: {"const": value}}, "required": [name]} for value in values]}


@pytest.mark.parametrize(
    ("schema", "payload"),
    [
        ({"allOf": [tagged("paper", "matt", "gloss"), tagged("ink", "blue", "red")]}, {"paper": "gloss", "ink": "red"}),
        ({**tagged("paper", "matt", "gloss"), "patternProperties": {"^x-": {}}}, {"paper": "matt", "x-note": 1}),
        ({"properties": {"n": {}}, **tagged("paper", "matt")}, {"n": 1, "paper": "matt", "more": 2}),
    ],
)
def test_each_part_of_the_whole_has_an_id_of_its_own(schema: dict[str, Any], payload: dict[str, Any]) -> None:
    form = build_form({"type": "object", **schema})
    for inner in (form, build_form({"properties": {"it": {"type": "object", **schema}}})):
        html = draw_layout(
            inner, lay_out(inner, filled(inner, payload if inner is form else {"it": payload})), "en", Mount()
        )
        ids = re.findall(r' id="([^"]+)"', html)
        assert len(ids) == len(set(ids))


def test_entries_of_the_same_name_have_ids_of_their_own() -> None:
    form = build_form({"type": "object", "additionalProperties": {"type": "object", "properties": {"name": {}}}})
    values = filled(form, {"1": {"name": 1}})
    slot = lay_out(form, values).items[0].slot
    for name in ("", "1", "0"):
        values = add_entry(form, values, slot)
        (*_, last) = (field for field in lay_out(form, values).fields if field.name == "name")
        values = with_raws(values, {last.slot: name})
    ids = re.findall(r' id="([^"]+)"', draw_layout(form, lay_out(form, values), "en", Mount()))
    assert len(ids) == len(set(ids))
    assert {"field-1", "field-1-name", "field-1-name-", "field-1-value", "field-1-value-name", "field-2-value"} <= set(
        ids
    )
