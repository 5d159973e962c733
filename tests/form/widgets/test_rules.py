"""Which widget a value gets: by its shape, by a hint, by another dialect's hint."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import RULES, Upload, build_form, fields_of, inspect, items, untouched
from playground.form.schema.names import words_of
from playground.form.schema.node import Node
from playground.form.widgets.seed import SEED
from tests.form.drawing import field, form_of, single

URI = {"type": "string", "format": "uri"}


@pytest.mark.parametrize(
    ("name", "schema", "required", "widget"),
    [
        ("style", {"type": "string"}, False, "text"),
        ("style", {"type": "string", "maxLength": 200}, False, "text"),
        ("style", {"type": "string", "maxLength": 201}, False, "textarea"),
        ("prompt", {"type": "string"}, False, "textarea"),
        ("negative_prompt", {"type": "string"}, False, "textarea"),
        ("提示词", {"type": "string"}, False, "textarea"),
        ("prompt_strength", {"type": "number"}, False, "number"),
        ("size", {"enum": list("abcdefg")}, False, "radio"),
        ("size", {"enum": list("abcdefgh")}, False, "select"),
        ("size", {"enum": [1, "a", None]}, False, "radio"),
        ("size", {"enum": ["a"]}, False, "radio"),
        ("size", {"const": "a"}, False, "radio"),
        ("size", {"const": "a"}, True, "hidden"),
        ("nothing", {"type": "null"}, False, "radio"),
        ("audio", {"type": "boolean"}, False, "radio"),
        ("audio", {"type": "boolean"}, True, "checkbox"),
        ("audio", {"type": "boolean", "default": False}, False, "checkbox"),
        ("audio", {"type": ["boolean", "null"], "default": True}, False, "checkbox"),
        ("audio", {"type": ["boolean", "null"], "default": None}, False, "radio"),
        ("n", {"type": "integer", "minimum": 1, "maximum": 6, "default": 1}, False, "slider"),
        ("n", {"type": "integer", "minimum": 1, "maximum": 6}, False, "number"),
        ("n", {"type": "integer", "minimum": 1, "maximum": 6}, True, "slider"),
        ("n", {"type": "integer", "minimum": 1, "maximum": 101, "default": 1}, False, "slider"),
        ("n", {"type": "integer", "minimum": 1, "maximum": 102, "default": 1}, False, "number"),
        ("n", {"type": "integer", "minimum": 0, "maximum": 1000, "multipleOf": 10, "default": 0}, False, "slider"),
        ("n", {"type": "integer", "default": 1, "minimum": 1}, False, "number"),
        ("scale", {"type": "number", "minimum": 1, "maximum": 20, "default": 7.5}, False, "slider"),
        ("scale", {"type": "number", "minimum": 0, "maximum": 1, "default": 0.123}, False, "number"),
        ("scale", {"type": "number", "minimum": -9.2e18, "maximum": 9.2e18, "default": 1}, False, "number"),
        ("scale", {"type": "number", "exclusiveMinimum": 0, "maximum": 1, "default": 1}, False, "number"),
        ("n", {"type": ["integer", "null"], "minimum": 1, "maximum": 6, "default": 1}, False, "slider"),
        ("seed", {"type": "integer", "minimum": -1, "maximum": 4294967295}, False, "seed"),
        ("seed", {"type": "integer", "minimum": 0, "maximum": 5, "default": 1}, False, "seed"),
        ("noiseSeed", {"type": ["integer", "null"]}, False, "seed"),
        ("day", {"type": "string", "format": "date"}, False, "date"),
        ("when", {"type": "string", "format": "date-time"}, False, "datetime"),
        ("tint", {"type": "string", "format": "color"}, False, "color"),
        ("key", {"type": "string", "format": "password"}, False, "password"),
        ("image", URI, False, "file-upload"),
        ("webhook", URI, False, "text"),
        ("image_url", {"type": "string"}, False, "file-upload"),
        ("imageName", {"type": "string"}, False, "text"),
        ("source", {**URI, "contentMediaType": "video/mp4"}, False, "file-upload"),
        ("page", {"type": "string", "contentMediaType": "text/html"}, False, "text"),
        ("file", {"type": "string", "format": "binary"}, False, "file-upload"),
        ("image_urls", {"type": "array", "items": URI}, False, "file-upload"),
        ("styles", {"type": "array", "items": {"enum": ["a", "b"]}}, False, "multiselect"),
        ("meta", {}, False, "json"),
        ("meta", True, False, "json"),
        ("meta", {"type": "object"}, False, "json"),
        ("meta", {"type": "array"}, False, "json"),
        ("meta", {"type": "sparkle"}, False, "json"),
        ("n", {"type": "int"}, False, "number"),
        ("flag", {"type": "bool", "default": True}, False, "checkbox"),
    ],
)
def test_the_shape_of_a_value_picks_its_widget(name: str, schema: Any, required: bool, widget: str) -> None:
    assert single(schema, name, required=required).widget == widget


TEXT = {"type": "string"}
INTEGER = {"type": "integer"}
BOUNDED = {"type": "integer", "minimum": 0, "maximum": 5000, "default": 1}
CHOICES = {"enum": ["a", "b"]}
MANY = {"type": "array", "items": CHOICES}


@pytest.mark.parametrize(
    ("schema", "hint", "widget"),
    [
        (TEXT, "textarea", "textarea"),
        (TEXT, "password", "password"),
        (TEXT, "color", "color"),
        (TEXT, "date", "date"),
        (TEXT, "datetime", "datetime"),
        (TEXT, "file-upload", "file-upload"),
        (TEXT, "json", "json"),
        (TEXT, "hidden", "hidden"),
        ({"type": "array", "items": TEXT}, "file-upload", "file-upload"),
        ({"type": "object", "properties": {"a": TEXT}}, "json", "json"),
        (INTEGER, "seed", "seed"),
        (INTEGER, "number", "number"),
        (BOUNDED, "slider", "slider"),
        (CHOICES, "select", "select"),
        (CHOICES, "radio", "radio"),
        ({"type": "boolean", "default": True}, "select", "select"),
        ({"type": "boolean"}, "checkbox", "radio"),
        (MANY, "select", "multiselect"),
        (MANY, "radio", "multiselect"),
        (MANY, "checkbox", "multiselect"),
    ],
)
def test_a_hint_chooses_any_widget_that_fits(schema: dict[str, Any], hint: str, widget: str) -> None:
    chosen = single({**schema, "x-playground": {"widget": hint}})
    assert chosen.widget == widget
    assert chosen.why.hint == hint


@pytest.mark.parametrize(
    ("schema", "hint", "fitting"),
    [
        (TEXT, "slider", "hidden, text, textarea, password, color, date, datetime, file-upload, json"),
        (INTEGER, "slider", "hidden, number, seed, json"),
        (CHOICES, "textarea", "hidden, radio, select, json"),
        (MANY, "text", "hidden, checkbox, radio, select, json"),
        (TEXT, "sparkle", "hidden, text, textarea, password, color, date, datetime, file-upload, json"),
        ({"type": "object", "properties": {"a": TEXT}}, "text", "hidden, json"),
    ],
)
def test_a_hint_that_does_not_fit_is_an_error_that_lists_those_that_do(
    schema: dict[str, Any], hint: str, fitting: str
) -> None:
    report = inspect({"type": "object", "properties": {"it": {**schema, "x-playground": {"widget": hint}}}})
    assert not report.ok
    assert report.problems == (("/it", f"The widget {hint} does not fit here; these do: {fitting}."),)


@pytest.mark.parametrize(("typed", "meant"), [("textaera", "textarea"), ("Slider", "slider"), ("upload-file", "")])
def test_a_mistyped_widget_is_answered_with_the_one_that_was_meant(typed: str, meant: str) -> None:
    report = inspect({"properties": {"it": {**TEXT, "x-playground": {"widget": typed}}}})
    [(_, sentence)] = report.problems
    assert ("Did you mean" in sentence) is bool(meant)
    assert not meant or f"There is no widget {typed}. Did you mean {meant}?" in sentence
    assert "hidden, text, textarea" in sentence


@pytest.mark.parametrize(
    ("schema", "widget"),
    [
        ({"type": "string", "ui:widget": "textarea"}, "textarea"),
        ({"type": "string", "ui_component": "textarea"}, "textarea"),
        ({"type": "string", "x-ui-component": "uploader"}, "file-upload"),
        ({"type": "string", "ui.field": "password"}, "password"),
        ({"type": "string", "format": "textarea"}, "textarea"),
        ({"type": "string", "x-cog-secret": True}, "password"),
        ({"type": "string", "x-hidden": True}, "hidden"),
        ({"type": "string", "ui_hidden": True}, "hidden"),
        ({"type": "string", "ui_hidden": False}, "text"),
        ({"type": "string", "ui.hidden": True}, "hidden"),
        ({**MANY, "ui:widget": "checkboxes"}, "multiselect"),
        ({"type": "string", "ui:widget": "range"}, "text"),
        ({"type": "string", "ui:widget": "MyOwnWidget"}, "text"),
        ({"type": "string", "ui:widget": 5}, "text"),
    ],
)
def test_other_dialects_hints_count_where_they_fit(schema: dict[str, Any], widget: str) -> None:
    assert single(schema).widget == widget
    assert inspect({"type": "object", "properties": {"it": schema}}).ok


def test_our_own_hint_wins_over_another_dialects() -> None:
    assert single({"type": "string", "ui:widget": "textarea", "x-playground": {"widget": "text"}}).widget == "text"


def test_a_caller_puts_rules_of_its_own_first() -> None:
    def is_postcode(node: Node) -> bool:
        return node.name == "postcode"

    schema = {"type": "object", "properties": {"postcode": {"type": "string"}, "town": {"type": "string"}}}
    form = build_form(schema, rules=((SEED, is_postcode), *RULES))
    assert field(form, "postcode").widget is SEED
    assert field(form, "postcode").why.rule == "is_postcode"
    assert field(form, "town").widget == "text"


@pytest.mark.parametrize(
    ("name", "schema", "expected"),
    [
        ("image", URI, Upload("image", ("image/*",), multiple=False, max_files=1)),
        ("video_url", URI, Upload("video", ("video/*",), multiple=False, max_files=1)),
        ("file_url", URI, Upload("file", (), multiple=False, max_files=1)),
        (
            "image_urls",
            {"type": "array", "items": URI, "maxItems": 3, "x-playground": {"maxSize": 9}},
            Upload("image", ("image/*",), multiple=True, max_files=3, max_size=9),
        ),
        (
            "clips",
            {"type": "array", "items": URI, "x-playground": {"accept": ".mp4, video/webm", "uploadKind": "video"}},
            Upload("video", (".mp4", "video/webm"), multiple=True),
        ),
        (
            "face",
            {"type": "string", "format": "data-url"},
            Upload("image", ("image/*",), max_files=1, longest_data=2**21),
        ),
        (
            "uri",
            {"type": "string", "pattern": "^data:image\\/.*", "maxLength": 5242880},
            Upload("image", ("image/*",), max_files=1, longest_data=5242880, takes_link=False),
        ),
        (
            "masks",
            {"type": "array", "items": {"type": "string", "pattern": "^(https://|data:image/)", "maxLength": 99}},
            Upload("image", ("image/*",), multiple=True, longest_data=99),
        ),
        ("voice_uri", {"type": "string", "pattern": "^https://"}, Upload("audio", ("audio/*",), max_files=1)),
        (
            "refs",
            {"type": "array", "items": URI, "maxItems": 9, "x-playground": {"accept": ["image"], "maxFiles": 2}},
            Upload("image", ("image/*",), multiple=True, max_files=2),
        ),
    ],
)
def test_an_upload_knows_what_it_takes(name: str, schema: dict[str, Any], expected: Upload) -> None:
    assert single(schema, name).upload == expected


def test_names_are_split_into_words() -> None:
    assert words_of("startImageURL") == ("start", "image", "url")
    assert words_of("image_urls") == ("image", "urls")
    assert words_of("seed2") == ("seed", "2")


def test_the_reference_form(reference: dict[str, Any]) -> None:
    form = build_form(reference)
    found = {name: field(form, name) for name in reference["properties"]}
    assert {name: shown.widget.name for name, shown in found.items()} == {
        "prompt": "textarea",
        "n": "slider",
        "size": "radio",
        "image_urls": "file-upload",
        "resolution": "radio",
        "negative_prompt": "textarea",
    }
    assert [name for name, shown in found.items() if shown.advanced] == ["image_urls"]
    assert found["prompt"].rows == 6
    assert not found["prompt"].optional


def test_hints_are_read_from_a_form_of_one_property() -> None:
    shown = form_of(
        {
            "n": {
                "type": "integer",
                "x-playground": {"placeholder": "how many", "help": "h", "unit": "s", "group": "Output", "rows": 2},
            }
        }
    )
    found = field(shown, "n")
    assert (found.placeholder, found.help, found.unit, found.group, found.rows) == ("how many", "h", "s", "Output", 2)


@pytest.mark.parametrize("labels", [["Calm", "Bright"], {"calm": "Calm", "bright": "Bright"}])
@pytest.mark.parametrize("on_items", [False, True])
def test_several_choices_are_named_on_the_list_or_on_its_items(labels: Any, on_items: bool) -> None:
    choices: dict[str, Any] = {"enum": ["calm", "bright"]}
    moods: dict[str, Any] = {"type": "array", "items": choices}
    (choices if on_items else moods)["x-playground"] = {"labels": labels}
    form = build_form({"type": "object", "properties": {"moods": moods}})
    (field,) = fields_of(items(form, untouched(form)))
    assert [choice.label for choice in field.choices] == ["Calm", "Bright"]
