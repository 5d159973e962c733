"""JSON as people write it, read strictly: what is wrong is told with its line and column.

>>> parse_json('{"type": "object",}')
Traceback (most recent call last):
    ...
playground.errors.SchemaError: catalog.json.trailing_comma(line=1, column=18)
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, NoReturn

from playground.errors import SchemaError

MAX_BYTES: Final = 1_000_000
"""The largest file that is read: one schema or one payload."""

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
