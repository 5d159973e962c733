"""The places of a grid: which there are, and which are sent first."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import product


def places(sizes: Sequence[int]) -> list[tuple[int, ...]]:
    """Each place as one index an axis; the first axis changes first.

    >>> places([2, 2])
    [(0, 0), (1, 0), (0, 1), (1, 1)]
    """
    return [tuple(reversed(place)) for place in product(*(range(size) for size in reversed(sizes)))]


def ranks(sizes: Sequence[int]) -> list[int]:
    """For each of `places`, when it is sent: corners first, then the middle, then what lies between, ever finer.

    So a person sees early where the values lead, and can stop the rest.

    >>> ranks([5])
    [0, 3, 1, 3, 0]
    """
    middle = tuple((size - 1) // 2 for size in sizes)
    found = []
    for place in places(sizes):
        levels = [_level(index, size) for index, size in zip(place, sizes, strict=True)]
        if not any(levels):
            found.append(0)
        else:
            found.append(1 if place == middle else 1 + sum(levels))
    return found


def _level(index: int, size: int) -> int:
    return _levels(size)[index]


@cache
def _levels(size: int) -> tuple[int, ...]:
    """How often an axis has to be halved until an index is met; its ends are there from the beginning."""
    levels = [0] * size
    spans = [(0, size - 1)]
    depth = 1
    while spans:
        halves = []
        for start, end in spans:
            if end - start < 2:  # noqa: PLR2004 - nothing lies between
                continue
            middle = (start + end) // 2
            levels[middle] = depth
            halves += [(start, middle), (middle, end)]
        spans, depth = halves, depth + 1
    return tuple(levels)
