"""A colour, picked beside its text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any, Final

from playground.form.fields import Field
from playground.form.schema.predicates import has_format, is_string
from playground.form.widget import Widget
from playground.form.widgets.text import TEXT

_HEX: Final = re.compile(r"#[0-9a-fA-F]{6}", re.ASCII)


class Color(Widget):
    """A swatch beside its text; what is no #rrggbb is text alone."""

    __slots__ = ()
    name = "color"
    words = ("color", "colour", "colorpicker", "color-picker")
    fits = (has_format("color", "colour", "hex-color"), is_string)
    half = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A text; another widget where the swatch cannot show it."""
        if not isinstance(value, str):
            return None
        return field if not value or _HEX.fullmatch(value) else replace(field, widget=TEXT)


COLOR: Final = Color()
