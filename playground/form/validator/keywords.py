"""Keywords as we check them: exact in decimal, each error at its own member, references and patterns made safe."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Final, TypeAlias

from jsonschema.exceptions import ValidationError

from playground.form.json_values import json_key, same_json
from playground.form.limits import MAX_ROWS_OVER
from playground.form.numbers import is_multiple, to_decimal
from playground.form.schema.formats import FORMATS
from playground.form.schema.json_types import meant_type
from playground.form.schema.patterns import compile_pattern, matches
from playground.form.timing import keep_time
from playground.form.validator.branches import any_of, one_of
from playground.form.validator.references import reference
from playground.form.validator.unevaluated import unevaluated_items, unevaluated_properties
from playground.form.validator.well_formed import NEIGHBOURS, WELL_FORMED, anything

Keyword: TypeAlias = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]

TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})


def _type(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    words = [meant_type(word) for word in (value if isinstance(value, list) else [value])]
    known = [word for word in words if word in TYPES]
    if len(known) < len(words):
        return
    is_finite = not isinstance(instance, float) or math.isfinite(instance)
    if not is_finite or not any(validator.is_type(instance, word) for word in known):
        yield ValidationError("type")


def _required(validator: Any, names: list[str], instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name in names:
            if name not in instance:
                yield ValidationError("required", path=[name])


def _dependent_required(
    validator: Any, names: Mapping[str, list[str]], instance: Any, schema: Any
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name, others in names.items():
            if name in instance:
                yield from _required(validator, others, instance, schema)


def _dependencies(validator: Any, value: Mapping[str, Any], instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name, dependency in value.items():
            if name in instance and isinstance(dependency, list):
                yield from _required(validator, dependency, instance, schema)
            elif name in instance:
                yield from validator.descend(instance, dependency, schema_path=name)


def _pattern(validator: Any, pattern: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and not matches(pattern, instance):
        yield ValidationError("pattern")


def _member(validator: Any, name: str, value: Any, schema: Any) -> Iterator[ValidationError]:
    """A member's errors, each with the member's name in its path, which jsonschema forgets where nothing is allowed."""
    if schema is False:
        yield ValidationError("unexpected", path=[name])
    else:
        yield from validator.descend(value, schema, path=name, schema_path=name)


def _properties(validator: Any, declared: Mapping[str, Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name, schema in declared.items():
            if name in instance:
                yield from _member(validator, name, instance[name], schema)


def _pattern_properties(
    validator: Any, patterns: Mapping[str, Any], instance: Any, _: Any
) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for pattern, schema in patterns.items():
            for name, value in instance.items():
                if compile_pattern(pattern) is not None and matches(pattern, name):
                    yield from _member(validator, name, value, schema)


def _additional(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        declared = schema.get("properties")
        patterns = schema.get("patternProperties")
        for name, member in instance.items():
            if isinstance(declared, Mapping) and name in declared:
                continue
            if isinstance(patterns, Mapping) and any(matches(pattern, name) for pattern in patterns):
                continue
            yield from _member(validator, name, member, value)


def _multiple_of(_: Any, step: Any, instance: Any, __: Any) -> Iterator[ValidationError]:
    number, unit = to_decimal(instance), to_decimal(step)
    if number is not None and unit is not None and not is_multiple(number, unit):
        yield ValidationError("multipleOf")


def _format(validator: Any, name: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "string") and name in FORMATS and not FORMATS[name](instance):
        yield ValidationError("format")


def _enum(_: Any, listed: list[Any], instance: Any, __: Any) -> Iterator[ValidationError]:
    # Python's own look-up is quick, and only takes too much for the same: 1 for true.
    if instance not in listed or not any(same_json(value, instance) for value in listed):
        yield ValidationError("enum")


def _unique_items(validator: Any, is_wanted: bool, instance: Any, _: Any) -> Iterator[ValidationError]:
    if is_wanted and validator.is_type(instance, "array") and len(set(map(json_key, instance))) < len(instance):
        yield ValidationError("uniqueItems")


def _items(validator: Any, items: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """As every draft has it: of listed rows each by its own schema, else of all that `prefixItems` leaves."""
    if isinstance(items, list):
        yield from _prefix_items(validator, items, instance, schema)
    elif validator.is_type(instance, "array"):
        first = schema.get("prefixItems", ()) if "prefixItems" in validator.VALIDATORS else ()
        yield from _rows_from(validator, len(first), instance, items)


def _prefix_items(validator: Any, rows: list[Any], instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "array"):
        for index, (value, row) in enumerate(zip(instance, rows, strict=False)):
            if row is False:
                yield ValidationError("items", validator="items")
            else:
                yield from validator.descend(value, row, path=index, schema_path=index)


def _additional_items(validator: Any, further: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    listed = schema.get("items")
    if isinstance(listed, list) and validator.is_type(instance, "array"):
        yield from _rows_from(validator, len(listed), instance, further)


def _rows_from(validator: Any, first: int, instance: list[Any], row: Any) -> Iterator[ValidationError]:
    if row is False and len(instance) > first:
        yield ValidationError("items")
    elif isinstance(row, Mapping):
        for index in range(first, len(instance)):
            yield from validator.descend(instance[index], row, path=index)


def _property_names(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name in instance:
            if not validator.evolve(schema=value).is_valid(name):
                yield ValidationError(name, path=[name])


_OF_ROWS: Final = frozenset({"items", "prefixItems", "additionalItems", "unevaluatedItems", "contains", "uniqueItems"})


def _is_overlong(schema: Any, instance: Any) -> bool:
    """Whether a list is so much too long that its rows are not worth a look: `maxItems` says what is wrong with it."""
    if not isinstance(instance, list) or len(instance) <= MAX_ROWS_OVER:
        return False
    most = schema.get("maxItems")
    return WELL_FORMED["maxItems"](most) and len(instance) > most if "maxItems" in schema else False


def tolerant(name: str, check: Keyword) -> Keyword:
    """A keyword that does not count where its value is broken, nor of null where OpenAPI's `nullable` allows it."""
    is_of_rows = name in _OF_ROWS
    is_well_formed = WELL_FORMED.get(name, anything)
    neighbours = NEIGHBOURS.get(name, ())

    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[ValidationError]:
        keep_time()
        if instance is None and schema.get("nullable") is True:
            return ()
        if is_of_rows and _is_overlong(schema, instance):
            return ()
        if not is_well_formed(value):
            return ()
        if not all(WELL_FORMED[word](schema[word]) for word in neighbours if word in schema):
            return ()
        return check(validator, value, instance, schema) or ()

    return checked


OWN: Final[Mapping[str, Keyword]] = {
    "$ref": reference("$ref"),
    "$dynamicRef": reference("$dynamicRef"),
    "$recursiveRef": reference("$recursiveRef"),
    "anyOf": any_of,
    "oneOf": one_of,
    "type": _type,
    "required": _required,
    "dependentRequired": _dependent_required,
    "dependencies": _dependencies,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "additionalProperties": _additional,
    "unevaluatedProperties": unevaluated_properties,
    "multipleOf": _multiple_of,
    "enum": _enum,
    "uniqueItems": _unique_items,
    "format": _format,
    "items": _items,
    "prefixItems": _prefix_items,
    "additionalItems": _additional_items,
    "propertyNames": _property_names,
    "unevaluatedItems": unevaluated_items,
}
"""Instead of jsonschema's own."""
