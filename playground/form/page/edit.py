"""Changes of structure: rows, variants, groups, entries. Each gives new values; what is put aside keeps its own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from playground.form.fields import Entries, Field, Group, Item, Rows, Slot, State, Values, Variants
from playground.form.page.layout import find_item
from playground.form.plan.build import Form


def add_row(form: Form, values: Values, slot: Slot) -> Values:
    """One more row at the end; a list that was not set is set."""
    return _with_new(form, values, slot)


def add_entry(form: Form, values: Values, slot: Slot) -> Values:
    """One more entry, without a name yet; a map that was not set is set."""
    return _with_new(form, values, slot)


def remove_row(form: Form, values: Values, slot: Slot, row: int) -> Values:
    """Without the row at a position, from 0; an optional list without rows is not set."""
    return _without(form, values, slot, row)


def remove_entry(form: Form, values: Values, slot: Slot, row: int) -> Values:
    """Without the entry at a position, from 0; an optional map without entries is not set."""
    return _without(form, values, slot, row)


def move_row(form: Form, values: Values, slot: Slot, row: int, by: int) -> Values:
    """The row at a position, moved by so many places; as far as the list goes."""
    state = _state(form, values, slot)
    if state is None or not 0 <= row < len(state.rows):
        return values
    rest = [*state.rows[:row], *state.rows[row + 1 :]]
    place = min(max(row + by, 0), len(rest))
    return _with_state(values, slot, replace(state, rows=(*rest[:place], state.rows[row], *rest[place:])))


def choose_variant(form: Form, values: Values, slot: Slot, chosen: int | None) -> Values:
    """Another variant, by its position among the choices; None is "not set". Each keeps what it held."""
    item = find_item(form, values, slot)
    if not isinstance(item, Variants) or (chosen is not None and not 0 <= chosen < len(item.choices)):
        return values
    is_null = item.null_choice and chosen == len(item.choices) - 1
    return _with_state(values, slot, State(is_null=is_null, chosen=None if is_null else chosen))


def set_group(form: Form, values: Values, slot: Slot, is_set: bool) -> Values:
    """A group, list or map, there or not; it keeps what it held, and a list or map that held nothing gets its first."""
    state = _state(form, values, slot)
    if state is None:
        return values
    if is_set and not state.rows and isinstance(find_item(form, values, slot), Rows | Entries):
        return _with_new(form, values, slot)
    return _with_state(values, slot, replace(state, is_set=is_set, is_null=False))


def set_null(form: Form, values: Values, slot: Slot) -> Values:
    """Null, where null is allowed: of a control, a group, a list or a map."""
    item = find_item(form, values, slot)
    if item is None or not item.nullable:
        return values
    if isinstance(item, Variants):
        return _with_state(values, slot, State(is_null=True))
    raws = {other: raw for other, raw in values.raws.items() if other != slot}
    state = _state(form, values, slot) or State()
    return _with_state(
        replace(values, raws=raws, emptied=values.emptied - {slot}), slot, replace(state, is_set=True, is_null=True)
    )


def _state(form: Form, values: Values, slot: Slot) -> State | None:
    """The structure that is drawn at a slot now."""
    known = values.states.get(slot)
    item = find_item(form, values, slot)
    if isinstance(item, Group):
        return State(is_set=item.is_set, is_null=item.is_null)
    if isinstance(item, Rows | Entries):
        rows = _rows(item, slot)
        following = max([*rows, -1]) + 1
        return State(
            is_set=item.is_set,
            is_null=item.is_null,
            rows=known.rows if known is not None else rows,
            next_row=max(known.next_row if known is not None else 0, following),
        )
    return None


def _rows(item: Rows | Entries, slot: Slot) -> tuple[int, ...]:
    """The ids of the rows drawn: the step after the list's own slot."""
    listed: Iterable[Item] = item.items
    return tuple(step for row in listed if isinstance(step := row.slot[len(slot)], int))


def _with_new(form: Form, values: Values, slot: Slot) -> Values:
    state = _state(form, values, slot)
    if state is None:
        return values
    rows = (*state.rows, state.next_row)
    return _with_state(values, slot, State(rows=rows, next_row=state.next_row + 1))


def _without(form: Form, values: Values, slot: Slot, row: int) -> Values:
    state = _state(form, values, slot)
    item = find_item(form, values, slot)
    if state is None or item is None or isinstance(item, Field) or not 0 <= row < len(state.rows):
        return values
    rows = (*state.rows[:row], *state.rows[row + 1 :])
    return _with_state(values, slot, replace(state, rows=rows, is_set=bool(rows) or not item.optional))


def _with_state(values: Values, slot: Slot, state: State) -> Values:
    return replace(values, states={**values.states, slot: state})
