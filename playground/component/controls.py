"""From a field to the control that draws it: which macro, how wide, which shapes and figures stand beside it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Final

from playground.form.fields import Choice, Field, Unset, Widget

_RATIO: Final = re.compile(r"^\s*(\d{1,5}(?:\.\d+)?)\s*[:x×*]\s*(\d{1,5}(?:\.\d+)?)\s*$")
_PICKED_DATE: Final = re.compile(r"^(\d{4}-\d\d-\d\d)?$")
_PICKED_MOMENT: Final = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?)?$")
_SEGMENTS: Final = 3
_SEGMENT_LETTERS: Final = 24
_HALF_LETTERS: Final = 14
_TILE_BOX: Final = 26


@dataclass(frozen=True, slots=True)
class Shape:
    """The outline of an aspect ratio, in CSS pixels."""

    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Control:
    """How a field is drawn.

    Attributes:
        macro: name of the macro in `templates/controls.html`.
        half: whether two such fields share a line.
        shapes: one per choice where the choices are aspect ratios.
    """

    macro: str
    half: bool = False
    shapes: tuple[Shape, ...] = ()


def control(field: Field) -> Control:
    """The control for a field and what it holds now."""
    return _CONTROLS[field.widget](field)


def _slider(field: Field) -> Control:
    """A slider shows only what lies on its grid: anything else would move when it is drawn."""
    return Control("slider" if _on_grid(field) else "number", half=True)


def _on_grid(field: Field) -> bool:
    low, high = field.limits.minimum, field.limits.maximum
    if low is None or high is None:
        return False
    step = field.step or Decimal(1)
    raw = field.entry.raw
    if raw == "":
        if field.optional and not field.unset_choice:
            return False
        raw = str(low) if isinstance(field.default, Unset) else str(field.default)
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        return False
    return low <= value <= high and (value - low) % step == 0


def _radio(field: Field) -> Control:
    shapes = tuple(shape for shape in map(_shape, field.choices) if shape)
    if shapes and len(shapes) == len(field.choices):
        return Control("tiles", shapes=shapes)
    count = len(field.choices) + field.unset_choice
    letters = sum(len(choice.label) for choice in field.choices)
    if count <= _SEGMENTS and letters <= _SEGMENT_LETTERS:
        return Control("segments", half=letters <= _HALF_LETTERS)
    return Control("chips")


def _shape(choice: Choice) -> Shape | None:
    match = _RATIO.match(choice.label)
    if not match:
        return None
    width, height = float(match[1]), float(match[2])
    if not width or not height:
        return None
    scale = _TILE_BOX / max(width, height)
    return Shape(max(6, round(width * scale)), max(6, round(height * scale)))


def _date(field: Field) -> Control:
    return Control("date" if _PICKED_DATE.match(str(field.entry.raw)) else "text", half=True)


def _datetime(field: Field) -> Control:
    return Control("datetime" if _PICKED_MOMENT.match(str(field.entry.raw)) else "text")


def _always(macro: str, *, half: bool = False) -> Callable[[Field], Control]:
    return lambda _field: Control(macro, half=half)


_CONTROLS: Final[dict[Widget, Callable[[Field], Control]]] = {
    Widget.TEXT: _always("text"),
    Widget.TEXTAREA: _always("textarea"),
    Widget.PASSWORD: _always("password"),
    Widget.NUMBER: _always("number", half=True),
    Widget.SLIDER: _slider,
    Widget.SEED: _always("seed", half=True),
    Widget.CHECKBOX: _always("checkbox", half=True),
    Widget.RADIO: _radio,
    Widget.SELECT: _always("select", half=True),
    Widget.COLOR: _always("color", half=True),
    Widget.DATE: _date,
    Widget.DATETIME: _datetime,
    Widget.FILE_UPLOAD: _always("uploads"),
    Widget.JSON: _always("json"),
    Widget.HIDDEN: _always("hidden"),
    Widget.MULTISELECT: _always("multiselect"),
}
