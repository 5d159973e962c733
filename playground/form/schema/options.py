"""The values that a schema lists, and which lists of schemas come to the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.form.limits import MAX_CHOICES
from playground.form.schema.hints import KEYWORD
from playground.form.schema.merge import keywords_of
from playground.form.schema.subschema import Subschema


@dataclass(frozen=True, slots=True)
class Option:
    """One allowed value and its name, if the schema gives it one."""

    value: Any
    label: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """A choice between nothing but texts.

    Attributes:
        options: those that are listed; None where none is.
        ways: the keywords of each other way in which the text may be written.
    """

    options: tuple[Option, ...] | None
    ways: tuple[Mapping[str, Any], ...]


_NO_PLAIN_TEXT: Final = frozenset({KEYWORD, "anyOf", "oneOf", "if", "not", "properties", "items"})
_FORMATS_WITH_CONTROLS: Final = frozenset({"password", "color", "date", "date-time"})


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


def texts_of(branches: Iterable[Subschema]) -> Texts | None:
    """What branches come to that are all texts, at least one of them free; None where one is anything else."""
    options: list[Option] = []
    ways: list[Mapping[str, Any]] = []
    for branch in branches:
        keywords = keywords_of(branch)
        listed = listed_options((branch,))
        if listed is not None and all(isinstance(option.value, str) for option in listed):
            options.extend(listed)
        elif _is_plain_text(keywords):
            ways.append(keywords)
        else:
            return None
    return Texts(tuple({option.value: option for option in options}.values()) or None, tuple(ways)) if ways else None


def _is_plain_text(keywords: Mapping[str, Any]) -> bool:
    has_control = keywords.get("format") in _FORMATS_WITH_CONTROLS if isinstance(keywords.get("format"), str) else False
    is_listed = "enum" in keywords or "const" in keywords
    return (
        keywords.get("type") == "string"
        and not (_NO_PLAIN_TEXT & keywords.keys())
        and not has_control
        and not is_listed
    )


def without_null(options: tuple[Option, ...] | None) -> tuple[Option, ...] | None:
    """The options without null, unless there is nothing else."""
    if options is None or all(option.value is None for option in options):
        return options
    return tuple(option for option in options if option.value is not None)
