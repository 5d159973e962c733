"""jsonschema, made safe and exact: nothing is fetched, no pattern can hang, broken keywords are left out."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeAlias

import re2
from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError
from referencing.exceptions import CannotDetermineSpecification, Unresolvable

from playground.form.formats import FORMATS
from playground.form.jsonvalues import same_json
from playground.form.limits import Signs
from playground.form.node import MISSPELT_TYPES
from playground.form.numbers import is_multiple, to_decimal
from playground.form.pieces import Piece

Keyword: TypeAlias = Callable[[Any, Any, Any, Any], Iterable[ValidationError] | None]

TYPES: Final = frozenset({"string", "integer", "number", "boolean", "object", "array", "null"})

# What a look-up raises: a schema may hold anything where an `$id`, an anchor or a pointer's step should be.
_NOT_FOUND: Final = (Unresolvable, CannotDetermineSpecification, LookupError, TypeError, ValueError, AttributeError)


@dataclass(slots=True)
class _Visit:
    """One validation's memory: where it stands, and what each reference said about each value."""

    active: set[tuple[int, int]] = field(default_factory=set)
    known: dict[tuple[int, int], ValidationError | None] = field(default_factory=dict)


_VISIT: Final[ContextVar[_Visit]] = ContextVar("_VISIT")


def _is_schema(value: Any) -> bool:
    return isinstance(value, Mapping | bool)


def _is_schemas(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_schema, value))


def _is_schema_map(value: Any) -> bool:
    return isinstance(value, Mapping) and all(map(_is_schema, value.values()))


def _is_names(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(name, str) for name in value)


def _is_number(value: Any) -> bool:
    return to_decimal(value) is not None


