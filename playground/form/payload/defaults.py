"""What a payload means where it leaves out what has a default: pages send defaults, command lines leave them out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from playground.form.fields import UNSET, Field, Path
from playground.form.page.collect import walk_items
from playground.form.page.layout import Layout, lay_out
from playground.form.page.values import untouched
from playground.form.payload.at_path import change_at, value_at
from playground.form.plan.build import Form


def defaults_of(form: Form, layout: Layout) -> dict[Path, Any]:
    """What the untouched form holds for each member of the payload that is drawn, and the defaults of all controls."""
    usual, held = lay_out(form, untouched(form)), layout.collected.payload
    members = usual.collected.payload if isinstance(usual.collected.payload, Mapping) else {}
    found: dict[Path, Any] = {}
    for item in walk_items((layout.root,)):
        if isinstance(item, Field) and item.default is not UNSET:
            found[item.path] = item.default
        elif len(item.path) == 1 and item.path[0] in members:
            found[item.path] = members[str(item.path[0])]
    left_out = {item.path: item.default for item in usual.fields if value_at(held, item.path[:1]) is UNSET}
    inner = {path: value for path, value in left_out.items() if len(path) > 1 and value is not UNSET}
    unread = {issue.path for issue in layout.collected.issues}  # something else is meant there
    return {path: value for path, value in {**found, **inner}.items() if path not in unread}


def with_defaults(payload: Any, defaults: Mapping[Path, Any]) -> Any:
    """A copy of the payload with the defaults of what it leaves out; an object that is not there gets no members.

    >>> with_defaults({"n": 2, "frame": {}}, {("n",): 1, ("frame", "width"): 3, ("style", "name"): "ink"})
    {'n': 2, 'frame': {'width': 3}}
    """
    for path, value in defaults.items():
        payload = _filled(payload, path, value)
    return payload


def _filled(payload: Any, path: Path, value: Any) -> Any:
    around = value_at(payload, path[:-1])
    if not path or not isinstance(around, Mapping) or path[-1] in around:
        return payload
    return change_at(payload, path[:-1], lambda held: {**held, path[-1]: value})
