"""Numbers, exactly: JSON's numbers as decimals, and what people type as JSON's numbers."""

from __future__ import annotations

import math
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from playground.form.limits import MAX_NUMBER_LENGTH

_NUMBER: Final = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", re.ASCII)
_RATIO: Final = re.compile(r"\s*(\d{1,5}(?:\.\d+)?)\s*[:x×*]\s*(\d{1,5}(?:\.\d+)?)\s*")


def to_decimal(value: Any) -> Decimal | None:
    """The decimal that a JSON number's shortest text says; None for anything else.

    >>> to_decimal(0.15)
    Decimal('0.15')
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    if isinstance(value, float):
        return Decimal(repr(value)) if math.isfinite(value) else None
    return Decimal(value)


def is_multiple(value: Decimal, step: Decimal) -> bool:
    """Whether `value` is a whole number of steps, in decimal: 0.15 is a multiple of 0.05."""
    return step <= 0 or (Fraction(value) / Fraction(step)).denominator == 1


def ratio_of(text: str) -> tuple[float, float] | None:
    """Width and height, where a text is an aspect ratio or a size.

    >>> ratio_of("16:9"), ratio_of("1024 × 1024"), ratio_of("0:1"), ratio_of("auto")
    ((16.0, 9.0), (1024.0, 1024.0), None, None)
    """
    found = _RATIO.fullmatch(text)
    width, height = (float(found[1]), float(found[2])) if found else (0.0, 0.0)
    return (width, height) if width and height else None


class NotANumberError(ValueError):
    """What was typed is no number; `code` says in which way."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def parse_number(text: str, *, integer: bool) -> int | float:
    """The number that a person typed, exactly.

    Raises:
        NotANumberError: `issue.not_a_number`, `issue.not_an_integer`, or `issue.too_precise` where JSON's numbers, as
            programs read them, would change a digit.
    """
    stripped = text.strip()
    if len(stripped) > MAX_NUMBER_LENGTH or not _NUMBER.fullmatch(stripped):
        raise NotANumberError("issue.not_an_integer" if integer else "issue.not_a_number")
    exact = Decimal(stripped)
    if exact and abs(exact.adjusted()) > MAX_NUMBER_LENGTH:
        raise NotANumberError("issue.too_precise")
    if exact == exact.to_integral_value() and (integer or not set(".eE") & set(stripped)):
        return int(exact)
    if integer:
        raise NotANumberError("issue.not_an_integer")
    number = float(exact)
    if not math.isfinite(number) or Decimal(repr(number)) != exact:
        raise NotANumberError("issue.too_precise")
    return number
