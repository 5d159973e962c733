"""The files of a payload: the texts of its file-upload fields, converted."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from typing import Any

from playground.form.fields import UNSET, Field, Path, Values
from playground.form.page.layout import lay_out
from playground.form.payload.at_path import change_at, value_at
from playground.form.plan.build import Form


def map_uploads(form: Form, payload: Any, convert: Callable[[Field, str], str]) -> Any:
    """The payload with every string of its file-upload fields converted, such as `upload:NAME` to a URL and back."""
    return map_files(lay_out(form, Values(loaded=payload)).fields, payload, convert)


def map_files(fields: Iterable[Field], payload: Any, convert: Callable[[Field, str], str]) -> Any:
    """As `map_uploads`, where the payload's fields are at hand."""

    def converted(field: Field, value: Any) -> Any:
        if isinstance(value, list):
            return [converted(field, inner) for inner in value]
        return convert(field, value) if isinstance(value, str) else value

    for field in fields:
        if field.widget.takes_files and _is_set(payload, field.path):
            payload = change_at(payload, field.path, partial(converted, field))
    return payload


def _is_set(payload: Any, path: Path) -> bool:
    value = value_at(payload, path)
    return value is not UNSET and value is not None
