"""Which widget can show a JSON value."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from playground.form.fields import UNSET, Field
from playground.form.widgets import JSON
from playground.form.widgets.choosing import position


def able_to_show(field: Field, value: Any) -> Field:
    """The field, made able to show a value that its schema or its widget did not foresee.

    A value that is not among the choices becomes one more; what the widget cannot show falls to a plainer widget, at
    last to a JSON editor: what is sent is always what can be seen.
    """
    if value is UNSET:
        return field
    if value is None and field.nullable:
        return _able_null(field)
    return field.widget.able_to_show(field, value) or replace(field, widget=JSON, choices=())


def _able_null(field: Field) -> Field:
    if field.null_choice is not None and position(field.choices, None) is None:
        field = replace(field, choices=(*field.choices, field.null_choice))
    return replace(field, widget=field.widget.for_null or field.widget)
