r"""Alternatives in a text: `{red|blue|green}` is one text for each; several groups multiply.

A group is braces with a bar in them, and no other braces. `\{red|blue\}` is the plain text `{red|blue}`, and all else
in a text stays as it is, also the braces of JSON or LaTeX.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

# Each letter is looked at once: a text of megabytes may be nothing but braces and bars.
_BRACES: Final = re.compile(r"(\\?)\{([^{}]*+)\}")


@dataclass(frozen=True, slots=True)
class Alternatives:
    """A text with groups of alternatives.

    Attributes:
        parts: plain texts and, between them, groups: each the choices that it offers.
    """

    parts: tuple[str | tuple[str, ...], ...]

    @property
    def groups(self) -> tuple[tuple[str, ...], ...]:
        """The choices of each group."""
        return tuple(part for part in self.parts if isinstance(part, tuple))

    @property
    def source(self) -> str:
        """The text as it was typed, but for marks of what is plain."""
        return "".join(part if isinstance(part, str) else f"{{{'|'.join(part)}}}" for part in self.parts)

    @property
    def count(self) -> int:
        """How many texts there are, the same ones among them too."""
        return prod(len(group) for group in self.groups)

    @property
    def longest(self) -> int:
        """Characters of the longest of the texts, or more: of each group the longest choice."""
        return sum(len(part) if isinstance(part, str) else max(map(len, part)) for part in self.parts)

    def texts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Each text, with what was chosen in it; the last group changes first."""
        for chosen in product(*self.groups):
            choices = iter(chosen)
            yield "".join(part if isinstance(part, str) else next(choices) for part in self.parts), chosen


def alternatives(text: str) -> Alternatives:
    r"""The alternatives in a text; one that has none is one part.

    >>> [one for one, _ in alternatives("a {red | blue} {fox|hen}").texts()]
    ['a red fox', 'a red hen', 'a blue fox', 'a blue hen']
    >>> alternatives(r'\{red|blue\} {"a": 1} {x}').parts
    ('{red|blue} {"a": 1} {x}',)
    """
    parts: list[str | tuple[str, ...]] = []
    plain, end = "", 0
    for group in _BRACES.finditer(text):
        before, inside = group.groups()
        if "|" not in inside:
            continue
        is_marked = inside.endswith("\\")
        plain += text[end : group.start()]
        end = group.end()
        if before and is_marked:
            plain += f"{{{inside[:-1]}}}"
        elif before or is_marked:
            plain += group[0]
        else:
            parts += [plain, tuple(choice.strip() for choice in inside.split("|"))]
            plain = ""
    return Alternatives(tuple(part for part in (*parts, plain + text[end:]) if part))
