"""Costs as people read them."""

from __future__ import annotations

from decimal import Decimal


def money(cost: Decimal, currency: str) -> str:
    """All digits that the service gave and no more.

    >>> money(Decimal("0.056250"), "$")
    '$0.05625'
    """
    return f"{currency}{cost.normalize():f}"
