"""Text of several lines."""

from __future__ import annotations

from typing import Final

from playground.form.schema.predicates import is_long_text, is_string
from playground.form.widget import Widget


class Textarea(Widget):
    """A box that grows."""

    __slots__ = ()
    name = "textarea"
    words = ("textarea", "text-area", "multiline", "markdown", "prompt", "input.textarea", "richtext")
    fits = (is_long_text, is_string)
    counts_letters = True
    changes_price = False


TEXTAREA: Final = Textarea()
