"""A schema without what would lead a validator astray: other drafts' rules, addresses that are none, placeholders.

Bounds that other languages' words name are written with JSON Schema's.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

_DATA: Final = frozenset({"const", "enum", "default", "examples", "example"})
_MAPS: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired", "dependencies"}
)
_ANNOTATIONS: Final = frozenset({"type", "title", "description", "example", "examples", "$comment"})
_TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})
_BOUNDS: Final[Mapping[str, str]] = {
    "minValue": "minimum",
    "maxValue": "maximum",
    "ge": "minimum",
    "le": "maximum",
    "gt": "exclusiveMinimum",
    "lt": "exclusiveMaximum",
    "min": "minimum",
    "max": "maximum",
    "multiple_of": "multipleOf",
    "min_length": "minLength",
    "max_length": "maxLength",
    "min_items": "minItems",
    "max_items": "maxItems",
}
_ADDRESSES: Final = frozenset({"$id", "id", "$anchor", "$dynamicAnchor"})

WATCHED: Final = frozenset({"$schema", "not", *_BOUNDS, *_ADDRESSES})
"""The only members of a schema that can be to_sanitise."""


def needs_sanitising(keyword: str, value: Any, *, is_root: bool) -> bool:
    """Whether a member of a schema is left out or written anew by `sanitised`.

    A `$schema` inside would hand that part to another validator, with its own patterns and references; an address that
    is no text makes references fail; what excludes everything is `false` in other words.
    """
    if keyword == "$schema":
        return not is_root and isinstance(value, str | int | float | list | None)
    if keyword == "not":
        return value is True or value == {}
    return _is_bound(keyword, value) or (keyword in _ADDRESSES and not isinstance(value, str | Mapping))


def _is_bound(keyword: str, value: Any) -> bool:
    return keyword in _BOUNDS and isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def sanitised(schema: Any, *, is_root: bool = True) -> Any:
    """A copy of the schema without what `needs_sanitising`; data (constants, defaults, examples) is left as it is."""
    if isinstance(schema, list):
        return [sanitised(part, is_root=False) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if needs_sanitising("not", schema.get("not"), is_root=is_root):
        return False
    left_out = misplaced_parts(schema)
    sound = {**schema, "allOf": [part for part in schema["allOf"] if part not in left_out]} if left_out else schema
    bounds = {_BOUNDS[keyword]: value for keyword, value in schema.items() if _is_bound(keyword, value)}
    kept = {
        keyword: _sanitised_member(keyword, value)
        for keyword, value in sound.items()
        if not needs_sanitising(keyword, value, is_root=is_root) and not (left_out and keyword == "allOf" and not value)
    }
    return {**bounds, **kept}


def misplaced_parts(schema: Mapping[str, Any]) -> list[Any]:
    """The parts in `allOf` that name a type and nothing else, and one that the type beside them rules out.

    Tools that write documentation leave such parts as placeholders; taken at their word nothing would ever be valid.
    """
    parts = schema.get("allOf")
    own = _words(schema.get("type"))
    if not own or not isinstance(parts, list):
        return []
    return [
        part
        for part in parts
        if isinstance(part, Mapping)
        and part.keys() <= _ANNOTATIONS
        and (words := _words(part.get("type")))
        and not own & words
    ]


def _words(value: Any) -> frozenset[str]:
    """The types that a value may have; empty where that cannot be told."""
    listed = value if isinstance(value, list) else [value]
    words = {word for word in listed if isinstance(word, str)}
    if not words <= _TYPES or len(words) < len(listed):
        return frozenset()
    return frozenset(words | {"integer"} if "number" in words else words)


def _sanitised_member(keyword: str, value: Any) -> Any:
    if keyword in _DATA:
        return value
    if keyword in _MAPS and isinstance(value, Mapping):
        return {name: sanitised(part, is_root=False) for name, part in value.items()}
    return sanitised(value, is_root=False)
