"""Where a schema asks for two things that no value can be at once, so that nobody could ever send anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from itertools import islice
from typing import Any, Final, NamedTuple

from playground.form.fields import Limits, Path
from playground.form.plan.leaves import Context, fits
from playground.form.plan.tree import ListPlan, ObjectPlan, Plan
from playground.form.schema.bounds import highest, limits_of, lowest
from playground.form.schema.json_types import common_types, read_types
from playground.form.schema.merge import keywords_of
from playground.form.schema.node import Node
from playground.form.schema.patterns import matches
from playground.form.schema.sanitise import misplaced_parts
from playground.form.schema.subschema import NEVER

MAX_PLACES: Final = 1_000
MAX_LEVELS: Final = 8
MAX_VALUES: Final = 50
"""Listed values that are tried; where there are more, one of them will do."""

ANY: Final = "*"


class Contradiction(NamedTuple):
    """One of them: where in the payload, the key of its sentence and what that names."""

    path: Path
    code: str
    params: Mapping[str, Any]


def contradictions(plan: Plan, context: Context) -> Iterator[Contradiction]:
    """Of everything that is always there: what variants and conditions bring in may well rule each other out."""
    for path, inner in islice(_settled(plan), MAX_PLACES):
        node = inner.head.node
        for code, params in _of_node(node, context):
            yield Contradiction(path, code, params)


def _settled(plan: Plan) -> Iterator[tuple[Path, Plan]]:
    waiting: list[tuple[Path, Plan]] = [((), plan)]
    while waiting:
        path, current = waiting.pop(0)
        yield path, current
        if len(path) > MAX_LEVELS:
            continue
        if isinstance(current, ObjectPlan):
            waiting.extend(((*path, member.name), member.plan()) for member in current.members)
        elif isinstance(current, ListPlan) and current.is_open:
            waiting.append(((*path, ANY), current.rest()))


def _of_node(node: Node, context: Context) -> Iterator[tuple[str, dict[str, Any]]]:
    if any(subschema.schema is NEVER for subschema in node.subschemas):
        yield "check.nothing_allowed", {}
        return
    yield from _of_types(node)
    yield from _of_bounds(node)
    values = [option.value for option in node.options or ()]
    if 0 < len(values) <= MAX_VALUES and not any(fits(node.sources, value, context) for value in values):
        yield "check.no_choice_allowed", {}
    yield from (("check.required_not_allowed", {"name": name}) for name in _shut_out(node))


def _of_types(node: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    allowed: frozenset[str] = frozenset()
    for subschema in node.subschemas:
        words = read_types(subschema.schema.get("type"))
        if allowed and words and not common_types(allowed, words):
            yield "check.types_contradict", {"one": " / ".join(sorted(allowed)), "other": " / ".join(sorted(words))}
            return
        allowed = common_types(allowed, words) if allowed and words else allowed or words
    for _, branches in node.unions:
        offered = [read_types(keywords_of(branch).get("type")) for branch in branches]
        if allowed and all(words and not common_types(allowed, words) for words in offered):
            others = sorted(frozenset().union(*offered))
            yield "check.types_contradict", {"one": " / ".join(sorted(allowed)), "other": " / ".join(others)}
            return


def _of_bounds(node: Node) -> Iterator[tuple[str, dict[str, Any]]]:
    limits = limits_of(node)
    low, high = limits.minimum, limits.maximum
    above, below = limits.exclusive_minimum, limits.exclusive_maximum
    pairs = (
        (low, high, False),
        (above, high, True),
        (low, below, True),
        (above, below, True),
        (limits.min_length, limits.max_length, False),
        (limits.min_items, limits.max_items, False),
        (limits.min_items, _rows_at_most(node), False),
        (_count(node, "minProperties"), _members_at_most(node), False),
    )
    for least, most, is_open in pairs:
        if least is not None and most is not None and (least > most or (is_open and least == most)):
            yield "check.bounds_contradict", {"low": f"{Decimal(least):f}", "high": f"{Decimal(most):f}"}
            return
    if _has_no_step(node, limits):
        yield "check.bounds_contradict", {"low": f"{lowest(limits):f}", "high": f"{highest(limits):f}"}


def _has_no_step(node: Node, limits: Limits) -> bool:
    """Whether two bounds have no value between them that a number's steps reach."""
    step = limits.multiple_of or (Decimal(1) if node.types == {"integer"} else None)
    low, high = lowest(limits), highest(limits)
    if step is None or low is None or high is None:
        return False
    first = Fraction(low) // Fraction(step) * Fraction(step)
    if first < low or first == limits.exclusive_minimum:
        first += Fraction(step)
    return first > high or first == limits.exclusive_maximum


def _rows_at_most(node: Node) -> int | None:
    """How many rows a list can have that lists them all."""
    for subschema in node.subschemas:
        schema = subschema.schema
        word, rest = ("prefixItems", "items") if "prefixItems" in schema else ("items", "additionalItems")
        if isinstance(schema.get(word), list) and schema.get(rest) is False:
            return len(schema[word])
    return None


def _members_at_most(node: Node) -> int | None:
    """How many members an object can have that lists them all."""
    for subschema in node.subschemas:
        schema = subschema.schema
        declared = schema.get("properties", {})
        if schema.get("additionalProperties") is False and not schema.get("patternProperties"):
            return len(declared) if isinstance(declared, Mapping) else None
    return None


def _count(node: Node, keyword: str) -> int | None:
    value = node.keywords.get(keyword)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _shut_out(node: Node) -> Iterator[str]:
    """The members that must be there and that a part of the schema does not allow."""
    required = node.keywords.get("required")
    for name in required if isinstance(required, list) else ():
        if isinstance(name, str) and any(_shuts_out(subschema.schema, name) for subschema in node.subschemas):
            yield name


def _shuts_out(schema: Mapping[str, Any], name: str) -> bool:
    declared = schema.get("properties")
    if isinstance(declared, Mapping) and name in declared:
        return declared[name] is False
    patterns = schema.get("patternProperties")
    if isinstance(patterns, Mapping) and any(matches(pattern, name) for pattern in patterns):
        return False
    return schema.get("additionalProperties") is False


def left_out_types(schema: Any) -> Iterator[tuple[Path, str]]:
    """The placeholders that are passed over: where their schema stands in the whole, and the type they name."""
    waiting: list[tuple[Path, Any]] = [((), schema)]
    while waiting:
        path, current = waiting.pop()
        if isinstance(current, Mapping):
            yield from ((path, str(part.get("type"))) for part in misplaced_parts(current))
            waiting.extend(((*path, name), value) for name, value in current.items())
        elif isinstance(current, list):
            waiting.extend(((*path, index), value) for index, value in enumerate(current))
