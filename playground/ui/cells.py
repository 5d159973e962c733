"""The cells of a click: what a form asks for becomes several requests that differ in texts, seeds or a list's lines.

All are made of one payload, which was checked and whose files are published once: a cell is that payload with a few
values of its own, each at a path.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, product
from typing import Any, Final

from playground.form import UNSET, Field, Layout, Path
from playground.form.fields import Slot
from playground.form.page.parse import shows_kept
from playground.form.payload.at_path import change_at, value_at
from playground.form.widgets.seeds import dice_of
from playground.form.widgets.text import TEXT
from playground.form.widgets.textarea import TEXTAREA
from playground.ui.alternatives import Alternatives, alternatives

COPIES: Final = (1, 2, 4, 8, 16)
"""What the page offers: so many runs of the same form."""

MOST_COPIES: Final = 100
"""Of the same form with one click."""

MOST_COUNTED: Final = 1_000_000
"""Combinations; more of them are not told apart, for they are far too many anyway."""

_MOST_SHOWN: Final = 12
_LONGEST: Final = 30


@dataclass(frozen=True, slots=True)
class CellValues:
    """What one cell has of its own.

    Attributes:
        changes: its values, by their paths in the payload; `UNSET` takes one out.
        labels: what tells it from the others, as JSON.
    """

    changes: Mapping[Path, Any]
    labels: Mapping[str, Any]

    def put_into(self, payload: Any) -> Any:
        """A copy of the payload with the cell's values in it."""
        return with_changes(payload, self.changes)


def with_changes(payload: Any, changes: Mapping[Path, Any]) -> Any:
    """A copy of the payload with these values in it."""
    for path, value in changes.items():
        payload = put(payload, path, value)
    return payload


def put(payload: Any, path: Path, value: Any) -> Any:
    """A copy of the payload with a value at the path, whether one stood there or not; the object around it does.

    >>> put({"prompt": "fox"}, ("seed",), 4)
    {'prompt': 'fox', 'seed': 4}
    """
    if value_at(payload, path) is not UNSET:
        return change_at(payload, path, lambda _: value)
    if value is UNSET:
        return payload
    return change_at(payload, path[:-1], lambda around: {**around, path[-1]: value})


def alternatives_in(layout: Layout) -> dict[Slot, Alternatives]:
    """The texts with alternatives that somebody typed, by slot; what was loaded, or is a default, is plain text."""
    found: dict[Slot, Alternatives] = {}
    for field in layout.fields:
        raw = field.entry.raw
        if field.widget not in (TEXT, TEXTAREA) or field.choices or not isinstance(raw, str) or "|" not in raw:
            continue
        if shows_kept(field):
            continue
        read = alternatives(raw)
        if read.parts != (raw,):
            found[field.slot] = read
    return found


def count_of(texts: Mapping[Slot, Alternatives]) -> int:
    """How many combinations there are; beyond `MOST_COUNTED` it is no longer counted."""
    count = 1
    for group in chain.from_iterable(one.groups for one in texts.values()):
        count = min(count * len(group), MOST_COUNTED)
    return count


def growth_of(texts: Mapping[Slot, Alternatives]) -> int:
    """How many characters longer the longest combination is than the first."""
    return sum(one.longest - len(first) for one, first in zip(texts.values(), plain_texts(texts).values(), strict=True))


def shown_alternatives(texts: Mapping[Slot, Alternatives]) -> str:
    """What there is to choose from, for a line on the page: `red · blue × fox · hen`."""
    groups = [group for one in texts.values() for group in one.groups]
    shown = [[choice[:_LONGEST] or "–" for choice in group[:_MOST_SHOWN]] for group in groups[:_MOST_SHOWN]]
    return " × ".join(
        " · ".join([*choices, *(["…"] if len(group) > _MOST_SHOWN else [])])
        for choices, group in zip(shown, groups, strict=False)
    )


def plain_texts(texts: Mapping[Slot, Alternatives]) -> dict[Slot, str]:
    """The first text of each."""
    return {slot: next(one.texts())[0] for slot, one in texts.items()}


def cells_of(layout: Layout, texts: Mapping[Slot, Alternatives], copies: int) -> Iterator[CellValues]:
    """Each combination of texts, so many times, with a seed of its own where the model takes one.

    A seed that a person has set is the first copy's.

    Args:
        layout: of the form, with the first of the texts in it.
        texts: as `alternatives_in`.
        copies: of each combination.
    """
    paths = {field.slot: field.path for field in layout.fields if field.slot in texts}
    seed = next((field for field in layout.fields if field.widget == "seed"), None)
    payload = layout.collected.payload
    for chosen in product(*(list(one.texts()) for one in texts.values())):
        changes = {paths[slot]: text for slot, (text, _) in zip(texts, chosen, strict=True)}
        choices = [choice for _, made in chosen for choice in made]
        for changed in _seeds(seed, payload, copies):
            yield CellValues({**changes, **changed}, {"choices": choices, "seed": next(iter(changed.values()), None)})


def _seeds(field: Field | None, payload: Any, copies: int) -> Iterator[dict[Path, Any]]:
    """As many seeds as copies, all different as far as there are so many; nothing where a copy keeps what is held."""
    dice = (
        None if field is None or not isinstance(value_at(payload, field.path[:-1]), Mapping) else dice_of(field.limits)
    )
    if copies == 1 or field is None or dice is None:
        yield from ({} for _ in range(copies))
        return
    held = value_at(payload, field.path)
    drawn: set[Any] = set() if held is UNSET else {held}
    if held is not UNSET:
        yield {}
    while copies > (0 if held is UNSET else 1):
        value = dice.first + dice.step * secrets.randbelow(dice.count)
        if value in drawn and len(drawn) < dice.count:
            continue
        drawn.add(value)
        copies -= 1
        yield {field.path: value}
