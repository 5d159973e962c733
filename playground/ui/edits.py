"""The form between two drawings: what the page sent of it, and what a click in it makes of that."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from playground.form import (
    Form,
    add_entry,
    add_row,
    choose_variant,
    collect,
    filled,
    move_row,
    remove_entry,
    remove_row,
    set_group,
    set_null,
    untouched,
    values_from_json,
    with_raws,
)
from playground.form.fields import Slot, Values


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page sends with every event.

    Attributes:
        model: slug of the form that is drawn.
        values: what the form holds.
        page: an id of the tab.
        edit: what was clicked in the form, if that is the event.
    """

    model: str
    values: Values
    page: str = ""
    edit: Mapping[str, Any] = field(default_factory=dict)


def read_sent(text: str) -> Sent:
    """What `collect` in `static/form.js` made of the page."""
    sent = json.loads(text)
    return Sent(sent["model"], values_sent(sent), sent.get("page", ""), sent.get("edit") or {})


def values_sent(sent: Mapping[str, Any]) -> Values:
    """What the form holds: what it was drawn from, and what its controls hold since."""
    values = values_from_json(json.loads(sent["form"]))
    raws = {_slot(slot): tuple(raw) if isinstance(raw, list) else raw for slot, raw in sent["raws"]}
    return with_raws(values, raws, frozenset(_slot(slot) for slot in sent["emptied"]))


def edited_values(form: Form, values: Values, edit: Mapping[str, Any]) -> Values:
    """What the form holds after a click in it: a row added, a variant chosen, an example taken and the like."""
    arguments = dict(edit)
    match arguments.pop("do"):
        case "example":
            payload, example = collect(form, values).payload, form.examples[int(arguments["at"])]
            both_objects = isinstance(payload, Mapping) and isinstance(example, Mapping)
            return filled(form, {**payload, **example} if both_objects else example)
        case "reset":
            return untouched(form)
        case "redraw":
            return values
        case do:
            return _EDITS[str(do)](form, values, _slot(arguments.pop("slot")), **arguments)


_EDITS: Final[Mapping[str, Callable[..., Values]]] = {
    "add_row": add_row,
    "remove_row": remove_row,
    "move_row": move_row,
    "choose_variant": choose_variant,
    "set_group": set_group,
    "set_null": set_null,
    "add_entry": add_entry,
    "remove_entry": remove_entry,
}


def _slot(parts: list[str | int]) -> Slot:
    return tuple(parts)
