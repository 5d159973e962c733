"""How much of a schema is looked at: one may come from anyone. Past a limit it is refused, or drawn simpler."""

from __future__ import annotations

import time
from typing import Final

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

MAX_SUBSCHEMAS: Final = 500
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
"""Of processor time that `inspect` lists leaves for, and again looks for mistakes: a form is drawn in far less."""

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
