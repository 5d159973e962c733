"""Changes of structure: rows, variants, groups, entries. Each gives new values; what is put aside keeps its own.

Each is an `Edit`, so that the page that comes of it is laid out in the same walk; `add_row` and its like are for those
who want the values alone.
"""

from __future__ import annotations

from dataclasses import replace

from playground.form.fields import Entries, Field, Group, Item, Rows, Slot, State, Values, Variants
from playground.form.page.layout import lay_out
from playground.form.page.layout_walk import Edit
from playground.form.plan.build import Form


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
        place = min(max(row + by, 0), len(rest))
        return replace(state, rows=(*rest[:place], state.rows[row], *rest[place:]))

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


def add_row(form: Form, values: Values, slot: Slot) -> Values:
    """As `adding`."""
    return lay_out(form, values, adding(slot)).values


def add_entry(form: Form, values: Values, slot: Slot) -> Values:
    """As `adding`; the entry has no name yet."""
    return lay_out(form, values, adding(slot)).values


def remove_row(form: Form, values: Values, slot: Slot, row: int) -> Values:
    """As `removing`."""
    return lay_out(form, values, removing(slot, row)).values


def remove_entry(form: Form, values: Values, slot: Slot, row: int) -> Values:
    """As `removing`."""
    return lay_out(form, values, removing(slot, row)).values


def move_row(form: Form, values: Values, slot: Slot, row: int, by: int) -> Values:
    """As `moving`."""
    return lay_out(form, values, moving(slot, row, by)).values


def choose_variant(form: Form, values: Values, slot: Slot, chosen: int | None) -> Values:
    """As `choosing`."""
    return lay_out(form, values, choosing(slot, chosen)).values


def set_group(form: Form, values: Values, slot: Slot, is_set: bool) -> Values:
    """As `setting`."""
    return lay_out(form, values, setting(slot, is_set=is_set)).values


def set_null(form: Form, values: Values, slot: Slot) -> Values:
    """As `nulling`."""
    return lay_out(form, values, nulling(slot)).values
