"""What a task costs: nothing that anyone pays, but figures like those of a real service."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from playground.sandbox.task import Media


@dataclass(frozen=True, slots=True)
class Price:
    """Of one model: for each picture, by its longer side in pixels (the next larger one counts); for each second."""

    pictures: Mapping[int, Decimal]
    second: Decimal = Decimal("0.045")

    def of(self, media: Media, *, longer_side: int, count: int, seconds: int) -> Decimal:
        """The price of all that is asked for."""
        if media is Media.VIDEO:
            return self.second * seconds * count
        fitting = [side for side in self.pictures if side >= longer_side] or [max(self.pictures)]
        return self.pictures[min(fitting)] * count


_DEFAULT = Price({1024: Decimal("0.02"), 2048: Decimal("0.04"), 4096: Decimal("0.08")})
_PRICES = {"qwen-image-2-0-pro": Price({1024: Decimal("0.028125"), 2048: Decimal("0.05625")})}


def price_of(model: str) -> Price:
    """A model's price; those that nobody published get an ordinary one."""
    return _PRICES.get(model, _DEFAULT)
