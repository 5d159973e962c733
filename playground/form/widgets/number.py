"""A number, typed into a box."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar, Final

from playground.form.fields import UNSET, Field, Raw, UnreadableError
from playground.form.numbers import NotANumberError, parse_number, to_decimal
from playground.form.schema.predicates import is_number
from playground.form.widget import Predicate, Widget


class Number(Widget):
    """A box for a number, exactly as typed."""

    __slots__ = ()
    name: ClassVar[str] = "number"
    words: ClassVar[tuple[str, ...]] = (
        *("number", "updown", "stepper", "numberpicker", "inputnumber", "number-input", "integer"),
    )
    fits: ClassVar[tuple[Predicate, ...]] = (is_number,)
    half = True
    is_numeric = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """Any number."""
        return None if to_decimal(value) is None else field

    def format_value(self, field: Field, value: Any) -> Raw:
        """Its digits."""
        return str(value) if isinstance(value, Decimal) else super().format_value(field, value)

    def parse(self, field: Field, raw: Raw) -> Any:
        """The number that was typed, no digit lost."""
        text = str(raw).strip()
        if not text:
            return UNSET
        try:
            return parse_number(text, integer=field.integer)
        except NotANumberError as error:
            raise UnreadableError(error.code, actual=text) from None


NUMBER: Final = Number()
