"""JSON texts from outside: how much they hold, and their values, exactly as they are written."""

from __future__ import annotations

import json
import math
from typing import Any, NoReturn

from playground.form.fields import UnreadableError
from playground.form.limits import MAX_COMMAS, MAX_NESTING, MAX_VALUES
from playground.form.numbers import NotANumberError, parse_number


def read_exactly(text: str) -> Any:
    """The value of a JSON text, no digit of a number lost.

    Raises:
        UnreadableError: it is none, holds too much, or a number that programs would read as another.
    """
    if count_values(text) > MAX_VALUES:  # first: to read each number exactly takes its time
        raise UnreadableError("issue.too_many_values", limit=MAX_VALUES)
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_exact_float, parse_int=_exact_integer)
    except json.JSONDecodeError as error:
        raise UnreadableError("issue.not_json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise UnreadableError("issue.not_json", line=1, column=1) from None
    if extent(value)[0] > MAX_NESTING:
        raise UnreadableError("issue.not_json", line=1, column=1)
    return value


def count_values(text: str) -> int:
    """How many values a JSON text holds, or at most could where they are far too many; 0 where it is none.

    >>> count_values('{"a": [1, 2]}'), count_values("{")
    (4, 0)
    """
    if (commas := text.count(",")) > MAX_COMMAS:
        return commas
    try:
        return extent(json.loads(text, parse_float=str, parse_int=str))[1]
    except (json.JSONDecodeError, RecursionError):
        return 0


def extent(value: Any) -> tuple[int, int]:
    """How many levels a value of JSON has, and how many values.

    >>> extent({"a": [1, 2]}), extent("text")
    ((3, 4), (1, 1))
    """
    level, depth, values = [value], 0, 0
    while level:
        depth += 1
        values += len(level)
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
    return depth, values


def _refuse(text: str) -> NoReturn:
    raise UnreadableError("issue.not_a_number", actual=text)


def _exact_float(text: str) -> float | int:
    try:
        number = parse_number(text, integer=False)
    except NotANumberError:
        raise UnreadableError("issue.too_precise", actual=text) from None
    return number


def _exact_integer(text: str) -> int | float:
    try:
        return parse_number(text, integer=True)
    except NotANumberError:
        raise UnreadableError("issue.too_precise", actual=text) from None


def read_finite(text: str | bytes) -> Any:
    """The value of a JSON text whose numbers can all be written again: no NaN, none beyond what a float holds.

    Raises:
        ValueError: it is no such text.
        RecursionError: it is nested too deeply.
    """
    return json.loads(text, parse_constant=_no_number, parse_float=_finite)


def _no_number(name: str) -> NoReturn:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)
