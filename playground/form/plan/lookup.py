"""Plans by their names: all that a member may be, in whichever variant and under whatever condition."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from playground.form.plan.build import Form
from playground.form.plan.tree import MapPlan, ObjectPlan, Plan, UnionPlan


def plans_at(form: Form, path: Iterable[str]) -> list[Plan]:
    """All that a field may be; nothing where the form knows no such field."""
    plans = [form.plan]
    for name in path:
        plans = [member for plan in plans for member in _members(plan, name)]
    return plans


def names_in(plan: Plan) -> Iterator[str]:
    """The names that an object, in any of its variants and under any condition, declares."""
    if isinstance(plan, UnionPlan):
        for variant in plan.variants:
            yield from names_in(variant.plan())
    elif isinstance(plan, ObjectPlan):
        for holds in (True, False) if plan.conditions else ():
            yield from names_in(plan.under((holds,) * len(plan.conditions)))
        yield from (member.name for member in plan.members)
        for union in plan.unions:
            yield from names_in(union)


def kinds_of(plan: Plan) -> frozenset[str]:
    """A plan's JSON types: those of all its variants, where it has variants."""
    if isinstance(plan, UnionPlan):
        return frozenset(kind for variant in plan.variants for kind in kinds_of(variant.plan()))
    return plan.head.node.types


def _members(plan: Plan, name: str) -> Iterator[Plan]:
    """Each plan that an object, in any of its variants and under any condition, has for a member."""
    if isinstance(plan, UnionPlan):
        for variant in plan.variants:
            yield from _members(variant.plan(), name)
    elif isinstance(plan, MapPlan):
        yield plan.value_of(name)()
    elif isinstance(plan, ObjectPlan):
        if plan.conditions:
            for holds in (True, False):
                yield from _members(plan.under((holds,) * len(plan.conditions)), name)
        declared = [member.plan() for member in plan.members if member.name == name]
        yield from declared
        for union in plan.unions:
            yield from _members(union, name)
        if plan.offers_further and not declared:
            yield from _members(plan.further, name)
