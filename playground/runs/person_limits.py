"""What one person may do where that is not what all may: of the table of the room `people`, which stands above."""

from __future__ import annotations

from sqlalchemy import column, table

PERSON_LIMITS = table("people", *(column(name) for name in ("person", "day_limit", "month_limit", "most_runs")))
"""Amounts are micro-units, as those of budgets; null is what everybody may."""
