"""Amounts of money as a language writes them."""

from __future__ import annotations

from copy import copy
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from playground.texts.catalogs import Language, catalog_of
from playground.texts.sentences import translate

_EXACT: Final = Context(prec=15)
"""As many digits as a float keeps of what was written: those beyond are its own."""

_DECIMALS: Final = (2, 15)
"""At least, at most."""

_NO_GROUPS: Final = (1000, 1000)
"""Digits in a group: an amount can be copied from the page as the service writes it."""


def price(cost: Decimal, language: Language, currency: str, *, is_play: bool) -> str:
    """An amount at a glance: two decimals, more where the first of them are 0; play money is called that.

    >>> price(Decimal("0.05625"), "en", "$", is_play=False), price(Decimal("12.345"), "en", "$", is_play=False)
    ('$0.056', '$12.35')
    >>> price(Decimal("0.00042"), "en", "$", is_play=False), price(Decimal("0.1"), "en", "$", is_play=True)
    ('$0.00042', '$0.10 play money')
    """
    places = max(2, 1 - cost.adjusted()) if cost else 2
    shown = amount(cost.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP), language, currency)
    return translate("page.play_money", language, cost=shown) if is_play else shown


def amount(cost: Decimal, language: Language, currency: str) -> str:
    """An amount of money with all its digits, but for what only a program's arithmetic added.

    Args:
        cost: how much.
        language: whose separators, and whose place for the currency's sign.
        currency: the sign.

    >>> amount(Decimal("0.05625"), "en", "$"), amount(Decimal("3"), "en", "$")
    ('$0.05625', '$3.00')
    >>> amount(Decimal("0.30000000000000004"), "en", "$"), amount(Decimal("1234.5"), "zh", "¥")
    ('$0.30', '¥1234.50')
    """
    locale = catalog_of(language).locale
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = _DECIMALS
    pattern.grouping = _NO_GROUPS
    shown: str = pattern.apply(_EXACT.plus(cost), locale, currency=currency, currency_digits=False)
    return shown.strip()
