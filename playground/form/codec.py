"""Between JSON and what a control holds: how a value is shown, which widget can show it, and what was typed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final, NoReturn

from playground.form.fields import UNSET, Choice, Field, Raw, Widget
from playground.form.formats import is_color, is_date
from playground.form.jsonvalues import same_json, to_indented_text, to_text
from playground.form.limits import MAX_NESTING
from playground.form.numbers import NotANumberError, parse_number, to_decimal

NUMERIC: Final = frozenset({Widget.NUMBER, Widget.SLIDER, Widget.SEED})
CHOOSING: Final = frozenset({Widget.RADIO, Widget.SELECT})
TYPED: Final = frozenset({Widget.TEXT, Widget.TEXTAREA, Widget.PASSWORD, Widget.COLOR, Widget.DATE, Widget.DATETIME})

_PICKED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
_PICKABLE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?::00|(:[0-9]{2}))Z", re.ASCII)
_HEX_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


class UnreadableError(ValueError):
    """What a control holds is no value of its field; `code` and `figures` say why."""

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


def able_to_show(field: Field, value: Any) -> Field:
    """The field, made able to show a value that its schema or its widget did not foresee.

    A value that is not among the choices becomes one more; what the widget cannot show falls to a plainer widget, at
    last to a JSON editor: what is sent is always what can be seen.
    """
    if value is UNSET or (value is None and field.nullable and field.widget not in CHOOSING):
        return field
    return _ABLE[field.widget](field, value) or replace(field, widget=Widget.JSON, choices=())


def _able_choice(field: Field, value: Any) -> Field | None:
    return _with_choices(field, (value,))


def _able_choices(field: Field, value: Any) -> Field | None:
    return _with_choices(field, tuple(value)) if isinstance(value, list) else None


def _able_text(field: Field, value: Any) -> Field | None:
    return replace(field, widget=_text_widget(field.widget, value)) if isinstance(value, str) else None


def _able_number(field: Field, value: Any) -> Field | None:
    return None if to_decimal(value) is None else replace(field, widget=_number_widget(field, value))


def _able_files(field: Field, value: Any) -> Field | None:
    return field if _is_addresses(field, value) else None


def _able_boolean(field: Field, value: Any) -> Field | None:
    return field if isinstance(value, bool) else None


def _able_anything(field: Field, _: Any) -> Field | None:
    return field


def _with_choices(field: Field, values: tuple[Any, ...]) -> Field:
    missing = [value for value in values if _position(field.choices, value) is None]
    if not missing:
        return field
    return replace(field, choices=(*field.choices, *(Choice(value, to_text(value)) for value in missing)))


def _text_widget(widget: Widget, value: str) -> Widget:
    if widget is Widget.TEXT and ("\n" in value or "\r" in value):
        return Widget.TEXTAREA
    shows = _SHOWABLE.get(widget)
    return widget if not value or shows is None or shows(value) else Widget.TEXT


def _is_pickable(text: str) -> bool:
    return bool(_PICKABLE.fullmatch(text))


_SHOWABLE: Final[Mapping[Widget, Callable[[str], bool]]] = {
    Widget.COLOR: is_color,
    Widget.DATE: is_date,
    Widget.DATETIME: _is_pickable,
}


def _number_widget(field: Field, value: Any) -> Widget:
    if field.widget is not Widget.SLIDER:
        return field.widget
    limits = field.limits
    low = limits.minimum if limits.minimum is not None else limits.exclusive_minimum
    high = limits.maximum if limits.maximum is not None else limits.exclusive_maximum
    number = to_decimal(value)
    shown = number is not None and low is not None and high is not None and low <= number <= high
    return Widget.SLIDER if shown else Widget.NUMBER


def _is_addresses(field: Field, value: Any) -> bool:
    if field.upload is not None and field.upload.multiple:
        return isinstance(value, list) and all(isinstance(address, str) and address for address in value)
    return isinstance(value, str)


def _position(choices: tuple[Choice, ...], value: Any) -> int | None:
    return next((place for place, choice in enumerate(choices) if same_json(choice.value, value)), None)


_ABLE: Final[Mapping[Widget, Callable[[Field, Any], Field | None]]] = {
    **dict.fromkeys(TYPED, _able_text),
    **dict.fromkeys(NUMERIC, _able_number),
    **dict.fromkeys(CHOOSING, _able_choice),
    Widget.MULTISELECT: _able_choices,
    Widget.FILE_UPLOAD: _able_files,
    Widget.CHECKBOX: _able_boolean,
    Widget.PASSWORD: _able_anything,  # a secret of the wrong type stays behind its dots
    Widget.JSON: _able_anything,
    Widget.HIDDEN: _able_anything,
}
"""What each widget needs to show a value; None where it cannot."""


def show(field: Field, value: Any) -> Raw:
    """What the control holds for a value; nothing, for `UNSET`."""
    return _SHOW[field.widget](field, value)


def _show_choice(field: Field, value: Any) -> Raw:
    position = None if value is UNSET else _position(field.choices, value)
    return "" if position is None else str(position)


def _show_choices(field: Field, value: Any) -> Raw:
    positions = [_position(field.choices, entry) for entry in value] if isinstance(value, list) else []
    return tuple(str(position) for position in positions if position is not None)


def _show_files(_: Field, value: Any) -> Raw:
    if isinstance(value, list):
        return tuple(address for address in value if isinstance(address, str))
    return (value,) if isinstance(value, str) and value else ()


def _show_text(_: Field, value: Any) -> Raw:
    return value if isinstance(value, str) else "" if value is UNSET or value is None else to_text(value)


def _show_moment(field: Field, value: Any) -> Raw:
    # A browser's picker knows no offset: a moment in UTC is shown without its Z.
    found = _PICKABLE.fullmatch(value) if isinstance(value, str) else None
    return found[1] + (found[2] or "") if found else _show_text(field, value)


def _show_number(field: Field, value: Any) -> Raw:
    if value is UNSET and field.widget is Widget.SLIDER:
        limits = field.limits
        lowest = limits.minimum if limits.minimum is not None else limits.exclusive_minimum
        return "" if lowest is None else f"{lowest:f}"
    return str(value) if isinstance(value, Decimal) else _show_text(field, value)


def _show_json(_: Field, value: Any) -> Raw:
    return "" if value is UNSET else to_indented_text(value)


_SHOW: Final[Mapping[Widget, Callable[[Field, Any], Raw]]] = {
    **dict.fromkeys(Widget, _show_text),
    **dict.fromkeys(CHOOSING, _show_choice),
    **dict.fromkeys(NUMERIC, _show_number),
    Widget.CHECKBOX: lambda _, value: value is True,
    Widget.MULTISELECT: _show_choices,
    Widget.FILE_UPLOAD: _show_files,
    Widget.DATETIME: _show_moment,
    Widget.JSON: _show_json,
    Widget.HIDDEN: _show_json,
}


def read(field: Field) -> Any:
    """The value that a control stands for; `UNSET` where it stands for none.

    Raises:
        UnreadableError: what was typed is no value of this field.
    """
    raw, kept = field.entry.raw, field.entry.kept
    if kept is not UNSET and _same_lines(raw, show(field, kept)):
        return kept
    return _READ[field.widget](field, raw)


def _same_lines(one: Raw, other: Raw) -> bool:
    """Whether a control still shows the same: browsers turn every kind of line break into one."""
    return _one_kind_of_line(one) == _one_kind_of_line(other)


def _one_kind_of_line(raw: Raw) -> Raw:
    return raw.replace("\r\n", "\n").replace("\r", "\n") if isinstance(raw, str) else raw


def _read_text(_: Field, raw: Raw) -> Any:
    return raw or UNSET


def _read_moment(_: Field, raw: Raw) -> Any:
    text = str(raw)
    if not _PICKED.fullmatch(text):
        return text or UNSET
    seconds = "" if text.count(":") > 1 else ":00"
    return f"{text.replace(' ', 'T')}{seconds}Z"


def _read_number(field: Field, raw: Raw) -> Any:
    text = str(raw).strip()
    if not text:
        return UNSET
    try:
        return parse_number(text, integer=field.integer)
    except NotANumberError as error:
        raise UnreadableError(error.code, actual=text) from None


def _read_choice(field: Field, raw: Raw) -> Any:
    return UNSET if raw == "" else _choice(field, str(raw))


def _read_choices(field: Field, raw: Raw) -> Any:
    chosen = [_choice(field, place) for place in raw] if isinstance(raw, tuple) else []
    return chosen or _nothing(field)


def _choice(field: Field, place: str) -> Any:
    if place.isascii() and place.isdecimal() and int(place) < len(field.choices):
        return field.choices[int(place)].value
    raise UnreadableError("issue.unknown_choice")


def _read_files(field: Field, raw: Raw) -> Any:
    addresses = list(raw) if isinstance(raw, tuple) else []
    if field.upload is not None and field.upload.multiple:
        return addresses or _nothing(field)
    if len(addresses) > 1:
        raise UnreadableError("issue.too_many_files")
    return addresses[0] if addresses else UNSET


def _nothing(field: Field) -> Any:
    """A list with nothing in it: a required one is sent."""
    return UNSET if field.optional else []


def _read_json(_: Field, raw: Raw) -> Any:
    text = str(raw)
    if not text.strip():
        return UNSET
    try:
        value = json.loads(text, parse_constant=_refuse, parse_float=_exact_float, parse_int=_exact_integer)
    except json.JSONDecodeError as error:
        raise UnreadableError("issue.not_json", line=error.lineno, column=error.colno) from None
    except RecursionError:
        raise UnreadableError("issue.not_json", line=1, column=1) from None
    if _nesting(value) > MAX_NESTING:
        raise UnreadableError("issue.not_json", line=1, column=1)
    return value


def _nesting(value: Any) -> int:
    level, depth = [value], 0
    while level and depth <= MAX_NESTING:
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        depth += 1
    return depth


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


_READ: Final[Mapping[Widget, Callable[[Field, Raw], Any]]] = {
    **dict.fromkeys(TYPED, _read_text),
    **dict.fromkeys(CHOOSING, _read_choice),
    **dict.fromkeys(NUMERIC, _read_number),
    Widget.CHECKBOX: lambda _, raw: raw is True,
    Widget.MULTISELECT: _read_choices,
    Widget.FILE_UPLOAD: _read_files,
    Widget.DATETIME: _read_moment,
    Widget.JSON: _read_json,
    Widget.HIDDEN: lambda *_: UNSET,
}
