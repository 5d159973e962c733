"""What the widgets that choose have in common: choices are held by their position, and unforeseen ones join them."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any, Final

from playground.form.fields import UNSET, Choice, Field, Raw, UnreadableError
from playground.form.json_values import json_key, same_json, to_text
from playground.form.widget import Widget

OTHER: Final = "="
"""What stands before a text of one's own where a choice is open."""


class OneOf(Widget):
    """One of the choices, or a text of one's own where the field is open."""

    __slots__ = ()
    offers_choices = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A value that is not among the choices becomes one more."""
        if field.open and isinstance(value, str):
            return field
        return field if index_of(field.choices, value) is not None else with_choices(field, (value,))

    def format_value(self, field: Field, value: Any) -> Raw:
        """The position of the choice, or `=` and the text."""
        index = None if value is UNSET else index_of(field.choices, value)
        if index is not None:
            return str(index)
        return OTHER + value if field.open and isinstance(value, str) else ""

    def parse(self, field: Field, raw: Raw) -> Any:
        """The choice at a position."""
        if field.open and str(raw).startswith(OTHER):
            return str(raw)[len(OTHER) :] or UNSET
        return UNSET if raw == "" else choice_at(field, str(raw))


def index_of(choices: tuple[Choice, ...], value: Any) -> int | None:
    """Where a value stands among the choices."""
    return next((index for index, choice in enumerate(choices) if same_json(choice.value, value)), None)


def positions(choices: tuple[Choice, ...]) -> Mapping[Hashable, int]:
    """Where each value stands among the choices, by its key; the first of equal ones."""
    return {json_key(choice.value): index for index, choice in reversed(list(enumerate(choices)))}


def with_choices(field: Field, values: tuple[Any, ...]) -> Field:
    """The field with these values as further choices: a text is called as it stands, where nothing else is."""
    called = {choice.label for choice in field.choices}
    further = (
        Choice(value, value if isinstance(value, str) and value and value not in called else to_text(value))
        for value in values
    )
    return replace(field, choices=(*field.choices, *further))


def choice_at(field: Field, index: str) -> Any:
    """The value of a choice.

    Raises:
        UnreadableError: there is no such choice.
    """
    if index.isascii() and index.isdecimal() and int(index) < len(field.choices):
        return field.choices[int(index)].value
    raise UnreadableError("issue.unknown_choice")
