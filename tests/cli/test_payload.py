"""`--input` and `--set`: text for string fields, else JSON; dots reach into objects; nothing is added."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.cli.payload import InputError, read_payload
from playground.form import build_form
from playground.texts import languages, translate

STRING = {"type": "string"}
INTEGER = {"type": "integer", "default": 1}
FRAME = {"type": "object", "properties": {"title": STRING, "width": INTEGER}}
SCHEMA = {
    "type": "object",
    "properties": {
        "prompt": STRING,
        "size": {"enum": ["1:1", "16:9"]},
        "note": {"type": ["string", "null"]},
        "n": INTEGER,
        "sharp": {"type": "boolean"},
        "tags": {"type": "array", "items": STRING},
        "strength": {"anyOf": [{"type": "number"}, {"type": "string"}]},
        "seed": {"enum": ["5", 5]},
        "frame": FRAME,
        "mode": {"const": "a"},
        "shape": {"oneOf": [FRAME, {"type": "object", "properties": {"radius": STRING}, "required": ["radius"]}]},
        "labels": {"type": "object", "additionalProperties": STRING},
        "linked": {"$ref": "#/$defs/text"},
    },
    "$defs": {"text": STRING},
    "if": {"properties": {"mode": {"const": "a"}}, "required": ["mode"]},
    "then": {"properties": {"extra": STRING}},
}
FORM = build_form(SCHEMA)


@pytest.mark.parametrize(
    ("assignment", "payload"),
    [
        ("prompt=Tea", {"prompt": "Tea"}),
        ("prompt=5", {"prompt": "5"}),
        ('prompt="quoted"', {"prompt": '"quoted"'}),
        ("prompt=", {"prompt": ""}),
        ("prompt=a=b", {"prompt": "a=b"}),
        ("size=16:9", {"size": "16:9"}),
        ("note=null", {"note": "null"}),
        ("linked=1", {"linked": "1"}),
        ("n=5", {"n": 5}),
        ("n=9007199254740993", {"n": 9007199254740993}),
        ("n=5.0", {"n": 5.0}),
        ("n=null", {"n": None}),
        ("sharp=true", {"sharp": True}),
        ('tags=["a", "b"]', {"tags": ["a", "b"]}),
        ("strength=0.5", {"strength": 0.5}),
        ("strength=strong", {"strength": "strong"}),
        ("seed=5", {"seed": 5}),
        ("frame.title=5", {"frame": {"title": "5"}}),
        ("frame.width=5", {"frame": {"width": 5}}),
        ('frame={"width": 5}', {"frame": {"width": 5}}),
        ("shape.radius=5", {"shape": {"radius": "5"}}),
        ("shape.width=5", {"shape": {"width": 5}}),
        ("labels.any=5", {"labels": {"any": "5"}}),
        ("extra=5", {"extra": "5"}),
        ("unknown=5", {"unknown": 5}),
    ],
)
def test_text_for_string_fields_else_json(assignment: str, payload: Any) -> None:
    result = read_payload(FORM, None, [assignment])
    assert result == payload
    assert repr(result) == repr(payload)  # 5 is not 5.0


@given(st.text())
def test_any_text_arrives_as_it_was_typed(text: str) -> None:
    assert read_payload(FORM, None, [f"prompt={text}"]) == {"prompt": text}


def test_later_ones_win_and_objects_fill_up() -> None:
    given_input = '{"prompt": "a", "frame": {"title": "b", "width": 1}}'
    payload = read_payload(FORM, given_input, ["frame.width=2", "prompt=c", "frame.width=3", "sharp=false"])
    assert payload == {"prompt": "c", "frame": {"title": "b", "width": 3}, "sharp": False}


def test_nothing_is_added() -> None:
    assert read_payload(FORM, None, []) == {}
    assert read_payload(FORM, '{"n": 2}', []) == {"n": 2}


@pytest.mark.parametrize(
    ("text", "assignments", "code"),
    [
        (None, ["n=two"], "command.run.not_json"),
        (None, ["n="], "command.run.not_json"),
        (None, ["unknown=two"], "command.run.not_json"),
        (None, ["sharp=True"], "command.run.not_json"),
        (None, ["prompt"], "command.run.not_an_assignment"),
        (None, ["=5"], "command.run.not_an_assignment"),
        ('{"frame": 5}', ["frame.width=5"], "command.run.not_inside"),
        ("[]", [], "command.run.not_an_object"),
        ("{'a': 1}", [], "catalog.json.single_quotes"),
    ],
)
def test_what_cannot_be_read_is_said(text: str | None, assignments: list[str], code: str) -> None:
    with pytest.raises(InputError) as caught:
        read_payload(FORM, text, assignments)
    assert caught.value.code == code
    assert all(translate(code, language, **caught.value.params) for language in languages())


@pytest.mark.parametrize("number", ["0.12345678901234567890", "9007199254740993.5", "1e-400"])
def test_a_number_that_would_be_rounded_is_refused(number: str) -> None:
    form = build_form({"type": "object", "properties": {"scale": {"type": "number"}}})
    for text, assignments in ((f'{{"scale": {number}}}', ()), (None, (f"scale={number}",))):
        with pytest.raises(InputError) as caught:
            read_payload(form, text, assignments)
        assert (caught.value.code, caught.value.params) == ("command.run.inexact", {"number": number})
    assert read_payload(form, '{"scale": 0.1}', ()) == {"scale": 0.1}


def test_a_name_that_stands_twice_is_refused() -> None:
    form = build_form({"type": "object"})
    with pytest.raises(InputError) as caught:
        read_payload(form, '{"a": {"n": 1, "n": 2}}', ())
    assert (caught.value.code, caught.value.params) == ("command.run.repeated", {"name": "n"})


@pytest.mark.parametrize(
    ("given_input", "assignment", "name", "near"),
    [
        (None, "promt=Tea", "promt", "prompt"),
        (None, "Prompt=Tea", "Prompt", "prompt"),
        (None, "frame.widht=3", "frame.widht", "frame.width"),
        (None, "shape.radios=3", "shape.radios", "shape.radius"),
        (None, "extras=now", "extras", "extra"),
    ],
)
def test_a_mistyped_name_is_answered_with_the_one_that_was_meant(
    given_input: str | None, assignment: str, name: str, near: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_payload(FORM, given_input, [assignment])
    assert (caught.value.code, caught.value.params) == ("command.run.unknown_field_near", {"name": name, "near": near})


def test_a_name_that_is_like_no_other_or_like_one_that_is_given_may_be_what_the_service_takes() -> None:
    assert read_payload(FORM, None, ["prompt=Tea", "prompt2=1"]) == {"prompt": "Tea", "prompt2": 1}
    assert read_payload(FORM, None, ["webhook=1"]) == {"webhook": 1}
