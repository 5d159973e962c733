"""A day, picked from a calendar."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from playground.form.fields import Field
from playground.form.schema.formats import is_date
from playground.form.schema.predicates import has_format, is_string
from playground.form.widget import Look, Widget
from playground.form.widgets.text import TEXT

_PICKED: Final = re.compile(r"^(\d{4}-\d\d-\d\d)?$")


class Date(Widget):
    """The browser's picker; what is no day is text."""

    __slots__ = ()
    name = "date"
    words = ("date", "alt-date", "datepicker", "date-picker")
    fits = (has_format("date"), is_string)

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A text; another widget where the picker cannot show it."""
        if not isinstance(value, str):
            return None
        return field if not value or is_date(value) else replace(field, widget=TEXT)

    def look(self, field: Field) -> Look:
        """A picker, or a box for what a picker cannot show."""
        return Look("date" if _PICKED.match(str(field.entry.raw)) else "text", half=True)


DATE: Final = Date()
