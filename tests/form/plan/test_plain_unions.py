"""Choices that are no choice of a variant: one control for all of them, or no more than bounds."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import (
    filled,
    validate,
)
from tests.form.drawing import drawn, field, form_of, sent, typed, variants

TEXT = {"type": "string"}
OPEN = {"anyOf": [TEXT, {"enum": ["a", "b"]}], "default": "a"}


@pytest.mark.parametrize(
    ("raw", "payload"), [("1", {"model": "b"}), ("=c", {"model": "c"}), ("=", {}), ("", {}), ("=a", {"model": "a"})]
)
def test_one_of_these_or_your_own_is_one_control(raw: str, payload: dict[str, Any]) -> None:
    form = form_of({"model": OPEN})
    shown = field(form, "model")
    assert (shown.widget, shown.open, [choice.value for choice in shown.choices]) == ("select", True, ["a", "b"])
    assert sent(form) == {"model": "a"}
    assert sent(form, typed(form, {("model",): raw})) == payload


@pytest.mark.parametrize("value", ["b", "my own", "=", "", None])
def test_a_text_of_ones_own_is_loaded_and_sent_as_it_stands(value: str | None) -> None:
    form = form_of({"model": {**OPEN, "nullable": True}})
    assert sent(form, filled(form, {"model": value})) == {"model": value}


def test_a_text_that_may_be_written_in_several_ways_is_one_control_and_checked_by_all() -> None:
    ways = [{"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^b", "maxLength": 3}]
    form = form_of({"it": {"anyOf": ways}})
    assert field(form, "it").widget == "text"
    assert sent(form, typed(form, {("it",): "bcd"})) == {"it": "bcd"}
    assert [issue.path for issue in validate(form, {"it": "c"})] == [("it",)]


def test_branches_that_only_constrain_are_no_variants() -> None:
    form = form_of({"a": TEXT, "b": TEXT}, anyOf=[{"required": ["a"]}, {"required": ["b"]}])
    assert set(drawn(form)) == {("a",), ("b",)}
    assert [issue.path for issue in validate(form, {})] == [("a",)]


WHOLE, FRACTION = {"type": "integer"}, {"type": "number"}


@pytest.mark.parametrize(
    ("schema", "widget", "good", "wrong"),
    [
        ({"anyOf": [WHOLE, FRACTION]}, "number", (1, 0.5), {"x": "type"}),
        ({"anyOf": [FRACTION, {"type": "null"}, WHOLE]}, "number", (0.5, None), {"x": "type"}),
        ({**WHOLE, "anyOf": [{"maximum": 5}, {"minimum": 10}]}, "number", (5, 10), {7: "maximum"}),
        (
            {"anyOf": [{**WHOLE, "minimum": 0, "maximum": 4}, {**WHOLE, "minimum": 8, "maximum": 9}], "default": 1},
            "slider",
            (0, 9),
            {6: "maximum"},
        ),
        (
            {**TEXT, "anyOf": [{"pattern": "^https:"}, {"pattern": "^data:image/"}]},
            "file-upload",
            ("https://a.b/c",),
            {},
        ),
        ({**TEXT, "oneOf": [{"maxLength": 2}, {"minLength": 5}]}, "text", ("ab", "abcdef"), {"abc": "max_length"}),
        ({**TEXT, "anyOf": [{"enum": ["auto"]}, {"pattern": "^#"}]}, "select", ("auto", "#fff"), {"x": "enum"}),
        ({"anyOf": [{**TEXT, "format": "uri"}, {**TEXT, "format": "email"}]}, "text", ("a@b.de",), {"x": "format_uri"}),
    ],
)
def test_a_choice_of_nothing_but_numbers_or_texts_is_one_control(
    schema: dict[str, Any], widget: str, good: tuple[Any, ...], wrong: dict[Any, str]
) -> None:
    form = form_of({"it": schema})
    assert field(form, "it").widget == widget
    for value in good:
        assert sent(form, filled(form, {"it": value})) == {"it": value}
        assert validate(form, {"it": value}) == ()
    for value, code in wrong.items():
        assert [(issue.path, issue.code) for issue in validate(form, {"it": value})] == [(("it",), f"issue.{code}")]


def test_a_choice_of_numbers_and_what_says_more_stays_a_choice() -> None:
    form = form_of({"it": {"anyOf": [{"const": -1, "title": "Any"}, {**WHOLE, "minimum": 1, "title": "Fixed"}]}})
    assert variants(form, "it").choices == ("Any", "Fixed")


def test_bounds_of_a_list_that_may_be_met_in_one_of_two_ways_are_no_choice() -> None:
    sides = {"type": "array", "items": TEXT, "anyOf": [{"minItems": 2}, {"maxItems": 0}]}
    form = form_of({"sides": sides})
    assert sent(form, filled(form, {"sides": ["a", "b"]})) == {"sides": ["a", "b"]}
    assert [issue.path for issue in validate(form, {"sides": ["a"]})] == [("sides",)]
    assert drawn(form, filled(form, {"sides": ["a"]}))["sides", 0].title == "Sides 1"
