"""Secrets of a form (its password fields): masked wherever they are shown or kept for later."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from playground.form import MASK
from playground.form.fields import Path
from playground.jsontext import parse_exact, to_json_bytes
from playground.tasks.redaction import Redactor

ANY_ROW = "*"
_SHORTEST = 4  # a shorter secret also occurs by chance: blotting it out everywhere would garble innocent text


def masked(value: Any, paths: Sequence[Path]) -> Any:
    """`value` with `MASK` at each of `paths` (`"*"` stands for any row); a path that leads nowhere masks nothing.

    >>> masked({"token": "abc", "size": "1:1"}, [("token",)])
    {'token': '••••••', 'size': '1:1'}
    """
    here = [path for path in paths if not path]
    if here:
        return MASK
    match value:
        case Mapping():
            return {name: masked(member, _below(paths, name)) for name, member in value.items()}
        case list() | tuple():
            return [masked(row, _below(paths, index)) for index, row in enumerate(value)]
        case _:
            return value


def masked_body(body: bytes, paths: Sequence[Path]) -> bytes:
    """A request's body with the secrets of its `input` masked; without secrets, the very same bytes."""
    if not paths:
        return body
    return to_json_bytes(masked(parse_exact(body), [("input", *path) for path in paths]))


def secrets_in(body: bytes, paths: Sequence[Path]) -> frozenset[str]:
    """The secret texts that a request's body holds at `paths` of its `input`."""
    if not paths:
        return frozenset()
    return frozenset(
        text for text in _texts_at(parse_exact(body)["input"], paths) if len(text) >= _SHORTEST and text != MASK
    )


def redacted(value: Any, secrets: frozenset[str]) -> Any:
    """`value`, any JSON, with every secret text in it masked: a service may repeat in its answer what it was sent."""
    return Redactor(secrets).redacted_value(value) if secrets else value


def _below(paths: Sequence[Path], step: str | int) -> list[Path]:
    return [path[1:] for path in paths if path[0] == step or (path[0] == ANY_ROW and isinstance(step, int))]


def _texts_at(value: Any, paths: Sequence[Path]) -> Iterator[str]:
    if any(not path for path in paths):
        yield from texts_in(value)
        return
    match value:
        case Mapping():
            for name, member in value.items():
                yield from _texts_at(member, _below(paths, name))
        case list():
            for index, row in enumerate(value):
                yield from _texts_at(row, _below(paths, index))
        case _:
            pass


def texts_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value, however deep; names of members are none."""
    match value:
        case str():
            yield value
        case Mapping():
            for member in value.values():
                yield from texts_in(member)
        case list() | tuple():
            for row in value:
                yield from texts_in(row)
        case _:
            pass
