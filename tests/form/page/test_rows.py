"""Lists: rows added, moved and removed, within what the schema allows; tuples; lists of lists."""

from __future__ import annotations

from typing import Any

from playground.form import (
    Field,
    Rows,
    add_row,
    choose_variant,
    collect,
    filled,
    move_row,
    remove_row,
    set_group,
    set_null,
    untouched,
    validate,
)
from tests.form.drawing import drawn, field, form_of, rows, sent, typed

TEXT = {"type": "string"}
TAGS = {"type": "array", "items": TEXT}
LAYER = {"title": "Layer", "type": "object", "properties": {"url": TEXT, "weight": {"type": "number", "default": 1}}}


def test_a_list_starts_unset_and_a_required_one_empty() -> None:
    assert sent(form_of({"tags": TAGS})) == {}
    assert sent(form_of({"tags": TAGS}, required=["tags"])) == {"tags": []}
    assert sent(form_of({"tags": {**TAGS, "default": ["a"]}})) == {"tags": ["a"]}
    assert sent(form_of({"tags": {**TAGS, "default": []}})) == {"tags": []}


def test_rows_are_added_moved_and_removed() -> None:
    form = form_of({"tags": TAGS})
    values = filled(form, {"tags": ["a", "b"]})
    values = add_row(form, values, ("tags",))
    values = typed(form, {("tags", 2): "c"}, values)
    assert sent(form, values) == {"tags": ["a", "b", "c"]}
    assert sent(form, move_row(form, values, ("tags",), 2, -1)) == {"tags": ["a", "c", "b"]}
    assert sent(form, move_row(form, values, ("tags",), 0, 9)) == {"tags": ["b", "c", "a"]}
    assert sent(form, move_row(form, values, ("tags",), 0, -1)) == {"tags": ["a", "b", "c"]}
    assert sent(form, move_row(form, values, ("tags",), 7, 1)) == {"tags": ["a", "b", "c"]}
    values = remove_row(form, values, ("tags",), 0)
    assert sent(form, values) == {"tags": ["b", "c"]}
    assert remove_row(form, values, ("tags",), 5) == values


def test_a_row_removed_takes_what_it_held_with_it() -> None:
    form = form_of({"tags": TAGS})
    values = typed(form, {("tags", 0): "gone"}, add_row(form, untouched(form), ("tags",)))
    values = add_row(form, remove_row(form, values, ("tags",), 0), ("tags",))
    found = collect(form, values)
    assert found.payload == {"tags": []}
    assert [(issue.path, issue.code) for issue in found.issues] == [(("tags", 0), "issue.empty_row")]


def test_an_optional_list_emptied_by_hand_is_absent_and_a_required_one_empty() -> None:
    form = form_of({"tags": TAGS})
    assert sent(form, remove_row(form, filled(form, {"tags": ["a"]}), ("tags",), 0)) == {}
    assert sent(form, filled(form, {"tags": []})) == {"tags": []}
    required = form_of({"tags": TAGS}, required=["tags"])
    assert sent(required, remove_row(required, filled(required, {"tags": ["a"]}), ("tags",), 0)) == {"tags": []}


def test_what_may_be_done_follows_the_bounds() -> None:
    form = form_of({"tags": {**TAGS, "minItems": 1, "maxItems": 2}})

    def may(payload: dict[str, Any]) -> tuple[bool, bool, bool]:
        shown = rows(form, "tags", values=filled(form, payload))
        return shown.can_add, shown.can_remove, shown.can_move

    assert may({}) == (True, False, False)
    assert may({"tags": ["a"]}) == (True, False, False)
    assert may({"tags": ["a", "b"]}) == (False, True, True)


def test_rows_of_objects_have_titles_numbers_and_defaults() -> None:
    form = form_of({"layers": {"type": "array", "items": LAYER}})
    values = add_row(form, filled(form, {"layers": [{"url": "x"}]}), ("layers",))
    shown = rows(form, "layers", values=values)
    assert [item.title for item in shown.items] == ["Layer 1", "Layer 2"]
    assert sent(form, values) == {"layers": [{"url": "x"}, {"weight": 1}]}
    assert [item.title for item in rows(form_of({"tags": {**TAGS, "default": ["a"]}}), "tags").items] == ["Tags 1"]


