"""JSON values: their types, when two are the same, and how they read as text."""

from __future__ import annotations

import json
from collections.abc import Hashable, Mapping
from decimal import Decimal
from typing import Any, Final

_TYPES: Final = (
    (type(None), "null"),
    (bool, "boolean"),
    (int, "integer"),
    (str, "string"),
    (Mapping, "object"),
)


def json_type(value: Any) -> str:
    """The most specific JSON Schema type of a JSON value.

    >>> json_type(3.0), json_type(True), json_type(None)
    ('integer', 'boolean', 'null')
    """
    if isinstance(value, float | Decimal):
        return "integer" if value == value // 1 else "number"
    return next((name for kind, name in _TYPES if isinstance(value, kind)), "array")


def same_json(one: Any, other: Any) -> bool:
    """Whether two values are the same JSON: numbers by value, members in any order, `true` is not 1."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        return one.keys() == other.keys() and all(same_json(value, other[name]) for name, value in one.items())
    if isinstance(one, list | tuple) and isinstance(other, list | tuple):
        return len(one) == len(other) and all(map(same_json, one, other))
    return bool(one == other)


def json_key(value: Any) -> Hashable:
    """What two values have in common exactly where they are the same JSON; it can be looked up at once.

    >>> json_key({"n": 1, "m": [True]}) == json_key({"m": [True], "n": 1.0}), json_key(1) == json_key(True)
    (True, False)
    """
    if value is None or isinstance(value, bool | str):
        return type(value), value
    if isinstance(value, Mapping):
        return Mapping, frozenset((name, json_key(inner)) for name, inner in value.items())
    if isinstance(value, list | tuple):
        return list, tuple(map(json_key, value))
    return float, value  # Python's numbers are equal, and found in sets, by value


def to_text(value: Any) -> str:
    """Compact JSON on one line, readable: no escapes but JSON's own."""
    return json.dumps(value, ensure_ascii=False, default=str)


def to_indented_text(value: Any) -> str:
    """JSON over several lines, for an editor."""
    return json.dumps(value, ensure_ascii=False, indent=2, default=str)
