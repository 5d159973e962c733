"""Any number of listed values."""

from __future__ import annotations

from typing import Any, Final

from playground.form.fields import UNSET, Field, Raw
from playground.form.json_values import json_key
from playground.form.limits import MAX_CHOICES
from playground.form.schema.predicates import is_array_of_choices
from playground.form.widget import Look, Widget
from playground.form.widgets.choosing import choice_at, positions, with_choices


class Multiselect(Widget):
    """Choices side by side, each on or off; a hint says it with the words for one choice."""

    __slots__ = ()
    name = "multiselect"
    hint_words = ("checkbox", "radio", "select")
    fits = (is_array_of_choices,)
    offers_several = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A list whose values are among the choices, or may become further ones."""
        if not isinstance(value, list) or len(value) > MAX_CHOICES:
            return None
        known = positions(field.choices)
        unforeseen = {key: entry for entry in value if (key := json_key(entry)) not in known}
        if any(isinstance(entry, dict | list) for entry in unforeseen.values()):
            return None  # nobody would pick such a thing from a list
        return with_choices(field, tuple(unforeseen.values()))

    def format_value(self, field: Field, value: Any) -> Raw:
        """The positions of the choices."""
        if not isinstance(value, list) or not value:
            return ()
        known = positions(field.choices)
        return tuple(str(known[key]) for entry in value if (key := json_key(entry)) in known)

    def parse(self, field: Field, raw: Raw) -> Any:
        """The choices at these positions; a required list is sent also where it is empty."""
        chosen = [choice_at(field, index) for index in raw] if isinstance(raw, tuple) else []
        return chosen or (UNSET if field.optional else [])

    def look(self, field: Field) -> Look:
        """Chips."""
        return Look("multiselect", is_group=True)


MULTISELECT: Final = Multiselect()
