"""The texts of a list become values of the fields that its heads name."""

from __future__ import annotations

from typing import Any, Final

from playground.errors import SchemaError
from playground.files.uploads import REFERENCE
from playground.form import Form, Layout, Path
from playground.form.fields import Field, UnreadableError
from playground.form.numbers import NotANumberError, parse_number
from playground.form.payload.at_path import value_at
from playground.form.plan.lookup import kinds_of, plans_at
from playground.form.timing import keep_time
from playground.jsontext import parse_json
from playground.ui.cells import CellValues
from playground.ui.lists import LineProblem, ReadList

_TRUTH: Final = {"true": True, "false": False}


def cells_of(form: Form, layout: Layout, read: ReadList) -> tuple[list[CellValues], list[LineProblem]]:
    """The cells of all lines, and what in them is no value of its field.

    Args:
        form: of the model.
        layout: the form as it is held: what a line leaves out is taken from it.
        read: the list.

    Raises:
        BadRequestError: `request.too_slow`, the deadline is past.
    """
    fields = {field.name: field for field in layout.fields if len(field.path) == 1}
    kinds = {
        name: frozenset(kind for plan in plans_at(form, (name,)) for kind in kinds_of(plan)) for name in read.names
    }
    cells: list[CellValues] = []
    problems: list[LineProblem] = []
    for line in read.lines:
        keep_time()
        changes: dict[Path, Any] = {}
        for name in read.names:
            field = fields.get(name)
            title = field.title if field else name
            try:
                text = line.texts.get(name)
                held = value_at(layout.collected.payload, (name,))
                changes[name,] = _held(held) if text is None else _value(text, kinds[name], field)
            except UnreadableError as error:
                problems.append(LineProblem(line.number, error.code, {**error.params, "title": title}, name))
            except NotANumberError as error:
                problems.append(LineProblem(line.number, error.code, {"title": title}, name))
        cells.append(CellValues(changes, {"line": line.number}))
    return cells, problems


def _held(value: Any) -> Any:
    """What the form holds, for a line that leaves it out.

    Raises:
        UnreadableError: `list.empty_file`, that is a file, which other lines have another of.
    """
    if REFERENCE in str(value):
        raise UnreadableError("list.empty_file")
    return value


def _value(text: str, kinds: frozenset[str], field: Field | None) -> Any:
    """A cell's value: the text itself for a string, else what it stands for; numbers digit by digit.

    Raises:
        UnreadableError: `list.no_value`, it is no value of that kind.
        NotANumberError: it is no number, or one that would be rounded.
    """
    for choice in field.choices if field else ():
        if text.strip().lower() == choice.label.lower() and text != choice.value:
            return choice.value
    if kinds <= {"string"}:
        return text
    word = text.strip().lower()
    if "boolean" in kinds and word in _TRUTH:
        return _TRUTH[word]
    if kinds and kinds <= {"integer", "number", "null"} and word != "null":
        return parse_number(text, integer="number" not in kinds)
    try:
        return parse_json(text, fraction=lambda digits: parse_number(digits, integer=False))
    except (SchemaError, NotANumberError):
        if "string" in kinds:
            return text
        raise UnreadableError("list.no_value", given=text[:40]) from None
