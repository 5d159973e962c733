"""The keywords of several schemas for one value, as one: the tightest bound, the common choices, the nearest word."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final

from playground.form.json_values import json_type, same_json
from playground.form.limits import MAX_CHOICES
from playground.form.schema.subschema import Subschema, flatten


def _union_of_names(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return one if isinstance(one, list) else other
    return list(dict.fromkeys(name for name in (*one, *other) if isinstance(name, str)))


def _common_values(one: Any, other: Any) -> Any:
    if not isinstance(one, list) or not isinstance(other, list):
        return one if isinstance(one, list) else other
    if max(len(one), len(other)) > MAX_CHOICES:
        return min(one, other, key=len)
    common = [value for value in one if any(same_json(value, candidate) for candidate in other)]
    return common or one


def _number_or_other(pick: Callable[[Any, Any], Any]) -> Callable[[Any, Any], Any]:
    def combine(one: Any, other: Any) -> Any:
        if json_type(one) not in {"integer", "number"}:
            return other
        return pick(one, other) if json_type(other) in {"integer", "number"} else one

    return combine


_COMBINE: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "required": _union_of_names,
    "enum": _common_values,
    "minimum": _number_or_other(max),
    "exclusiveMinimum": _number_or_other(max),
    "minLength": _number_or_other(max),
    "minItems": _number_or_other(max),
    "maximum": _number_or_other(min),
    "exclusiveMaximum": _number_or_other(min),
    "maxLength": _number_or_other(min),
    "maxItems": _number_or_other(min),
}


def merge_keywords(subschemas: Iterable[Subschema]) -> dict[str, Any]:
    """Each keyword's value over all subschemas, nearest first."""
    combined: dict[str, Any] = {}
    for subschema in subschemas:
        for keyword, value in subschema.schema.items():
            if keyword not in combined:
                combined[keyword] = value
            elif keyword in _COMBINE:
                combined[keyword] = _COMBINE[keyword](combined[keyword], value)
    return combined


def keywords_of(branch: Subschema) -> Mapping[str, Any]:
    """The combined keywords of one branch, without going into its own unions; worked out once for each schema."""
    known = branch.known.get(id(branch.schema))
    if known is None:
        # The schema is kept beside, so that its id stays its own.
        known = branch.known[id(branch.schema)] = (branch.schema, merge_keywords(flatten((branch,)).subschemas))
    keywords: Mapping[str, Any] = known[1]
    return keywords
