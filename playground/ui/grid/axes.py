"""Axes: one variable each, with the values that a person ticked or typed, read exactly."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import chain
from math import prod
from typing import Any, Final

from playground.errors import BadRequestError
from playground.form import Entry, Field, Issue, UnreadableError
from playground.form.fields import UNSET
from playground.form.json_values import to_text
from playground.form.numbers import NotANumberError, parse_number
from playground.form.page.parse import parse
from playground.ui.grid.variables import Variable, Way

MOST_AXES: Final = 3
MOST_VALUES: Final = 50
"""Of one axis."""
MOST_CELLS: Final = 400
"""Of one grid: more is no grid that anybody looks at."""

_LONGEST: Final = 50_000
"""Characters that are typed for an axis."""
_LONGEST_TOLD: Final = 40
_BETWEEN: Final = re.compile(r"[\s,;，、；]+")
_NAMES: Final = ("vary", "text", "first", "last", "step", "word")


@dataclass(frozen=True, slots=True)
class AxisRequest:
    """What was ticked or typed for one axis.

    Attributes:
        vary: key of the variable.
        ticks: names of its choices.
        sets: the same, of each value that is several of them.
        text: a number after the other, or a text a line.
        is_range: numbers from `first` to `last` in steps of `step`, in place of `text`.
        word: that is replaced in the prompt.
    """

    vary: str
    ticks: tuple[str, ...] = ()
    sets: tuple[tuple[str, ...], ...] = ()
    text: str = ""
    first: str = ""
    last: str = ""
    step: str = ""
    word: str = ""
    is_range: bool = False

    @property
    def is_empty(self) -> bool:
        """Nothing has been ticked or typed yet."""
        return not (self.ticks or any(self.sets) or self.text or self.first or self.last or self.step or self.word)


@dataclass(frozen=True, slots=True)
class AxisValue:
    """One value of an axis, and how it reads."""

    value: Any
    label: str


@dataclass(frozen=True, slots=True)
class Axis:
    """A variable and its values.

    Attributes:
        variable: what is varied.
        values: in the order of the axis.
        word: that is replaced in the prompt.
        issues: what is wrong with what was typed.
    """

    variable: Variable
    values: tuple[AxisValue, ...] = ()
    word: str = ""
    issues: tuple[Issue, ...] = field(default=())


def read_requests(sent: Any) -> tuple[AxisRequest, ...]:
    """The axes that a page asks for.

    Raises:
        BadRequestError: it is no list of them, or more than a page can ask for.
    """
    if not isinstance(sent, list) or len(sent) > MOST_AXES or not all(isinstance(one, Mapping) for one in sent):
        raise BadRequestError("request.unreadable")
    return tuple(map(_read_request, sent))


def _read_request(sent: Mapping[str, Any]) -> AxisRequest:
    texts = {name: sent.get(name, "") for name in _NAMES}
    lists = [sent.get("ticks", []), *_listed(sent.get("sets", []))]
    said = [*texts.values(), *chain.from_iterable(map(_listed, lists))]
    if not all(isinstance(one, str) for one in said) or sum(map(len, said)) > _LONGEST:
        raise BadRequestError("request.unreadable")
    ticks, *sets = map(tuple, lists)
    return AxisRequest(**texts, ticks=ticks, sets=tuple(sets), is_range=sent.get("is_range") is True)


def _listed(sent: Any) -> list[Any]:
    if not isinstance(sent, list) or len(sent) > _LONGEST:
        raise BadRequestError("request.unreadable")
    return sent


def first_request(variable: Variable) -> AxisRequest:
    """What stands there when a variable has just been chosen: what the form holds."""
    if variable.way is Way.TICKS:
        is_yes_or_no = len(variable.choices) == 2 and all(isinstance(one.value, bool) for one in variable.choices)  # noqa: PLR2004
        held = (variable.held,) if variable.held else ()
        return AxisRequest(variable.key, ("0", "1") if is_yes_or_no else held)
    if variable.way is Way.SETS:
        return AxisRequest(variable.key, sets=(tuple(variable.held.split()),))
    return AxisRequest(variable.key, text=variable.held)


def read_axis(request: AxisRequest, variable: Variable) -> Axis:
    """The axis that a request asks for, with what is wrong with it."""
    try:
        values = _VALUES[variable.way](request, variable)
    except UnreadableError as error:
        return Axis(variable, (), request.word, (Issue((), error.code, {"title": variable.title, **error.params}),))
    axis = Axis(variable, values, request.word)
    if not values:
        return replace(axis, issues=(Issue((), "grid.no_values"),))
    if len(values) > MOST_VALUES:
        return Axis(variable, (), request.word, (Issue((), "grid.too_many_values", {"limit": MOST_VALUES}),))
    return axis


def count_of(axes: Sequence[Axis]) -> int:
    """How many combinations there are."""
    return prod(len(axis.values) for axis in axes)


def _ticked(request: AxisRequest, variable: Variable) -> tuple[AxisValue, ...]:
    wanted = frozenset(request.ticks)
    chosen = [choice for number, choice in enumerate(variable.choices) if variable.name_of(number) in wanted]
    own = _lines(request, replace(variable, field=None)) if variable.is_open else ()
    return (*(AxisValue(choice.value, choice.label) for choice in chosen), *own)


def _sets(request: AxisRequest, variable: Variable) -> tuple[AxisValue, ...]:
    """What is ticked on each line, in the order of the choices; a line without any is none."""
    found = (_ticked(replace(request, ticks=ticks), variable) for ticks in request.sets[: MOST_VALUES * 2])
    return tuple(
        AxisValue([one.value for one in those], ", ".join(one.label for one in those)) for those in found if those
    )


def _numbers(request: AxisRequest, variable: Variable) -> tuple[AxisValue, ...]:
    texts = _range(request) if request.is_range else filter(None, _BETWEEN.split(request.text))
    is_whole = bool(variable.field and variable.field.integer)
    found = []
    for text in texts:
        found.append(AxisValue(value := _number(text, is_whole=is_whole), to_text(value)))
        if len(found) > MOST_VALUES:
            break
    return tuple(found)


def _range(request: AxisRequest) -> Iterator[str]:
    """Each number from the first to the last, as text."""
    if not request.first.strip() and not request.last.strip():
        return
    first, last, step = (
        Decimal(str(_number(text or usual, is_whole=False)))
        for text, usual in ((request.first, ""), (request.last, ""), (request.step.strip(), "1"))
    )
    if step <= 0:
        raise UnreadableError("grid.step_sign")
    way = 1 if last >= first else -1
    at = first
    while (last - at) * way >= 0:
        yield f"{at:f}"
        at += step * way


def _number(text: str, *, is_whole: bool) -> int | float:
    try:
        return parse_number(text, integer=is_whole)
    except NotANumberError as error:
        raise UnreadableError(
            "grid.not_a_number" if error.code != "issue.too_precise" else error.code, text=text[:_LONGEST_TOLD]
        ) from None


def _lines(request: AxisRequest, variable: Variable) -> tuple[AxisValue, ...]:
    lines = [line.strip() for line in request.text.splitlines()]
    return tuple(AxisValue(_parsed(variable.field, line), line) for line in lines[: MOST_VALUES * 2] if line)


def _parsed(of: Field | None, text: str) -> Any:
    """What the field's own control would make of it."""
    value = text if of is None else parse(replace(of, entry=Entry(text)))
    return text if value is UNSET else value


def _words(request: AxisRequest, variable: Variable) -> tuple[AxisValue, ...]:
    if not request.word.strip():
        raise UnreadableError("grid.no_word")
    return _lines(request, replace(variable, field=None))


_VALUES: Final = {
    Way.TICKS: _ticked,
    Way.SETS: _sets,
    Way.NUMBERS: _numbers,
    Way.LINES: _lines,
    Way.JSON: _lines,
    Way.WORD: _words,
}
