"""The workbench without a server: a text and what the form holds become pieces of a page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sentences import CODES

from playground.errors import SchemaError
from playground.form.widgets.rules import RULES
from playground.jsontext import MAX_BYTES
from playground.ui.workbench import MAX_EXPLAINED, draw_payload, draw_schema, draw_workbench, slip

SCHEMA = """{
  "title": "Little Painter",
  "type": "object",
  "required": ["prompt"],
  "properties": {
    "prompt": {"type": "string"},
    "steps": {
      "type": "integer", "minimum": 1, "maximum": 9, "default": 4
    },
    "mood": {"type": "string", "x-playground": {"widget": "textarea"}},
    "frames": {"type": "array", "items": {"$ref": "#/$defs/frame"}}
  },
  "$defs": {
    "frame": {"type": "object", "properties": {"at": {"type": "number"}}}
  }
}"""


def holding(*raws: tuple[list[str | int], Any], edit: dict[str, Any] | None = None) -> dict[str, Any]:
    """What `collect` in `static/schema_form.js` sends of a form that holds these."""
    form: dict[str, Any] = {"raws": [], "emptied": [], "states": []}
    return {"model": "", "form": json.dumps(form), "raws": list(raws), "emptied": [], "edit": edit or {"do": "redraw"}}


def drawn(schema: Any, sent: dict[str, Any] | None = None) -> dict[str, Any]:
    text = schema if isinstance(schema, str) else json.dumps(schema, indent=2)
    return draw_schema({"text": text, "sent": sent}, "en")


def weighed(schema: Any, *raws: tuple[list[str | int], Any]) -> dict[str, Any]:
    text = schema if isinstance(schema, str) else json.dumps(schema, indent=2)
    return draw_payload({"text": text, "sent": holding(*raws)}, "en")


def test_a_schema_becomes_the_form_of_the_main_page() -> None:
    answer = drawn(SCHEMA)
    assert 'id="field-prompt"' in answer["form"]
    assert 'id="field-steps"' in answer["form"]
    assert answer["name"] == "little-painter"
    assert "This makes a good form." in answer["findings"]


def test_a_slip_in_the_json_is_told_with_line_and_column() -> None:
    assert drawn('{\n  "type": "object",\n}') == {
        "slip": {"message": "Line 2, column 19: nothing follows this comma. Remove it.", "line": 2, "column": 19}
    }


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "There is no JSON here"),
        ("5", "A schema must be an object"),
        ('{"items": ' * 70 + "{}" + "}" * 70, "more than 64 levels"),
        ('{"title": "' + "x" * MAX_BYTES + '"}', "more than 1,000,000 bytes"),
        ("[" * 100_000, "nested too deeply"),
    ],
)
def test_what_cannot_become_a_form_is_refused_in_words(text: str, words: str) -> None:
    assert words in drawn(text)["slip"]["message"]
    assert words in weighed(text)["slip"]["message"]


@pytest.mark.parametrize(
    "schema",
    [
        True,
        {},
        {"$ref": "#"},
        {"type": "object", "properties": {"self": {"$ref": "#"}}, "required": ["self"]},
        {"type": "object", "properties": {"far": {"$ref": "http://127.0.0.1:9/schema.json"}}},
        {"type": "object", "properties": {"far": {"$ref": "file:///etc/passwd"}}},
        {"x-playground": {"examples": 5}, "examples": [7, {"a": 1}]},
        {"x-playground": 7, "title": 5, "examples": {"a": 1}},
        {"title": "\ud800", "type": "object", "properties": {"\udfff": {"default": "\ud83d"}}},
    ],
)
def test_a_strange_schema_still_draws_and_can_be_sent_as_json(schema: Any) -> None:
    form = drawn(schema)
    payload = weighed(schema)
    assert 'id="playground-form"' in form["form"]
    assert {"payload", "issues", "why"} == payload.keys()
    assert json.dumps([form, payload]).isascii()


def test_a_remote_reference_is_a_warning_beside_its_line() -> None:
    answer = drawn('{\n"type": "object",\n"properties": {\n"far": {"$ref": "https://example.com/x.json"}}}')
    assert "https://example.com/x.json leads nowhere" in answer["findings"]
    assert 'data-line="4" data-look="warn"' in answer["findings"]


def test_what_a_person_filled_in_outlives_a_change_of_the_schema() -> None:
    answer = drawn(SCHEMA.replace('"default": 4', '"default": 5'), holding((["prompt"], "a fox")))
    assert "a fox</textarea>" in answer["form"]
    assert 'value="5"' in answer["form"]


def test_a_click_in_the_form_is_drawn() -> None:
    one_more = {"do": "add_row", "slot": ["frames"]}
    assert 'id="field-frames-0-at"' in drawn(SCHEMA, holding(edit=one_more))["form"]


def test_an_example_that_is_no_object_fills_the_whole_form() -> None:
    schema = {"type": "string", "examples": ["a fox"]}
    assert "a fox" in drawn(schema, holding(edit={"do": "example", "at": 0}))["form"]


def test_the_payload_is_what_generate_would_send() -> None:
    answer = weighed(SCHEMA, (["prompt"], "a fox"), (["steps"], "7"))
    assert "&#34;prompt&#34;: &#34;a fox&#34;,\n  &#34;steps&#34;: 7" in answer["payload"]
    assert "Nothing is wrong" in answer["issues"]


def test_what_is_wrong_is_listed_with_its_field() -> None:
    answer = weighed(SCHEMA, (["prompt"], "a fox"), (["steps"], "12"))
    assert "Steps must be at most 9; this is 12." in answer["issues"]
    assert 'data-issue="[&#34;steps&#34;]"' in answer["issues"]
    assert "Prompt is needed." in weighed(SCHEMA)["issues"]


def test_a_secret_is_masked() -> None:
    schema = {"type": "object", "properties": {"token": {"type": "string", "format": "password"}}}
    answer = weighed(schema, (["token"], "hunter2"))
    assert "hunter2" not in json.dumps(answer)
    assert "••••••" in answer["payload"]


def test_each_field_says_why_it_has_its_widget() -> None:
    rows = weighed(SCHEMA)["why"].split('<tr data-why="')[1:]
    why = {row.split('"')[0]: row for row in rows}
    assert why.keys() == {"/prompt", "/steps", "/mood"}
    assert ">slider</code>" in why["/steps"]
    assert "A number with a lower and an upper bound" in why["/steps"]
    assert ">4</code>" in why["/steps"]
    assert 'data-line="7"' in why["/steps"]
    assert "The hint asks for “textarea”, and it fits: text." in why["/mood"]


def test_markup_in_a_schema_stays_text() -> None:
    evil = "<img src=x onerror=alert(1)>"
    schema = {"title": evil, "type": "object", "required": ["no"], "properties": {evil: {"default": evil}}}
    assert "<img" not in json.dumps([drawn(schema), weighed(schema)])


def test_a_large_form_is_explained_in_part() -> None:
    schema = {"type": "object", "properties": {f"p{number}": {"type": "string"} for number in range(250)}}
    answer = weighed(schema)
    assert answer["why"].count("<tr data-why") == MAX_EXPLAINED
    assert "and 50 more fields" in answer["why"]


def test_every_rule_has_its_sentence() -> None:
    rules = {fits.__name__ for _, fits in RULES} | {"cannot_hold", "names_an_entry"}
    missing = {f"workbench.rule.{rule}" for rule in rules} - CODES
    assert not missing, f"the catalogs do not have {sorted(missing)}"
    assert {code.removeprefix("workbench.rule.") for code in CODES if code.startswith("workbench.rule.")} <= rules


def test_the_page_offers_the_installed_models() -> None:
    page = draw_workbench((), "zh", "v1")
    assert '<html lang="zh-Hans">' in page
    assert "look/v1/pages/workbench.js" in page


def test_a_slip_without_a_place_has_none() -> None:
    assert slip(SchemaError("workbench.broke"), "en")["line"] is None
