"""A list that somebody pasted or dropped: one prompt a line, or a table (CSV) whose heads are names of fields."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Final

from playground.form.nearest import nearest

MOST_LINES: Final = 1_000
"""Lines that ask for a run each."""

_BETWEEN: Final = (",", ";", "\t")
_LONGEST_TOLD: Final = 80
_MOST_TOLD: Final = 20
"""Heads that are told to name no field: a first line may be nothing but such."""

_SEPARATOR: Final = re.compile(r'\A"?sep=[,;\t]"?(?=[\r\n])', re.IGNORECASE)
"""The first line that spreadsheets write for one another; the heads tell the same."""

csv.field_size_limit(2**22)  # a cell may be all of a text, whose size is limited where it comes in


@dataclass(frozen=True, slots=True)
class LineProblem:
    """What is wrong with one line, numbered from 1; `code` and `params` are a sentence of `playground.texts`.

    `name` is that of the field whose value it is about, empty where it is about the line.
    """

    line: int
    code: str
    params: Mapping[str, Any]
    name: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line that asks for a run: its number in the text, from 1, and its texts by the names of their fields."""

    number: int
    texts: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReadList:
    """A list as it was read.

    Attributes:
        names: of the fields that it fills in.
        lines: those that ask for a run each; empty ones do not.
        problems: what is wrong with the list itself.
    """

    names: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    problems: tuple[LineProblem, ...] = ()


def read_list(text: str, known: Mapping[str, str], prompt: str | None) -> ReadList:
    """Read a list. It is a table where its first line names a field.

    Args:
        text: what was pasted, or stood in the file.
        known: the fields' names by what a head may call them, in lower case: their names and titles.
        prompt: the name of the field that takes a line of its own; None where the model has none.
    """
    text = _SEPARATOR.sub("", text.removeprefix("\ufeff"))  # its line stays, so that the others keep their numbers
    between = _between(text, known)
    if between is not None:
        return _read_table(text, between, known)
    asking = (
        Line(number, {prompt or "": line.strip()}) for number, line in enumerate(_lines(text), start=1) if line.strip()
    )
    lines = tuple(islice(asking, MOST_LINES + 1))
    if lines and prompt is None:
        return ReadList(problems=(LineProblem(1, "list.no_prompt", {}),))
    return _bounded(ReadList((prompt,) if prompt else (), lines))


def _read_table(text: str, between: str, known: Mapping[str, str]) -> ReadList:
    problems: list[LineProblem] = []
    lines: list[Line] = []
    names: tuple[str, ...] = ()
    head = 1
    for number, row in _rows(text, between, problems):
        if not names:
            head = number
            names, wrong = _names(number, row, known)
            problems += wrong
            continue
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[len(names) :]):
            problems.append(LineProblem(number, "list.too_many_values", {"count": len(row), "limit": len(names)}))
        filled = {name: cell for name, cell in zip(names, row, strict=False) if name and cell.strip()}
        lines.append(Line(number, filled))
        if len(lines) > MOST_LINES:
            break
    if names and not lines and not problems:
        problems.append(LineProblem(head, "list.no_lines", {}))
    return _bounded(ReadList(tuple(name for name in names if name), tuple(lines), tuple(problems)))


def _bounded(read: ReadList) -> ReadList:
    if len(read.lines) <= MOST_LINES:
        return read
    too_many = LineProblem(read.lines[MOST_LINES].number, "list.too_many", {"limit": MOST_LINES})
    return ReadList(read.names, read.lines[:MOST_LINES], (*read.problems, too_many))


def _names(number: int, row: Sequence[str], known: Mapping[str, str]) -> tuple[tuple[str, ...], list[LineProblem]]:
    """The fields that heads name; what names none is an empty name."""
    names: list[str] = []
    problems: list[LineProblem] = []
    for head in row:
        name = known.get(head.strip().lower(), "")
        if len(problems) == _MOST_TOLD:
            break
        if not name and head.strip():
            near = nearest(head.strip(), known.values())
            code = "list.unknown_near" if near else "list.unknown"
            problems.append(LineProblem(number, code, {"name": head.strip()[:_LONGEST_TOLD], "near": near}))
        elif name and name in names:
            problems.append(LineProblem(number, "list.twice", {"name": head.strip()[:_LONGEST_TOLD]}))
        names.append(name)
    return tuple(names), problems


def _rows(text: str, between: str, problems: list[LineProblem]) -> Iterator[tuple[int, list[str]]]:
    """The rows of a table, with the number of the line that each begins in."""
    reader = csv.reader(_lines(text, keep_ends=True), delimiter=between, strict=True)
    number = 1
    try:
        for row in reader:
            yield number, row
            number = reader.line_num + 1
    except csv.Error:
        problems.append(LineProblem(number, "list.quotes", {}))


def _between(text: str, known: Mapping[str, str]) -> str | None:
    """What parts the cells, as the heads tell; None where the first line names no field."""
    first = next((line for line in _lines(text) if line.strip()), "")
    found = {}
    for between in _BETWEEN:
        heads = next(csv.reader([first], delimiter=between), [])
        found[between] = sum(head.strip().lower() in known for head in heads)
    best = max(_BETWEEN, key=lambda between: found[between])
    return best if found[best] else None


def _lines(text: str, *, keep_ends: bool = False) -> list[str]:
    """The lines as editors count them: other characters that Python ends a line at are part of a text."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return [f"{line}\n" for line in lines] if keep_ends else lines
