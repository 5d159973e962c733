"""A schema without what would lead a validator astray: other drafts' rules inside it, addresses that are none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

_DATA: Final = frozenset({"const", "enum", "default", "examples", "example"})
_MAPS: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "dependentSchemas", "dependentRequired", "dependencies"}
)
_ADDRESSES: Final = frozenset({"$id", "id", "$anchor", "$dynamicAnchor"})


def is_untidy(keyword: str, value: Any, *, is_root: bool) -> bool:
    """Whether a member of a schema is left out by `tidied`.

    A `$schema` inside would hand that part to another validator, with its own patterns and references; an address that
    is no text makes references fail.
    """
    if keyword == "$schema":
        return not is_root and isinstance(value, str | int | float | list | None)
    return keyword in _ADDRESSES and not isinstance(value, str | Mapping)


def tidied(schema: Any, *, is_root: bool = True) -> Any:
    """A copy of the schema without what `is_untidy`; data (constants, defaults, examples) is left as it is."""
    if isinstance(schema, list):
        return [tidied(part, is_root=False) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    return {
        keyword: _tidied_member(keyword, value)
        for keyword, value in schema.items()
        if not is_untidy(keyword, value, is_root=is_root)
    }


def _tidied_member(keyword: str, value: Any) -> Any:
    if keyword in _DATA:
        return value
    if keyword in _MAPS and isinstance(value, Mapping):
        return {name: tidied(part, is_root=False) for name, part in value.items()}
    return tidied(value, is_root=False)
