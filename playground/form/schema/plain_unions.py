"""Unions of nothing but texts, or of nothing but numbers: one control, and the union says what goes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.form.numbers import to_decimal
from playground.form.schema.hints import KEYWORD
from playground.form.schema.json_types import read_types
from playground.form.schema.merge import keywords_of
from playground.form.schema.options import Option, listed_options
from playground.form.schema.subschema import Subschema


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
_NUMBERS: Final = frozenset({"integer", "number"})
_OF_NUMBERS: Final = frozenset(
    {
        *("type", "title", "description", "$comment", "format", "multipleOf"),
        *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"),
    }
)
_FORMATS_WITH_CONTROLS: Final = frozenset({"password", "color", "date", "date-time"})


def texts_of(branches: Iterable[Subschema], kinds: frozenset[str]) -> Texts | None:
    """What branches come to that are all texts, at least one of them free; None where one is anything else.

    Args:
        branches: of a union.
        kinds: the types that what stands beside it leaves, without null; empty where it says nothing.
    """
    options: list[Option] = []
    ways: list[Mapping[str, Any]] = []
    for branch in branches:
        keywords = keywords_of(branch)
        listed = listed_options((branch,))
        if listed is not None and all(isinstance(option.value, str) for option in listed):
            options.extend(listed)
        elif _is_plain_text(keywords, kinds):
            ways.append(keywords)
        else:
            return None
    return Texts(tuple({option.value: option for option in options}.values()) or None, tuple(ways)) if ways else None


def _is_plain_text(keywords: Mapping[str, Any], kinds: frozenset[str]) -> bool:
    has_control = keywords.get("format") in _FORMATS_WITH_CONTROLS if isinstance(keywords.get("format"), str) else False
    is_listed = "enum" in keywords or "const" in keywords
    return (
        _kinds(keywords, kinds) == {"string"}
        and not (_NO_PLAIN_TEXT & keywords.keys())
        and not has_control
        and not is_listed
    )


def number_of(branches: Iterable[Subschema], kinds: frozenset[str]) -> Mapping[str, Any] | None:
    """What holds of a number that may be of any of these branches; None where one is anything else.

    Args:
        branches: of a union.
        kinds: as for `texts_of`.
    """
    ways = [keywords_of(branch) for branch in branches]
    allowed = [_kinds(keywords, kinds) for keywords in ways]
    if not ways or not all(
        kind and kind <= _NUMBERS and keywords.keys() <= _OF_NUMBERS
        for kind, keywords in zip(allowed, ways, strict=True)
    ):
        return None
    common: dict[str, Any] = {"type": "number" if {"number"} in allowed else "integer"}
    for keyword, widest in (("minimum", min), ("maximum", max)):
        bounds: list[Any] = [bound for keywords in ways if to_decimal(bound := keywords.get(keyword)) is not None]
        if len(bounds) == len(ways):
            common[keyword] = widest(bounds)
    return common


def _kinds(keywords: Mapping[str, Any], kinds: frozenset[str]) -> frozenset[str]:
    return read_types(keywords["type"]) if "type" in keywords else kinds
