"""What a payload leaves out counts as its default: whoever leaves it out, the price is the same."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import build_form, defaults_of, filled, lay_out, untouched, with_defaults

N = {"type": "integer", "default": 1}
FRAME = {"type": "object", "properties": {"width": N, "ink": {"type": "string"}}, "default": {"width": 3}}
NEEDED = {"type": "object", "properties": {"width": N}}
SMALL = {"type": "object", "properties": {"kind": {"const": "small"}, "count": N}, "required": ["kind"]}
LARGE = {"type": "object", "properties": {"kind": {"const": "large"}, "scale": N}, "required": ["kind"]}
ROWS = {"type": "array", "items": {"type": "object", "properties": {"n": N}}}


def counted(schema: dict[str, Any], payload: Any) -> Any:
    form = build_form(schema)
    return with_defaults(payload, defaults_of(form, lay_out(form, filled(form, payload))))


@pytest.mark.parametrize(
    ("properties", "given", "means"),
    [
        ({"n": N, "prompt": {"type": "string"}}, {}, {"n": 1}),
        ({"n": N}, {"n": 4}, {"n": 4}),
        ({"frame": FRAME}, {}, {"frame": {"width": 3}}),
        ({"frame": FRAME}, {"frame": {"ink": "red"}}, {"frame": {"ink": "red", "width": 1}}),
        ({"frame": NEEDED}, {}, {}),
        ({"rows": ROWS}, {"rows": [{}, {"n": 2}]}, {"rows": [{"n": 1}, {"n": 2}]}),
        ({"tags": {"type": "array", "items": {"type": "string"}, "default": ["a"]}}, {}, {"tags": ["a"]}),
    ],
)
def test_what_is_left_out_counts_as_its_default(properties: dict[str, Any], given: Any, means: Any) -> None:
    assert counted({"type": "object", "properties": properties}, given) == means


def test_only_the_chosen_variant_has_defaults() -> None:
    schema = {"type": "object", "oneOf": [SMALL, LARGE]}
    assert counted(schema, {"kind": "large"}) == {"kind": "large", "scale": 1}
    assert counted(schema, {"kind": "small"}) == {"kind": "small", "count": 1}


def test_an_untouched_form_and_nothing_at_all_count_the_same() -> None:
    properties = {"n": N, "frame": FRAME, "rows": {**ROWS, "default": [{}]}}
    form = build_form({"type": "object", "properties": properties})
    layout = lay_out(form, untouched(form))
    whole = with_defaults(layout.collected.payload, defaults_of(form, layout))
    assert whole == counted(dict(form.schema), {}) == {"n": 1, "frame": {"width": 3}, "rows": [{"n": 1}]}
