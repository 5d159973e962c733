"""References and `allOf` undone: the flat list of schemas that together describe one value.

Nothing is fetched: a reference to anywhere but the schema itself is dangling.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from referencing import Registry, Resource, Specification
from referencing.exceptions import CannotDetermineSpecification, Unresolvable
from referencing.jsonschema import DRAFT202012, specification_with

from playground.form.limits import MAX_PIECES

Schema: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Piece:
    """One schema, and what its references are relative to.

    Attributes:
        schema: never a reference alone: `True` and `{}` are an empty mapping.
        resolver: looks references up.
        name: the last word of the reference that led here, if one did.
    """

    schema: Schema
    resolver: Any  # referencing's Resolver, a class it keeps to itself
    name: str = ""


@dataclass(frozen=True, slots=True)
class Flat:
    """What `flatten` found.

    Attributes:
        pieces: nearest first: what stands beside a reference wins over what it refers to.
        dangling: references that lead nowhere.
        loops: references that lead back to themselves.
    """

    pieces: tuple[Piece, ...]
    dangling: tuple[str, ...] = ()
    loops: tuple[str, ...] = ()


def specification_of(dialect: str) -> Specification[Any]:
    """The rules of reference of a draft, by its metaschema's address."""
    return specification_with(dialect, default=DRAFT202012)


def root_piece(schema: Any, specification: Specification[Any]) -> Piece:
    """The schema as a whole, in a registry of its own that knows nothing else."""
    contents = schema if isinstance(schema, Mapping) else {}
    resource = specification.create_resource(contents)
    address = contents["$id"] if isinstance(contents.get("$id"), str) else ""
    registry: Registry[Any] = Registry().with_resource(address, resource)
    return Piece(contents, registry.resolver(address))


def subpiece(parent: Piece, schema: Any) -> Piece:
    """A schema inside another; `True` and anything that is no schema describe any value."""
    if not isinstance(schema, Mapping):
        return Piece({}, parent.resolver)
    if isinstance(schema.get("$id"), str) and schema is not parent.schema:
        resource: Resource[Any] = Resource.from_contents(schema, default_specification=DRAFT202012)
        return Piece(schema, parent.resolver.in_subresource(resource))
    return Piece(schema, parent.resolver)


def flatten(pieces: Iterable[Piece]) -> Flat:
    """Follows `$ref` and `allOf` until nothing is left to follow; each schema counts once."""
    found: list[Piece] = []
    dangling: list[str] = []
    loops: list[str] = []
    seen: set[int] = set()
    # Each waiting piece knows which schemas led to it, so that a reference back to one of those is told as a loop.
    waiting: list[tuple[Piece, frozenset[int]]] = [(piece, frozenset()) for piece in reversed(tuple(pieces))]
    while waiting and len(found) < MAX_PIECES:
        piece, above = waiting.pop()
        schema = piece.schema
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        found.append(piece)
        chain = above | {id(schema)}
        following: list[tuple[Piece, frozenset[int]]] = []
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            reference = schema.get(keyword)
            if not isinstance(reference, str):
                continue
            target = _look_up(piece, reference)
            if target is None:
                dangling.append(reference)
            elif id(target.schema) in chain:
                loops.append(reference)
            else:
                following.append((target, chain))
        parts = schema.get("allOf")
        if isinstance(parts, list):
            following.extend((subpiece(piece, part), chain) for part in parts)
        waiting.extend(reversed(following))
    return Flat(tuple(found), tuple(dangling), tuple(loops))


def _look_up(piece: Piece, reference: str) -> Piece | None:
    try:
        resolved = piece.resolver.lookup(reference)
    except (Unresolvable, CannotDetermineSpecification, LookupError, TypeError, ValueError, AttributeError):
        # A schema may hold anything where an `$id`, an anchor or a pointer's step should be.
        return None
    if not isinstance(resolved.contents, Mapping | bool):
        return None
    contents = resolved.contents if isinstance(resolved.contents, Mapping) else {}
    return Piece(contents, resolved.resolver, reference.rsplit("/", 1)[-1].rsplit("#", 1)[-1])
