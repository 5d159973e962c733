"""What a batch is found by: one folded text, as `searchtext.search_text` of a run."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from playground.runs.history_rows import prompt_of
from playground.runs.searchtext import fold

LONGEST: Final = 8_000
"""Characters: all batches of a person are looked through, one after the other."""


class SaidOfCell(NamedTuple):
    """What a cell adds: its model, its labels, and its settings with secrets masked."""

    model: str
    labels: Any
    form_input: Mapping[str, Any]


def batch_text(plan: Mapping[str, Any], cells: Iterable[SaidOfCell]) -> str:
    r"""What it is called, what it varies with all values, its models, and what each cell chose and asked for.

    >>> axes = [{"title": "Shape", "values": ["1:1", "16:9"]}]
    >>> batch_text({"title": "A Fox", "axes": axes}, [SaidOfCell("m-2", {"choices": ["1:1"]}, {"prompt": "a fox"})])
    'a fox\nshape\n1:1\n16:9\nm-2'
    """
    lines: dict[str, None] = {}
    room = LONGEST
    for line in map(fold, _lines(plan, cells)):
        if line and line not in lines:
            lines[line] = None
            room -= len(line) + 1
            if room <= 0:
                break
    return "\n".join(lines)[:LONGEST]


def _lines(plan: Mapping[str, Any], cells: Iterable[SaidOfCell]) -> Iterable[str]:
    yield str(plan.get("title", ""))
    for axis in plan.get("axes", ()):
        yield str(axis["title"])
        yield from map(str, axis["values"])
    for cell in cells:
        yield cell.model
        if isinstance(cell.labels, Mapping):
            yield from (str(choice) for choice in cell.labels.get("choices") or ())
        yield prompt_of(cell.form_input)
