"""References while a value is checked: looked up in the schema alone, each value under each schema once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Final, TypeAlias

from jsonschema.exceptions import ValidationError
from referencing.exceptions import CannotDetermineSpecification, Unresolvable
from referencing.jsonschema import DRAFT202012, lookup_recursive_ref

from playground.form.limits import MAX_ERRORS
from playground.form.validator.well_formed import is_schema

# What a look-up raises: a schema may hold anything where an `$id`, an anchor or a pointer's step should be.
NOT_FOUND: Final = (Unresolvable, CannotDetermineSpecification, LookupError, TypeError, ValueError, AttributeError)

MAX_REMEMBERED: Final = 16
"""Errors of one value under one schema that are told again where both meet again: more would add up exponentially."""

Key: TypeAlias = tuple[int, int, tuple[str, ...]]
"""A schema and a value, by identity, and the addresses that dynamic references were reached through."""


@dataclass(slots=True)
class Visit:
    """One validation's memory: where it stands, what was said about each value, and which members were evaluated."""

    active: set[Key] = field(default_factory=set)
    known: dict[Key, tuple[ValidationError, ...]] = field(default_factory=dict)
    evaluated: dict[Key, frozenset[str | int]] = field(default_factory=dict)
    tags: dict[int, Any] = field(default_factory=dict)


VISIT: Final[ContextVar[Visit]] = ContextVar("VISIT")


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to."""

    schema: Any
    resolver: Any  # referencing's Resolver, a class it keeps to itself


def look_up(validator: Any, keyword: str, reference: str) -> Target | None:
    """What a reference leads to; None where that is nothing, or no schema."""
    resolver = validator._resolver  # noqa: SLF001 - how jsonschema's own `$ref` does it
    try:
        found = lookup_recursive_ref(resolver) if keyword == "$recursiveRef" else resolver.lookup(reference)
    except NOT_FOUND:
        return None
    return Target(found.contents, found.resolver) if is_schema(found.contents) else None


def key_of(schema: Any, instance: Any, resolver: Any) -> Key:
    """What a value under a schema is remembered by."""
    # Outermost first, as dynamic references look; an address met again changes nothing, and would never end.
    scope = tuple(dict.fromkeys(reversed([address for address, _ in resolver.dynamic_scope()])))
    return id(schema), id(instance), scope


def reference(keyword: str) -> Any:
    """The keyword `$ref`, `$dynamicRef` or `$recursiveRef`."""

    def validate_referenced(validator: Any, value: str, instance: Any, _: Any) -> Iterator[ValidationError]:
        target = look_up(validator, keyword, value)
        if target is None:
            return
        visit = VISIT.get()
        key = key_of(target.schema, instance, target.resolver)
        if key in visit.active:  # a reference that leads back to itself says nothing
            return
        if key in visit.known:
            yield from map(_again, visit.known[key])
            return
        visit.active.add(key)
        errors = list(islice(validator.descend(instance, target.schema, resolver=target.resolver), MAX_ERRORS))
        visit.active.discard(key)
        visit.known[key] = tuple(map(_again, islice(errors, MAX_REMEMBERED)))
        yield from errors

    return validate_referenced


def _again(error: ValidationError) -> ValidationError:
    """The error to be told once more: its own path grows on the way out, those of its context are shared."""
    return ValidationError.create_from(error)


def inside(validator: Any, part: Mapping[str, Any]) -> Any:
    """The validator for a part of its schema."""
    resolver = validator._resolver  # noqa: SLF001 - as in `look_up`
    if isinstance(part.get("$id"), str):
        resolver = resolver.in_subresource(DRAFT202012.create_resource(part))
    return validator.evolve(schema=part, _resolver=resolver)
