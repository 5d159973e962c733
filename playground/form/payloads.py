"""Payloads as the form sees them: which values are secret, which are files."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from playground.form.build import Form
from playground.form.collect import fields_of
from playground.form.fields import Path, Values, Widget
from playground.form.unfold import items

MASK: Final = "••••••"


def secret_paths(form: Form, payload: Any) -> tuple[Path, ...]:
    """Where a payload holds what its form asks for as a password."""
    return _paths(form, payload, Widget.PASSWORD)


def mask(form: Form, payload: Any) -> Any:
    """The payload with `••••••` for every secret; it may be shown and kept."""
    return _changed(payload, secret_paths(form, payload), lambda _: MASK)


def map_uploads(form: Form, payload: Any, convert: Callable[[str], str]) -> Any:
    """The payload with every string of its file-upload fields converted, such as `upload:NAME` to a URL and back."""

    def converted(value: Any) -> Any:
        if isinstance(value, list):
            return [converted(inner) for inner in value]
        return convert(value) if isinstance(value, str) else value

    return _changed(payload, _paths(form, payload, Widget.FILE_UPLOAD), converted)


def _paths(form: Form, payload: Any, widget: Widget) -> tuple[Path, ...]:
    drawn = items(form, Values(loaded=payload))
    return tuple(field.path for field in fields_of(drawn) if field.widget is widget and _holds(payload, field.path))


def _holds(payload: Any, path: Path) -> bool:
    for step in path:
        try:
            payload = payload[step]
        except (KeyError, IndexError, TypeError):
            return False
    return payload is not None


def _changed(payload: Any, paths: Iterable[Path], change: Callable[[Any], Any]) -> Any:
    for path in paths:
        payload = _changed_at(payload, path, change)
    return payload


def _changed_at(payload: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(payload)
    step, rest = path[0], path[1:]
    if isinstance(payload, list):
        return [_changed_at(value, rest, change) if place == step else value for place, value in enumerate(payload)]
    return {name: _changed_at(value, rest, change) if name == step else value for name, value in payload.items()}
