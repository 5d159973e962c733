"""What to draw now: the plan unfolded for these values, no deeper than somebody has opened it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from playground.form.fields import (
    UNSET,
    Entries,
    Field,
    Group,
    Item,
    Rows,
    Slot,
    State,
    Values,
    Variants,
)
from playground.form.limits import MAX_DEPTH, MAX_ITEMS
from playground.form.page.collect import collect_item, covered, walk_items
from playground.form.page.controls import Position, described, json_field, key_field, leaf_field
from playground.form.page.initial import (
    ABSENT,
    MAX_ROUNDS,
    cannot_hold,
    given_to_member,
    member_names,
    resolved,
)
from playground.form.plan.build import Form
from playground.form.plan.leaves import Context, label_of
from playground.form.plan.tree import Head, Leaf, ListPlan, MapPlan, ObjectPlan, Plan, UnionPlan
from playground.form.plan.unions import best_variant
from playground.form.timing import keep_time
from playground.texts import translate

FURTHER: Final = -1
"""The step from an object's slot to that of its members beyond the declared ones."""

MAX_SLOT: Final = 2 * MAX_DEPTH
"""Steps of a slot: those of the path, and those of variants in between."""


def items(form: Form, values: Values) -> tuple[Item, ...]:
    """What to draw, in order; an object at the root is drawn as its members."""
    root = root_item(form, values)
    return root.items if isinstance(root, Group) else (root,)


def root_item(form: Form, values: Values) -> Item:
    """The whole form as one item."""
    called = None if form.title else ("", translate("issue.root", form.context.language))
    return _Layout(form.context, values).item(form.plan, Position((), (), called), values.loaded)


def find_item(form: Form, values: Values, slot: Slot) -> Item | None:
    """The item at a slot, if it is drawn now."""
    return next((item for item in walk_items((root_item(form, values),)) if item.slot == slot), None)


