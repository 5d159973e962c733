"""What people read for a field, and which names are secrets, plumbing or media."""

from __future__ import annotations

from typing import Any

import pytest

from playground.form import Variants, build_form, collect, filled, items, untouched, validate
from playground.form.page.collect import walk_items
from playground.form.schema.names import in_words, names_plumbing, names_secret
from playground.texts import translate
from tests.form.drawing import drawn, form_of, single

TEXT = {"type": "string"}
INPUT = {"title": "ImageInput", "type": "object", "properties": {"url": TEXT}}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("negative_prompt", "Negative prompt"),
        ("negativePrompt", "Negative prompt"),
        ("NEGATIVE_PROMPT", "Negative prompt"),
        ("image_url", "Image URL"),
        ("imageURL", "Image URL"),
        ("startImageURLs", "Start image URLs"),
        ("cfg_scale", "CFG scale"),
        ("enable_nsfw_filter", "Enable NSFW filter"),
        ("taskId", "Task ID"),
        ("reference_ids", "Reference IDs"),
        ("image2", "Image 2"),
        ("image_url_2", "Image URL 2"),
        ("t2i_scale", "T2i scale"),
        ("lora-path", "LoRA path"),
        ("output.format", "Output format"),
        ("x", "X"),
        ("提示词", "提示词"),
        ("2", "2"),
        ("", ""),
    ],
)
def test_a_name_in_words(name: str, words: str) -> None:
    assert in_words(name) == words


def titles(properties: dict[str, Any], **root: Any) -> list[str]:
    form = form_of(properties, **root)
    return [item.title for item in items(form, untouched(form))]


@pytest.mark.parametrize(
    ("properties", "expected"),
    [
        ({"negative_prompt": TEXT}, ["Negative prompt"]),
        ({"height": {"type": "integer", "title": "Integer"}}, ["Height"]),
        ({"mode": {**TEXT, "title": "mode"}}, ["Mode"]),
        ({"mode": {**TEXT, "title": "edit_mode"}}, ["Edit mode"]),
        ({"mode": {**TEXT, "title": "How to edit"}}, ["How to edit"]),
        ({"first_frame": {"$ref": "#/$defs/input"}, "last": {"$ref": "#/$defs/input"}}, ["First frame", "Last"]),
        ({"first_frame": {"allOf": [{"$ref": "#/$defs/input"}]}}, ["First frame"]),
        ({"first_frame": {"anyOf": [{"$ref": "#/$defs/input"}, {"type": "null"}]}}, ["First frame"]),
        ({"first_frame": {"$ref": "#/$defs/wrapped"}}, ["First frame"]),
        ({"first_frame": {"$ref": "#/$defs/input", "title": "Start"}}, ["Start"]),
        ({"a": {**TEXT, "title": "Same"}, "b": {**TEXT, "title": "Same"}}, ["A", "B"]),
        (
            {"seedValue": {**TEXT, "title": "Same"}, "seed_value": {**TEXT, "title": "Same"}},
            ["Seed value (seedValue)", "Seed value (seed_value)"],
        ),
    ],
)
def test_a_field_is_called_by_what_tells_it_from_others(properties: dict[str, Any], expected: list[str]) -> None:
    assert titles(properties, **{"$defs": {"input": INPUT, "wrapped": {"allOf": [INPUT]}}}) == expected


def test_a_title_over_a_reference_names_rows_and_variants() -> None:
    frames = {"type": "array", "items": {"$ref": "#/$defs/frame"}, "default": [{}]}
    schema = {"type": "object", "properties": {"frames": frames}, "$defs": {"frame": {**INPUT, "title": "Frame"}}}
    assert drawn(build_form(schema))["frames", 0].title == "Frame 1"


@pytest.mark.parametrize(
    "name", ["api_key", "API_KEY", "apiKey", "webhook_secret", "token", "hf_token", "password", "dbPwd"]
)
def test_a_secret_by_its_name(name: str) -> None:
    assert names_secret(name)
    assert single(TEXT, name).widget == "password"


@pytest.mark.parametrize(
    ("name", "schema"),
    [
        ("trigger_token", TEXT),
        ("next_page_token", TEXT),
        ("key", TEXT),
        ("tokens", TEXT),
        ("caption", {**TEXT, "writeOnly": True}),
    ],
)
def test_no_secret(name: str, schema: dict[str, Any]) -> None:
    assert single(schema, name).widget == "text"


