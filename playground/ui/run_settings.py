"""The settings of a run as a list: each with the title that its form gives it, and whether it stands at its default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from playground.catalog import Catalog
from playground.errors import BadRequestError, SchemaError, UnknownModelError
from playground.files.uploads import REFERENCE
from playground.form import UNSET, Field, Values, fields_of, items
from playground.form.fields import Path
from playground.form.json_values import same_json, to_text
from playground.form.payload.at_path import value_at
from playground.texts import Language, translate

_PROMPT: Final = ("prompt",)
_MOST_SETTINGS: Final = 80
_LONGEST: Final = 2_000
"""Characters of a setting."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One thing that a run was made with.

    Attributes:
        title: of its field.
        text: its value, in words.
        files: its uploads, by the names that they are kept under.
        name: of the member of the input that it stands in.
        is_default: it is what the form holds by itself.
        path: where it stands in the input.
        value: what stands there.
    """

    title: str
    text: str
    files: tuple[str, ...] = ()
    name: str = ""
    is_default: bool = False
    path: Path = ()
    value: Any = UNSET


def settings_of(form_input: Mapping[str, Any], slug: str, catalog: Catalog, language: Language) -> list[Setting]:
    """What a run was made with but its prompt, as its form words it; by plain names where there is no such form."""
    found = [one for one in every_setting(form_input, slug, catalog, language) if one.path != _PROMPT]
    return [replace(one, text=_short(one.text)) for one in found[:_MOST_SETTINGS]]


def every_setting(form_input: Mapping[str, Any], slug: str, catalog: Catalog, language: Language) -> list[Setting]:
    """All that a run was made with, its prompt too and each text to its end."""
    try:
        form = catalog.model(slug, language).form
        fields = list(fields_of(items(form, Values(loaded=form_input))))
    except (UnknownModelError, SchemaError, BadRequestError):
        return [
            replace(_setting(name, value, {}, language), path=(name,), value=value)
            for name, value in form_input.items()
        ]
    return [
        replace(
            _setting(_title(field), value, _labels(field), language),
            name=str(field.path[0]) if field.path else "",
            is_default=field.default is not UNSET and same_json(field.default, value),
            path=field.path,
            value=value,
        )
        for field in fields
        if (value := value_at(form_input, field.path)) is not UNSET
    ]


def _title(field: Field) -> str:
    """Its own, after what tells which of several it stands in."""
    above = [str(step + 1) if isinstance(step, int) else step for step in field.path[:-1]]
    return " · ".join([*above, field.title or field.name])


def _labels(field: Field) -> dict[str, str]:
    return {to_text(choice.value): choice.label for choice in field.choices}


def _setting(title: str, value: Any, labels: Mapping[str, str], language: Language) -> Setting:
    several = value if isinstance(value, list | tuple) else [value]
    files = tuple(str(one).removeprefix(REFERENCE) for one in several if str(one).startswith(REFERENCE))
    said = [_said(one, labels, language) for one in several if not str(one).startswith(REFERENCE)]
    return Setting(title, ", ".join(said), files)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"


def _said(value: Any, labels: Mapping[str, str], language: Language) -> str:
    if isinstance(value, bool):
        return translate("history.yes" if value else "history.no", language)
    written = to_text(value)
    label = labels.get(written, written)
    return value if isinstance(value, str) and label == written else label
