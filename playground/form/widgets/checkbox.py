"""True or false, as a switch."""

from __future__ import annotations

from typing import Any, Final

from playground.form.fields import UNSET, Field, Raw
from playground.form.schema.predicates import is_boolean, is_settled_boolean
from playground.form.widget import Look, Widget
from playground.form.widgets.radio import RADIO


class Checkbox(Widget):
    """A switch, which has no place for null; one that could not say "not set" is a choice of yes and no."""

    __slots__ = ()
    name = "checkbox"
    words = ("checkbox", "checkboxes", "switch", "toggle", "checkbox.group", "switcher")
    fits = (is_settled_boolean, is_boolean)
    half = True
    for_null = RADIO
    when_unset = RADIO
    offers_choices = True
    is_settled = True
    says_unset = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """True or false."""
        return field if isinstance(value, bool) else None

    def format_value(self, field: Field, value: Any) -> Raw:
        """On or off; nothing, where it stands at its default."""
        return "" if value is UNSET and field.optional else value is True

    def parse(self, field: Field, raw: Raw) -> Any:
        """True or false."""
        return UNSET if raw == "" else raw is True

    def takes(self, field: Field, raw: Raw, shown: Raw) -> bool:
        """On, off, or not set."""
        return isinstance(raw, bool) or (raw == "" and field.optional)

    def look(self, field: Field) -> Look:
        """A switch."""
        return Look("checkbox", half=True, stands_at_default=True)


CHECKBOX: Final = Checkbox()
