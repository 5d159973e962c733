"""A secret, typed behind dots."""

from __future__ import annotations

from typing import Any, Final

from playground.form.fields import Field
from playground.form.schema.predicates import has_format, is_secret, is_string
from playground.form.widget import Widget


class Password(Widget):
    """A box that shows dots; what it holds is masked wherever a payload is kept or shown."""

    __slots__ = ()
    name = "password"
    words = ("password", "secret", "input.password")
    fits = (has_format("password"), is_secret, is_string)
    counts_letters = True
    is_secret = True
    changes_price = False

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """A secret of the wrong type stays behind its dots."""
        return field


PASSWORD: Final = Password()
