"""Every value that a form could ever ask for: all rows as one, all variants, all conditions, each recursion once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
from typing import Final

from playground.form.fields import Path
from playground.form.limits import MAX_DEPTH, MAX_LEAVES, Patience
from playground.form.plan.tree import Lazy, Leaf, ListPlan, MapPlan, ObjectPlan, Plan, UnionPlan
from playground.form.schema.node import Node

ANY: Final = "*"
"""The step for any row and any free name."""

_STRUCTURE: Final = frozenset(
    {"properties", "items", "prefixItems", "oneOf", "anyOf", "additionalProperties", "patternProperties"}
)


@dataclass(frozen=True, slots=True)
class PlanAt:
    """One plan and where its value stands.

    Attributes:
        repeats: it is the same as something around it, or too deep; what is inside is not listed.
    """

    plan: Plan
    path: Path
    advanced: bool
    repeats: bool = False


LEVELS: Final = 3
"""How deep a recursion is listed where that stays small; else it is listed once."""

SMALL: Final = 1_000


def walk_plan(plan: Plan, patience: Patience) -> tuple[PlanAt, ...]:
    """All places, outer before inner, at most `MAX_LEAVES` and one; a recursion a few levels deep.

    What comes after patience is over is left out.
    """
    deep = tuple(islice(_walk(plan, LEVELS, patience), SMALL + 1))
    return deep if len(deep) <= SMALL else tuple(islice(_walk(plan, 1, patience), MAX_LEAVES + 1))


def _walk(plan: Plan, levels: int, patience: Patience) -> Iterator[PlanAt]:
    waiting: list[tuple[Plan, Path, bool, tuple[frozenset[int], ...]]] = [(plan, (), False, ())]
    seen: set[tuple[int, Path]] = set()
    while waiting and not patience.is_over():
        current, path, advanced, around = waiting.pop()
        if (id(current), path) in seen:
            continue
        seen.add((id(current), path))
        head = current.head
        own = _structure(head.node)
        times = sum(own <= outer for outer in around) if own and not isinstance(current, Leaf) else 0
        repeats = times >= levels or len(path) > MAX_DEPTH
        at = PlanAt(current, path, advanced or head.advanced, repeats)
        yield at
        if not repeats:
            inner = [
                (child(), (*path, *steps), at.advanced, (*around, own) if steps else around)
                for child, steps in _inside(current)
            ]
            waiting.extend(reversed(inner))


def _structure(node: Node) -> frozenset[int]:
    return frozenset(id(subschema.schema) for subschema in node.subschemas if _STRUCTURE & subschema.schema.keys())


def _inside(plan: Plan) -> Iterator[tuple[Lazy[Plan], Path]]:
    match plan:
        case Leaf():
            return
        case ObjectPlan():
            yield from _inside_object(plan)
        case ListPlan():
            for row in plan.first:
                yield row, (ANY,)
            if plan.is_open:
                yield plan.rest, (ANY,)
        case UnionPlan():
            for variant in plan.variants:
                yield variant.plan, ()
        case MapPlan():
            yield plan.value_of(ANY), (ANY,)


def _inside_object(plan: ObjectPlan) -> Iterator[tuple[Lazy[Plan], Path]]:
    for member in plan.members:
        yield member.plan, (member.name,)
    for union in plan.unions:
        for variant in union.variants:
            yield variant.plan, ()
    for holds in (True, False) if plan.conditions else ():
        yield Lazy(partial(plan.under, (holds,) * len(plan.conditions))), ()
    if plan.offers_further:
        yield plan.further.value_of(ANY), (ANY,)
