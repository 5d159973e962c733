"""What to draw now, and what it would send: the plan laid out for what the page holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final
from weakref import WeakKeyDictionary

from playground.form.fields import (
    UNSET,
    Field,
    Group,
    Item,
    Values,
)
from playground.form.page.collect import (
    Collected,
    fields_of,
)
from playground.form.page.controls import Position
from playground.form.page.edit import Edit
from playground.form.page.layout_walk import Walk
from playground.form.plan.build import Form
from playground.texts import translate


@dataclass(frozen=True, slots=True)
class Layout:
    """A page, laid out once: what to draw and what would be sent.

    Attributes:
        values: what the page holds; after an edit, what it holds since.
        root: the whole form as one item.
        collected: the payload, and what on the page cannot be read; an empty root is null.
    """

    values: Values
    root: Item
    collected: Collected

    @property
    def items(self) -> tuple[Item, ...]:
        """What to draw, in order; an object at the root is drawn as its members."""
        return self.root.items if isinstance(self.root, Group) else (self.root,)

    @property
    def fields(self) -> tuple[Field, ...]:
        """All controls."""
        return tuple(fields_of((self.root,)))


_UNTOUCHED: Final[WeakKeyDictionary[Form, Layout]] = WeakKeyDictionary()
"""Of each form, as nobody has touched it: asked for again and again, to compare with."""


def lay_out(form: Form, values: Values, edit: Edit | None = None) -> Layout:
    """What to draw for these values and the payload that they make, in one walk over the plan.

    Args:
        form: whose plan.
        values: what the page holds.
        edit: changes the values on the way.
    """
    if edit is not None or values != Values():
        return _lay_out(form, values, edit)
    if form not in _UNTOUCHED:
        _UNTOUCHED[form] = _lay_out(form, values, None)
    return _UNTOUCHED[form]


def _lay_out(form: Form, values: Values, edit: Edit | None) -> Layout:
    called = None if form.title else ("", translate("issue.root", form.context.language))
    walk = Walk(form.context, values, edit)
    part = walk.part(form.plan, Position((), (), called), values.loaded)
    found = part.found
    return Layout(walk.values, part.item, replace(found, payload=None) if found.payload is UNSET else found)


def items(form: Form, values: Values) -> tuple[Item, ...]:
    """What to draw, in order; an object at the root is drawn as its members."""
    return lay_out(form, values).items
