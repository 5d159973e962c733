"""The JSON value that a control stands for: parsed exactly, or told why it cannot be."""

from __future__ import annotations

from typing import Any

from playground.form.fields import UNSET, Field, Raw


def parse(field: Field) -> Any:
    """The value that a control stands for; `UNSET` where it stands for none.

    Raises:
        UnreadableError: what was typed is no value of this field.
    """
    return field.entry.kept if shows_kept(field) else field.widget.parse(field, field.entry.raw)


def shows_kept(field: Field) -> bool:
    """Whether a control still shows what it was drawn with, the loaded value or the default: nobody changed it."""
    raw, kept = field.entry.raw, field.entry.kept
    return kept is not UNSET and _same_lines(raw, field.widget.format_value(field, kept))


def _same_lines(one: Raw, other: Raw) -> bool:
    """Whether a control still shows the same: browsers turn every kind of line break into one."""
    return _one_kind_of_line(one) == _one_kind_of_line(other)


def _one_kind_of_line(raw: Raw) -> Raw:
    return raw.replace("\r\n", "\n").replace("\r", "\n") if isinstance(raw, str) else raw
