"""How much of a schema is looked at: one may come from anyone. Past a limit it is refused, or drawn simpler."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any, Final

from playground.errors import SchemaError
from playground.form.tidy import WATCHED, is_untidy, misplaced_parts

MAX_NESTING: Final = 64
"""Levels of JSON in a schema; deeper is refused."""

MAX_SCHEMA_NODES: Final = 250_000
"""Values in a schema's JSON; about what a file of one megabyte holds. More is refused."""

MAX_MEMBERS: Final = 1_000
"""Properties of one object; more is refused, or left out where they come together from several schemas."""

MAX_CHOICES: Final = 2_000
"""Choices of one field; beyond, the value is typed and checked."""

MAX_VARIANTS: Final = 200
"""Variants of one value; beyond, it is a JSON editor."""

MAX_PIECES: Final = 500
"""Schemas (`$ref`, `allOf`) that together describe one value; the rest is left to validation."""

MAX_DEPTH: Final = 24
"""Levels of a form; what lies deeper is a JSON editor."""

MAX_ITEMS: Final = 5_000
"""Items drawn at once; what lies beyond is a JSON editor."""

MAX_UNDECLARED: Final = 20
"""Members that are required but not described, of one object, that are drawn all the same."""

MAX_CHECKED: Final = 30_000
"""Values of a schema that `inspect` checks against its draft: more takes seconds."""

MAX_LEAVES: Final = 10_000
"""Leaves that `inspect` lists."""

MAX_VALUES: Final = 20_000
"""Values in the JSON that one form or one of its editors holds; more is refused before it is looked at."""

MAX_COMMAS: Final = 5 * MAX_VALUES
"""Commas in a JSON text that is read at all: they tell at once how many values it can hold at most."""

MAX_ERRORS: Final = 2_000
"""What is found wrong with one value before the search ends."""

MAX_ROWS_OVER: Final = 100
"""Rows up to which those of a list that has more than its `maxItems` are looked at; beyond, their number is told."""

MAX_SECONDS: Final = 1.0
"""Of processor time that `inspect` lists leaves for, and again looks for faults: a form is drawn in far less."""

MAX_NUMBER_LENGTH: Final = 400
"""Characters of a number, and its decimal exponent; beyond, it is not a number anyone meant."""


class Patience:
    """So many seconds of this thread's processor time, from now on.

    >>> Patience(60).is_over()
    False
    """

    __slots__ = ("_end",)

    def __init__(self, seconds: float = MAX_SECONDS) -> None:
        self._end = time.thread_time() + seconds

    def is_over(self) -> bool:
        """Whether they have passed."""
        return time.thread_time() > self._end


@dataclass(frozen=True, slots=True)
class Signs:
    """What a schema's JSON uses that only some drafts know.

    Attributes:
        boolean_bounds: `exclusiveMinimum: true` (draft 4, OpenAPI 3.0).
        item_lists: `items: […]`, `additionalItems` or `dependencies` (up to draft 7).
        values: how many values it has.
        untidy: something that `tidied` leaves out.
    """

    boolean_bounds: bool = False
    item_lists: bool = False
    untidy: bool = False
    values: int = 0


def survey(schema: Any) -> Signs:
    """Walks through a schema's JSON once.

    Raises:
        SchemaError: `check.too_deep`, `check.too_large` or `check.too_many_members`, with the figure `limit`.
    """
    boolean_bounds = item_lists = untidy = False
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
                untidy = untidy or ("allOf" in value and bool(misplaced_parts(value)))
                untidy = untidy or any(
                    is_untidy(name, value[name], is_root=level[0] is schema) for name in WATCHED & value.keys()
                )
                following.extend(value.values())
            elif isinstance(value, list):
                following.extend(value)
        seen += len(following)
        if seen > MAX_SCHEMA_NODES:
            raise SchemaError("check.too_large", limit=MAX_SCHEMA_NODES)
        if not following:
            return Signs(boolean_bounds=boolean_bounds, item_lists=item_lists, untidy=untidy, values=seen)
        level = following
    raise SchemaError("check.too_deep", limit=MAX_NESTING)
