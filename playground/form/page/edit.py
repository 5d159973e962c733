"""Changes of structure: rows, variants, groups, entries. What is put aside keeps its own.

Each is an `Edit`, made where the layout comes by, so that the page that comes of it is laid out in the same walk.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from playground.form.fields import Entries, Field, Group, Item, Rows, Slot, State, Variants


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of structure, made where the layout comes by.

    Attributes:
        slot: of the item that is changed; nothing happens where none is drawn there.
        change: the item's new state, from the item without what is inside it and the state that it was drawn from;
            None where it is no such item. Null takes the place of what a control held.
    """

    slot: Slot
    change: Callable[[Item, State], State | None]


def adding(slot: Slot) -> Edit:
    """One more row or entry at the end; a list or map that was not set is set."""
    return Edit(slot, _added)


def removing(slot: Slot, row: int) -> Edit:
    """Without the row or entry at a position, from 0; an optional list or map without any is not set."""

    def change(item: Item, state: State) -> State | None:
        if not isinstance(item, Rows | Entries) or not 0 <= row < len(state.rows):
            return None
        rows = (*state.rows[:row], *state.rows[row + 1 :])
        return replace(state, rows=rows, is_set=bool(rows) or not item.optional)

    return Edit(slot, change)


def moving(slot: Slot, row: int, by: int) -> Edit:
    """The row at a position, moved by so many places; as far as the list goes."""

    def change(item: Item, state: State) -> State | None:
        if not isinstance(item, Rows | Entries) or not 0 <= row < len(state.rows):
            return None
        rest = [*state.rows[:row], *state.rows[row + 1 :]]
        index = min(max(row + by, 0), len(rest))
        return replace(state, rows=(*rest[:index], state.rows[row], *rest[index:]))

    return Edit(slot, change)


def choosing(slot: Slot, chosen: int | None) -> Edit:
    """Another variant, by its position among the choices; None is "not set". Each keeps what it held."""

    def change(item: Item, _: State) -> State | None:
        if not isinstance(item, Variants) or (chosen is not None and not 0 <= chosen < len(item.choices)):
            return None
        is_null = item.null_choice and chosen == len(item.choices) - 1
        return State(is_null=is_null, chosen=None if is_null else chosen)

    return Edit(slot, change)


def setting(slot: Slot, *, is_set: bool) -> Edit:
    """A group, list or map, there or not; it keeps what it held, and a list or map that held nothing gets its first."""

    def change(item: Item, state: State) -> State | None:
        if isinstance(item, Field | Variants):
            return None
        if is_set and not state.rows and not isinstance(item, Group):
            return _added(item, state)
        return replace(state, is_set=is_set, is_null=False)

    return Edit(slot, change)


def nulling(slot: Slot) -> Edit:
    """Null, where null is allowed: of a control, a choice, a group, a list or a map."""

    def change(item: Item, state: State) -> State | None:
        if not item.nullable:
            return None
        return State(is_null=True) if isinstance(item, Variants) else replace(state, is_set=True, is_null=True)

    return Edit(slot, change)


def _added(item: Item, state: State) -> State | None:
    if not isinstance(item, Rows | Entries):
        return None
    return State(rows=(*state.rows, state.next_row), next_row=state.next_row + 1)
