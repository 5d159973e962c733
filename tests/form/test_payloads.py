"""Secrets masked, uploads converted, wherever they stand; paths in words."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from playground.form import MASK, build_form, field_id, map_uploads, mask, pointer, secret_paths
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
    published = map_uploads(form, payload, lambda token: token.replace("upload:", "https://host/"))
    assert published == {
        "image": "https://host/a.png",
        "images": ["https://host/b.png", "https://example.com/c.png"],
        "note": "upload:a.png",
        "rows": ["https://host/d.png"],
    }
    assert map_uploads(form, published, lambda url: url.replace("https://host/", "upload:")) == payload
    assert map_uploads(form, {"image": 5, "images": [5]}, str.upper) == {"image": 5, "images": [5]}


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
