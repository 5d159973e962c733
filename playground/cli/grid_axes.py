"""What `--vary NAME=VALUES` means: an axis of a grid, as the page asks for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from playground.cli.payload import InputError
from playground.errors import PlaygroundError
from playground.form.json_values import to_text
from playground.form.paths import pointer
from playground.jsontext import parse_json
from playground.ui.grid.axes import MOST_AXES, AxisRequest
from playground.ui.grid.variables import Kind, Variable, Way

_RANGE: Final = ".."
_WORD: Final = ":"
_AND: Final = "+"


def read_axes(assignments: Sequence[str], variables: Sequence[Variable]) -> tuple[AxisRequest, ...]:
    """The axes that a command line asks for.

    Args:
        assignments: `NAME=A,B,C` or, of numbers, `NAME=FIRST..LAST` with `..STEP` after it; dots in the name reach
            into objects; `prompt:WORD=A,B` replaces a word; `A+B` are two choices of a field that takes several. A JSON
            list takes values with commas in them.
        variables: what can be varied.

    Raises:
        InputError: there are none or too many, it is no such assignment, nothing of that name can be varied, or one
            of the values is not among the choices.
    """
    if not 1 <= len(assignments) <= MOST_AXES:
        raise InputError("command.grid.axes", limit=MOST_AXES)
    by_key = {variable.key: variable for variable in variables}
    return tuple(_read_axis(assignment, by_key) for assignment in assignments)


def _read_axis(assignment: str, by_key: Mapping[str, Variable]) -> AxisRequest:
    name, equals, values = assignment.partition("=")
    if not equals or not name:
        raise InputError("command.grid.not_an_assignment", given=assignment)
    variable, word = _variable(name, by_key)
    if variable.way is Way.TICKS:
        given = [_text(one) for one in _members(values)]
        known = {_text(choice.value) for choice in variable.choices}
        own = [text for text in given if text not in known] if variable.is_open else []
        ticks = tuple(_tick(text, variable, name) for text in given if text not in own)
        return AxisRequest(variable.key, ticks=ticks, text="\n".join(own))
    if variable.way is Way.SETS:
        return AxisRequest(variable.key, sets=tuple(_ticks(one, variable, name) for one in _members(values)))
    if variable.way is Way.NUMBERS and _RANGE in values:
        first, last, step, *_ = (*values.split(_RANGE), "", "")
        return AxisRequest(variable.key, first=first, last=last, step=step, is_range=True)
    if variable.way is Way.JSON:
        return AxisRequest(variable.key, text="\n".join(map(to_text, _members(values))))
    return AxisRequest(variable.key, text="\n".join(map(_text, _members(values))), word=word)


def _variable(name: str, by_key: Mapping[str, Variable]) -> tuple[Variable, str]:
    """What a name means, and the word that is replaced."""
    field = by_key.get(pointer(name.split("."))) or (by_key.get(Kind.MODEL) if name == Kind.MODEL else None)
    if field:
        return field, ""
    prompt, colon, word = name.partition(_WORD)
    of_word = by_key.get(Kind.WORD)
    if colon and of_word and of_word.field and prompt == of_word.field.name:
        return of_word, word
    names = ", ".join(key.removeprefix("/").replace("/", ".") for key in by_key)
    raise InputError("command.grid.not_varied", name=name, names=names)


def _ticks(given: Any, variable: Variable, name: str) -> tuple[str, ...]:
    """The choices that one value is made of."""
    several = given if isinstance(given, list) else str(given).split(_AND)
    return tuple(_tick(_text(one), variable, name) for one in several)


def _members(values: str) -> list[Any]:
    if values.startswith("["):
        try:
            found = parse_json(values)
        except (ValueError, RecursionError, PlaygroundError):
            found = None
        if isinstance(found, list):
            return found
    return [text.strip() for text in values.split(",") if text.strip()]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else to_text(value)


def _tick(text: str, variable: Variable, name: str) -> str:
    for number, choice in enumerate(variable.choices):
        if text == _text(choice.value):
            return variable.name_of(number)
    choices = ", ".join(_text(choice.value) for choice in variable.choices)
    raise InputError("command.grid.not_a_choice", name=name, given=text, choices=choices)
