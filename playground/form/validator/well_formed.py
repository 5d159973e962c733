"""Which keywords of a schema count: those whose value is of the right shape; the others are as if not written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from playground.form.numbers import to_decimal


def is_schema(value: Any) -> bool:
    """A schema: an object, or true or false."""
    return isinstance(value, Mapping | bool)


def is_schemas(value: Any) -> bool:
    """A list of one or more schemas."""
    return isinstance(value, list) and bool(value) and all(map(is_schema, value))


def _is_schema_map(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(is_schema, value.values()))


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_number(value: Any) -> bool:
    return to_decimal(value) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_types(value: Any) -> bool:
    words = value if isinstance(value, list) else [value]
    return bool(words) and all(isinstance(word, str) for word in words)


def anything(_: Any) -> bool:
    """Any value."""
    return True


WELL_FORMED: Final[Mapping[str, Callable[[Any], bool]]] = {
    "$ref": lambda value: isinstance(value, str),
    "$dynamicRef": lambda value: isinstance(value, str),
    "$recursiveRef": lambda value: isinstance(value, str),
    "additionalItems": is_schema,
    "additionalProperties": is_schema,
    "allOf": is_schemas,
    "anyOf": is_schemas,
    "const": anything,
    "contains": is_schema,
    "dependencies": lambda value: (
        isinstance(value, Mapping) and all(is_schema(part) or _is_names(part) for part in value.values())
    ),
    "dependentRequired": lambda value: isinstance(value, Mapping) and all(map(_is_names, value.values())),
    "dependentSchemas": _is_schema_map,
    "else": is_schema,
    "enum": lambda value: isinstance(value, list),
    "exclusiveMaximum": _is_number,
    "exclusiveMinimum": _is_number,
    "format": lambda value: isinstance(value, str),
    "if": is_schema,
    "items": lambda value: is_schema(value) or (isinstance(value, list) and all(map(is_schema, value))),
    "maxContains": _is_count,
    "maxItems": _is_count,
    "maxLength": _is_count,
    "maxProperties": _is_count,
    "maximum": _is_number,
    "minContains": _is_count,
    "minItems": _is_count,
    "minLength": _is_count,
    "minProperties": _is_count,
    "minimum": _is_number,
    "multipleOf": lambda value: _is_number(value) and value > 0,
    "not": is_schema,
    "oneOf": is_schemas,
    "pattern": lambda value: isinstance(value, str),
    "patternProperties": _is_schema_map,
    "prefixItems": is_schemas,
    "properties": _is_schema_map,
    "propertyNames": is_schema,
    "required": _is_names,
    "then": is_schema,
    "type": _is_types,
    "unevaluatedItems": is_schema,
    "unevaluatedProperties": is_schema,
    "uniqueItems": lambda value: isinstance(value, bool),
}
"""What each keyword's value must be for the keyword to count; the others are as if they were not written."""

NEIGHBOURS: Final[Mapping[str, tuple[str, ...]]] = {
    "additionalItems": ("items",),
    "contains": ("minContains", "maxContains"),
    "if": ("then", "else"),
    "items": ("prefixItems",),
    "unevaluatedItems": ("items", "prefixItems", "contains", "if", "then", "else", "allOf", "anyOf", "oneOf"),
}
"""Keywords that another reads beside its own value."""
