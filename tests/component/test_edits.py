"""What a page sent, read: whatever else comes is refused with one error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.component.edits import edited, read_path, read_sent
from playground.errors import BadRequestError
from playground.form import build_form, collect, untouched, with_raws

FORM = json.dumps({"raws": [], "emptied": [], "states": []})
WHOLE: dict[str, Any] = {
    "model": "painter",
    "form": FORM,
    "raws": [[["prompt"], "a cat"], [["tags", 0], ["a", "b"]]],
    "emptied": [["seed"]],
    "page": "tab",
}
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


def test_what_a_page_sends_is_read() -> None:
    sent = read_sent(json.dumps(WHOLE).encode())
    assert (sent.model, sent.page, sent.edit) == ("painter", "tab", {})
    assert sent.values.raws == {("prompt",): "a cat", ("tags", 0): ("a", "b")}
    assert sent.values.emptied == {("seed",)}


@pytest.mark.parametrize(
    "text", ["", "{}", "[]", "null", '"text"', '{"model"', b"\xff\xfe\xfd", b"\x00", "[" * 200_000, "1" * 5_000]
)
def test_what_is_no_page_is_refused(text: str | bytes) -> None:
    with pytest.raises(BadRequestError):
        read_sent(text)


@pytest.mark.parametrize(
    "other",
    [
        {"model": ["painter"]},
        {"page": 7},
        {"edit": "redraw"},
        {"edit": ["do"]},
        {"form": None},
        {"form": "{"},
        {"raws": 1},
        {"raws": [["prompt", "a cat"]]},
        {"raws": [[["prompt"], {"a": 1}]]},
        {"raws": [[["prompt"], [1]]]},
        {"raws": [[[["prompt"]], "a cat"]]},
        {"emptied": None},
        {"emptied": [[None]]},
        {"edit": {"do": json.loads("[" * 300 + "]" * 300)}},
        {"form": json.dumps({"loaded": json.loads("[" * 300 + "]" * 300), "raws": [], "emptied": [], "states": []})},
    ],
)
def test_one_thing_wrong_is_enough(other: dict[str, Any]) -> None:
    with pytest.raises(BadRequestError):
        read_sent(json.dumps(WHOLE | other))


@given(st.fixed_dictionaries({name: st.just(value) | JSON for name, value in WHOLE.items()}))
def test_anything_is_read_or_refused(sent: dict[str, Any]) -> None:
    try:
        read = read_sent(json.dumps(sent))
    except BadRequestError:
        return
    assert read.model == sent["model"]


@given(st.text() | JSON.map(json.dumps))
def test_so_is_a_path(text: str) -> None:
    try:
        path = read_path(text)
    except BadRequestError:
        return
    assert list(path) == json.loads(text)


SCHEMA = {
    "type": "object",
    "properties": {
        "prompt": {"type": "string"},
        "steps": {"type": "integer", "minimum": 1, "maximum": 50, "default": 28},
        "style": {"type": "string"},
    },
    "examples": [{"prompt": "a fox"}, {"prompt": "an owl", "steps": 4}],
}


def test_an_example_in_an_untouched_form_is_sent_exactly() -> None:
    form = build_form(SCHEMA)
    values = untouched(form)
    for at, example in enumerate(SCHEMA["examples"]):
        values = edited(form, values, {"do": "example", "at": at}).values
        assert collect(form, values).payload == example


def test_an_example_is_laid_over_what_a_person_has_set_and_nothing_else() -> None:
    form = build_form(SCHEMA)
    values = with_raws(untouched(form), {("style",): "ink", ("prompt",): "a cat"})
    shown = edited(form, values, {"do": "example", "at": 0}).values
    assert collect(form, shown).payload == {"prompt": "a fox", "style": "ink"}
