"""The axes of a grid that was made, in the words of whoever reads it: it may have been made in another language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from playground.catalog import Catalog
from playground.errors import BadRequestError, SchemaError, UnknownModelError
from playground.form import Values, fields_of, items, pointer
from playground.form.json_values import json_key
from playground.texts import Language, translate
from playground.ui.grid.variables import Kind, title_of


@dataclass(frozen=True, slots=True)
class GridAxis:
    """An axis as it was kept: its title, the labels of its values, and what it varies with which values."""

    title: str
    values: tuple[str, ...]
    key: str = ""
    raw: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class _Words:
    """A field's title, and the labels of its choices by their values."""

    title: str
    labels: Mapping[Any, str] = field(default_factory=dict)


def axes_of(plan: Mapping[str, Any]) -> tuple[GridAxis, ...]:
    """The axes as the plan of a grid has them, in the words of whoever made it; none where it is damaged."""
    try:
        return tuple(
            GridAxis(
                str(axis["title"]),
                tuple(map(str, axis["values"])),
                str(axis.get("key", "")),
                tuple(axis.get("raw", ())),
            )
            for axis in plan.get("axes", ())
        )
    except (LookupError, TypeError, AttributeError):
        return ()


def listed(labels: Any, name: str) -> Sequence[Any]:
    """A list that a cell's labels keep; empty where they do not, or are damaged."""
    found = labels.get(name) if isinstance(labels, Mapping) else None
    return found if isinstance(found, list) else ()


def value_at(axis: GridAxis, index: Any, otherwise: str = "") -> str:
    """What stands at a place of an axis."""
    is_there = isinstance(index, int) and 0 <= index < len(axis.values)
    return axis.values[index] if is_there else otherwise


def axes_in(
    plan: Mapping[str, Any], models: Sequence[str], catalog: Catalog, language: Language
) -> tuple[GridAxis, ...]:
    """The axes in the words of the form in that language; as they were kept, where no form has any.

    Args:
        plan: of the grid.
        models: of its cells: where the plan names none, the first is that of the form.
        catalog: the models.
        language: of whoever reads it.
    """
    axes = axes_of(plan)
    slug = str(plan.get("model", "")) or next(iter(models), "")
    return tuple(_worded(axis, slug, catalog, language) for axis in axes)


def _worded(axis: GridAxis, slug: str, catalog: Catalog, language: Language) -> GridAxis:
    if axis.key == Kind.MODEL:
        titles = {json_key(one.slug): one.title for one in catalog.models(language)}
        return _with(axis, _Words(translate("page.model", language), titles))
    if axis.key == Kind.PRESET:
        return replace(axis, title=translate("grid.preset", language))
    try:
        model = catalog.model(slug, language)
    except (UnknownModelError, SchemaError):
        return axis
    return _with(axis, _words_of(catalog, slug, model.version, language).get(axis.key))


def _with(axis: GridAxis, words: _Words | None) -> GridAxis:
    if words is None:
        return axis
    if len(axis.raw) != len(axis.values):
        return replace(axis, title=words.title)
    values = tuple(words.labels.get(json_key(raw), kept) for raw, kept in zip(axis.raw, axis.values, strict=True))
    return replace(axis, title=words.title, values=values)


@lru_cache(maxsize=64)
def _words_of(catalog: Catalog, slug: str, _version: str, language: Language) -> Mapping[str, _Words]:
    """Of the fields of a form, by where they stand in its input; those that an untouched form shows."""
    try:
        shown = fields_of(items(catalog.model(slug, language).form, Values()))
        return MappingProxyType(
            {
                pointer(one.path): _Words(
                    title_of(one), {json_key(choice.value): choice.label for choice in one.choices}
                )
                for one in shown
            }
        )
    except BadRequestError:
        return MappingProxyType({})
