"""Secrets masked, uploads converted, wherever they stand; paths in words."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.form import (
    MASK,
    Form,
    Values,
    add_row,
    build_form,
    choose_variant,
    collect,
    field_id,
    filled,
    map_uploads,
    mask,
    pointer,
    remove_row,
    secret_paths,
    set_group,
    untouched,
    with_raws,
    without_secrets,
)
from tests.form.drawing import form_of

SECRET = {"type": "string", "format": "password"}
FILE = {"type": "string", "x-playground": {"widget": "file-upload"}}
FILES = {"type": "array", "items": {"type": "string", "format": "uri"}, "x-playground": {"widget": "file-upload"}}


def test_secrets_are_masked_wherever_they_stand() -> None:
    form = form_of(
        {
            "key": SECRET,
            "hooks": {
                "type": "array",
                "items": {"type": "object", "properties": {"token": SECRET, "url": {"type": "string"}}},
            },
            "auth": {"anyOf": [{"type": "string"}, {"type": "object", "properties": {"pass/word": SECRET}}]},
            "odd": SECRET,
        }
    )
    payload = {
        "key": "k",
        "hooks": [{"token": "t", "url": "u"}, {"url": "u"}],
        "auth": {"pass/word": "p"},
        "odd": 5,
    }
    before = repr(payload)
    assert mask(form, payload) == {
        "key": MASK,
        "hooks": [{"token": MASK, "url": "u"}, {"url": "u"}],
        "auth": {"pass/word": MASK},
        "odd": MASK,
    }
    assert repr(payload) == before
    assert secret_paths(form, payload) == (("key",), ("hooks", 0, "token"), ("auth", "pass/word"), ("odd",))
    assert mask(form, {"key": None}) == {"key": None}
    assert mask(form, "nonsense") == "nonsense"
    assert mask(build_form(SECRET), "k") == MASK


def test_uploads_become_addresses_and_back() -> None:
    form = form_of(
        {"image": FILE, "images": FILES, "note": {"type": "string"}, "rows": {"type": "array", "items": FILE}}
    )
    payload: dict[str, Any] = {
        "image": "upload:a.png",
        "images": ["upload:b.png", "https://example.com/c.png"],
        "note": "upload:a.png",
        "rows": ["upload:d.png"],
    }
    published = map_uploads(form, payload, lambda _, token: token.replace("upload:", "https://host/"))
    assert published == {
        "image": "https://host/a.png",
        "images": ["https://host/b.png", "https://example.com/c.png"],
        "note": "upload:a.png",
        "rows": ["https://host/d.png"],
    }
    assert map_uploads(form, published, lambda _, url: url.replace("https://host/", "upload:")) == payload
    assert map_uploads(form, {"image": 5, "images": [5]}, lambda _, text: text.upper()) == {"image": 5, "images": [5]}


@given(st.lists(st.one_of(st.text(max_size=5), st.integers(0, 9)), max_size=3))
def test_ids_are_words_that_a_page_can_use(path: list[str | int]) -> None:
    found = field_id(tuple(path))
    assert found.isascii()
    assert set(found.replace("-", "").replace("_", "")) <= set(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )


def test_ids_and_pointers() -> None:
    assert field_id(("image_urls", 0, "role")) == "field-image_urls-0-role"
    assert field_id(("a b", "é-~")) == "field-a_20_b-_e9__2d__7e_"
    assert field_id(()) == "field"
    assert pointer(("a~/b", 1)) == "/a~0~1b/1"
    assert pointer(()) == ""


JSON_OF_SECRETS = {
    "type": "object",
    "properties": {"token": SECRET, "pin": {"type": "string", "x-cog-secret": True}, "note": {"type": "string"}},
    "x-playground": {"widget": "json"},
}


@pytest.mark.slow
def test_secrets_below_a_json_editor_are_masked() -> None:
    form = form_of({"auth": JSON_OF_SECRETS})
    payload = {"auth": {"token": "t", "pin": "p", "note": "n"}}
    assert mask(form, payload) == {"auth": {"token": MASK, "pin": MASK, "note": "n"}}
    row = {"type": "object", "properties": {"key": SECRET, "list": {"type": "array", "items": SECRET}}}
    rows = form_of({"rows": {"type": "array", "items": row}})
    many = {"rows": [{"key": "k", "list": ["l"]}] * 3_000}
    assert mask(rows, many) == {"rows": [{"key": MASK, "list": [MASK]}] * 3_000}


def test_secrets_that_a_map_or_a_condition_makes() -> None:
    form = build_form(
        {
            "properties": {"kind": {"type": "string"}, "map": {"additionalProperties": SECRET, "type": "object"}},
            "type": "object",
            "if": {"properties": {"kind": {"const": "own"}}},
            "then": {"properties": {"key": SECRET}},
        }
    )
    payload = {"kind": "own", "map": {"a": "x"}, "key": "k"}
    assert mask(form, payload) == {"kind": "own", "map": {"a": MASK}, "key": MASK}


def kept(form: Form, values: Values) -> Values:
    """What a draft has of them; not a word of the secret."""
    assert "hush" in repr(values)
    left = without_secrets(form, values)
    assert "hush" not in repr(left)
    return left


def test_a_draft_keeps_no_secret_that_is_drawn_now() -> None:
    form = form_of({"key": SECRET, "note": {"type": "string"}})
    typed = with_raws(untouched(form), {("key",): "hush", ("note",): "n"})
    assert collect(form, kept(form, typed)).payload == {"note": "n"}
    chip = with_raws(filled(form, {"key": "hush", "note": "n"}), {("note",): "m"})
    assert collect(form, kept(form, chip)).payload == {"note": "m"}


def test_a_draft_keeps_no_secret_of_another_variant_but_the_rest_of_it() -> None:
    login = {"type": "object", "properties": {"key": SECRET, "user": {"type": "string"}}, "required": ["key"]}
    form = form_of({"auth": {"oneOf": [{"type": "string", "title": "None"}, login]}}, required=["auth"])
    values = with_raws(
        choose_variant(form, untouched(form), ("auth",), 1), {("auth", 1, "key"): "hush", ("auth", 1, "user"): "anna"}
    )
    away = choose_variant(form, values, ("auth",), 0)
    back = choose_variant(form, kept(form, away), ("auth",), 1)
    assert collect(form, back).payload == {"auth": {"user": "anna"}}


def test_a_draft_keeps_no_secret_of_a_group_or_a_row_that_was_removed() -> None:
    login = {"type": "object", "properties": {"key": SECRET, "user": {"type": "string"}}}
    form = form_of({"auth": login, "rows": {"type": "array", "items": login}})
    group = with_raws(set_group(form, untouched(form), ("auth",), True), {("auth", "key"): "hush"})
    kept(form, set_group(form, group, ("auth",), False))
    rows = with_raws(add_row(form, untouched(form), ("rows",)), {("rows", 0, "key"): "hush"})
    kept(form, remove_row(form, rows, ("rows",), 0))
    loaded = filled(form, {"auth": {"key": "hush"}, "rows": [{"key": "hush", "user": "a"}, {"user": "b"}]})
    left = kept(form, remove_row(form, loaded, ("rows",), 0))
    assert collect(form, left).payload == {"auth": {}, "rows": [{"user": "b"}]}


def test_a_draft_keeps_no_secret_of_a_condition_that_no_longer_holds() -> None:
    form = form_of(
        {"own": {"type": "boolean", "default": False}},
        **{"if": {"properties": {"own": {"const": True}}}, "then": {"properties": {"key": SECRET}}},
    )
    on = with_raws(untouched(form), {("own",): True, ("key",): "hush"})
    kept(form, with_raws(on, {("own",): False}))


def test_a_draft_keeps_the_text_of_a_json_editor_without_its_secrets() -> None:
    form = form_of({"auth": JSON_OF_SECRETS, "free": {}})
    text = '{"token": "hush", "note": "n"}'
    left = kept(form, with_raws(untouched(form), {("auth",): text, ("free",): "{ not json"}))
    assert left.raws[("free",)] == "{ not json"
    assert collect(form, with_raws(left, {("free",): ""})).payload == {"auth": {"note": "n"}}
    assert ("auth",) not in kept(form, with_raws(untouched(form), {("auth",): text[:-1]})).raws


def test_rows_and_entries_of_secrets_keep_their_places() -> None:
    secrets = {"type": "array", "items": SECRET}
    form = form_of({"map": {"type": "object", "additionalProperties": SECRET}, "list": secrets})
    left = kept(form, filled(form, {"map": {"a": "hush", "b": "hush"}, "list": ["hush", "hush"]}))
    assert left.loaded == {"map": {"a": None, "b": None}, "list": [None, None]}
