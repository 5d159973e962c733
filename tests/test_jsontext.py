"""JSON as people write it: values come through exactly, slips are told with line and column."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.errors import SchemaError
from playground.jsontext import MAX_BYTES, parse_json, read_json
from playground.texts import translate

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(JSON)
def test_what_json_writes_is_read_as_it_was(value: Any) -> None:
    assert parse_json(json.dumps(value)) == value


@pytest.mark.parametrize(
    ("text", "slip", "line", "column"),
    [
        ('{"a": 1,}', "trailing_comma", 1, 8),
        ('{\n  "a": [1, 2,\n  ]\n}', "trailing_comma", 2, 13),
        ('{"a": 1', "cut_off", 1, 8),
        ("[1, 2\n", "cut_off", 2, 1),
        ("{'a': 1}", "single_quotes", 1, 2),
        ("['a']", "single_quotes", 1, 2),
        ("{a: 1}", "name", 1, 2),
        ('{"a" 1}', "colon", 1, 6),
        ('{"a": 1\n "b": 2}', "comma", 2, 2),
        ('{"a": "x', "open_string", 1, 7),
        ('{"a": "x\ny"}', "line_break", 1, 9),
        (r'"C:\dir"', "escape", 1, 4),
        ("{} {}", "extra", 1, 4),
        ("[1,\n 2,, 3]", "value", 2, 4),
        ("[tru]", "value", 1, 2),
    ],
)
def test_each_slip_is_named_where_it_is(text: str, slip: str, line: int, column: int) -> None:
    with pytest.raises(SchemaError) as caught:
        parse_json(text)
    error = caught.value
    assert (error.code, error.params) == (f"catalog.json.{slip}", {"line": line, "column": column})
    assert f"Line {line}, column {column}" in translate(error.code, "en", **error.params)
    assert f"第 {line} 行第 {column} 列" in translate(error.code, "zh", **error.params)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "catalog.json.empty"),
        (" \n ", "catalog.json.empty"),
        ("NaN", "catalog.json.number"),
        ("[-Infinity]", "catalog.json.number"),
        ("1e999", "catalog.json.number"),
        ("9" * 5000, "catalog.json.number"),
        ("[" * 200_000, "catalog.json.depth"),
    ],
)
def test_what_has_no_place_or_no_value_is_named(text: str, code: str) -> None:
    with pytest.raises(SchemaError) as caught:
        parse_json(text)
    assert caught.value.code == code
    assert translate(code, "en", **caught.value.params)


def test_a_byte_order_mark_is_no_fault(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_bytes(b'\xef\xbb\xbf{"title": "\xe8\x8c\xb6"}')
    assert read_json(path) == {"title": "茶"}


def test_files_that_are_no_text_or_not_there(tmp_path: Path) -> None:
    latin, large = tmp_path / "latin.json", tmp_path / "large.json"
    latin.write_bytes('{\n"title": "café"}'.encode("latin-1"))
    large.write_bytes(b" " * MAX_BYTES + b"1")
    cases = {
        latin: ("catalog.not_utf8", {"line": 2}),
        large: ("catalog.too_large", {"limit": MAX_BYTES}),
        tmp_path / "missing.json": ("catalog.unreadable", {"reason": "No such file or directory"}),
        tmp_path: ("catalog.unreadable", {"reason": "Is a directory"}),
    }
    for path, expected in cases.items():
        with pytest.raises(SchemaError) as caught:
            read_json(path)
        assert (caught.value.code, caught.value.params) == expected
