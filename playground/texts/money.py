"""Amounts of money at a glance, as a language writes them."""

from __future__ import annotations

from decimal import Decimal

from playground.texts.catalogs import Language
from playground.texts.formats import amount, at_a_glance
from playground.texts.sentences import translate

__all__ = ["amount", "price"]


def price(cost: Decimal, language: Language, currency: str, *, is_play: bool) -> str:
    """An amount at a glance: two decimals, more where the first of them are 0; play money is called that.

    >>> price(Decimal("0.05625"), "en", "$", is_play=False), price(Decimal("12.345"), "en", "$", is_play=False)
    ('$0.056', '$12.35')
    >>> price(Decimal("0.00042"), "en", "$", is_play=False), price(Decimal("0.1"), "en", "$", is_play=True)
    ('$0.00042', '$0.10 play money')
    """
    shown = amount(at_a_glance(cost), language, currency)
    return translate("page.play_money", language, cost=shown) if is_play else shown
