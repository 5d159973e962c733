"""The JSON value that a control stands for: parsed exactly, or told why it cannot be."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NoReturn

from playground.form.fields import UNSET, Field, Raw, Widget
from playground.form.limits import MAX_COMMAS, MAX_NESTING, MAX_VALUES
from playground.form.numbers import NotANumberError, parse_number
from playground.form.page.format import CHOOSING, NUMERIC, OTHER, TYPED, format_value

_PICKED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)


class UnreadableError(ValueError):
    """What a control holds is no value of its field; `code` and `params` say why."""

    def __init__(self, code: str, **params: Any) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


def parse(field: Field) -> Any:
    """The value that a control stands for; `UNSET` where it stands for none.

    Raises:
        UnreadableError: what was typed is no value of this field.
    """
    raw, kept = field.entry.raw, field.entry.kept
    if kept is not UNSET and _same_lines(raw, format_value(field, kept)):
        return kept
    return _PARSE[field.widget](field, raw)


def _same_lines(one: Raw, other: Raw) -> bool:
    """Whether a control still shows the same: browsers turn every kind of line break into one."""
    return _one_kind_of_line(one) == _one_kind_of_line(other)


def _one_kind_of_line(raw: Raw) -> Raw:
    return raw.replace("\r\n", "\n").replace("\r", "\n") if isinstance(raw, str) else raw


def _parse_text(_: Field, raw: Raw) -> Any:
    return raw or UNSET


def _parse_moment(_: Field, raw: Raw) -> Any:
    text = str(raw)
    if not _PICKED.fullmatch(text):
        return text or UNSET
    seconds = "" if text.count(":") > 1 else ":00"
    return f"{text.replace(' ', 'T')}{seconds}Z"


def _parse_number(field: Field, raw: Raw) -> Any:
    text = str(raw).strip()
    if not text:
        return UNSET
    try:
        return parse_number(text, integer=field.integer)
    except NotANumberError as error:
        raise UnreadableError(error.code, actual=text) from None


def _parse_choice(field: Field, raw: Raw) -> Any:
    if field.open and str(raw).startswith(OTHER):
        return str(raw)[len(OTHER) :] or UNSET
    return UNSET if raw == "" else _choice(field, str(raw))


def _parse_choices(field: Field, raw: Raw) -> Any:
    chosen = [_choice(field, place) for place in raw] if isinstance(raw, tuple) else []
    return chosen or _nothing(field)


def _choice(field: Field, place: str) -> Any:
    if place.isascii() and place.isdecimal() and int(place) < len(field.choices):
        return field.choices[int(place)].value
    raise UnreadableError("issue.unknown_choice")


def _parse_files(field: Field, raw: Raw) -> Any:
    addresses = list(raw) if isinstance(raw, tuple) else []
    if field.upload is not None and field.upload.multiple:
        return addresses or _nothing(field)
    if len(addresses) > 1:
        raise UnreadableError("issue.too_many_files")
    return addresses[0] if addresses else UNSET


def _nothing(field: Field) -> Any:
    """A list with nothing in it: a required one is sent."""
    return UNSET if field.optional else []


def _parse_json(_: Field, raw: Raw) -> Any:
    text = str(raw)
    if not text.strip():
        return UNSET
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


_PARSE: Final[Mapping[Widget, Callable[[Field, Raw], Any]]] = {
    **dict.fromkeys(TYPED, _parse_text),
    **dict.fromkeys(CHOOSING, _parse_choice),
    **dict.fromkeys(NUMERIC, _parse_number),
    Widget.CHECKBOX: lambda _, raw: UNSET if raw == "" else raw is True,
    Widget.MULTISELECT: _parse_choices,
    Widget.FILE_UPLOAD: _parse_files,
    Widget.DATETIME: _parse_moment,
    Widget.JSON: _parse_json,
    Widget.HIDDEN: lambda *_: UNSET,
}
