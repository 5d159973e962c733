"""The rows of a list or a map: which there are, what they are called, and what can be done with them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from playground.form.fields import UNSET, Field, Path, Rows, Slot, State, Values
from playground.form.plan.tree import ListPlan
from playground.texts import Language, translate


def row_ids(values: Values, slot: Slot, count: int) -> tuple[int, ...]:
    """The ids of the rows of a list or map: those that somebody left, else so many."""
    state = values.states.get(slot)
    return tuple(range(count)) if state is None else state.rows


def state_with_rows(values: Values, slot: Slot, state: State, ids: tuple[int, ...]) -> State:
    """The state of a list or a map with the rows that are drawn of it."""
    known = values.states.get(slot)
    drawn = () if state.is_null or not state.is_set else ids
    next_row = max([known.next_row if known is not None else 0, *(row + 1 for row in drawn)])
    rows = drawn if known is None else known.rows
    return State(is_set=state.is_set, is_null=state.is_null, rows=rows, next_row=next_row)


def list_row_ids(plan: ListPlan, values: Values, slot: Slot, start: Any) -> tuple[int, ...]:
    """The ids of a list's rows: those that somebody left, those loaded, or those of a tuple by itself."""
    loaded = len(start) if isinstance(start, list) else 0
    return row_ids(values, slot, loaded or (len(plan.first) if start is UNSET else 0))


def row_title(own: str, title: str, index: int, language: Language, *, is_first: bool) -> str:
    """A tuple's row by its own title; any other by its own or the list's, and its number."""
    if own and is_first:
        return own
    return translate("form.row", language, title=own or title, number=index + 1).strip()


def steps_to_entries(words: Sequence[str]) -> list[Path]:
    """Where each entry's value stands in the payload: under its name.

    An entry without a name, or with one that is taken, is in no payload yet; its value stands at `(index, "value")`.

    Args:
        words: the names, in order.

    >>> steps_to_entries(["a", "", "a"])
    [('a',), (1, 'value'), (2, 'value')]
    """
    return [(word,) if word and word not in words[:index] else (index, "value") for index, word in enumerate(words)]


def with_own_paths(keys: Sequence[Field]) -> list[Field]:
    """The controls for the names of a map's entries, each at a path that no value has.

    They stand at `(index, "name")`. Where an entry is called `0`, its value may have a member `name` at the very same
    path: then that of the control is made longer.
    """
    words = {str(key.entry.raw) for key in keys}
    return [replace(key, path=(*key.path, "")) if str(key.path[-2]) in words else key for key in keys]


def with_abilities(rows: Rows, plan: ListPlan, count: int) -> Rows:
    """What can be done with a list of so many rows."""
    limits = plan.limits
    may_grow = plan.is_open or count < len(plan.first)
    return replace(
        rows,
        can_add=may_grow and (limits.max_items is None or count < limits.max_items),
        can_remove=count > (limits.min_items or 0),
        can_move=not plan.first and count > 1,
    )
