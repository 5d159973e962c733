"""Numbers, sizes, amounts of money and lists as a language writes them, by Unicode's CLDR."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Any, Final

from babel.lists import format_list
from babel.numbers import format_decimal

from playground.texts.catalogs import Language, catalog_of

_WHOLE: Final = ("B", "KB")
_UNITS: Final = (*_WHOLE, "MB", "GB", "TB")
_STEP: Final = 1024

_EXACT: Final = Context(prec=15)
"""As many digits as a float keeps of what was written: those beyond are its own."""

_DECIMALS: Final = (2, 15)
"""Of an amount: at least, at most."""

_FULL_WIDTH: Final = ("\u3002", "\uff01", "\uff1f", "\uff1b", "\uff1a", "\uff09")
"""Marks at the end of a sentence, of scripts that put no space after them: `。！？；：）`."""

_NO_GROUPS: Final = (1000, 1000)
"""Digits in a group: an amount can be copied from the page as the service writes it."""


def number(value: float | Decimal, language: Language, pattern: str | None = None) -> str:
    """A number, in groups of digits.

    Args:
        value: any number.
        language: whose separators.
        pattern: of CLDR, such as `0.0` for exactly one decimal; the language's usual one by default.

    >>> number(1234.5, "en"), number(12, "en", "0.0")
    ('1,234.5', '12.0')
    """
    return format_decimal(value, format=pattern, locale=catalog_of(language).locale)


def scaled_size(size: int) -> tuple[float, str]:
    """A size in bytes in the unit that people say it in: `B`, `KB`, `MB`, `GB` or `TB`.

    >>> scaled_size(17_000), scaled_size(2 * 1024**3), scaled_size(1_572_864), scaled_size(1)
    ((17.0, 'KB'), (2.0, 'GB'), (1.5, 'MB'), (1.0, 'B'))
    """
    amount, power = float(size), 0
    while amount >= _STEP and power < len(_UNITS) - 1:
        amount, power = amount / _STEP, power + 1
    unit = _UNITS[power]
    return round(amount, 0 if unit in _WHOLE else 1), unit


def join_words(words: Iterable[str], language: Language) -> str:
    """Words one after the other.

    >>> join_words(["seed", "steps"], "en"), join_words(["种子", "步数"], "zh")
    ('seed, steps', '种子、步数')
    """
    between: str = catalog_of(language).locale.list_patterns["standard"]["middle"]
    return between.replace("{0}", "").replace("{1}", "").join(words)


def join_sentences(sentences: Iterable[str | None]) -> str:
    """Those sentences that there are, with a space between two, but where a full-width mark has one in it already.

    >>> join_sentences(["Not charged.", "Try again."]), join_sentences(["没有收费。", "请重试。"])
    ('Not charged. Try again.', '没有收费。请重试。')
    """
    said = ""
    for sentence in filter(None, sentences):
        said += space_after(said) + sentence
    return said


def space_after(said: str) -> str:
    """What stands between it and the next sentence: a space, or nothing.

    >>> space_after("Line 2:"), space_after("第 2 行："), space_after("")
    (' ', '', '')
    """
    return "" if not said or said.endswith(_FULL_WIDTH) else " "


def join_alternatives(words: Iterable[Any], language: Language) -> str:
    """Words of which one is meant.

    >>> join_alternatives(["text", "a number", "a list"], "en"), join_alternatives(["文本", "数字"], "zh")
    ('text, a number, or a list', '文本或数字')
    """
    return format_list(list(words), style="or", locale=catalog_of(language).locale)


def at_a_glance(cost: Decimal) -> Decimal:
    """An amount with two decimals, more where the first of them are 0."""
    places = max(2, 1 - cost.adjusted()) if cost else 2
    return cost.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


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