@pytest.mark.parametrize(
    ("name", "schema", "advanced"),
    [
        ("webhook_url", {**TEXT, "format": "uri", "maxLength": 2083}, True),
        ("callBackUrl", TEXT, True),
        ("sync_mode", {"type": "boolean", "default": False}, True),
        ("response_format", {"enum": ["url", "b64_json"]}, True),
        ("user", TEXT, True),
        ("enableBase64Output", {"type": "boolean"}, True),
        ("return_base64", {"type": "boolean", "default": True}, True),
        ("output_format", {"enum": ["png", "jpeg"]}, False),
        ("enable_safety_checker", {"type": "boolean", "default": True}, False),
        ("stream", {"type": "boolean", "x-playground": {"advanced": False}}, False),
    ],
)
def test_plumbing_stands_in_the_advanced_section(name: str, schema: dict[str, Any], *, advanced: bool) -> None:
    field = single(schema, name)
    assert field.advanced is advanced
    assert field.widget not in ("textarea", "file-upload")


def test_plumbing_that_must_be_filled_in_stays_in_sight() -> None:
    assert names_plumbing("webhook")
    assert not single(TEXT, "webhook", required=True).advanced


@pytest.mark.parametrize(
    ("name", "values", "labels"),
    [
        ("size", ["square_hd", "portrait_4_3", "landscape_16_9"], ["Square HD", "Portrait 4:3", "Landscape 16:9"]),
        ("resize_mode", ["just_resize", "crop"], ["Just resize", "crop"]),
        ("size", ["1024x1024", "16:9", "2K", "b64_json"], ["1024x1024", "16:9", "2K", "b64_json"]),
        ("model", ["nano_banana", "turbo_fast"], ["nano_banana", "turbo_fast"]),
        ("engine", ["eleven_turbo_v2", "flux_1_1"], ["eleven_turbo_v2", "flux_1_1"]),
        ("lang", ["en_us", "zh_cn"], ["en_us", "zh_cn"]),
        ("codec", ["pcm_44100", "ulaw_8000"], ["pcm_44100", "ulaw_8000"]),
    ],
)
def test_choices_of_words_are_read_as_words_and_sent_as_they_are(
    name: str, values: list[str], labels: list[str]
) -> None:
    form = form_of({name: {"enum": values}})
    assert [choice.label for choice in single({"enum": values}, name).choices] == labels
    for value in values:
        assert collect(form, filled(form, {name: value})).payload == {name: value}
    (issue,) = validate(form, {name: "nothing of these"})
    assert labels[0] in translate(issue.code, "en", **issue.params)


def test_presets_beside_a_group_are_words_too() -> None:
    form = form_of({"size": {"anyOf": [{"enum": ["square_hd", "auto"]}, {"type": "object", "properties": {"w": {}}}]}})
    (shown,) = items(form, untouched(form))
    assert isinstance(shown, Variants)
    assert shown.choices == ("Square HD", "auto", "Custom")


@pytest.mark.parametrize(
    ("name", "title", "shown"),
    [
        ("settings", "ModelRouterSettings", "Settings"),
        ("generate_parameters", "generateParameters", "Generate parameters"),
        ("youtube", "YouTube", "YouTube"),
        ("prompt", "Your prompt", "Your prompt"),
    ],
)
def test_a_class_is_no_title(name: str, title: str, shown: str) -> None:
    assert single({"type": "string", "title": title}, name).title == shown


def test_members_and_those_of_a_chosen_part_are_told_apart() -> None:
    size = {"type": "integer", "title": "Size"}
    part = {"properties": {"kind": {"const": "a"}, "inner_size": size}}
    other = {"properties": {"kind": {"const": "b"}, "size_b": size}}
    form = form_of({"size": size}, oneOf=[part, other], required=["kind"])
    for kind in ("a", "b"):
        shown = list(walk_items(items(form, filled(form, {"kind": kind}))))
        titles = [item.title for item in shown if item.path in (("size",), ("inner_size",), ("size_b",))]
        assert len(set(titles)) == len(titles) == 2


def test_two_choices_of_parts_have_different_names() -> None:
    one = [{"properties": {"a": TEXT}}, {"properties": {"b": TEXT}}]
    two = [{"properties": {"c": TEXT}}, {"properties": {"d": TEXT}}]
    form = build_form({"type": "object", "allOf": [{"anyOf": one}, {"anyOf": two}]})
    assert [item.title for item in items(form, untouched(form))] == ["Choice 1", "Choice 2"]
