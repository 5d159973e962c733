"""Which seeds may be drawn at random: whole numbers that the schema allows, and no others."""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from playground.form.fields import Limits

MOST_DRAWN: Final = 2**32
"""How many values are drawn from where a schema names no bound, or one that no service means."""

LARGEST_EXACT: Final = 2**53 - 1
"""Beyond this many readers of JSON lose digits."""


@dataclass(frozen=True, slots=True)
class Dice:
    """The values `first`, `first + step`, … up to `count` of them."""

    first: int
    step: int
    count: int


def dice_of(limits: Limits) -> Dice | None:
    """The whole numbers within the limits, no negative ones where others are allowed; None where there are none.

    >>> from decimal import Decimal
    >>> dice_of(Limits(minimum=Decimal(-5), exclusive_maximum=Decimal(0)))
    Dice(first=-5, step=1, count=5)
    """
    low, high = _lowest(limits), _highest(limits)
    step = 1 if limits.multiple_of is None else Fraction(limits.multiple_of).numerator
    if high is None:
        low = max(low or 0, 0)
        high = low + (MOST_DRAWN - 1) * step
    elif low is None:
        low = 0 if high >= 0 else high - (MOST_DRAWN - 1) * step
    elif low < 0 <= high:
        low = 0
    first = -(-low // step) * step
    count = (high - first) // step + 1
    if count <= 0:
        return None
    return Dice(first, step, count if high <= LARGEST_EXACT else min(count, MOST_DRAWN))


def _lowest(limits: Limits) -> int | None:
    bounds = [
        *(() if limits.minimum is None else (math.ceil(limits.minimum),)),
        *(() if limits.exclusive_minimum is None else (math.floor(limits.exclusive_minimum) + 1,)),
    ]
    return max(bounds, default=None)


def _highest(limits: Limits) -> int | None:
    bounds = [
        *(() if limits.maximum is None else (math.floor(limits.maximum),)),
        *(() if limits.exclusive_maximum is None else (math.ceil(limits.exclusive_maximum) - 1,)),
    ]
    return min(bounds, default=None)
