"""Keywords as we check them: exact in decimal, each error at its own member, references and patterns made safe."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from referencing.exceptions import CannotDetermineSpecification, Unresolvable

from playground.form.formats import FORMATS
from playground.form.jsonvalues import json_key, same_json
from playground.form.node import MISSPELT_TYPES
from playground.form.numbers import is_multiple, to_decimal
from playground.form.patterns import compile_pattern, matches
from playground.form.wellformed import NEIGHBOURS, WELL_FORMED, anything, is_schema, is_schemas

Keyword: TypeAlias = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]

TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})

# What a look-up raises: a schema may hold anything where an `$id`, an anchor or a pointer's step should be.
_NOT_FOUND: Final = (Unresolvable, CannotDetermineSpecification, LookupError, TypeError, ValueError, AttributeError)


@dataclass(slots=True)
class Visit:
    """One validation's memory: where it stands, and what each reference said about each value."""

    active: set[tuple[int, int]] = field(default_factory=set)
    known: dict[tuple[int, int], ValidationError | None] = field(default_factory=dict)


VISIT: Final[ContextVar[Visit]] = ContextVar("VISIT")


def _reference(validator: Any, reference: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    try:
        resolved = validator._resolver.lookup(reference)  # noqa: SLF001 - how jsonschema's own `$ref` does it
    except _NOT_FOUND:
        return
    if not is_schema(resolved.contents):
        return
    visit = VISIT.get()
    key = (id(resolved.contents), id(instance))
    if key in visit.active:  # a reference that leads back to itself says nothing
        return
    if key in visit.known:
        # The same value under the same schema again: one word of what is wrong is enough, and keeps a schema of
        # references to references from taking exponential time.
        known = visit.known[key]
        if known is not None:
            yield ValidationError.create_from(known)
        return
    visit.active.add(key)
    errors = list(validator.descend(instance, resolved.contents, resolver=resolved.resolver))
    visit.active.discard(key)
    visit.known[key] = ValidationError.create_from(errors[0]) if errors else None
    yield from errors


def _type(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    words = [MISSPELT_TYPES.get(word, word) for word in (value if isinstance(value, list) else [value])]
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


def _unevaluated(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        evaluated = _evaluated(validator, instance, schema)
        for name, member in instance.items():
            if name not in evaluated:
                yield from _member(validator, name, member, value)


def _evaluated(validator: Any, instance: Mapping[str, Any], schema: Any) -> set[str]:
    """The members that a schema and the parts of it that hold speak of."""
    if not isinstance(schema, Mapping):
        return set()
    known: set[str] = set()
    declared = schema.get("properties")
    known |= declared.keys() & instance.keys() if isinstance(declared, Mapping) else set()
    patterns = schema.get("patternProperties")
    if isinstance(patterns, Mapping):
        known |= {name for name in instance if any(matches(pattern, name) for pattern in patterns)}
    if is_schema(schema.get("additionalProperties")):
        known |= instance.keys()
    for part in _holding_parts(validator, instance, schema):
        known |= _evaluated(part, instance, part.schema)
    return known


def _holding_parts(validator: Any, instance: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Any]:
    """Validators of the schema's parts that the value fulfils."""
    parts: list[Any] = []
    for keyword in ("allOf", "anyOf", "oneOf"):
        parts.extend(schema[keyword] if is_schemas(schema.get(keyword)) else ())
    dependent = schema.get("dependentSchemas")
    if isinstance(dependent, Mapping):
        parts.extend(part for name, part in dependent.items() if name in instance)
    if is_schema(schema.get("if")):
        holds = validator.evolve(schema=schema["if"]).is_valid(instance)
        parts.extend([schema["if"], schema.get("then", True)] if holds else [schema.get("else", True)])
    for part in parts:
        if isinstance(part, Mapping) and (checker := validator.evolve(schema=part)).is_valid(instance):
            yield checker
    for keyword in ("$ref", "$dynamicRef"):
        if isinstance(schema.get(keyword), str):
            try:
                resolved = validator._resolver.lookup(schema[keyword])  # noqa: SLF001 - as in `_reference`
            except _NOT_FOUND:
                continue
            if isinstance(resolved.contents, Mapping):
                yield validator.evolve(schema=resolved.contents, _resolver=resolved.resolver)


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


def _property_names(validator: Any, value: Any, instance: Any, _: Any) -> Iterator[ValidationError]:
    if validator.is_type(instance, "object"):
        for name in instance:
            if not validator.evolve(schema=value).is_valid(name):
                yield ValidationError(name)


def _unevaluated_items(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    try:
        yield from Draft202012Validator.VALIDATORS["unevaluatedItems"](validator, value, instance, schema) or ()
    except _NOT_FOUND:
        return


def tolerant(name: str, check: Keyword) -> Keyword:
    """A keyword that does not count where its value is broken, nor of null where OpenAPI's `nullable` allows it."""
    is_well_formed = WELL_FORMED.get(name, anything)
    neighbours = NEIGHBOURS.get(name, ())

    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[ValidationError]:
        if instance is None and schema.get("nullable") is True:
            return ()
        if not is_well_formed(value):
            return ()
        if not all(WELL_FORMED[word](schema[word]) for word in neighbours if word in schema):
            return ()
        return check(validator, value, instance, schema) or ()

    return checked


OWN: Final[Mapping[str, Keyword]] = {
    "$ref": _reference,
    "$dynamicRef": _reference,
    "type": _type,
    "required": _required,
    "dependentRequired": _dependent_required,
    "dependencies": _dependencies,
    "pattern": _pattern,
    "patternProperties": _pattern_properties,
    "properties": _properties,
    "additionalProperties": _additional,
    "unevaluatedProperties": _unevaluated,
    "multipleOf": _multiple_of,
    "enum": _enum,
    "uniqueItems": _unique_items,
    "format": _format,
    "propertyNames": _property_names,
    "unevaluatedItems": _unevaluated_items,
}
"""Instead of jsonschema's own."""
