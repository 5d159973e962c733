"""Amounts of money in words."""

from __future__ import annotations

from decimal import Decimal


def amount(cost: Decimal, currency: str) -> str:
    """An amount as people write it, every digit kept.

    >>> amount(Decimal("0.05625"), "$"), amount(Decimal("3"), "$")
    ('$0.05625', '$3.00')
    """
    whole, _, fraction = f"{cost.normalize():f}".partition(".")
    return f"{currency}{whole}.{fraction.ljust(2, '0')}"