def _is_count(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def _is_types(value: Any) -> bool:
    words = value if isinstance(value, list) else [value]
    return bool(words) and all(isinstance(word, str) for word in words)


def _anything(_: Any) -> bool:
    return True


WELL_FORMED: Final[Mapping[str, Callable[[Any], bool]]] = {
    "$ref": lambda value: isinstance(value, str),
    "$dynamicRef": lambda value: isinstance(value, str),
    "$recursiveRef": lambda value: isinstance(value, str),
    "additionalItems": _is_schema,
    "additionalProperties": _is_schema,
    "allOf": _is_schemas,
    "anyOf": _is_schemas,
    "const": _anything,
    "contains": _is_schema,
    "dependencies": lambda value: (
        isinstance(value, Mapping) and all(_is_schema(part) or _is_names(part) for part in value.values())
    ),
    "dependentRequired": lambda value: isinstance(value, Mapping) and all(map(_is_names, value.values())),
    "dependentSchemas": _is_schema_map,
    "else": _is_schema,
    "enum": lambda value: isinstance(value, list),
    "exclusiveMaximum": _is_number,
    "exclusiveMinimum": _is_number,
    "format": lambda value: isinstance(value, str),
    "if": _is_schema,
    "items": lambda value: _is_schema(value) or (isinstance(value, list) and all(map(_is_schema, value))),
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
    "not": _is_schema,
    "oneOf": _is_schemas,
    "pattern": lambda value: isinstance(value, str),
    "patternProperties": _is_schema_map,
    "prefixItems": _is_schemas,
    "properties": _is_schema_map,
    "propertyNames": _is_schema,
    "required": _is_names,
    "then": _is_schema,
    "type": _is_types,
    "unevaluatedItems": _is_schema,
    "unevaluatedProperties": _is_schema,
    "uniqueItems": lambda value: isinstance(value, bool),
}
"""What each keyword's value must be for the keyword to count; the others are as if they were not written."""

_NEIGHBOURS: Final[Mapping[str, tuple[str, ...]]] = {
    "additionalItems": ("items",),
    "contains": ("minContains", "maxContains"),
    "if": ("then", "else"),
    "items": ("prefixItems",),
    "unevaluatedItems": ("items", "prefixItems", "contains", "if", "then", "else", "allOf", "anyOf", "oneOf"),
}
"""Keywords that another reads beside its own value."""


@lru_cache(maxsize=1024)
def compile_pattern(pattern: str) -> Any | None:
    """The pattern on an engine without backtracking; None where that cannot express it."""
    options = re2.Options()
    options.log_errors = False
    try:
        return re2.compile(pattern, options)
    except re2.error:
        return None


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in the text; a pattern that cannot be checked here counts as found."""
    compiled = compile_pattern(pattern)
    # Half a surrogate pair is text in JSON, and RE2 reads UTF-8.
    return compiled is None or compiled.search(text.encode("utf-8", "replace").decode()) is not None


def _reference(validator: Any, reference: str, instance: Any, _: Any) -> Iterator[ValidationError]:
    try:
        resolved = validator._resolver.lookup(reference)  # noqa: SLF001 - how jsonschema's own `$ref` does it
    except _NOT_FOUND:
        return
    if not _is_schema(resolved.contents):
        return
    visit = _VISIT.get()
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
    if _is_schema(schema.get("additionalProperties")):
        known |= instance.keys()
    for part in _holding_parts(validator, instance, schema):
        known |= _evaluated(part, instance, part.schema)
    return known


def _holding_parts(validator: Any, instance: Mapping[str, Any], schema: Mapping[str, Any]) -> Iterator[Any]:
    """Validators of the schema's parts that the value fulfils."""
    parts: list[Any] = []
    for keyword in ("allOf", "anyOf", "oneOf"):
        parts.extend(schema[keyword] if _is_schemas(schema.get(keyword)) else ())
    dependent = schema.get("dependentSchemas")
    if isinstance(dependent, Mapping):
        parts.extend(part for name, part in dependent.items() if name in instance)
    if _is_schema(schema.get("if")):
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


def _tolerant(name: str, check: Keyword) -> Keyword:
    is_well_formed = WELL_FORMED.get(name, _anything)
    neighbours = _NEIGHBOURS.get(name, ())

    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Iterable[ValidationError]:
        if instance is None and schema.get("nullable") is True:
            return ()
        if not is_well_formed(value):
            return ()
        if not all(WELL_FORMED[word](schema[word]) for word in neighbours if word in schema):
            return ()
        return check(validator, value, instance, schema) or ()

    return checked


_OWN: Final[Mapping[str, Keyword]] = {
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
    "format": _format,
    "propertyNames": _property_names,
    "unevaluatedItems": _unevaluated_items,
}


@lru_cache(maxsize=16)
def _exact(draft: Any) -> Any:
    keywords = {name: _tolerant(name, _OWN.get(name, check)) for name, check in draft.VALIDATORS.items()}
    checker = draft.TYPE_CHECKER.redefine("number", lambda _, value: to_decimal(value) is not None)
    exact: Any = validators.extend(draft, keywords, type_checker=checker)  # type: ignore[no-untyped-call]  # theirs
    # Its own `evolve` looks at `$schema` again, and would go on with a class that has none of these keywords.
    exact.evolve = _evolve
    return exact


def _evolve(validator: Any, **changes: Any) -> Any:
    schema = changes.get("schema", validator.schema)
    return type(validator)(schema, _resolver=changes.get("_resolver", validator._resolver))  # noqa: SLF001 - as above


def _named_draft(address: str) -> Any | None:
    # Draft 3 stands for "unknown": nobody publishes it, and its rules are too far from all others.
    try:
        known: Any = validators.validator_for({"$schema": address}, default=validators.Draft3Validator)
    except ValueError:  # not an address
        return None
    return None if known is validators.Draft3Validator else known


def draft_of(schema: Any, signs: Signs) -> Any:
    """The class of jsonschema for a schema: by `$schema`, else by what is used, else the newest."""
    named = schema.get("$schema") if isinstance(schema, Mapping) else None
    if isinstance(named, str):
        known = _named_draft(named.strip())
        if known is not None:
            return known
    if signs.boolean_bounds:
        return validators.Draft4Validator
    return validators.Draft7Validator if signs.item_lists else Draft202012Validator


def make_validator(piece: Piece, draft: Any) -> Any:
    """A validator for one piece of a schema; what a broken keyword says does not count."""
    return _exact(draft)(piece.schema, _resolver=piece.resolver)


def errors_of(validator: Any, instance: Any) -> list[ValidationError]:
    """What is wrong with a value."""
    token = _VISIT.set(_Visit())
    try:
        return list(validator.iter_errors(instance))
    except RecursionError:
        return []
    finally:
        _VISIT.reset(token)


def is_valid(validator: Any, instance: Any) -> bool:
    """Whether nothing is wrong with a value."""
    token = _VISIT.set(_Visit())
    try:
        return next(validator.iter_errors(instance), None) is None
    except RecursionError:
        return True
    finally:
        _VISIT.reset(token)
