"""Lists that are pasted: prompts, or tables of any program's making, and what is wrong in which line."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.ui.lists import MOST_LINES, ReadList, read_list

KNOWN = {"prompt": "prompt", "description": "prompt", "size": "size", "n": "n", "seed": "seed"}


def read(text: str, prompt: str | None = "prompt") -> ReadList:
    return read_list(text, KNOWN, prompt)


def lines(text: str) -> list[tuple[int, dict[str, str]]]:
    found = read(text)
    assert not found.problems
    return [(line.number, dict(line.texts)) for line in found.lines]


def wrong(text: str) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in read(text).problems]


def test_a_line_is_a_prompt() -> None:
    assert lines("\ufeffa fox, red\r\n\r\n  a hen; white \n") == [
        (1, {"prompt": "a fox, red"}),
        (3, {"prompt": "a hen; white"}),
    ]
    assert read("").lines == ()
    assert [one.code for one in read("a fox", None).problems] == ["list.no_prompt"]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_table_names_fields_in_its_first_line(between: str) -> None:
    text = f'Prompt{between}SIZE\n"a fox{between} red"{between}1:1\n{between}4:3\n'
    assert lines(text) == [(2, {"prompt": f"a fox{between} red", "size": "1:1"}), (3, {"size": "4:3"})]


def test_one_column_is_a_table_where_its_head_is_a_field() -> None:
    assert lines("description\na fox\n") == [(2, {"prompt": "a fox"})]


@pytest.mark.parametrize("first", ["sep=;", "SEP=,", '"sep=\t"'])
def test_a_line_that_says_what_parts_the_cells_asks_for_nothing(first: str) -> None:
    between = first.strip('"')[-1]
    assert lines(f"\ufeff{first}\r\nprompt{between}n\r\na fox{between}2") == [(3, {"prompt": "a fox", "n": "2"})]
    assert lines("sep=; and more\n") == [(1, {"prompt": "sep=; and more"})]


def test_quoted_cells_may_have_lines_and_quotes_of_their_own() -> None:
    text = 'prompt,n\n"a fox\nin ""snow""",2\na hen,3\n'
    assert lines(text) == [(2, {"prompt": 'a fox\nin "snow"', "n": "2"}), (4, {"prompt": "a hen", "n": "3"})]


def test_what_is_wrong_is_told_by_its_line() -> None:
    assert wrong("\nprompt,size\n\n,\n") == [(2, "list.no_lines")]
    assert wrong("prompt,sise\na,1:1") == [(1, "list.unknown_near")]
    assert wrong("prompt,weather\na,1:1") == [(1, "list.unknown")]
    assert wrong("prompt,description\na,b") == [(1, "list.twice")]
    assert wrong("prompt,n\na,2\nb,3,4\n") == [(3, "list.too_many_values")]
    assert wrong('prompt,n\na,2\n"b,3\nc,4\n') == [(3, "list.quotes")]
    assert wrong("\n".join(["a"] * (MOST_LINES + 5))) == [(MOST_LINES + 1, "list.too_many")]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_first_line_of_nothing_but_unknown_heads_is_told_of_some(between: str) -> None:
    many = between.join(["prompt", *(f"promt{number}" for number in range(200_000))])
    assert set(wrong(f"{many}\na fox\n")) == {(1, "list.unknown_near")}
    assert len(wrong(many)) <= 20


def test_one_cell_may_be_large() -> None:
    large = "x" * 1_000_000
    assert lines(large) == [(1, {"prompt": large})]
    assert lines(f'prompt,n\n"{large}",1') == [(2, {"prompt": large, "n": "1"})]
    assert wrong(f'prompt,n\n"{large},1') == [(2, "list.quotes")]


def test_of_a_list_of_any_length_only_so_much_is_kept() -> None:
    for text in ("a\n" * 500_000, "prompt\n" + "a\n" * 500_000):
        assert len(read(text).lines) == MOST_LINES
        assert [one.code for one in read(text).problems] == ["list.too_many"]


@given(st.lists(st.tuples(st.text(min_size=1), st.text(min_size=1)), min_size=1, max_size=8))
def test_what_a_program_wrote_is_read_as_it_was(rows: list[tuple[str, str]]) -> None:
    plain = [(one.replace("\r", ""), two.replace("\r", "")) for one, two in rows]
    kept = [row for row in plain if row[0].strip() and row[1].strip()]
    assume(kept)  # a list of nothing is said to be one
    written = io.StringIO()
    csv.writer(written).writerows([("prompt", "size"), *kept])
    found = read(written.getvalue())
    assert not found.problems
    assert [(line.texts["prompt"], line.texts["size"]) for line in found.lines] == kept
