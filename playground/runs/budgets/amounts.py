"""Amounts of money as whole numbers, which a database sums exactly: millionths of the service's currency."""

from __future__ import annotations

from decimal import ROUND_CEILING, Context, Decimal, InvalidOperation
from typing import Final

MICROS: Final = 1_000_000
"""Micro-units in one unit of the currency."""

_SHOWN: Final = Context(prec=15)
"""As many digits as a float keeps of what was written: those beyond are its own, and would be rounded up."""

_MOST: Final = 10**15
"""A thousand million units: more is a service's mistake, and sums of it would leave what a database can hold."""

_HIGHEST: Final = 10**9
"""The highest limit, in units."""


def to_micros(cost: Decimal) -> int:
    """An amount in micro-units, rounded up: what is set aside is never less than what it is for.

    >>> to_micros(Decimal("0.05625")), to_micros(Decimal("0.0000001")), to_micros(Decimal("0.30000000000000004"))
    (56250, 1, 300000)
    """
    if cost >= _MOST // MICROS:
        return _MOST
    return max(0, int((_SHOWN.plus(cost) * MICROS).to_integral_value(ROUND_CEILING)))


def from_micros(micros: int) -> Decimal:
    """The same as an amount.

    >>> from_micros(56250), from_micros(3_000_000)
    (Decimal('0.05625'), Decimal('3'))
    """
    amount = Decimal(micros).scaleb(-6).normalize()
    return amount.quantize(Decimal(1)) if amount == amount.to_integral_value() else amount


def read_micros(text: str) -> int | None:
    """An amount as a person types it, in micro-units; None where it is none, or more than a limit can be.

    >>> read_micros("5"), read_micros(" 2.50 "), read_micros("-1"), read_micros("NaN"), read_micros("1e99")
    (5000000, 2500000, None, None, None)
    """
    try:
        amount = Decimal(text.strip())
    except InvalidOperation:
        return None
    is_one = amount.is_finite() and 0 <= amount <= _HIGHEST
    return to_micros(amount) if is_one else None
