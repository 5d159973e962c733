"""A date and a time, in UTC."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from playground.form.fields import UNSET, Field, Raw
from playground.form.schema.predicates import has_format, is_string
from playground.form.widget import Look, Widget
from playground.form.widgets.text import TEXT

_SHOWABLE: Final = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2})(?::00|(:[0-9]{2}))Z", re.ASCII)
_PICKED: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?", re.ASCII)
_DRAWN: Final = re.compile(r"^(\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?Z?)?$")


class Datetime(Widget):
    """The browser's picker, in UTC; what it cannot show is text."""

    __slots__ = ()
    name = "datetime"
    words = ("datetime", "date-time", "datetime-local", "alt-datetime")
    fits = (has_format("date-time", "datetime", "datetime-local"), is_string)

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A text; another widget where the picker cannot show it."""
        if not isinstance(value, str):
            return None
        return field if not value or _SHOWABLE.fullmatch(value) else replace(field, widget=TEXT)

    def format_value(self, field: Field, value: Any) -> Raw:
        """A browser's picker knows no offset: a moment in UTC is shown without its Z."""
        found = _SHOWABLE.fullmatch(value) if isinstance(value, str) else None
        return found[1] + (found[2] or "") if found else super().format_value(field, value)

    def parse(self, field: Field, raw: Raw) -> Any:
        """What was picked is a moment in UTC."""
        text = str(raw)
        if not _PICKED.fullmatch(text):
            return text or UNSET
        seconds = "" if text.count(":") > 1 else ":00"
        return f"{text.replace(' ', 'T')}{seconds}Z"

    def look(self, field: Field) -> Look:
        """A picker, or a box for what a picker cannot show."""
        return Look("datetime" if _DRAWN.match(str(field.entry.raw)) else "text")


DATETIME: Final = Datetime()
