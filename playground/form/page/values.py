"""What the page holds, as a value: made from nothing or a payload, changed by what came back, kept as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from playground.form.fields import UNSET, Raw, Slot, State, Values
from playground.form.page.collect import Collected
from playground.form.page.edit import adding, choosing, moving, nulling, removing, setting
from playground.form.page.layout import lay_out
from playground.form.plan.build import Form


def untouched(form: Form) -> Values:  # noqa: ARG001 - each form has its own, whatever it is made of
    """The form as nobody has touched it: what its schema says by itself."""
    return Values()


def filled(form: Form, payload: Any) -> Values:  # noqa: ARG001 - as above
    """The form filled with a payload, any JSON: what no control can show stands in a JSON editor."""
    return Values(loaded=payload)


def with_raws(values: Values, raws: Mapping[Slot, Raw | list[str]], emptied: Iterable[Slot] = ()) -> Values:
    """The values with what came back from the page.

    Args:
        values: as they were when the page was drawn.
        raws: what controls hold, by slot; those that are not named stay as they are.
        emptied: slots emptied by hand: their default or loaded value is not sent any more.
    """
    listed = {slot: tuple(raw) if isinstance(raw, list) else raw for slot, raw in raws.items()}
    return replace(values, raws={**values.raws, **listed}, emptied=values.emptied | frozenset(emptied))


def collect(form: Form, values: Values) -> Collected:
    """The payload that would be sent now, and what cannot be read; an empty root is null."""
    return lay_out(form, values).collected


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


def values_to_json(values: Values) -> dict[str, Any]:
    """Values as plain JSON, for a draft.

    >>> values_from_json(values_to_json(Values(raws={("prompt",): "cat"}))).raws
    {('prompt',): 'cat'}
    """
    return {
        **({"loaded": values.loaded} if values.loaded is not UNSET else {}),
        "raws": [[list(slot), list(raw) if isinstance(raw, tuple) else raw] for slot, raw in values.raws.items()],
        "emptied": [list(slot) for slot in sorted(values.emptied, key=repr)],
        "states": [
            [list(slot), state.is_set, state.is_null, list(state.rows), state.next_row, state.chosen]
            for slot, state in values.states.items()
        ],
    }


def values_from_json(draft: Any) -> Values:
    """The values of a draft; one that is damaged, or of another time, counts as untouched."""
    try:
        return Values(
            loaded=draft.get("loaded", UNSET),
            raws={tuple(slot): tuple(raw) if isinstance(raw, list) else raw for slot, raw in draft["raws"]},
            emptied=frozenset(tuple(slot) for slot in draft["emptied"]),
            states={
                tuple(slot): State(
                    is_set=bool(is_set),
                    is_null=bool(is_null),
                    rows=tuple(map(_number, rows)),
                    next_row=_number(next_row),
                    chosen=None if chosen is None else _number(chosen),
                )
                for slot, is_set, is_null, rows, next_row, chosen in draft["states"]
            },
        )
    except (AttributeError, KeyError, TypeError, ValueError):
        return Values()


def _number(value: Any) -> int:
    if isinstance(value, int) and value >= 0:
        return value
    raise ValueError(f"{value!r} is no row and no variant")
