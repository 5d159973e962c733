"""A number between two bounds, on a slider."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from playground.form.fields import UNSET, Field, Raw
from playground.form.numbers import to_decimal
from playground.form.schema.bounds import highest, lowest
from playground.form.schema.predicates import has_few_steps, is_bounded
from playground.form.widget import Look
from playground.form.widgets.number import NUMBER, Number


class Slider(Number):
    """A slider; a value beyond its ends, or off its steps, is shown in a box."""

    __slots__ = ()
    name = "slider"
    words = ("slider", "range", "range-slider")
    fits = (has_few_steps, is_bounded)
    for_null = NUMBER
    is_settled = True
    says_unset = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A number within its bounds."""
        number = to_decimal(value)
        if number is None:
            return None
        low, high = lowest(field.limits), highest(field.limits)
        fits = low is not None and high is not None and low <= number <= high
        return field if fits else replace(field, widget=NUMBER)

    def format_value(self, field: Field, value: Any) -> Raw:
        """A required one starts at its lower end."""
        if value is UNSET and not field.optional:
            low = lowest(field.limits)
            return "" if low is None else f"{low:f}"
        return super().format_value(field, value)

    def look(self, field: Field) -> Look:
        """A slider shows only what lies on its grid: anything else would move when it is drawn."""
        return Look("slider", half=True, stands_at_default=True) if _on_grid(field) else Look("number", half=True)


def _on_grid(field: Field) -> bool:
    low, high = field.limits.minimum, field.limits.maximum
    if low is None or high is None:
        return False
    raw = field.entry.raw
    if raw == "":
        if field.optional and not field.unset_choice:
            return False
        raw = str(low) if field.default is UNSET else str(field.default)
    try:
        value = Decimal(str(raw))
    except InvalidOperation:
        return False
    return low <= value <= high and (value - low) % (field.step or Decimal(1)) == 0


SLIDER: Final = Slider()
