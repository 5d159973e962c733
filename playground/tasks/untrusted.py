"""Values from outside, made fit to keep and to show: plain text, money, JSON without end."""

from __future__ import annotations

import math
import re
import unicodedata
from decimal import Decimal
from typing import Any

MESSAGE_LIMIT = 1000
"""Characters of the service's own words that are kept."""

_SHOWN_LIMIT = 2000
_SHOWN_DEPTH = 32
_COST_LIMIT = Decimal(10) ** 9
_COST_EXPONENT = -64
_INVISIBLE = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_TITLE = re.compile(r"<title[^>]*>([^<]{0,500})", re.IGNORECASE)


def plain_text(text: str, limit: int = MESSAGE_LIMIT) -> str | None:
    r"""Text on one line, without control and direction characters, trimmed; None where nothing is left.

    >>> plain_text("too\x1b[31m big\n\u202etry less", limit=16)
    'too[31m big try…'
    """
    spaced = (" " if char.isspace() else char for char in text[: 8 * limit])
    seen = "".join(char for char in spaced if unicodedata.category(char) not in _INVISIBLE)
    line = " ".join(seen.split())
    return (line if len(line) <= limit else line[: limit - 1].rstrip() + "…") or None


def plain_text_of_body(body: bytes) -> str | None:
    """What a body that is not JSON says: the title of a web page, or plain text as it stands."""
    text = body[: 8 * MESSAGE_LIMIT].decode(errors="replace")
    if "<" not in text:
        return plain_text(text)
    title = _TITLE.search(text)
    return plain_text(title[1]) if title else None


def parse_cost(value: Any) -> Decimal | None:
    """An amount of money as it came; None, never zero, for whatever is not a plain amount.

    >>> [parse_cost(value) for value in (Decimal("0.05625"), 0, -1, "0.05", None, True)]
    [Decimal('0.05625'), Decimal('0'), None, None, None, None]
    """
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    amount = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not amount.is_finite() or not 0 <= amount < _COST_LIMIT:
        return None
    exponent = amount.as_tuple().exponent
    return abs(amount) if isinstance(exponent, int) and exponent >= _COST_EXPONENT else None


def displayable(value: Any, depth: int = _SHOWN_DEPTH) -> Any:
    """A JSON value for a person's eyes: fractions as floats, long texts and deep nests cut, nothing unprintable."""
    if isinstance(value, str):
        text = value if len(value) <= _SHOWN_LIMIT else value[:_SHOWN_LIMIT] + "…"
        return text.encode(errors="replace").decode()
    if isinstance(value, Decimal):
        number = float(value)
        return number if math.isfinite(number) else str(value)
    if isinstance(value, list | dict) and not depth:
        return "…"
    if isinstance(value, list):
        return [displayable(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {displayable(name): displayable(item, depth - 1) for name, item in value.items()}
    return value
