"""Members that a schema does not name: maps, patterns, and what was loaded beyond the declared ones."""

from __future__ import annotations

import pytest

from playground.form import (
    Group,
    add_entry,
    collect,
    filled,
    inspect,
    remove_entry,
    untouched,
    validate,
    with_raws,
)
from tests.form.drawing import entries, field, form_of, sent, typed

TEXT = {"type": "string"}


def test_a_map_has_entries_that_are_added_named_and_removed() -> None:
    form = form_of({"weights": {"type": "object", "additionalProperties": {"type": "number"}}})
    assert not entries(form, "weights").is_set
    values = add_entry(form, add_entry(form, untouched(form), ("weights",)), ("weights",))
    shown = entries(form, "weights", values=values)
    first, second = shown.keys
    values = typed(
        form, {first.path: "cat", shown.items[0].path: "0.5", second.path: "dog", shown.items[1].path: "1"}, values
    )
    assert sent(form, values) == {"weights": {"cat": 0.5, "dog": 1}}
    assert entries(form, "weights", values=values).items[0].path == ("weights", "cat")
    assert sent(form, remove_entry(form, values, ("weights",), 0)) == {"weights": {"dog": 1}}
    emptied = remove_entry(form, remove_entry(form, values, ("weights",), 0), ("weights",), 0)
    assert sent(form, emptied) == {}
    assert sent(form, remove_entry(form, values, ("weights",), 9)) == {"weights": {"cat": 0.5, "dog": 1}}


def test_an_entry_needs_a_name_of_its_own_and_a_value() -> None:
    form = form_of({"weights": {"type": "object", "additionalProperties": {"type": "number"}}})
    values = filled(form, {"weights": {"cat": 1}})
    values = add_entry(form, add_entry(form, values, ("weights",)), ("weights",))
    shown = entries(form, "weights", values=values)
    values = typed(form, {shown.keys[1].path: "cat", shown.items[1].path: "2"}, values)
    found = collect(form, values)
    assert found.payload == {"weights": {"cat": 1}}
    assert [issue.code for issue in found.issues] == ["issue.duplicate_name", "issue.empty_name"]
    values = typed(form, {shown.keys[1].path: "dog", shown.keys[2].path: "owl"}, values)
    assert [(issue.path, issue.code) for issue in collect(form, values).issues] == [
        (("weights", "owl"), "issue.empty_row")
    ]


def test_pattern_properties_give_each_name_its_own_control() -> None:
    schema = {
        "type": "object",
        "patternProperties": {"^n_": {"type": "integer"}, "(?=bad)": {"type": "boolean"}},
        "additionalProperties": {"type": "string"},
        "propertyNames": {"maxLength": 5},
    }
    form = form_of({"map": schema})
    shown = entries(form, "map", values=filled(form, {"map": {"n_a": 1, "b": "x"}}))
    assert [item.widget.name for item in shown.items if not isinstance(item, Group)] == ["number", "text"]  # type: ignore[union-attr]
    assert [issue.code for issue in validate(form, {"map": {"too long": "x"}})] == ["issue.property_name"]


def test_members_beyond_the_declared_ones_are_drawn_when_loaded() -> None:
    form = form_of({"prompt": TEXT}, additionalProperties=False)
    values = filled(form, {"prompt": "cat", "mood": {"a": 1}})
    assert sent(form, values) == {"prompt": "cat", "mood": {"a": 1}}
    assert field(form, "mood", values=values).widget == "json"
    assert [(issue.path, issue.code) for issue in validate(form, sent(form, values))] == [
        (("mood",), "issue.unexpected")
    ]


def test_a_schema_that_describes_further_members_offers_them() -> None:
    form = form_of({"prompt": TEXT}, additionalProperties={"type": "integer"})
    values = add_entry(form, untouched(form), (-1,))
    key = entries(form, values=values).keys[0]
    values = typed(form, {key.path: "n"}, values)
    values = typed(form, {("n",): "4"}, values)
    assert sent(form, values) == {"n": 4}
    leaves = inspect(form.schema).fields
    assert [leaf.path for leaf in leaves] == ["/prompt", "/*"]


@pytest.mark.parametrize("name", ["a\nb", "a\r\nb", "\r", " a "])
def test_a_name_that_its_box_cannot_hold_stays_until_another_is_typed(name: str) -> None:
    form = form_of({"map": {"type": "object", "additionalProperties": TEXT}})
    values = filled(form, {"map": {name: "x"}})
    (key,) = entries(form, "map", values=values).keys
    for held in (name, name.replace("\r\n", "\n").replace("\r", "\n"), name.replace("\r", "").replace("\n", "")):
        assert sent(form, with_raws(values, {key.slot: held})) == {"map": {name: "x"}}
    assert sent(form, with_raws(values, {key.slot: "other"})) == {"map": {"other": "x"}}
