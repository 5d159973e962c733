"""The types of JSON Schema, as people write them, and what types a value may have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from playground.form.json_values import json_type
from playground.form.schema.options import Option
from playground.form.schema.subschema import Subschema

TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array"})

MISSPELT_TYPES: Final[Mapping[str, str]] = {
    "str": "string",
    "text": "string",
    "int": "integer",
    "long": "integer",
    "float": "number",
    "double": "number",
    "bool": "boolean",
    "list": "array",
    "tuple": "array",
    "dict": "object",
    "map": "object",
    "none": "null",
    "file": "string",
}
"""What people write instead of JSON Schema's types, in any case, and what they mean."""

_WORDS: Final = TYPES | {"null"}

_KEYWORD_TYPES: Final[tuple[tuple[str, frozenset[str]], ...]] = (
    ("object", frozenset({"properties", "patternProperties", "minProperties", "maxProperties", "required"})),
    ("array", frozenset({"items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains"})),
    ("string", frozenset({"minLength", "maxLength", "pattern", "format", "contentMediaType"})),
    ("number", frozenset({"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"})),
)


def meant_type(word: str) -> str:
    """The type that a word means; a word that means none stays as it is.

    >>> meant_type("STRING"), meant_type("int"), meant_type("button")
    ('string', 'integer', 'button')
    """
    small = word.lower()
    return small if small in _WORDS else MISSPELT_TYPES.get(small, word)


def types_of(
    subschemas: Iterable[Subschema], keywords: Mapping[str, Any], options: tuple[Option, ...] | None
) -> frozenset[str]:
    """The types that schemas allow together; empty where anything goes."""
    allowed: frozenset[str] | None = None
    for subschema in subschemas:
        words = read_types(subschema.schema.get("type"))
        if words:
            # Where schemas contradict each other nothing is valid; the nearest one at least has a form.
            allowed = words if allowed is None else common_types(allowed, words) or allowed
    if allowed is not None:
        return allowed
    if options is not None:
        return frozenset(json_type(option.value) for option in options)
    if isinstance(listed := keywords.get("enum"), list):
        # Too many to be options. One value of each Python type tells enough, and is quickly found.
        found = {json_type(value) for value in {type(value): value for value in listed}.values()}
        return frozenset(found - {"integer"} if "number" in found else found)
    return frozenset(kind for kind, words in _KEYWORD_TYPES if words & keywords.keys())


def read_types(value: Any) -> frozenset[str]:
    """The types that a `type` means; words that mean nothing are left out."""
    words = value if isinstance(value, list) else [value]
    meant = {meant_type(word) for word in words if isinstance(word, str)} & _WORDS
    return frozenset(meant - {"integer"} if "number" in meant else meant)


def common_types(one: frozenset[str], other: frozenset[str]) -> frozenset[str]:
    """The types that both allow: a whole number is a number."""
    common = one & other
    if "integer" in one | other and "number" in one | other:
        common |= {"integer"}
    return common


def allows_null(keywords: Mapping[str, Any]) -> bool:
    """Whether what stands beside a union with a null variant leaves null possible."""
    return (
        ("type" not in keywords or "null" in read_types(keywords["type"]))
        and keywords.get("const") is None
        and (not isinstance(keywords.get("enum"), list) or None in keywords["enum"])
    )


def names_null(keywords: Mapping[str, Any]) -> bool:
    """Whether null is among the types or the listed values."""
    listed = keywords.get("enum")
    if "const" in keywords:
        return keywords["const"] is None
    if isinstance(listed, list) and listed:
        return None in listed and allows_null(keywords)
    return "null" in read_types(keywords.get("type"))
