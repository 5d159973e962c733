"""The form between two drawings: what the page sent of it, and what a click in it makes of that."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final

from playground.errors import BadRequestError
from playground.form import (
    Edit,
    Form,
    Layout,
    collect,
    filled,
    lay_out,
    untouched,
    values_from_json,
    with_raws,
)
from playground.form.fields import Path, Raw, Slot, Values
from playground.form.json_text import extent, read_finite
from playground.form.json_values import same_json
from playground.form.limits import MAX_COMMAS, MAX_ITEMS, MAX_VALUES
from playground.form.page.edit import adding, choosing, moving, nulling, removing, setting

_MOST_LETTERS: Final = 200
"""Characters of a name: of a model, a tab, a version."""
_MOST_NESTING: Final = 200
"""Levels of JSON in what a page holds: far more than any form has, far fewer than bring Python to a halt."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What the page sends with every event.

    Attributes:
        model: slug of the form that is drawn.
        values: what the form holds.
        page: an id of the tab.
        version: of the schema that the form was drawn from.
        edit: what was clicked in the form, if that is the event.
    """

    model: str
    values: Values
    page: str = ""
    version: str = ""
    edit: Mapping[str, Any] = field(default_factory=dict)


def read_sent(text: str | bytes) -> Sent:
    """What `collect` in `static/schema_form.js` made of the page.

    Raises:
        BadRequestError: it is no JSON, nested too deeply, not what `collect` makes, or more than a form may hold.
    """
    if (text.count(",") if isinstance(text, str) else text.count(b",")) > MAX_COMMAS:
        raise BadRequestError("request.too_many_values", limit=MAX_VALUES)
    try:
        sent = read_finite(text)
    except (ValueError, RecursionError):
        raise BadRequestError("request.unreadable") from None
    return taken(sent)


def taken(sent: Any) -> Sent:
    """As `read_sent`, of JSON that was read already; whoever asks for no model's form has none.

    Raises:
        BadRequestError: as `read_sent`.
    """
    try:
        model, page, version = (_name(sent.get(name, "")) for name in ("model", "page", "version"))
        read = Sent(model, values_sent(sent), page, version, _edit(sent.get("edit") or {}))
    except (ValueError, RecursionError, LookupError, TypeError, AttributeError):
        raise BadRequestError("request.unreadable") from None
    nesting, _ = extent([read.values.loaded, read.edit])
    if nesting > _MOST_NESTING:
        raise BadRequestError("request.unreadable")
    return read


def read_path(text: str) -> Path:
    """Which field of the payload a page means.

    Raises:
        BadRequestError: it is no list of names and places.
    """
    try:
        return _slot(read_finite(text))
    except (ValueError, RecursionError, TypeError):
        raise BadRequestError("request.unreadable") from None


def values_sent(sent: Mapping[str, Any]) -> Values:
    """What the form holds: what it was drawn from, and what its controls hold since.

    Raises:
        BadRequestError: it is more than a form may hold.
    """
    form = read_finite(sent["form"])
    # Counted first: to take each apart takes far longer than to read the JSON.
    for listed in (sent["raws"], sent["emptied"], *(form.values() if isinstance(form, dict) else ())):
        if isinstance(listed, list) and len(listed) > MAX_VALUES:
            raise BadRequestError("request.too_many_values", limit=MAX_VALUES)
    values = values_from_json(form)
    raws = {_slot(slot): _raw(raw) for slot, raw in sent["raws"]}
    return bounded(with_raws(values, raws, frozenset(_slot(slot) for slot in sent["emptied"])))


def bounded(values: Values) -> Values:
    """The values, if a form may hold so many: whatever is done with them takes no longer then than a person waits.

    Raises:
        BadRequestError: `request.too_many_values`.
    """
    held = sum(len(raw) if isinstance(raw, tuple) else 1 for raw in values.raws.values()) + len(values.emptied)
    rows = sum(len(state.rows) + 1 for state in values.states.values())
    for count, limit in ((held, MAX_VALUES), (rows, MAX_ITEMS), (extent(values.loaded)[1], MAX_VALUES)):
        if count > limit:
            raise BadRequestError("request.too_many_values", limit=limit)
    return values


def edited(form: Form, values: Values, edit: Mapping[str, Any]) -> Layout:
    """The form after a click in it: a row added, a variant chosen, an example taken and the like.

    Raises:
        BadRequestError: it is no such click.
    """
    arguments = dict(edit)
    match arguments.pop("do", None):
        case "example":
            if not 0 <= arguments["at"] < len(form.examples):
                raise BadRequestError("request.unreadable")
            return lay_out(form, _with_example(form, values, form.examples[arguments["at"]]))
        case "reset":
            return lay_out(form, untouched(form))
        case "redraw":
            return lay_out(form, values)
        case do:
            try:
                change = _EDITS[str(do)](_slot(arguments.pop("slot")), **arguments)
            except (LookupError, TypeError):
                raise BadRequestError("request.unreadable") from None
            return lay_out(form, values, change)


def _with_example(form: Form, values: Values, example: Any) -> Values:
    """The form filled with an example, and with what a person has set beside it: no default is added to it."""
    held, by_itself = collect(form, values).payload, collect(form, untouched(form)).payload
    if (
        not isinstance(held, Mapping)
        or not isinstance(example, Mapping)
        or any(map(partial(same_json, held), form.examples))
    ):
        return filled(form, example)
    defaults = by_itself if isinstance(by_itself, Mapping) else {}
    own = {name: value for name, value in held.items() if name not in defaults or not same_json(value, defaults[name])}
    return filled(form, {**own, **example})


_EDITS: Final[Mapping[str, Callable[..., Edit]]] = {
    "add_row": adding,
    "add_entry": adding,
    "remove_row": removing,
    "remove_entry": removing,
    "move_row": moving,
    "choose_variant": choosing,
    "set_group": setting,
    "set_null": nulling,
}


_ARGUMENTS: Final[Mapping[str, Mapping[str, type | tuple[type, ...]]]] = {
    "example": {"at": int},
    "model": {"slug": str},
    "settings": {"run": str},
    "record": {"model": str, "input": str},
    "preset": {"id": str},
    "save_preset": {"name": str, "replaces": bool},
    **{key: {"slot": list} for key in ("add_row", "add_entry", "set_null")},
    **{key: {"slot": list, "row": int} for key in ("remove_row", "remove_entry")},
    "move_row": {"slot": list, "row": int, "by": int},
    "choose_variant": {"slot": list, "chosen": (int, type(None))},
    "set_group": {"slot": list, "is_set": bool},
}
"""What comes with a click. What else comes is nobody's."""
_NAMES: Final = frozenset({"slug", "run", "model", "id", "name"})


def _edit(sent: Any) -> Mapping[str, Any]:
    edit: Mapping[str, Any] = _is(dict, sent)
    for name, kind in _ARGUMENTS.get(_is(str, edit.get("do", "")), {}).items():
        _is(kind, edit[name])
        if name in _NAMES:
            _name(edit[name])
    return edit


def _slot(parts: list[str | int]) -> Slot:
    return tuple(_is((str, int), part) for part in _is(list, parts))


def _raw(raw: Any) -> Raw:
    if isinstance(raw, list):
        return tuple(_is(str, text) for text in raw)
    read: str | bool = _is((str, bool), raw)
    return read


def _name(value: Any) -> str:
    if len(name := _is(str, value)) > _MOST_LETTERS or not name.isprintable():  # such as half a surrogate pair
        raise ValueError(name)
    return str(name)


def _is(kind: type | tuple[type, ...], value: Any) -> Any:
    if not isinstance(value, kind):
        raise TypeError(kind)
    return value