def test_rows_of_rows() -> None:
    form = form_of({"grid": {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}})
    values = filled(form, {"grid": [[1, 2], []]})
    values = add_row(form, values, ("grid", 1))
    values = typed(form, {("grid", 1, 0): "3"}, values)
    assert sent(form, values) == {"grid": [[1, 2], [3]]}


def test_a_tuple_has_its_rows_from_the_start() -> None:
    pair = {
        "type": "array",
        "prefixItems": [{"type": "integer", "title": "Width"}, {"type": "integer"}],
        "items": False,
    }
    form = form_of({"size": pair}, required=["size"])
    shown = rows(form, "size")
    assert [item.title for item in shown.items] == ["Width", "Size 2"]
    assert (shown.can_add, shown.can_move) == (False, False)
    assert sent(form, typed(form, {("size", 0): "1", ("size", 1): "2"})) == {"size": [1, 2]}
    assert [issue.code for issue in collect(form, untouched(form)).issues] == ["issue.empty_row"] * 2
    assert sent(form, filled(form, {"size": [1, 2, "more"]})) == {"size": [1, 2, "more"]}


def test_the_older_spelling_of_a_tuple() -> None:
    pair = {"type": "array", "items": [TEXT, TEXT], "additionalItems": {"type": "integer"}}
    form = form_of({"it": pair})
    values = add_row(form, filled(form, {"it": ["a", "b"]}), ("it",))
    assert field(form, "it", 2, values=values).widget == "number"
    assert sent(form, typed(form, {("it", 2): "7"}, values)) == {"it": ["a", "b", 7]}


def test_a_list_of_choices_is_one_control() -> None:
    form = form_of({"styles": {"type": "array", "items": {"enum": ["a", "b", "c"]}, "uniqueItems": True}})
    assert sent(form, typed(form, {("styles",): ("2", "0")})) == {"styles": ["c", "a"]}
    assert sent(form, typed(form, {("styles",): ()})) == {}
    assert sent(form, filled(form, {"styles": ["b", "z", "b"]})) == {"styles": ["b", "z", "b"]}
    assert [issue.code for issue in validate(form, {"styles": ["b", "b"]})] == ["issue.unique_items"]
    required = form_of({"styles": {"type": "array", "items": {"enum": ["a"]}}}, required=["styles"])
    assert sent(required) == {"styles": []}


def test_edits_of_what_is_no_list_change_nothing() -> None:
    form = form_of({"name": TEXT, "size": {"type": "object", "properties": {"a": TEXT}}})
    values = untouched(form)
    assert add_row(form, values, ("name",)) == values
    assert move_row(form, values, ("gone",), 0, 1) == values
    assert remove_row(form, values, ("size",), 0) == values
    assert set_group(form, values, ("name",), True) == values
    assert choose_variant(form, values, ("name",), 0) == values
    assert set_null(form, values, ("name",)) == values


def test_a_nullable_list() -> None:
    form = form_of({"tags": {"anyOf": [TAGS, {"type": "null"}], "default": None}})
    assert sent(form) == {}
    assert sent(form, filled(form, {"tags": None})) == {"tags": None}
    values = add_row(form, untouched(form), ("tags",))
    assert sent(form, typed(form, {("tags", 0): "a"}, values)) == {"tags": ["a"]}
    assert sent(form, set_null(form, values, ("tags",))) == {"tags": None}


def test_a_list_too_long_to_draw_is_a_json_editor() -> None:
    form = form_of({"tags": TAGS})
    payload = {"tags": ["a"] * 6000}
    shown = drawn(form, filled(form, payload))[("tags",)]
    assert isinstance(shown, Field)
    assert shown.widget == "json"
    assert sent(form, filled(form, payload)) == payload


def test_slots_stay_with_their_rows() -> None:
    form = form_of({"tags": TAGS})
    values = filled(form, {"tags": ["a", "b"]})
    moved = move_row(form, values, ("tags",), 0, 1)
    before, after = rows(form, "tags", values=values), rows(form, "tags", values=moved)
    assert isinstance(before, Rows)
    assert [item.slot for item in after.items] == [item.slot for item in reversed(before.items)]
    assert [item.path for item in after.items] == [("tags", 0), ("tags", 1)]
