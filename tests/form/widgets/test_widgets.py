"""A widget is one place, and the list of rules is made of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import playground.component
from playground.form import RULES, WIDGETS, Widget, build_form, fields_of, filled, items, untouched, with_raws
from playground.form.widgets.rules import rules_of, words_of

DRAWINGS = Path(playground.component.__file__).parent / "templates" / "widgets"


def test_the_rules_are_those_of_the_widgets_each_once() -> None:
    assert len(set(RULES)) == len(RULES)
    assert set(RULES) == {(widget, fits) for widget in WIDGETS for fits in widget.fits}


@pytest.mark.parametrize("widget", WIDGETS)
def test_a_widget_s_rules_stand_in_its_own_order(widget: Widget) -> None:
    assert tuple(fits for other, fits in RULES if other == widget) == widget.fits


@pytest.mark.parametrize("widget", WIDGETS)
def test_ours_is_drawn_by_files_of_the_component(widget: Widget) -> None:
    brought = [name for name in ("template", "style", "script") if getattr(widget, name)]
    assert not brought, f"the page runs no script of a widget: docs/widgets.md (One of ours) says where {brought} go"


def test_no_two_widgets_are_called_the_same() -> None:
    words = [word for widget in WIDGETS for word in {*widget.words, widget.name}]
    assert len(words) == len(set(words))
    assert words_of(RULES)["dropdown"] == "select"


def test_every_look_has_its_drawing() -> None:
    schema = {
        "properties": {
            "tiles": {"enum": ["1:1", "16:9"], "default": "1:1"},
            "segments": {"enum": ["a", "b"], "default": "a"},
            "chips": {"enum": ["one of the long ones", "another long one", "short", "brief"]},
            "slider": {"type": "integer", "minimum": 1, "maximum": 4, "default": 1},
        }
    }
    form = build_form(schema)
    looks = {field.name: field.widget.look(field).name for field in fields_of(items(form, untouched(form)))}
    assert looks == {name: name for name in schema["properties"]}
    drawings = {path.stem for path in DRAWINGS.glob("*.html")}
    own = {str(widget) for widget in WIDGETS} - {"radio", "file-upload"}
    assert drawings == {*own, *looks, "uploads"}


@pytest.mark.parametrize(
    ("loaded", "typed", "look"),
    [
        ({"n": 4}, None, "slider"),
        ({"n": 3}, None, "number"),  # off its steps
        ({"n": 11}, None, "number"),  # beyond its end
        ({}, None, "slider"),
        ({"n": 4}, "8", "slider"),
        ({"n": 4}, "many", "number"),
    ],
)
def test_a_slider_is_drawn_where_it_can_show_what_it_holds(
    loaded: dict[str, int], typed: str | None, look: str
) -> None:
    number = {"type": "integer", "minimum": 0, "maximum": 10, "multipleOf": 2, "default": 2}
    form = build_form({"properties": {"n": number}})
    values = filled(form, loaded)
    drawn = next(fields_of(items(form, values if typed is None else with_raws(values, {("n",): typed}))))
    assert drawn.widget.look(drawn).name == look


@pytest.mark.parametrize(
    ("word", "typed", "look"),
    [
        ("date", "2026-11-22", "date"),
        ("date", "soon", "text"),
        ("date-time", "2026-11-22T10:00", "datetime"),
        ("date-time", "soon", "text"),
    ],
)
def test_a_picker_is_drawn_where_it_can_show_what_was_typed(word: str, typed: str, look: str) -> None:
    form = build_form({"properties": {"when": {"type": "string", "format": word}}})
    drawn = next(fields_of(items(form, with_raws(untouched(form), {("when",): typed}))))
    assert drawn.widget.look(drawn).name == look


def test_what_stands_after_ours_is_asked_after_ours() -> None:
    class Whole(Widget):
        __slots__ = ()
        name = "whole"
        fits = (lambda node: node.types == {"integer"},)

    whole = Whole()
    assert rules_of((whole, *WIDGETS)) == ((whole, Whole.fits[0]), *RULES)
    assert rules_of((*WIDGETS, whole)) == (*RULES, (whole, Whole.fits[0]))
    assert {widget for widget, _ in rules_of(WIDGETS[:3])} == set(WIDGETS[:3])


@pytest.mark.parametrize(
    ("schema", "held", "labels"),
    [
        ({"enum": ["1", 1, "Yes", True, "x"]}, "x", ['"1"', "1", '"Yes"', "Yes (true)", "x"]),
        ({"enum": ["matt", "gloss"]}, "satin", ["matt", "gloss", "satin"]),
        ({"enum": ["matt", 5]}, "5", ["matt", "5", '"5"']),
        ({"enum": ["matt", "gloss"]}, "", ["matt", "gloss", '""']),
        ({"oneOf": [{"const": 1, "title": "Wide"}, {"const": 2, "title": "Wide"}]}, 1, ["Wide (1)", "Wide (2)"]),
        ({"type": "array", "uniqueItems": True, "items": {"enum": [2, "2"]}}, ["2", "3"], ["2", '"2"', "3"]),
    ],
)
def test_no_two_choices_read_the_same(schema: dict[str, Any], held: Any, labels: list[str]) -> None:
    form = build_form({"properties": {"it": schema}})
    (field,) = fields_of(items(form, filled(form, {"it": held})))
    assert [choice.label for choice in field.choices] == labels
