"""One of many choices, in a list that opens."""

from __future__ import annotations

from typing import Final

from playground.form.schema.predicates import has_choices, is_boolean, is_open_choice
from playground.form.widgets.choosing import OneOf


class Select(OneOf):
    """A list that opens; where any other text goes too, its last choice is a box for one."""

    __slots__ = ()
    name = "select"
    words = ("select", "dropdown", "combobox", "picker", "autocomplete")
    fits = (is_open_choice, has_choices, is_boolean)
    half = True
    offers_other = True


SELECT: Final = Select()
