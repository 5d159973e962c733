"""Whatever a schema asks for and whatever is loaded, the form can be drawn."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings

from playground.component.form_view import Mount, draw_layout
from playground.form import build_form, choose_variant, filled, lay_out, untouched, validate
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
