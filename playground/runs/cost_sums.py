"""Sums of what runs cost, by whatever tells the runs apart."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from decimal import Decimal
from typing import NamedTuple, TypeVar

_Key = TypeVar("_Key", bound=Hashable)


class CostSum(NamedTuple):
    """What some runs cost together.

    Attributes:
        runs: how many there were.
        unknown: how many of them it is not known of what they cost.
        total: what the others cost, digit by digit.
    """

    runs: int = 0
    unknown: int = 0
    total: Decimal = Decimal(0)


def sums(found: Iterable[tuple[_Key, CostSum]]) -> dict[_Key, CostSum]:
    """One sum for each key.

    >>> sums([("a", CostSum(2, 1, Decimal("0.1"))), ("b", CostSum(1)), ("a", CostSum(1, 0, Decimal("0.2")))])["a"]
    CostSum(runs=3, unknown=1, total=Decimal('0.3'))
    """
    added: dict[_Key, CostSum] = {}
    for key, one in found:
        known = added.get(key, CostSum())
        added[key] = CostSum(known.runs + one.runs, known.unknown + one.unknown, known.total + one.total)
    return added
