"""Where secrets stand, by the schema: also below JSON editors, and in what is not drawn now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypeAlias

from playground.form.fields import UNSET, Path, Slot
from playground.form.page.layout_walk import FURTHER
from playground.form.plan.build import Form, shape_of
from playground.form.plan.leaves import Context, fits
from playground.form.plan.tree import Leaf, ListPlan, MapPlan, ObjectPlan, Plan, UnionPlan

MAX_PLANS: Final = 500
"""Plans looked through for a secret; a form with more below one value may have one."""

Visited: TypeAlias = tuple[Plan, Path, Any, bool]


def is_secret(plan: Plan) -> bool:
    """Whether the value is asked for as a password."""
    return isinstance(plan, Leaf) and plan.field.widget.is_secret


def secrets_in(plan: Plan, value: Any, context: Context) -> Iterator[tuple[Path, bool]]:
    """The places of the secrets in a value, each once, and whether others are counted from there: a row, an entry.

    Conditions count as if they held and as if they did not, and each variant that the value may be: whatever is a
    secret under one of them is one.
    """
    waiting: list[Visited] = [(plan, (), value, False)]
    seen: set[tuple[int, Path]] = set()
    found: set[Path] = set()
    while waiting:
        plan, path, value, is_counted = waiting.pop()
        if (id(plan), path) in seen or value is None or value is UNSET:
            continue
        seen.add((id(plan), path))
        if is_secret(plan) and path not in found:
            found.add(path)
            yield path, is_counted
        waiting.extend(reversed(list(_inside(plan, path, value, is_counted, context))))


def _inside(plan: Plan, path: Path, value: Any, is_counted: bool, context: Context) -> Iterator[Visited]:
    match plan:
        case Leaf():
            shape = shape_of(plan.head.node, context) if isinstance(value, Mapping | list) else None
            if shape is not None:
                yield shape, path, value, is_counted
        case UnionPlan():
            fitting = [variant for variant in plan.variants if fits(variant.own, value, context)]
            yield from ((variant.plan(), path, value, is_counted) for variant in fitting or plan.variants)
        case ObjectPlan() if isinstance(value, Mapping):
            yield from _inside_object(plan, path, value, is_counted)
        case MapPlan() if isinstance(value, Mapping):
            yield from ((plan.value_of(name)(), (*path, name), inner, True) for name, inner in value.items())
        case ListPlan() if isinstance(value, list):
            for number, inner in enumerate(value):
                row = plan.first[number] if number < len(plan.first) else plan.rest
                yield row(), (*path, number), inner, True


def _inside_object(plan: ObjectPlan, path: Path, value: Mapping[str, Any], is_counted: bool) -> Iterator[Visited]:
    for part in _parts(plan):
        yield part, path, value, is_counted
    for member in plan.members:
        if member.name in value:
            yield member.plan(), (*path, member.name), value[member.name], False
    if not plan.is_part:
        known = _names(plan)
        yield plan.further, path, {name: inner for name, inner in value.items() if name not in known}, is_counted


def _parts(plan: ObjectPlan) -> tuple[Plan, ...]:
    """What describes the same object besides the plan's own members."""
    return (*_decided(plan), *plan.unions)


def _names(plan: Plan) -> frozenset[str]:
    """The members that an object declares anywhere: itself, in its variants, under its conditions."""
    if isinstance(plan, UnionPlan):
        return frozenset(name for variant in plan.variants for name in _names(variant.plan()))
    if not isinstance(plan, ObjectPlan):
        return frozenset()
    inner = frozenset(name for part in _parts(plan) for name in _names(part))
    return inner | {member.name for member in plan.members}


def _decided(plan: ObjectPlan) -> tuple[ObjectPlan, ...]:
    """The object as it is while all its conditions hold, and while none does."""
    return tuple(plan.under((holds,) * len(plan.conditions)) for holds in (True, False)) if plan.conditions else ()


def may_hold_secret(plan: Plan, context: Context) -> bool:
    """Whether some value of this plan could have a secret in it."""
    waiting, seen = [plan], {id(plan)}
    while waiting:
        plan = waiting.pop()
        if is_secret(plan) or len(seen) > MAX_PLANS:
            return True
        if isinstance(plan, MapPlan) and any(
            "patternProperties" in subschema.schema for subschema in plan.head.node.subschemas
        ):
            return True  # what a member is depends on its name, and there are too many to try
        for inner in _below(plan, context):
            if id(inner) not in seen:
                seen.add(id(inner))
                waiting.append(inner)
    return False


def _below(plan: Plan, context: Context) -> Iterator[Plan]:
    match plan:
        case Leaf():
            shape = shape_of(plan.head.node, context)
            yield from () if shape is None else (shape,)
        case UnionPlan():
            yield from (variant.plan() for variant in plan.variants)
        case ObjectPlan():
            yield from (*_parts(plan), *(member.plan() for member in plan.members))
            if plan.offers_further:
                yield plan.further
        case MapPlan():
            yield plan.value_of("*")()
        case ListPlan():
            yield from (row() for row in (*plan.first, plan.rest))


def plans_of_slot(form: Form, slot: Slot) -> tuple[Plan, ...]:
    """The plans that a slot may have, under any condition; the map's own for what stands inside a map."""
    plans: tuple[Plan, ...] = (form.plan,)
    for step in slot:
        plans = tuple({id(inner): inner for plan in plans for inner in _step(plan, step)}.values())
    return plans


def _step(plan: Plan, step: str | int) -> Iterator[Plan]:
    match plan:
        case UnionPlan() if isinstance(step, int) and 0 <= step < len(plan.variants):
            yield plan.variants[step].plan()
        case ObjectPlan():
            for decided in _decided(plan):
                yield from _step(decided, step)
            yield from (member.plan() for member in plan.members if member.name == step)
            if step == FURTHER:
                yield plan.further
            elif isinstance(step, int) and 0 <= step < len(plan.unions):
                yield plan.unions[step]
        case ListPlan() if isinstance(step, int):
            yield from (row() for row in (*plan.first, plan.rest))
        case MapPlan():
            yield plan
