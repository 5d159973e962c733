"""Any JSON, as text: what no other widget can show."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from playground.form.fields import UNSET, Field, Raw
from playground.form.json_text import read_exactly
from playground.form.json_values import to_indented_text
from playground.form.schema.predicates import anything
from playground.form.widget import Predicate, Widget


class JsonEditor(Widget):
    """A box for JSON, read exactly."""

    __slots__ = ()
    name: ClassVar[str] = "json"
    words: ClassVar[tuple[str, ...]] = ("json", "json-editor", "jsoneditor")
    fits: ClassVar[tuple[Predicate, ...]] = (anything,)
    holds_json = True

    def able_to_show(self, field: Field, value: Any) -> Field | None:
        """Anything."""
        return field

    def format_value(self, field: Field, value: Any) -> Raw:
        """JSON over several lines."""
        return "" if value is UNSET else to_indented_text(value)

    def parse(self, field: Field, raw: Raw) -> Any:
        """The value of the text."""
        text = str(raw)
        return read_exactly(text) if text.strip() else UNSET


JSON: Final = JsonEditor()
