"""What a schema says its model costs: `x-playground: {"price": …}` at the root."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from playground.form.numbers import to_decimal

_PER: Final = ("result", "second", "run")


@dataclass(frozen=True, slots=True)
class ListedPrice:
    """A price in the currency that the playground shows.

    Attributes:
        amount: at least 0.
        per: `result` (one picture, clip or sound), `second` of each result, or `run`, whatever comes of it.
    """

    amount: Decimal
    per: str

    def total(self, *, count: int, seconds: Decimal | None) -> Decimal | None:
        """What a run costs; None where it goes by seconds and nobody knows how many.

        >>> ListedPrice(Decimal("0.04"), "result").total(count=3, seconds=None)
        Decimal('0.12')
        """
        match self.per:
            case "run":
                return self.amount
            case "second":
                return None if seconds is None else self.amount * seconds * count
            case _:
                return self.amount * count


def read_price(value: Any) -> ListedPrice | None:
    """The price that a hint names: a number is for one result, else `{"result" | "second" | "run": number}`.

    >>> read_price({"second": 0.05})
    ListedPrice(amount=Decimal('0.05'), per='second')
    >>> read_price("cheap") is None
    True
    """
    said = value if isinstance(value, Mapping) else {_PER[0]: value}
    found = [(per, amount) for per in _PER if (amount := to_decimal(said.get(per))) is not None and amount >= 0]
    return ListedPrice(found[0][1], found[0][0]) if len(found) == len(said) == 1 else None
