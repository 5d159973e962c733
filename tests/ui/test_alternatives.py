"""Alternatives in a text, `{red|blue}`: what counts as one, what is plain, and which texts they make."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.ui.alternatives import alternatives
from playground.ui.cells import MOST_COUNTED, count_of


def texts(text: str) -> list[str]:
    return [one for one, _ in alternatives(text).texts()]


@pytest.mark.parametrize(
    ("typed", "made"),
    [
        ("a {red|blue|green} fox", ["a red fox", "a blue fox", "a green fox"]),
        ("{a|b}{c|d}", ["ac", "ad", "bc", "bd"]),
        ("{ red | dark blue }", ["red", "dark blue"]),
        ("fox{|, wet}", ["fox", "fox, wet"]),
        ("{红|蓝}色的狐狸", ["红色的狐狸", "蓝色的狐狸"]),
        ("{{a|b}}", ["{a}", "{b}"]),
        (r"\{red|blue\} {a|b}", ["{red|blue} a", "{red|blue} b"]),
    ],
)
def test_groups_multiply(typed: str, made: list[str]) -> None:
    assert texts(typed) == made
    assert alternatives(typed).count == len(made)


@pytest.mark.parametrize("typed", ["", "a fox", "{fox}", "a | b", "{", "}{|", '{"a": 1}', r"\frac{1}{2}", r"\{x\}"])
def test_what_is_no_group_stays_as_it_is(typed: str) -> None:
    assert texts(typed) == [typed]


def test_a_group_that_is_marked_as_plain_text_is_that() -> None:
    assert texts(r"a \{red|blue\} fox") == ["a {red|blue} fox"]


def test_many_groups_are_counted_without_being_made() -> None:
    assert alternatives("{a|b}" * 200).count == 2**200


@pytest.mark.parametrize("typed", ["{" + "|" * 400_000, "{a|" * 200_000, "\\\\{" * 200_000, "{|" * 200_000 + "}"])
def test_a_text_of_nothing_but_braces_and_bars_is_read_once(typed: str) -> None:
    assert len(alternatives(typed).groups) <= 1  # looked at again from each bar, this would take an hour


def test_far_too_many_combinations_are_not_multiplied() -> None:
    assert count_of({(str(number),): alternatives("{a|b}" * 100_000) for number in range(3)}) == MOST_COUNTED


@given(st.text(alphabet="a{|}\\ "))
def test_the_longest_text_is_no_longer_than_was_told(text: str) -> None:
    read = alternatives(text)
    if read.count <= 100:
        assert max(len(one) for one, _ in read.texts()) == read.longest


@given(st.text())
def test_a_text_without_braces_and_bars_is_itself(text: str) -> None:
    plain = text.replace("{", "").replace("|", "")
    assert texts(plain) == [plain]


@given(st.text(alphabet="a{|}\\ "))
def test_as_many_texts_as_were_counted_come(text: str) -> None:
    read = alternatives(text)
    if read.count <= 100:
        assert len(list(read.texts())) == read.count
        assert read.count == 1 or read.source.count("{") >= 1