@dataclass(slots=True)
class _Layout:
    """One walk over a plan.

    Attributes:
        budget: items that may still be drawn before JSON editors stand for the rest.
    """

    context: Context
    values: Values
    budget: int = field(default=MAX_ITEMS)

    def item(self, plan: Plan, place: Position, given: Any) -> Item:
        """What stands at a slot.

        Args:
            plan: of the value.
            place: where that is.
            given: the loaded value or the one that an outer default supplies; `UNSET` where nothing does, `ABSENT`
                where an outer value leaves it out.
        """
        keep_time()
        self.budget -= 1
        slot, path = place.slot, place.path
        if slot in self.values.emptied and not isinstance(plan, Leaf):
            given = ABSENT
        if self.budget < 0 or len(path) > MAX_DEPTH or len(slot) > MAX_SLOT or cannot_hold(plan, given):
            return json_field(plan.head, self.values, place, given)
        match plan:
            case Leaf():
                return leaf_field(plan, self.values, place, given)
            case ObjectPlan():
                return self._group(plan, place, given)
            case ListPlan():
                return self._rows(plan, place, given)
            case UnionPlan():
                return self._variants(plan, place, given)
            case MapPlan():
                return self._entries(plan, place, given)

    def _group(self, plan: ObjectPlan, place: Position, given: Any) -> Group:
        start, state = self._start(plan.head, place.slot, given)
        group = Group(**described(plan.head, place), is_set=state.is_set, is_null=state.is_null)
        return (
            replace(group, items=self._applicable(plan, group, start)) if state.is_set and not state.is_null else group
        )

    def _start(self, head: Head, slot: Slot, given: Any) -> tuple[Any, State]:
        """The value that a structure starts from, and whether it is there."""
        start = head.default if given is UNSET else given
        state = self.values.states.get(slot)
        if state is None:
            there = (start is not UNSET and start is not ABSENT) or not head.optional
            state = State(is_set=there, is_null=start is None)
        elif state.is_set and start in (ABSENT, None):
            start = UNSET
        return (UNSET if start is None else start), state

    def _applicable(self, plan: ObjectPlan, group: Group, start: Any) -> tuple[Item, ...]:
        """The items of an object, with those that its conditions bring in for what it holds."""
        at_start = resolved(plan, start if isinstance(start, Mapping) else {}, self.context)
        names = frozenset(member_names(at_start, start, self.context))
        drawn = self._members(plan, group, start, names)
        further = self._further(plan, group, start, names | covered(drawn, group.path))
        if plan.conditions:
            held = dict(start) if isinstance(start, Mapping) else {}
            payload = _holding(group, drawn, further, held)
            for _ in range(MAX_ROUNDS):
                drawn = self._members(resolved(plan, payload, self.context), group, start, names)
                further = self._further(plan, group, start, names | covered(drawn, group.path))
                rest = {name: value for name, value in held.items() if plan.is_part and name not in names}
                now = _holding(group, drawn, further, rest)
                if now == payload:
                    break
                payload = now
        return (*drawn, *further)

    def _members(self, plan: ObjectPlan, group: Group, start: Any, known: frozenset[str]) -> tuple[Item, ...]:
        members = (
            self.item(
                member.plan(),
                Position((*group.slot, member.name), (*group.path, member.name)),
                given_to_member(start, member, known),
            )
            for member in plan.members
        )
        unions = (
            self._variants(union, Position((*group.slot, number), group.path), start)
            for number, union in enumerate(plan.unions)
        )
        return (*members, *unions)

    def _further(self, plan: ObjectPlan, group: Group, start: Any, names: frozenset[str]) -> tuple[Item, ...]:
        if plan.is_part:
            return ()
        slot = (*group.slot, FURTHER)
        extras = (
            {name: value for name, value in start.items() if name not in names} if isinstance(start, Mapping) else {}
        )
        if not extras and not plan.offers_further and slot not in self.values.states:
            return ()
        head = replace(
            plan.further.head,
            title=translate("form.further", self.context.language),
            description="",
            optional=True,
            nullable=False,
            default=UNSET,
        )
        inner = MapPlan(head, plan.further.value_of, plan.further.limits)
        return (self._entries(inner, Position(slot, group.path), extras or UNSET),)

    def _rows(self, plan: ListPlan, place: Position, given: Any) -> Item:
        start, state = self._start(plan.head, place.slot, given)
        loaded = start if isinstance(start, list) else []
        if len(loaded) > self.budget:
            return json_field(plan.head, self.values, place, given)
        ids = self._ids(place.slot, len(loaded), len(plan.first) if start is UNSET else 0)
        drawn: list[Item] = []
        _, title = place.called or (plan.head.name, plan.head.title)
        for position, row in enumerate(ids if state.is_set and not state.is_null else ()):
            inner = (plan.first[position] if position < len(plan.first) else plan.rest)()
            value = loaded[row] if row < len(loaded) else UNSET
            row_title = self._row_title(inner.head.title, title, position, position < len(plan.first))
            here = Position((*place.slot, row), (*place.path, position), (str(position + 1), row_title))
            drawn.append(self.item(inner, here, value))
        limits = plan.limits
        may_grow = plan.is_open or len(drawn) < len(plan.first)
        return Rows(
            **described(plan.head, place),
            items=tuple(drawn),
            is_set=state.is_set,
            is_null=state.is_null,
            can_add=may_grow and (limits.max_items is None or len(drawn) < limits.max_items),
            can_remove=len(drawn) > (limits.min_items or 0),
            can_move=not plan.first and len(drawn) > 1,
            limits=limits,
        )

    def _row_title(self, own: str, title: str, position: int, is_first: bool) -> str:
        """A tuple's row by its own title; any other by its own or the list's, and its number."""
        if own and is_first:
            return own
        return translate("form.row", self.context.language, title=own or title, number=position + 1).strip()

    def _ids(self, slot: Slot, loaded: int, new: int) -> tuple[int, ...]:
        state = self.values.states.get(slot)
        if state is None:
            return tuple(range(loaded or new))
        return state.rows

    def _variants(self, plan: UnionPlan, place: Position, given: Any) -> Variants:
        head = plan.head
        start = head.default if given is UNSET else given
        state = self.values.states.get(place.slot)
        is_loaded = start is not UNSET and start is not ABSENT and not (start is None and head.nullable)
        best = best_variant(plan, start, self.context) if is_loaded else None
        null = len(plan.variants)
        name, title = place.called or (head.name, head.title)
        if state is not None:
            chosen = null if state.is_null else state.chosen
        elif start is None and head.nullable:
            chosen = null
        else:
            chosen = best if best is not None else None if head.optional else 0
        item = None
        if chosen is not None and chosen < null:
            inner = plan.variants[chosen].plan()
            # A variant without a title of its own is what the choice is.
            its_name = None if inner.head.node.own_title else (name, title)
            here = Position((*place.slot, chosen), place.path, its_name)
            item = self.item(inner, here, start if chosen == best else UNSET)
        labels = (variant.label for variant in plan.variants)
        offers_null = chosen == null or (head.nullable and not head.optional and head.default is UNSET)
        return Variants(
            **described(head, place),
            choices=(*labels, *((label_of(None, self.context.language),) if offers_null else ())),
            chosen=chosen,
            null_choice=offers_null,
            item=item,
            is_null=chosen == null,
        )

    def _entries(self, plan: MapPlan, place: Position, given: Any) -> Item:
        start, state = self._start(plan.head, place.slot, given)
        loaded = dict(start) if isinstance(start, Mapping) else {}
        names = list(loaded)
        if len(names) > self.budget:
            return json_field(plan.head, self.values, place, given)
        keys: list[Field] = []
        drawn: list[Item] = []
        ids = self._ids(place.slot, len(names), 0)
        for position, row in enumerate(ids if state.is_set and not state.is_null else ()):
            name = names[row] if row < len(names) else UNSET
            its_name = Position((*place.slot, row, 0), (*place.path, position, "name"))
            key = key_field(self.values, its_name, name, self.context)
            word = str(key.entry.raw)
            value = loaded[names[row]] if row < len(names) else UNSET
            keys.append(key)
            title = word or self._row_title("", plan.head.title, position, is_first=False)
            here = Position((*place.slot, row, 1), (*place.path, word or position), (word, title))
            drawn.append(self.item(plan.value_of(word)(), here, value))
        return Entries(
            **described(plan.head, place),
            keys=tuple(keys),
            items=tuple(drawn),
            is_set=state.is_set,
            is_null=state.is_null,
        )


def _holding(
    group: Group, drawn: tuple[Item, ...], further: tuple[Item, ...], loaded: Mapping[str, Any]
) -> dict[str, Any]:
    """What an object holds now: what is drawn of it, and those of its loaded members that nothing drawn stands for."""
    found = collect_item(replace(group, items=(*drawn, *further))).payload
    rest = {name: value for name, value in loaded.items() if name not in covered(drawn, group.path)}
    return {**rest, **(found if isinstance(found, dict) else {})}
