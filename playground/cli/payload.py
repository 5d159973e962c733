"""What `playground run` is given, as a payload: `--input` as it stands, then each `--set` on top of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from playground.errors import PlaygroundError, SchemaError
from playground.form import Form
from playground.form.nearest import nearest
from playground.form.numbers import NotANumberError, parse_number
from playground.form.plan.lookup import kinds_of, names_in, plans_at
from playground.form.plan.tree import Plan
from playground.jsontext import parse_json


class InputError(PlaygroundError):
    """What was typed cannot become a payload: nothing was sent."""


def read_payload(form: Form, text: str | bytes | None, assignments: Iterable[str]) -> dict[str, Any]:
    """The payload that a command line means; nothing is added to what is given.

    Args:
        form: of the model; it tells which fields are strings, whose value is not read as JSON.
        text: JSON of an object, as bytes in UTF-8, or None.
        assignments: `NAME=VALUE`; dots in the name reach into objects.

    Raises:
        InputError: not UTF-8, not an object, not `NAME=VALUE`, not JSON where JSON is needed, a name twice, or a number
            that would be rounded.
    """
    payload = _read_object(_decoded(text)) if text is not None else {}
    for assignment in assignments:
        name, equals, value = _decoded(assignment).partition("=")
        if not equals or not name:
            raise InputError("command.run.not_an_assignment", given=assignment)
        path = tuple(name.split("."))
        plans = plans_at(form, path)
        if not plans:
            _refuse_mistyped(form, path, payload)
        payload = _with(payload, path, _read_value(name, value, plans), name)
    return payload


def _decoded(given: str | bytes) -> str:
    """Text as it was typed; what the locale could not read stands in a `str` as halves of surrogate pairs.

    In the POSIX locale that is all but ASCII, though what was typed is UTF-8.
    """
    try:
        return (given if isinstance(given, bytes) else given.encode(errors="surrogateescape")).decode("utf-8-sig")
    except UnicodeError as error:
        raise InputError("command.run.not_utf8") from error


def _refuse_mistyped(form: Form, path: tuple[str, ...], payload: Any) -> None:
    """A name that is like a field's which is not given was mistyped, though the schema may allow any name."""
    *around, name = path
    for step in around:
        payload = payload.get(step) if isinstance(payload, Mapping) else None
    given = payload if isinstance(payload, Mapping) else {}
    known = {one for plan in plans_at(form, around) for one in names_in(plan) if one not in given}
    if near := nearest(name, sorted(known)):
        raise InputError("command.run.unknown_field_near", name=".".join(path), near=".".join((*around, near)))


def _read_object(text: str) -> dict[str, Any]:
    try:
        value = parse_json(text, fraction=_exact, members=_distinct)
    except SchemaError as error:
        raise InputError(error.code, **error.params) from None
    if not isinstance(value, dict):
        raise InputError("command.run.not_an_object")
    return value


def _read_value(name: str, text: str, plans: Iterable[Plan]) -> Any:
    """The text itself for a string field, else the JSON that it is; for what may be both, JSON where it is JSON."""
    types = frozenset(kind for plan in plans for kind in kinds_of(plan))
    if types == {"string"}:
        return text
    try:
        return parse_json(text, fraction=_exact, members=_distinct)
    except SchemaError:
        if "string" in types:
            return text
        raise InputError("command.run.not_json", name=name, given=text) from None


def _exact(text: str) -> int | float:
    try:
        return parse_number(text, integer=False)
    except NotANumberError:
        raise InputError("command.run.inexact", number=text[:40]) from None


def _distinct(members: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in members:
        if name in found:
            raise InputError("command.run.repeated", name=name)
        found[name] = value
    return found


def _with(target: Mapping[str, Any], path: tuple[str, ...], value: Any, name: str) -> dict[str, Any]:
    """A copy of an object in which the value stands at the path."""
    first, *rest = path
    if not rest:
        return {**target, first: value}
    inner = target.get(first, {})
    if not isinstance(inner, Mapping):
        raise InputError("command.run.not_inside", name=name, outer=first)
    return {**target, first: _with(inner, tuple(rest), value, name)}
