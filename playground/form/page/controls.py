"""One control as it is drawn now: what it starts from, and what was typed into it since."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from playground.form.fields import UNSET, Entry, Field, Path, Raw, Slot, Values, Why
from playground.form.page.initial import ABSENT, can_be_unset, initial_value
from playground.form.plan.leaves import Context
from playground.form.plan.tree import Head, Leaf
from playground.form.widgets.choosing import index_of
from playground.form.widgets.json_editor import JSON
from playground.form.widgets.text import TEXT
from playground.texts import translate

Called: TypeAlias = tuple[str, str] | None
"""Name and title, for rows and entries, which share a plan."""


@dataclass(frozen=True, slots=True)
class Position:
    """Where an item stands.

    Attributes:
        slot: its key on the page.
        path: its place in the payload.
        called: what it is called there, where that is not what its plan says.
    """

    slot: Slot
    path: Path
    called: Called = None


def described(head: Head, position: Position) -> dict[str, Any]:
    """What all items have in common."""
    name, title = position.called or (head.name, head.title)
    return {
        "name": name,
        "slot": position.slot,
        "path": position.path,
        "title": title,
        "description": head.description,
        "optional": head.optional,
        "nullable": head.nullable,
        "advanced": head.advanced,
        "group": head.group,
    }


def leaf_field(plan: Leaf, values: Values, position: Position, given: Any) -> Field:
    """The control of a leaf.

    Args:
        plan: of the value.
        values: what the page holds.
        position: where it stands.
        given: as for `layout`: the loaded value or the one that an outer default supplies, `UNSET` or `ABSENT`.
    """
    template, slot = plan.field, position.slot
    start = given
    if given is UNSET or (given is ABSENT and not can_be_unset(template)):
        start = initial_value(plan)
    state = values.states.get(slot)
    if state is not None and state.is_null:
        start = None
    if start is ABSENT or slot in values.emptied:
        start = UNSET
    able = able_to_show(template, start)
    name, title = position.called or (able.name, able.title)
    return replace(
        able,
        name=name,
        title=title,
        slot=slot,
        path=position.path,
        entry=_entry(able, start, values.raws.get(slot)),
        unset_choice=able.unset_choice or (able.optional and start is UNSET and _says_unset(able)),
    )


def _says_unset(field: Field) -> bool:
    """Whether the control has a way to say that nothing is set, other than being empty."""
    return bool(field.choices) or field.widget.says_unset


def able_to_show(field: Field, value: Any) -> Field:
    """The field, made able to show a value that its schema or its widget did not foresee.

    A value that is not among the choices becomes one more; what the widget cannot show falls to a plainer widget, at
    last to a JSON editor: what is sent is always what can be seen.
    """
    if value is UNSET:
        return field
    if value is None and field.nullable:
        return _able_null(field)
    return field.widget.able_to_show(field, value) or replace(field, widget=JSON, choices=())


def _able_null(field: Field) -> Field:
    if field.null_choice is not None and index_of(field.choices, None) is None:
        field = replace(field, choices=(*field.choices, field.null_choice))
    return replace(field, widget=field.widget.for_null or field.widget)


def json_field(head: Head, values: Values, position: Position, given: Any) -> Field:
    """A JSON editor for what a plan's own items cannot show."""
    start = UNSET if given is ABSENT or position.slot in values.emptied else given
    editor = Field(**described(head, position), widget=JSON, why=Why(rule="cannot_hold"))
    return replace(editor, entry=_entry(editor, start, values.raws.get(position.slot)))


def key_field(values: Values, position: Position, name: Any, context: Context) -> Field:
    """The control for the name of a map's entry; `name` is the loaded one, or `UNSET`."""
    raw = values.raws.get(position.slot, "" if name is UNSET else name)
    if isinstance(raw, str) and isinstance(name, str) and raw.translate(_NO_BREAKS) == name.translate(_NO_BREAKS):
        raw = name  # a box of one line holds no line breaks: what came back is what was loaded
    return Field(
        name="name",
        slot=position.slot,
        path=position.path,
        widget=TEXT,
        title=translate("form.key", context.language),
        optional=False,
        entry=Entry(raw if isinstance(raw, str) else "", name),
        why=Why(rule="names_an_entry"),
    )


_NO_BREAKS: Final = {ord(mark): None for mark in "\r\n"}


def _entry(field: Field, start: Any, raw: Raw | None) -> Entry:
    shown = field.widget.format_value(field, start)
    return Entry(shown if raw is None or not field.widget.takes(field, raw, shown) else raw, start)
