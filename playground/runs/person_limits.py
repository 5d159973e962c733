"""What one person may do where that is not what all may: of the table of the room `people`, which stands above."""

from __future__ import annotations

from typing import Final

from sqlalchemy import column, table

_NAMES: Final = ("person", "day_limit", "month_limit", "most_runs", "most_bytes")

PERSON_LIMITS = table("people", *(column(name) for name in _NAMES))
"""Amounts are micro-units, as those of budgets; null is what everybody may, `UNLIMITED` any number."""

UNLIMITED: Final = -1
