"""References and `allOf` undone: the flat list of schemas that together describe one value.

Nothing is fetched: a reference to anywhere but the schema itself is dangling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final, TypeAlias

from jsonschema_specifications import REGISTRY
from referencing import Specification
from referencing.exceptions import CannotDetermineSpecification, Unresolvable
from referencing.jsonschema import DRAFT4, DRAFT202012, lookup_recursive_ref, specification_with

from playground.form.limits import MAX_SUBSCHEMAS

Schema: TypeAlias = Mapping[str, Any]

NEVER: Final[Schema] = {"not": {}}
"""What `False` says, as a mapping."""


@dataclass(frozen=True, slots=True)
class Subschema:
    """One schema, and what its references are relative to.

    Attributes:
        schema: never a reference alone: `True` and `{}` are an empty mapping.
        resolver: looks references up.
        name: the last word of the reference that led here, if one did.
        specification: the draft's rules of reference.
        known: what is already known of the schemas of one file, by id; shared by all its subschemas.
        is_tag: it and what is inside it say which value of a member tells a variant from the others.
    """

    schema: Schema
    resolver: Any  # referencing's Resolver, a class it keeps to itself
    name: str = ""
    specification: Specification[Any] = DRAFT202012
    known: dict[Any, Any] = field(default_factory=dict, compare=False, repr=False)
    is_tag: bool = False


@dataclass(frozen=True, slots=True)
class Flat:
    """What `flatten` found.

    Attributes:
        subschemas: nearest first: what stands beside a reference wins over what it refers to.
        dangling: references that lead nowhere.
        loops: references that lead back to themselves.
    """

    subschemas: tuple[Subschema, ...]
    dangling: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()


def specification_of(dialect: str) -> Specification[Any]:
    """The rules of reference of a draft, by its metaschema's address."""
    return specification_with(dialect, default=DRAFT202012)


def root_subschema(schema: Any, specification: Specification[Any]) -> Subschema:
    """The schema as a whole, in a registry that knows nothing else but the drafts' own metaschemas."""
    contents = _contents(schema)
    resource = specification.create_resource(contents)
    address = (resource.id() if _has_address(contents, specification) else None) or ""
    resolver = REGISTRY.with_resource(address, resource).resolver(address)
    return Subschema(contents, resolver, specification=specification)


def subschema_in(parent: Subschema, schema: Any) -> Subschema:
    """A schema inside another; `True` and anything that is no schema describe any value, `False` none."""
    contents = _contents(schema)
    resolver = parent.resolver
    if _has_address(contents, parent.specification) and schema is not parent.schema:
        resolver = resolver.in_subresource(parent.specification.create_resource(contents))
    return _moved(parent, contents, resolver, "")


def _moved(subschema: Subschema, schema: Schema, resolver: Any, name: str) -> Subschema:
    """Another schema of the same file; `replace` would say so too, at three times the price, thousands of times."""
    return Subschema(schema, resolver, name, subschema.specification, subschema.known, subschema.is_tag)


def _has_address(schema: Schema, specification: Specification[Any]) -> bool:
    return isinstance(schema.get("id" if specification is DRAFT4 else "$id"), str)


def _contents(schema: Any) -> Schema:
    return schema if isinstance(schema, Mapping) else NEVER if schema is False else {}


def flatten(subschemas: Iterable[Subschema]) -> Flat:
    """Follows `$ref` and `allOf` until nothing is left to follow; each schema counts once."""
    found: list[Subschema] = []
    dangling: list[str] = []
    loops: list[str] = []
    seen: set[int] = set()
    # Each waiting subschema knows which schemas led to it, so that a reference back to one of those is told as a loop.
    waiting: list[tuple[Subschema, frozenset[int]]] = [
        (subschema, frozenset()) for subschema in reversed(tuple(subschemas))
    ]
    while waiting and len(found) < MAX_SUBSCHEMAS:
        subschema, above = waiting.pop()
        schema = subschema.schema
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        found.append(subschema)
        chain = above | {id(schema)}
        following: list[tuple[Subschema, frozenset[int]]] = []
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = schema.get(keyword)
            if not isinstance(reference, str):
                continue
            target = _look_up(subschema, keyword, reference)
            if target is None:
                dangling.append(reference)
            elif id(target.schema) in chain:
                loops.append(reference)
            else:
                following.append((target, chain))
        parts = schema.get("allOf")
        if isinstance(parts, list):
            # What is part of a referred schema is that schema's, and so is its title.
            following.extend((replace(subschema_in(subschema, part), name=subschema.name), chain) for part in parts)
        waiting.extend(reversed(following))
    return Flat(tuple(found), tuple(dangling), tuple(loops))


def _look_up(subschema: Subschema, keyword: str, reference: str) -> Subschema | None:
    try:
        is_recursive = keyword == "$recursiveRef"
        resolved = lookup_recursive_ref(subschema.resolver) if is_recursive else subschema.resolver.lookup(reference)
    except (Unresolvable, CannotDetermineSpecification, LookupError, TypeError, ValueError, AttributeError):
        # A schema may hold anything where an `$id`, an anchor or a pointer's step should be.
        return None
    if not isinstance(resolved.contents, Mapping | bool):
        return None
    name = reference.rsplit("/", 1)[-1].rsplit("#", 1)[-1]
    return _moved(subschema, _contents(resolved.contents), resolved.resolver, name)
