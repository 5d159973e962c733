"""Amounts as the command line writes them."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from playground.cli.output import LANGUAGE, translated
from playground.texts import amount, price


@dataclass(frozen=True, slots=True)
class Money:
    """The sign before every amount, and whether it is the sandbox's."""

    currency: str = ""
    is_play: bool = False

    def short(self, cost: Decimal) -> str:
        """At a glance."""
        return price(cost, LANGUAGE, self.currency, is_play=self.is_play)

    def exact(self, cost: Decimal) -> str:
        """With all digits."""
        all_digits = amount(cost, LANGUAGE, self.currency)
        return translated("page.play_money", cost=all_digits) if self.is_play else all_digits
