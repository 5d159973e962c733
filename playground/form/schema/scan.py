"""One walk through a schema's JSON, before anything else: is it too large, and what in it only some drafts know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playground.errors import SchemaError
from playground.form.limits import MAX_MEMBERS, MAX_NESTING, MAX_SCHEMA_NODES
from playground.form.schema.sanitise import WATCHED, misplaced_parts, needs_sanitising


@dataclass(frozen=True, slots=True)
class Traits:
    """What a schema's JSON uses that only some drafts know.

    Attributes:
        boolean_bounds: `exclusiveMinimum: true` (draft 4, OpenAPI 3.0).
        item_lists: `items: […]`, `additionalItems` or `dependencies` (up to draft 7).
        values: how many values it has.
        to_sanitise: something that `sanitised` leaves out.
    """

    boolean_bounds: bool = False
    item_lists: bool = False
    to_sanitise: bool = False
    values: int = 0


def scan(schema: Any) -> Traits:
    """Walks through a schema's JSON once.

    Raises:
        SchemaError: `check.too_deep`, `check.too_large` or `check.too_many_members`, with the param `limit`.
    """
    boolean_bounds = item_lists = to_sanitise = False
    seen = 0
    level = [schema]
    for _ in range(MAX_NESTING + 1):
        following: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                properties = value.get("properties")
                if isinstance(properties, dict) and len(properties) > MAX_MEMBERS:
                    raise SchemaError("check.too_many_members", limit=MAX_MEMBERS)
                item_lists = (
                    item_lists
                    or isinstance(value.get("items"), list)
                    or isinstance(value.get("dependencies"), dict)
                    or "additionalItems" in value
                )
                boolean_bounds = (
                    boolean_bounds
                    or isinstance(value.get("exclusiveMinimum"), bool)
                    or isinstance(value.get("exclusiveMaximum"), bool)
                )
                to_sanitise = to_sanitise or ("allOf" in value and bool(misplaced_parts(value)))
                to_sanitise = to_sanitise or any(
                    needs_sanitising(name, value[name], is_root=level[0] is schema) for name in WATCHED & value.keys()
                )
                following.extend(value.values())
            elif isinstance(value, list):
                following.extend(value)
        seen += len(following)
        if seen > MAX_SCHEMA_NODES:
            raise SchemaError("check.too_large", limit=MAX_SCHEMA_NODES)
        if not following:
            return Traits(boolean_bounds=boolean_bounds, item_lists=item_lists, to_sanitise=to_sanitise, values=seen)
        level = following
    raise SchemaError("check.too_deep", limit=MAX_NESTING)
