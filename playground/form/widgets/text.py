"""One line of text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from playground.form.fields import Field
from playground.form.schema.predicates import is_string
from playground.form.widget import Widget
from playground.form.widgets.textarea import TEXTAREA


class Text(Widget):
    """A box of one line; a text of several falls to a larger one."""

    __slots__ = ()
    name = "text"
    words = ("text", "input", "string", "textfield", "text-field", "text-input")
    fits = (is_string,)
    counts_letters = True
    changes_price = False

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A line break needs a larger box."""
        if not isinstance(value, str):
            return None
        return replace(field, widget=TEXTAREA) if "\n" in value or "\r" in value else field


TEXT: Final = Text()
