"""Payloads without their secrets: masked, to be shown and kept, or left out, to be filled in again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any, Final

from playground.form.fields import UNSET, Field, Path, Raw, Slot, UnreadableError, Values
from playground.form.json_values import to_indented_text
from playground.form.page.layout import Layout, lay_out
from playground.form.page.parse import parse
from playground.form.payload.at_path import change_at
from playground.form.payload.secret_fields import may_hold_secret, plans_of_slot, secrets_in
from playground.form.plan.build import Form
from playground.form.plan.tree import MapPlan

MASK: Final = "••••••"


def secret_paths(form: Form, payload: Any) -> tuple[Path, ...]:
    """Where a payload holds what its form asks for as a password."""
    return tuple(path for path, _ in secrets_in(form.plan, payload, form.context))


def mask(form: Form, payload: Any) -> Any:
    """The payload with `••••••` for every secret; it may be shown and kept."""
    return _changed(payload, secret_paths(form, payload), lambda _: MASK)


def payload_without_secrets(form: Form, payload: Any) -> Any:
    """The payload without its secrets: null where a row or an entry was one."""
    return _dropped(payload, secrets_in(form.plan, payload, form.context))


def without_secrets(form: Form, values: Values) -> Values:
    """The values as they may be kept: what cannot be told from a secret is left out.

    Drawn password fields come back empty. What is not drawn now stays where its plan has no secret, a JSON editor
    loses the secrets in its text, and so does the payload that filled the form.
    """
    return without_secrets_of(form, lay_out(form, values))


def without_secrets_of(form: Form, layout: Layout) -> Values:
    """As `without_secrets`, where the page is laid out already."""
    values = layout.values
    fields = {field.slot: field for field in layout.fields}
    secret = frozenset(slot for slot, field in fields.items() if field.widget.is_secret)
    raws = {slot: _without_secrets(form, slot, fields.get(slot), raw) for slot, raw in values.raws.items()}
    kept = {slot: raw for slot, raw in raws.items() if raw is not None and slot not in secret}
    loaded = _dropped(values.loaded, secrets_in(form.plan, values.loaded, form.context))
    return replace(values, loaded=loaded, raws={**kept, **dict.fromkeys(secret, "")}, emptied=values.emptied | secret)


def _without_secrets(form: Form, slot: Slot, drawn: Field | None, raw: Raw) -> Raw | None:
    """What a control holds, without secrets; None where that cannot be told."""
    if drawn is not None and not drawn.widget.holds_json:
        return raw
    plans = plans_of_slot(form, slot)
    if plans and not any(may_hold_secret(plan, form.context) for plan in plans):
        return raw
    if drawn is None or any(isinstance(plan, MapPlan) for plan in plans):
        return None
    try:
        value = parse(drawn)
    except UnreadableError:
        return None
    found = {path: is_counted for plan in plans for path, is_counted in secrets_in(plan, value, form.context)}
    left = _dropped(value, found.items())
    return raw if not found else "" if left is UNSET else to_indented_text(left)


def _dropped(payload: Any, secrets: Iterable[tuple[Path, bool]]) -> Any:
    """The payload without its secrets; null where a row or an entry was, so that the others keep their numbers."""
    listed = tuple(secrets)
    without = _changed(payload, (path for path, is_counted in listed if is_counted), lambda _: None)
    return _changed(without, (path for path, is_counted in listed if not is_counted), lambda _: UNSET)


def _changed(payload: Any, paths: Iterable[Path], change: Callable[[Any], Any]) -> Any:
    for path in paths:
        payload = change_at(payload, path, change)
    return payload
