"""JSON in and out: who wrote a text decides how it is read.

- `parse_json`, `read_json`: a person did. Strict; what is wrong is told with its line and column.
- `parse_exact`: this program did, with `to_json`. Every digit of a number comes back.
- `parse_untrusted`: a service did. Whatever can be read is read, and nothing raises.
- `parse_decimals`: a file from anywhere holds it. Strict, and fractions are `Decimal`.

The form and the component read what a page sends by themselves: they import nothing of the rest.

>>> parse_json('{"type": "object",}')
Traceback (most recent call last):
    ...
playground.errors.SchemaError: catalog.json.trailing_comma(line=1, column=18)
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, NoReturn

from playground.errors import SchemaError

MAX_BYTES: Final = 1_000_000
"""The largest file that is read: one schema or one payload."""

_INTEGER_DIGITS: Final = 1000
"""Longer integers are read as `Decimal`: Python turns them into an `int` slowly, or not at all."""

# How Python's own messages begin, and what the person did; `_slip` looks at the text for the rest.
_SLIPS = (
    ("Illegal trailing comma", "trailing_comma"),
    ("Expecting property name", "name"),
    ("Expecting ':'", "colon"),
    ("Expecting ','", "comma"),
    ("Unterminated string", "open_string"),
    ("Invalid control character", "line_break"),
    ("Invalid \\", "escape"),
    ("Extra data", "extra"),
    ("Expecting value", "value"),
)


def read_json(path: Path) -> Any:
    """The value in a file.

    Raises:
        SchemaError: not readable, over `MAX_BYTES`, not UTF-8, or not JSON (params `line` and `column`, from 1).
    """
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
    except OSError as error:
        raise SchemaError("catalog.unreadable", reason=error.strerror or str(error)) from None
    if len(data) > MAX_BYTES:
        raise SchemaError("catalog.too_large", limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SchemaError("catalog.not_utf8", line=line) from None
    return parse_json(text)


def parse_json(
    text: str,
    *,
    fraction: Callable[[str], Any] | None = None,
    members: Callable[[list[tuple[str, Any]]], Any] | None = None,
) -> Any:
    """The value of a JSON text: no NaN, no numbers beyond what a float or Python's integers hold.

    Args:
        text: the JSON.
        fraction: reads a number that is not written as a whole one; by default the nearest float.
        members: makes an object of its members; by default the last of one name counts.

    Raises:
        SchemaError: not JSON (params `line` and `column`, from 1), nested too deeply, or a number is out of range.
    """
    try:
        value = json.loads(
            text,
            parse_constant=_refuse_number,
            parse_float=fraction or _finite,
            parse_int=_whole,
            object_pairs_hook=members,
        )
    except json.JSONDecodeError as error:
        slip, position = _slip(text, error)
        line = text.count("\n", 0, position) + 1
        column = position - text.rfind("\n", 0, position)
        raise SchemaError(f"catalog.json.{slip}", line=line, column=column) from None
    except RecursionError:
        raise SchemaError("catalog.json.depth") from None
    return value


def parse_exact(text: str | bytes) -> Any:
    """The value of a JSON text: a number with a fraction is a `float` where that says it exactly, else a `Decimal`.

    >>> to_json(parse_exact('{"cost": 0.10000000000000000001, "seed": 9007199254740993}'))
    '{"cost":0.10000000000000000001,"seed":9007199254740993}'
    """
    return json.loads(text, parse_float=_exact)


def parse_untrusted(body: bytes) -> Any:
    """The JSON value of a body, fractions as exact `Decimal`s; None where it is not JSON.

    What programs write and JSON does not allow does not spoil the values beside it: `NaN` and the infinities become
    None, a broken character becomes `\ufffd`.

    >>> parse_untrusted(b'{"cost": 0.05625, "score": NaN}')
    {'cost': Decimal('0.05625'), 'score': None}
    >>> parse_untrusted(b"<html>") is None
    True
    """
    try:
        text = body.decode(json.detect_encoding(body), "replace")
        return json.loads(text, parse_float=_any_number, parse_int=_any_number, parse_constant=_no_number, strict=False)
    except (ValueError, RecursionError):  # not JSON, or nested to harm
        return None


def parse_decimals(text: str) -> Any:
    """The value of a JSON text, its fractions as `Decimal`.

    Raises:
        ValueError: it is not JSON, or holds NaN or an infinity.
        RecursionError: it is nested too deeply.
    """
    return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)


def to_json(value: Any) -> str:
    """Compact JSON of `value`, which may hold `Decimal`s; members keep their order, text stays as it is.

    Raises:
        ValueError: NaN or an infinity, which JSON does not allow.
        TypeError: the value holds something that JSON has no form for.
    """
    match value:
        case Mapping():
            return "{" + ",".join(f"{_scalar(str(name))}:{to_json(member)}" for name, member in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(map(to_json, value)) + "]"
        case Decimal():
            if not value.is_finite():
                raise ValueError(f"{value} is not a JSON number")
            return str(value)
        case _:
            return _scalar(value)


def to_json_bytes(value: Any) -> bytes:
    """As `to_json`, in UTF-8; half a surrogate pair, which UTF-8 cannot hold, is written as JSON's own escape."""
    return to_json(value).encode("utf-8", "backslashreplace")


def to_storable_json(value: Any) -> str:
    """As `to_json_bytes`, as text that every database takes."""
    return to_json_bytes(value).decode()


def _scalar(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)


def _exact(digits: str) -> float | Decimal:
    exact = Decimal(digits)
    short = float(digits)
    return short if repr(short) == digits else exact


def _any_number(digits: str) -> int | Decimal | None:
    """A number of any length; None for one that Python cannot hold."""
    try:
        is_short = len(digits) < _INTEGER_DIGITS and digits.lstrip("-").isdecimal()
        return int(digits) if is_short else Decimal(digits)
    except ArithmeticError:
        return None


def _no_number(_name: str) -> None:
    return None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _slip(text: str, error: json.JSONDecodeError) -> tuple[str, int]:
    before = text[: error.pos].rstrip()
    if not text.strip():
        return "empty", 0
    if before.endswith(",") and text[error.pos : error.pos + 1] in {"]", "}"}:
        return "trailing_comma", len(before) - 1
    if error.pos >= len(text.rstrip()):
        return "cut_off", error.pos
    if text[error.pos] == "'":
        return "single_quotes", error.pos
    return next((slip for start, slip in _SLIPS if error.msg.startswith(start)), "value"), error.pos


def _refuse_number(text: str) -> NoReturn:
    raise SchemaError("catalog.json.number", number=text[:20])


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _refuse_number(text)


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:  # more digits than Python turns into a number
        _refuse_number(text)
