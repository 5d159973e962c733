"""From a field to the line of its schema, through references and lists."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.form import build_form
from playground.ui.source_lines import line_of, lines_of_fields, lines_of_objects

TEXT = """{
  "type": "object",
  "properties": {
    "a/b": {"type": "string"},
    "rows": {
      "type": "array",
      "items": {
        "$ref": "#/$defs/row"
      }
    },
    "one": {"oneOf": [
      {"type": "object", "properties": {"left": {"type": "string"}}},
      {"type": "object", "properties": {
        "right": {"type": "string"}}}
    ]}
  },
  "$defs": {
    "row": {"type": "object", "properties": {
      "x": {"type": "number", "title": "{\\"not\\": [\\"a brace\\""}
    }}
  }
}"""


@pytest.mark.parametrize(
    ("path", "line"),
    [("/a~1b", 4), ("/rows", 5), ("/rows/*", 7), ("/rows/*/x", 19), ("/one/left", 12), ("/one/right", 14)],
)
def test_each_field_has_its_line(path: str, line: int) -> None:
    assert lines_of_fields(build_form(json.loads(TEXT)), TEXT)[path] == line


def test_lines_hold_where_the_form_had_to_leave_something_out() -> None:
    text = TEXT.replace('"$ref"', '"$anchor": 5, "$ref"')
    assert lines_of_fields(build_form(json.loads(text)), text)["/rows/*/x"] == 19


def test_what_has_no_line_leads_to_what_is_around_it() -> None:
    assert line_of("/rows/*/x/unknown", {"/rows": 5}) == 5
    assert line_of("/elsewhere", {"/rows": 5}) is None


OBJECTS = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(OBJECTS, st.sampled_from([None, 2]))
def test_every_object_of_any_json_is_found(value: object, indent: int | None) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=False)
    lines = lines_of_objects(text)
    for path in lines:
        at: object = value
        for step in path:
            at = at[step]  # type: ignore[index]  # a path that does not lead there fails the test
        assert isinstance(at, dict)
    assert len(lines) == sum(1 for _ in _objects(value))


def _objects(value: object) -> list[object]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [*([value] if isinstance(value, dict) else []), *(one for part in inner for one in _objects(part))]
