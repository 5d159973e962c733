"""Where in a schema's text the parts of its form are written, so that a person can be led to the line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from playground.form import Form, pointer
from playground.form.fields import Path
from playground.form.limits import MAX_SECONDS, Patience
from playground.form.plan.walk import walk_plan

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]')


def lines_of_objects(text: str) -> dict[Path, int]:
    r"""The line, from 1, of every object in a JSON text: that of its name where it is a member.

    >>> lines_of_objects('{\n  "items": [\n    {},\n    {}\n  ]\n}')
    {(): 1, ('items', 0): 3, ('items', 1): 4}
    """
    lines: dict[Path, int] = {}
    steps: list[str | int | None] = []  # of the value that comes next; None where a member's name does
    line = named_at = 1
    seen = 0
    for found in _TOKEN.finditer(text):
        line += text.count("\n", seen, found.start())
        seen = found.start()
        last = steps[-1] if steps else 0
        match found[0]:
            case "{":
                lines[tuple(step for step in steps if step is not None)] = named_at if isinstance(last, str) else line
                steps.append(None)
            case "[":
                steps.append(0)
            case "}" | "]":
                steps.pop()
            case ",":
                steps[-1] = last + 1 if isinstance(last, int) else None
            case name if last is None:
                steps[-1] = json.loads(name)
                named_at = line
    return lines


def lines_of_fields(form: Form, text: str, seconds: float = MAX_SECONDS) -> dict[str, int]:
    """The line of each field's schema, by JSON Pointer into the payload with `*` for any row.

    Args:
        form: made from the JSON in `text`.
        text: valid JSON.
        seconds: of processor time; fields that are not found by then have no line.
    """
    lines = lines_of_objects(text)
    paths = dict(_paths_by_identity(form.root.schema))
    found: dict[str, int] = {}
    for place in walk_plan(form.plan, Patience(seconds)):
        at = (paths.get(id(piece.schema)) for piece in place.plan.head.node.sources)
        line = next((lines[path] for path in at if path in lines), None)
        if line is not None:
            found.setdefault(pointer(place.path), line)
    return found


def line_of(path: str, lines: Mapping[str, int]) -> int | None:
    """The line for a JSON Pointer, or for the nearest thing around it that has one; the whole has none.

    >>> line_of("/rows/*/name", {"/rows": 7}), line_of("", {"": 1})
    (7, None)
    """
    while path:
        if path in lines:
            return lines[path]
        path = path.rpartition("/")[0]
    return None


def _paths_by_identity(schema: Any) -> Iterator[tuple[int, Path]]:
    """Each object in a schema by its identity: the form's parts hold these very objects."""
    waiting: list[tuple[Any, Path]] = [(schema, ())]
    while waiting:
        value, path = waiting.pop()
        if isinstance(value, Mapping):
            yield id(value), path
            waiting.extend((inner, (*path, name)) for name, inner in value.items())
        elif isinstance(value, list):
            waiting.extend((inner, (*path, place)) for place, inner in enumerate(value))
