"""Hints of other dialects, each in the shape in which it is published."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from playground.form import RULES, WIDGETS, Field, build_form, items, untouched, validate
from playground.form.inspection.lint import hints_schema
from playground.form.schema.dialects import _TABLE
from playground.form.schema.sanitise import _BOUNDS
from playground.form.widgets.rules import words_of
from tests.form.drawing import form_of, sent, single

DOCS = Path(__file__).parents[3] / "docs"
TEXT = {"type": "string"}
CHOICES = {"type": "string", "enum": ["a", "b"]}
NUMBERS = {"type": "integer", "enum": [0, 1]}


@pytest.mark.parametrize(
    ("schema", "labels"),
    [
        ({**CHOICES, "x-imgly-enum-labels": {"a": "Square", "b": "Landscape"}}, ["Square", "Landscape"]),
        ({**NUMBERS, "x-enumNames": ["Off", "On"]}, ["Off", "On"]),
        ({**NUMBERS, "x-enum-varnames": ["Off", "On"]}, ["Off", "On"]),
        ({**CHOICES, "options": {"enum_titles": ["Arial", "Bodoni"]}}, ["Arial", "Bodoni"]),
        ({**CHOICES, "ui:options": {"enumNames": ["Arial", "Bodoni"]}}, ["Arial", "Bodoni"]),
        ({**CHOICES, "x-apidog-enum": [{"value": "a", "name": "A!"}, {"value": "b", "name": ""}]}, ["A!", "b"]),
        ({**NUMBERS, "x-ms-enum": {"name": "Mode", "values": [{"value": 1, "name": "On"}]}}, ["0", "On"]),
        ({**CHOICES, "x-enum-descriptions": {"a": "Quick", "b": "Fine"}}, ["Quick", "Fine"]),
        ({**CHOICES, "x-enum-descriptions": ["Quick", "F" * 41]}, ["a", "b"]),
        ({**CHOICES, "x-deprecated-enum-values": ["a"]}, ["b", "a"]),
        ({**TEXT, "input": {"type": "select", "options": ["a", "b"]}}, ["a", "b"]),
        ({**TEXT, "input": {"type": "select", "options": [{"value": "a", "label": "A!"}]}}, ["A!"]),
        ({**TEXT, "x-extensible-enum": ["a", "b"]}, ["a", "b"]),
    ],
)
def test_choices_and_their_labels(schema: dict[str, Any], labels: list[str]) -> None:
    assert [choice.label for choice in single(schema).choices] == labels


def test_a_choice_that_is_outdated_still_sends_what_it_shows() -> None:
    form = form_of({"model": {**CHOICES, "default": "a", "x-deprecated-enum-values": ["a"]}})
    assert sent(form) == {"model": "a"}


@pytest.mark.parametrize(
    ("schema", "widget"),
    [
        ({**TEXT, "ui:options": {"widget": "textarea"}}, "textarea"),
        ({**TEXT, "x-component": "Input.TextArea"}, "textarea"),
        ({**TEXT, "x-ui": {"component": "TextArea"}}, "textarea"),
        ({**TEXT, "options": {"hidden": True}}, "hidden"),
        ({**TEXT, "hidden": True}, "hidden"),
        ({**TEXT, "x-visible": False}, "hidden"),
        ({**TEXT, "input": {"type": "password"}}, "password"),
        ({**TEXT, "airbyte_secret": True}, "password"),
        ({**TEXT, "secret": True}, "password"),
        ({**TEXT, "ui:options": {"inputType": "password"}}, "password"),
        ({**TEXT, "x-cog-type": "secret"}, "password"),
        ({**TEXT, "x-cog-type": "image"}, "file-upload"),
        ({**TEXT, "x-cog-type": "path"}, "file-upload"),
        ({**TEXT, "_fal_ui_field": "image"}, "file-upload"),
        ({**TEXT, "ui": {"field": "image"}}, "file-upload"),
        ({**TEXT, "input": "connection"}, "text"),
        ({**TEXT, "options": []}, "text"),
        ({**CHOICES, "input": {"type": "password"}}, "radio"),
    ],
)
def test_widgets(schema: dict[str, Any], widget: str) -> None:
    assert single(schema).widget == widget


@pytest.mark.parametrize(
    ("schema", "attribute", "value"),
    [
        ({"ui:options": {"title": "Called"}}, "title", "Called"),
        ({"x-component-props": {"placeholder": "Write"}}, "placeholder", "Write"),
        ({"options": {"inputAttributes": {"placeholder": "Write"}}}, "placeholder", "Write"),
        ({"options": {"infoText": "More"}}, "help", "More"),
        ({"ui:options": {"rows": 7}}, "rows", 7),
        ({"x-group": "Look"}, "group", "Look"),
        ({"x-advanced": True}, "advanced", True),
        ({"x-component-props": 5}, "placeholder", ""),
    ],
)
def test_words(schema: dict[str, Any], attribute: str, value: Any) -> None:
    assert getattr(single({**TEXT, **schema}), attribute) == value


@pytest.mark.parametrize("keyword", ["x-apidog-orders", "x-fal-order-properties", "ui:order"])
def test_orders(keyword: str) -> None:
    form = form_of({"prompt": TEXT, "size": TEXT}, **{keyword: ["size", "prompt"]})
    assert [item.name for item in items(form, untouched(form))] == ["size", "prompt"]


def test_the_first_place_is_a_place() -> None:
    form = form_of({"prompt": TEXT, "size": {**TEXT, "x-order": 0}})
    assert [item.name for item in items(form, untouched(form))] == ["size", "prompt"]


@pytest.mark.parametrize(
    "bounds",
    [
        {"type": "int", "minValue": 128, "maxValue": 2048},
        {"type": "integer", "ge": 128, "le": 2048},
        {"type": "integer", "gt": 127, "lt": 2049},
        {"type": "integer", "min": 128, "max": 2048},
        {"type": "integer", "minimum": 128, "minValue": 1, "maxValue": 2048},
    ],
)
def test_bounds_in_other_words_are_kept_too(bounds: dict[str, Any]) -> None:
    form = build_form({"type": "object", "properties": {"width": bounds, "min": {"type": "integer"}}})
    assert [validate(form, {"width": width}) == () for width in (127, 128, 2048, 2049)] == [False, True, True, False]
    [width, smallest] = [item for item in items(form, untouched(form)) if isinstance(item, Field)]
    assert (smallest.name, smallest.limits.minimum) == ("min", None)
    assert width.name == "width"


@pytest.mark.parametrize(
    ("schema", "names", "values"),
    [
        ({"examples": [{"summary": "A lake", "value": {"prompt": "lake"}}]}, ("A lake",), ({"prompt": "lake"},)),
        ({"examples": [{"value": {"prompt": "lake"}}]}, ("",), ({"prompt": "lake"},)),
        ({"examples": {"lake": {"value": {"prompt": "a"}}}}, ("lake",), ({"prompt": "a"},)),
        ({"examples": [{"x-id": 7, "summary": "A", "value": {"prompt": "a"}}]}, ("A",), ({"prompt": "a"},)),
        ({"examples": [{"dataValue": {"n": 1}, "serializedValue": "n=1"}]}, ("",), ({"n": 1},)),
        ({"examples": [{"x-id": 7}, {"summary": "A"}]}, ("", ""), ({"x-id": 7}, {"summary": "A"})),
        ({"examples": [{"externalValue": "https://a.example/b.json"}]}, (), ()),
        (
            {"examples": [{"prompt": "a"}, {"summary": "B", "value": {"prompt": "b"}}]},
            ("", "B"),
            ({"prompt": "a"}, {"prompt": "b"}),
        ),
        ({"example": {"summary": "A", "value": {"prompt": "a"}}}, ("A",), ({"prompt": "a"},)),
        ({"examples": [{"summary": "A", "value": 1}], "x-playground": {"examples": ["Ours"]}}, ("Ours",), (1,)),
        ({"examples": [{"value": 1}], "properties": {"value": {}}}, ("",), ({"value": 1},)),
        ({"examples": "none"}, (), ()),
    ],
)
def test_examples_of_openapi_are_unwrapped(schema: dict[str, Any], names: Any, values: Any) -> None:
    form = build_form({"type": "object", **schema})
    assert (form.example_names, form.examples) == (names, values)


def test_every_word_that_is_understood_stands_in_the_list_for_people() -> None:
    words = set(re.findall(r"`([^`]+)`", (DOCS / "hints.md").read_text(encoding="utf-8")))
    of_hints = {keyword for _, _, keywords in _TABLE for keyword in keywords}
    of_widgets = {*words_of(RULES)} - {*words_of(RULES).values()}
    missing = (of_hints | of_widgets | _BOUNDS.keys()) - words
    assert not missing, f"docs/hints.md does not name {sorted(missing)}"


def test_every_hint_of_our_own_stands_in_the_readme() -> None:
    words = set(re.findall(r"`([^`]+)`", (DOCS.parent / "README.md").read_text(encoding="utf-8")))
    missing = (hints_schema()["properties"].keys() | {*WIDGETS}) - {"media", "examples", "multiselect"} - words
    assert not missing, f"README does not name {sorted(missing)}"
