"""A value inside a payload, by its path: looked up, or changed in a copy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playground.form.fields import UNSET, Path


def value_at(payload: Any, path: Path) -> Any:
    """The value there; `UNSET` where the path leads nowhere.

    >>> value_at({"rows": [{"name": "tea"}]}, ("rows", 0, "name"))
    'tea'
    """
    for step in path:
        try:
            payload = payload[step]
        except (KeyError, IndexError, TypeError):
            return UNSET
    return payload


def change_at(payload: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    """A copy of the payload in which `change` made a new value of the one at that path, which has to be there.

    `UNSET` takes a member out of its object; in a list it leaves null, so that the other rows keep their numbers.

    >>> change_at({"rows": ["tea", "fog"], "size": 1}, ("rows", 0), lambda _: UNSET)
    {'rows': [None, 'fog'], 'size': 1}
    """
    if not path:
        return change(payload)
    step, rest = path[0], path[1:]
    if isinstance(payload, list):
        row = change_at(payload[int(step)], rest, change)
        return [(None if row is UNSET else row) if number == step else other for number, other in enumerate(payload)]
    changed = {name: change_at(value, rest, change) if name == step else value for name, value in payload.items()}
    return {name: value for name, value in changed.items() if value is not UNSET}
