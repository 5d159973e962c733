"""What a control holds for a JSON value, and which widget can show it."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from playground.form.fields import UNSET, Choice, Field, Raw, Widget
from playground.form.json_values import json_key, same_json, to_indented_text, to_text
from playground.form.limits import MAX_CHOICES
from playground.form.numbers import to_decimal
from playground.form.schema.bounds import highest, lowest
from playground.form.schema.formats import is_date

NUMERIC: Final = frozenset({Widget.NUMBER, Widget.SLIDER, Widget.SEED})
CHOOSING: Final = frozenset({Widget.RADIO, Widget.SELECT})
TYPED: Final = frozenset({Widget.TEXT, Widget.TEXTAREA, Widget.PASSWORD, Widget.COLOR, Widget.DATE, Widget.DATETIME})

OTHER: Final = "="
"""What stands before a text of one's own where a choice is open."""

_PICKABLE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?::00|(:[0-9]{2}))Z", re.ASCII)
_HEX_COLOR: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


def able_to_show(field: Field, value: Any) -> Field:
    """The field, made able to show a value that its schema or its widget did not foresee.

    A value that is not among the choices becomes one more; what the widget cannot show falls to a plainer widget, at
    last to a JSON editor: what is sent is always what can be seen.
    """
    if value is UNSET:
        return field
    if value is None and field.nullable:
        return _able_null(field)
    return _ABLE[field.widget](field, value) or replace(field, widget=Widget.JSON, choices=())


def _able_null(field: Field) -> Field:
    """A switch and a slider have no place for null: a choice and a box do."""
    if field.null_choice is not None and position(field.choices, None) is None:
        field = replace(field, choices=(*field.choices, field.null_choice))
    return replace(field, widget=_FOR_NULL.get(field.widget, field.widget))


_FOR_NULL: Final[Mapping[Widget, Widget]] = {Widget.CHECKBOX: Widget.RADIO, Widget.SLIDER: Widget.NUMBER}


def _able_choice(field: Field, value: Any) -> Field | None:
    if field.open and isinstance(value, str):
        return field
    return field if position(field.choices, value) is not None else _with_choices(field, (value,))


def _able_choices(field: Field, value: Any) -> Field | None:
    if not isinstance(value, list) or len(value) > MAX_CHOICES:
        return None
    places = _places(field.choices)
    unforeseen = {key: entry for entry in value if (key := json_key(entry)) not in places}
    if any(isinstance(entry, dict | list) for entry in unforeseen.values()):
        return None  # nobody would pick such a thing from a list
    return _with_choices(field, tuple(unforeseen.values()))


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
    return replace(field, choices=(*field.choices, *(Choice(value, to_text(value)) for value in values)))


def _places(choices: tuple[Choice, ...]) -> Mapping[Hashable, int]:
    """Where each value stands among the choices, by its key; the first of equal ones."""
    return {json_key(choice.value): place for place, choice in reversed(list(enumerate(choices)))}


def _text_widget(widget: Widget, value: str) -> Widget:
    if widget is Widget.TEXT and ("\n" in value or "\r" in value):
        return Widget.TEXTAREA
    shows = _SHOWABLE.get(widget)
    return widget if not value or shows is None or shows(value) else Widget.TEXT


def _is_pickable_color(text: str) -> bool:
    return bool(_HEX_COLOR.fullmatch(text))


def _is_pickable(text: str) -> bool:
    return bool(_PICKABLE.fullmatch(text))


_SHOWABLE: Final[Mapping[Widget, Callable[[str], bool]]] = {
    Widget.COLOR: _is_pickable_color,
    Widget.DATE: is_date,
    Widget.DATETIME: _is_pickable,
}


def _number_widget(field: Field, value: Any) -> Widget:
    if field.widget is not Widget.SLIDER:
        return field.widget
    low, high = lowest(field.limits), highest(field.limits)
    number = to_decimal(value)
    shown = number is not None and low is not None and high is not None and low <= number <= high
    return Widget.SLIDER if shown else Widget.NUMBER


def _is_addresses(field: Field, value: Any) -> bool:
    if field.upload is not None and field.upload.multiple:
        return isinstance(value, list) and all(isinstance(address, str) and address for address in value)
    return isinstance(value, str)


def position(choices: tuple[Choice, ...], value: Any) -> int | None:
    """Where a value stands among the choices."""
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


def format_value(field: Field, value: Any) -> Raw:
    """What the control holds for a value; nothing, for `UNSET`."""
    return _FORMAT[field.widget](field, value)


def _format_choice(field: Field, value: Any) -> Raw:
    place = None if value is UNSET else position(field.choices, value)
    if place is not None:
        return str(place)
    return OTHER + value if field.open and isinstance(value, str) else ""


def _format_choices(field: Field, value: Any) -> Raw:
    if not isinstance(value, list) or not value:
        return ()
    places = _places(field.choices)
    return tuple(str(places[key]) for entry in value if (key := json_key(entry)) in places)


def _format_files(_: Field, value: Any) -> Raw:
    if isinstance(value, list):
        return tuple(address for address in value if isinstance(address, str))
    return (value,) if isinstance(value, str) and value else ()


def _format_text(_: Field, value: Any) -> Raw:
    return value if isinstance(value, str) else "" if value is UNSET or value is None else to_text(value)


def _format_moment(field: Field, value: Any) -> Raw:
    # A browser's picker knows no offset: a moment in UTC is shown without its Z.
    found = _PICKABLE.fullmatch(value) if isinstance(value, str) else None
    return found[1] + (found[2] or "") if found else _format_text(field, value)


def _format_number(field: Field, value: Any) -> Raw:
    if value is UNSET and field.widget is Widget.SLIDER and not field.optional:
        low = lowest(field.limits)
        return "" if low is None else f"{low:f}"
    return str(value) if isinstance(value, Decimal) else _format_text(field, value)


def _format_json(_: Field, value: Any) -> Raw:
    return "" if value is UNSET else to_indented_text(value)


_FORMAT: Final[Mapping[Widget, Callable[[Field, Any], Raw]]] = {
    **dict.fromkeys(Widget, _format_text),
    **dict.fromkeys(CHOOSING, _format_choice),
    **dict.fromkeys(NUMERIC, _format_number),
    Widget.CHECKBOX: lambda field, value: "" if value is UNSET and field.optional else value is True,
    Widget.MULTISELECT: _format_choices,
    Widget.FILE_UPLOAD: _format_files,
    Widget.DATETIME: _format_moment,
    Widget.JSON: _format_json,
    Widget.HIDDEN: _format_json,
}
