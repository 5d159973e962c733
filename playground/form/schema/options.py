"""The values that a schema lists, and which lists of schemas come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from playground.form.limits import MAX_CHOICES
from playground.form.schema.merge import keywords_of
from playground.form.schema.subschema import Subschema


@dataclass(frozen=True, slots=True)
class Option:
    """One allowed value and its name, if the schema gives it one."""

    value: Any
    label: str = ""


def options_of(keywords: Mapping[str, Any]) -> tuple[Option, ...] | None:
    """The values that keywords list; None where they do not, or too many."""
    if "const" in keywords:
        return (Option(keywords["const"]),)
    listed = keywords.get("enum")
    if not isinstance(listed, list) or not listed or len(listed) > MAX_CHOICES:
        return None
    return tuple(Option(value) for value in listed)


def listed_options(branches: Iterable[Subschema]) -> tuple[Option, ...] | None:
    """The values of branches that do nothing but list them, each with its title; None where one does more."""
    listed: list[Option] = []
    for branch in branches:
        keywords = keywords_of(branch)
        found = options_of(keywords)
        if found is None or "properties" in keywords:
            return None
        title = keywords.get("title") if "const" in keywords or len(found) == 1 else None
        labelled = isinstance(title, str) and len(found) == 1
        listed.extend(Option(option.value, str(title)) if labelled else option for option in found)
    return tuple(listed) if listed else None


def without_null(options: tuple[Option, ...] | None) -> tuple[Option, ...] | None:
    """The options without null, unless there is nothing else."""
    if options is None or all(option.value is None for option in options):
        return options
    return tuple(option for option in options if option.value is not None)
