"""What a value starts from: what was loaded, what an outer default supplies, its own default, or nothing."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any, Final

from playground.form.fields import UNSET, Field, Slot, State, Values
from playground.form.plan.conditions import decide
from playground.form.plan.leaves import Context
from playground.form.plan.tree import Head, Leaf, ListPlan, Member, ObjectPlan, Plan, UnionPlan
from playground.form.plan.unions import best_variant

MAX_ROUNDS: Final = 4
"""How often conditions are decided anew: what one brings in may decide another."""


class _Absent(Enum):
    ABSENT = "absent"


ABSENT: Final = _Absent.ABSENT
"""A loaded object leaves the value out: what can be unset starts unset, whatever its default."""


def can_be_unset(template: Field) -> bool:
    """Whether the control can show that nothing is set."""
    return template.optional or not template.widget.is_settled


def initial_value(plan: Leaf) -> Any:
    """What a control shows by itself: the default, or the one value that is possible."""
    node = plan.head.node
    if plan.field.default is not UNSET:
        return plan.field.default
    is_constant = plan.field.widget.is_hidden and node.fixed and (node.required or node.is_tag)
    return node.options[0].value if is_constant and node.options else UNSET


def cannot_hold(plan: Plan, given: Any) -> bool:
    """Whether a plan's items cannot show a value at all, so that a JSON editor must."""
    if given is UNSET or given is ABSENT or isinstance(plan, Leaf | UnionPlan):
        return False
    if given is None:
        return not plan.head.nullable
    return not isinstance(given, list if isinstance(plan, ListPlan) else Mapping)


def given_to_member(start: Any, member: Member, known: frozenset[str]) -> Any:
    """What the value that an object starts from says of one member.

    Args:
        start: that value, or `UNSET` or `ABSENT`.
        member: of the object.
        known: the members that `start` could have; one of them that it has not was left out on purpose.
    """
    if isinstance(start, Mapping):
        return start.get(member.name, ABSENT if member.name in known else UNSET)
    return start


def resolved(plan: ObjectPlan, payload: Mapping[str, Any], context: Context) -> ObjectPlan:
    """The plan with all conditions decided for what the object holds."""
    for _ in range(MAX_ROUNDS * MAX_ROUNDS):
        if not plan.conditions:
            break
        plan = plan.under(decide(plan.conditions, payload, context))
    return plan


def member_names(plan: ObjectPlan, start: Any, context: Context) -> list[str]:
    """The members that a loaded object could have: its own, and those of the variants that it chooses."""
    names = [member.name for member in plan.members]
    if isinstance(start, Mapping):
        for union in plan.unions:
            variant = union.variants[best_variant(union, start, context)].plan()
            if isinstance(variant, ObjectPlan):
                names.extend(member_names(resolved(variant, start, context), start, context))
    return names


def structure_start(head: Head, values: Values, slot: Slot, given: Any) -> tuple[Any, State]:
    """The value that a group, list or map starts from, and whether it is there."""
    start = head.default if given is UNSET else given
    state = values.states.get(slot)
    if state is None:
        there = (start is not UNSET and start is not ABSENT) or not head.optional
        state = State(is_set=there, is_null=start is None)
    elif state.is_set and start in (ABSENT, None):
        start = UNSET
    return (UNSET if start is None else start), state
