"""What holds for every schema, every payload and every browser."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st

from playground.errors import SchemaError
from playground.form import (
    Entries,
    Field,
    Group,
    Item,
    Rows,
    Values,
    Variants,
    add_entry,
    add_row,
    build_form,
    choose_variant,
    collect,
    fields_of,
    filled,
    inspect,
    items,
    move_row,
    remove_entry,
    remove_row,
    set_group,
    set_null,
    untouched,
    validate,
    values_from_json,
    values_to_json,
    with_raws,
)
from playground.form.json_values import same_json
from playground.form.page.collect import walk_items
from playground.form.page.layout import lay_out
from tests.form.strategies import JSON, NONSENSE, Pair, pairs

pytestmark = pytest.mark.slow

thorough = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much]
)


def holds_all_of(collected: Any, payload: Any) -> bool:
    if isinstance(payload, dict) and isinstance(collected, dict):
        return all(name in collected and holds_all_of(collected[name], payload[name]) for name in payload)
    if isinstance(payload, list) and isinstance(collected, list):
        return len(payload) == len(collected) and all(map(holds_all_of, collected, payload))
    return same_json(collected, payload)


def as_a_browser(values: Values, drawn: tuple[Item, ...]) -> Values:
    """What comes back when a page is sent as it was drawn: every control, line breaks of one kind, through JSON."""
    raws = {
        field.slot: field.entry.raw.replace("\r\n", "\n").replace("\r", "\n")
        if isinstance(field.entry.raw, str)
        else field.entry.raw
        for field in fields_of(drawn)
    }
    sent = json.loads(json.dumps([[list(slot), raw] for slot, raw in raws.items()]))
    return with_raws(values, {tuple(slot): raw for slot, raw in sent})


@thorough
@given(pairs())
def test_a_payload_comes_through_the_form_as_it_was(pair: Pair) -> None:
    """From a page and from its draft; and a form that nobody touched sends what is required and nothing else."""
    schema, payload = pair
    form = build_form(schema)
    values = filled(form, payload)
    collected = collect(form, values)
    note(f"{schema!r}\n{payload!r}\n{collected!r}")
    assert collected.issues == ()
    assert same_json(collected.payload, payload)
    assert validate(form, collected.payload) == ()
    returned = as_a_browser(values, items(form, values))
    sent = collect(form, returned)
    assert same_json(sent.payload, payload)
    draft = json.loads(json.dumps(values_to_json(returned)))
    assert collect(form, values_from_json(draft)) == sent
    unasked = collect(form, untouched(form)).payload
    if isinstance(unasked, dict) and "required" in schema:
        assert set(unasked) <= set(schema["required"])


@thorough
@given(st.lists(st.tuples(pairs(), st.booleans(), st.booleans()), min_size=1, max_size=4))
def test_a_default_that_a_payload_leaves_out_is_not_added(members: list[tuple[Pair, bool, bool]]) -> None:
    properties = {f"m{n}": {**schema, "default": value} for n, ((schema, value), _, _) in enumerate(members)}
    payload = {f"m{n}": value for n, ((_, value), is_loaded, _) in enumerate(members) if is_loaded}
    brought = {f"more{n}": properties[f"m{n}"] for n, (_, _, is_brought) in enumerate(members) if is_brought}
    dependent = {"m0": {"properties": brought}, "undeclared": {"properties": brought}}
    form = build_form({"type": "object", "properties": properties, "dependentSchemas": dependent})
    for loaded in (payload, {**payload, "undeclared": 1, **{name: brought[name]["default"] for name in brought}}):
        values = filled(form, loaded)
        note(f"{properties!r}\n{loaded!r}\n{collect(form, values)!r}")
        assert same_json(collect(form, values).payload, loaded)
        assert same_json(collect(form, as_a_browser(values, items(form, values))).payload, loaded)
    assert None not in collect(form, untouched(form)).payload.values()


EDITS: dict[type[Item], tuple[Any, ...]] = {
    Rows: (
        add_row,
        lambda form, values, slot: remove_row(form, values, slot, 0),
        lambda form, values, slot: move_row(form, values, slot, 0, 1),
        lambda form, values, slot: set_group(form, values, slot, False),
        set_null,
    ),
    Entries: (add_entry, lambda form, values, slot: remove_entry(form, values, slot, 0), set_null),
    Group: (
        lambda form, values, slot: set_group(form, values, slot, True),
        lambda form, values, slot: set_group(form, values, slot, False),
        set_null,
    ),
    Variants: (
        lambda form, values, slot: choose_variant(form, values, slot, 0),
        lambda form, values, slot: choose_variant(form, values, slot, 1),
        lambda form, values, slot: choose_variant(form, values, slot, None),
    ),
    Field: (
        set_null,
        lambda _, values, slot: with_raws(values, {slot: ""}, {slot}),
        lambda _, values, slot: with_raws(values, {slot: "1"}),
        lambda _, values, slot: with_raws(values, {slot: ["0"]}),
    ),
}


@thorough
@given(pairs(), st.booleans(), st.lists(st.tuples(st.integers(0, 99), st.integers(0, 99)), max_size=8))
def test_whatever_is_clicked_the_page_can_be_drawn_and_read(
    pair: Pair, is_filled: bool, clicks: list[tuple[int, int]]
) -> None:
    schema, payload = pair
    form = build_form(schema)
    values = filled(form, payload) if is_filled else untouched(form)
    for where, which in clicks:
        listed = list(walk_items((lay_out(form, values).root,)))
        item = listed[where % len(listed)]
        edits = EDITS[type(item)]
        values = edits[which % len(edits)](form, values, item.slot)
        shown = list(walk_items((lay_out(form, values).root,)))
        assert len({drawn.slot for drawn in shown}) == len(shown)
        collected = collect(form, values)
        json.dumps(collected.payload)
        assert collect(form, values_from_json(json.loads(json.dumps(values_to_json(values))))) == collected


@thorough
@given(NONSENSE, JSON)
def test_no_input_breaks_the_form(schema: Any, payload: Any) -> None:
    before = json.dumps(schema)
    try:
        form = build_form(schema)
    except SchemaError:
        assert not isinstance(schema, dict | bool)
        return
    finally:
        assert json.dumps(schema) == before
    values = filled(form, payload)
    drawn = items(form, values)
    assert len({item.slot for item in fields_of(drawn)}) == len(list(fields_of(drawn)))
    collected = collect(form, values)
    note(f"{collected!r}")
    assert collected.issues == ()
    assert holds_all_of(collected.payload, payload)
    validate(form, payload)
    inspect(schema, payload)
