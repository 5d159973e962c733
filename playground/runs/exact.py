"""JSON that comes back as it went: every digit of a number, every character of a text.

>>> dumps(loads('{"cost": 0.10000000000000000001, "seed": 9007199254740993}'))
'{"cost":0.10000000000000000001,"seed":9007199254740993}'
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def dumps(value: Any) -> str:
    """Compact JSON of `value`, which may hold `Decimal`s; members keep their order, text stays as it is.

    Raises:
        ValueError: NaN or an infinity, which JSON cannot say.
        TypeError: something that is not JSON at all.
    """
    match value:
        case Mapping():
            return "{" + ",".join(f"{_scalar(str(name))}:{dumps(member)}" for name, member in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(dumps, value)) + "]"
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} is not a JSON number")
            return str(value)
        case _:
            return _scalar(value)


def encode(value: Any) -> bytes:
    """As `dumps`, in UTF-8; half a surrogate pair, which UTF-8 cannot hold, is written as JSON's own escape."""
    return dumps(value).encode("utf-8", "backslashreplace")


def keepable(value: Any) -> str:
    """As `encode`, as text that every database takes."""
    return encode(value).decode()


def loads(text: str | bytes) -> Any:
    """The value of a JSON text: a number with a fraction is a `float` where that says it exactly, else a `Decimal`."""
    return json.loads(text, parse_float=_number)


def _number(digits: str) -> float | Decimal:
    exact = Decimal(digits)
    short = float(digits)
    return short if repr(short) == digits else exact


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
