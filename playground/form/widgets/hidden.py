"""A value that nobody is asked for."""

from __future__ import annotations

from typing import Any, Final

from playground.form.fields import UNSET, Field, Raw
from playground.form.schema.predicates import is_meant_to_be_hidden, is_required_constant, is_settled_choice
from playground.form.widgets.json_editor import JsonEditor


class Hidden(JsonEditor):
    """Nothing is drawn; what it starts with is sent."""

    __slots__ = ()
    name = "hidden"
    words = ("hidden",)
    fits = (is_meant_to_be_hidden, is_required_constant, is_settled_choice)
    is_hidden = True
    is_settled = True

    def parse(self, field: Field, raw: Raw) -> Any:
        """Nothing can be typed into it."""
        return UNSET


HIDDEN: Final = Hidden()
