"""What the cells of a click differ in: texts, and seeds that are all different."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.form import build_form, filled, lay_out, untouched, with_raws
from playground.ui.cells import alternatives_in, cells_of, put, shown_alternatives
from playground.ui.generating import Click
from playground.ui.ready_form import check_form

PROMPT = {"type": "string", "title": "Prompt"}
SEED = {"type": "integer", "minimum": 0, "maximum": 2**31 - 1}


def payloads(properties: dict[str, Any], raws: dict[str, str], copies: int) -> list[Any]:
    form = build_form({"type": "object", "properties": properties})
    values = with_raws(untouched(form), {(name,): raw for name, raw in raws.items()})
    checked = check_form(form, values)
    assert not checked.issues
    cells = cells_of(checked.layout, checked.alternatives or {}, copies)
    return [cell.put_into(checked.payload) for cell in cells]


@given(st.integers(2, 40))
def test_copies_have_seeds_of_their_own_within_the_bounds(copies: int) -> None:
    made = payloads({"prompt": PROMPT, "seed": SEED}, {"prompt": "fox"}, copies)
    seeds = [one["seed"] for one in made]
    assert len(set(seeds)) == len(seeds) == copies
    assert all(0 <= seed < 2**31 for seed in seeds)
    assert {one["prompt"] for one in made} == {"fox"}


def test_the_first_copy_keeps_the_seed_that_was_set_and_a_single_one_is_left_alone() -> None:
    properties = {"prompt": PROMPT, "seed": SEED}
    seeds = [one["seed"] for one in payloads(properties, {"prompt": "fox", "seed": "7"}, 3)]
    assert seeds[0] == 7
    assert len(set(seeds)) == 3
    assert payloads(properties, {"prompt": "fox"}, 1) == [{"prompt": "fox"}]


def test_where_there_are_too_few_seeds_all_are_used_and_without_any_the_same_is_asked_again() -> None:
    few = payloads({"prompt": PROMPT, "seed": {"type": "integer", "minimum": 1, "maximum": 2}}, {"prompt": "x"}, 5)
    assert {one["seed"] for one in few} == {1, 2}
    assert len(few) == 5
    assert payloads({"prompt": PROMPT}, {"prompt": "fox"}, 3) == [{"prompt": "fox"}] * 3


def test_texts_and_copies_multiply_and_a_set_seed_goes_through_all_texts() -> None:
    properties = {"prompt": PROMPT, "tone": {"type": "string"}, "seed": SEED}
    made = payloads(properties, {"prompt": "{fox|hen}", "tone": "{warm|cold}", "seed": "7"}, 1)
    assert [(one["prompt"], one["tone"], one["seed"]) for one in made] == [
        ("fox", "warm", 7),
        ("fox", "cold", 7),
        ("hen", "warm", 7),
        ("hen", "cold", 7),
    ]
    assert len(payloads(properties, {"prompt": "{fox|hen}"}, 4)) == 8


def test_a_loaded_text_with_braces_is_plain_until_somebody_changes_it() -> None:
    form = build_form({"type": "object", "properties": {"prompt": PROMPT}})
    values = filled(form, {"prompt": "{red|blue}"})
    assert not alternatives_in(lay_out(form, values))
    assert check_form(form, values).payload == {"prompt": "{red|blue}"}
    typed = with_raws(values, {("prompt",): "{red|blue} fox"})
    assert shown_alternatives(alternatives_in(lay_out(form, typed))) == "red · blue"
    assert not alternatives_in(lay_out(form, untouched(form)))


def test_a_default_and_a_text_whose_line_breaks_the_browser_changed_are_plain_too() -> None:
    form = build_form({"type": "object", "properties": {"prompt": {**PROMPT, "default": "{name|title}\r\n{a|b}"}}})
    shown = with_raws(untouched(form), {("prompt",): "{name|title}\n{a|b}"})
    assert not alternatives_in(lay_out(form, shown))
    loaded = with_raws(filled(form, {"prompt": "{red|blue}\r\n"}), {("prompt",): "{red|blue}\n"})
    assert not alternatives_in(lay_out(form, loaded))
    assert check_form(form, loaded).payload == {"prompt": "{red|blue}\r\n"}


@pytest.mark.parametrize(
    ("click", "count", "is_asked"),
    [
        (Click(), 1, False),
        (Click(), 2, True),  # the page had said one
        (Click(copies=4, promised=4), 4, False),
        (Click(copies=4, promised=4), 8, True),
        (Click(promised=21), 21, True),
        (Click(promised=21, confirmed=21), 21, False),
        (Click(promised=21, confirmed=22), 21, True),
    ],
)
def test_more_than_was_promised_or_many_are_agreed_to_first(click: Click, count: int, is_asked: bool) -> None:
    assert click.has_to_be_confirmed(count) is is_asked


def test_a_value_is_put_where_none_was() -> None:
    assert put({"a": {"b": 1}}, ("a", "c"), 2) == {"a": {"b": 1, "c": 2}}
    assert put({"a": [1, 2]}, ("a", 1), 3) == {"a": [1, 3]}
