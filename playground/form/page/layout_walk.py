"""The walk that lays a page out: item by item, with the payload of each, no deeper than somebody has opened it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
from playground.form.page.collect import (
    Collected,
    Part,
    collect_entries,
    collect_field,
    collect_group,
    collect_nothing,
    collect_rows,
    covered,
    members_held,
)
from playground.form.page.controls import Position, described, json_field, key_field, leaf_field
from playground.form.page.edit import Edit
from playground.form.page.initial import (
    ABSENT,
    MAX_ROUNDS,
    cannot_hold,
    given_to_member,
    member_names,
    resolved,
    structure_start,
)
from playground.form.page.rows import (
    list_row_ids,
    row_ids,
    row_title,
    state_with_rows,
    steps_to_entries,
    with_abilities,
    with_own_paths,
)
from playground.form.plan.leaves import Context, label_of
from playground.form.plan.tree import Leaf, ListPlan, MapPlan, ObjectPlan, Plan, UnionPlan
from playground.form.plan.unions import best_variant
from playground.form.timing import keep_time
from playground.texts import translate

FURTHER: Final = -1
"""The step from an object's slot to that of its members beyond the declared ones."""

MAX_SLOT: Final = 2 * MAX_DEPTH
"""Steps of a slot: those of the path, and those of variants in between."""


@dataclass(slots=True)
class Walk:
    """One walk over a plan.

    Attributes:
        edit: None once it is made.
        budget: items that may still be drawn before JSON editors stand for the rest.
    """

    context: Context
    values: Values
    edit: Edit | None
    budget: int = field(default=MAX_ITEMS)

    def _is_edited(self, item: Item, state: State) -> bool:
        """Make the edit if it is meant for this item, which is then to be drawn from the values as they are since."""
        edit = self.edit
        if edit is None or item.slot != edit.slot:
            return False
        self.edit = None
        changed = edit.change(item, state)
        if changed is None:
            return False
        values = self.values
        if changed.is_null and not isinstance(item, Variants):
            raws = {slot: raw for slot, raw in values.raws.items() if slot != item.slot}
            values = replace(values, raws=raws, emptied=values.emptied - {item.slot})
        self.values = replace(values, states={**values.states, item.slot: changed})
        return True

    def _control(self, draw: Callable[[], Field]) -> Part:
        """One control, drawn from the values."""
        drawn = draw()
        if self._is_edited(drawn, self.values.states.get(drawn.slot) or State()):
            drawn = draw()
        return Part(drawn, collect_field(drawn))

    def part(self, plan: Plan, position: Position, given: Any) -> Part:
        """What stands at a slot.

        Args:
            plan: of the value.
            position: where that is.
            given: the loaded value or the one that an outer default supplies; `UNSET` where nothing does, `ABSENT`
                where an outer value leaves it out.
        """
        keep_time()
        self.budget -= 1
        slot, path = position.slot, position.path
        if slot in self.values.emptied and not isinstance(plan, Leaf):
            given = ABSENT
        if self.budget < 0 or len(path) > MAX_DEPTH or len(slot) > MAX_SLOT or cannot_hold(plan, given):
            return self._editor(plan, position, given)
        match plan:
            case Leaf():
                return self._control(lambda: leaf_field(plan, self.values, position, given))
            case ObjectPlan():
                return self._group(plan, position, given)
            case ListPlan():
                return self._rows(plan, position, given)
            case UnionPlan():
                return self._variants(plan, position, given)
            case MapPlan():
                return self._entries(plan, position, given)

    def _editor(self, plan: Plan, position: Position, given: Any) -> Part:
        """A JSON editor for what the plan's own items cannot show, or for too much."""
        return self._control(lambda: json_field(plan.head, self.values, position, given))

    def _group(self, plan: ObjectPlan, position: Position, given: Any) -> Part:
        start, state = structure_start(plan.head, self.values, position.slot, given)
        group = Group(**described(plan.head, position), is_set=state.is_set, is_null=state.is_null)
        if self._is_edited(group, State(is_set=state.is_set, is_null=state.is_null)):
            start, state = structure_start(plan.head, self.values, position.slot, given)
            group = replace(group, is_set=state.is_set, is_null=state.is_null)
        if state.is_null or not state.is_set:
            return Part(group, collect_nothing(state))
        inner = self._applicable(plan, group, start)
        return Part(replace(group, items=_items(inner)), collect_group(group.path, inner))

    def _applicable(self, plan: ObjectPlan, group: Group, start: Any) -> tuple[Part, ...]:
        """The items of an object, with those that its conditions bring in for what it holds."""
        at_start = resolved(plan, start if isinstance(start, Mapping) else {}, self.context)
        names = frozenset(member_names(at_start, start, self.context))
        drawn = self._members(plan, group, start, names)
        further = self._further(plan, group, start, names | covered(_items(drawn), group.path))
        if plan.conditions:
            held = dict(start) if isinstance(start, Mapping) else {}
            payload = members_held(group.path, drawn, further, held)
            for _ in range(MAX_ROUNDS):
                drawn = self._members(resolved(plan, payload, self.context), group, start, names)
                further = self._further(plan, group, start, names | covered(_items(drawn), group.path))
                rest = {name: value for name, value in held.items() if plan.is_part and name not in names}
                now = members_held(group.path, drawn, further, rest)
                if now == payload:
                    break
                payload = now
        return (*drawn, *further)

    def _members(self, plan: ObjectPlan, group: Group, start: Any, known: frozenset[str]) -> tuple[Part, ...]:
        members = (
            self.part(
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

    def _further(self, plan: ObjectPlan, group: Group, start: Any, names: frozenset[str]) -> tuple[Part, ...]:
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

    def _rows(self, plan: ListPlan, position: Position, given: Any) -> Part:
        start, state = structure_start(plan.head, self.values, position.slot, given)
        if isinstance(start, list) and len(start) > self.budget:
            return self._editor(plan, position, given)
        rows = Rows(**described(plan.head, position), is_set=state.is_set, is_null=state.is_null, limits=plan.limits)
        if self._is_edited(
            rows,
            state_with_rows(self.values, position.slot, state, list_row_ids(plan, self.values, position.slot, start)),
        ):
            start, state = structure_start(plan.head, self.values, position.slot, given)
            rows = replace(rows, is_set=state.is_set, is_null=state.is_null)
        if state.is_null or not state.is_set:
            return Part(with_abilities(rows, plan, 0), collect_nothing(state))
        loaded = start if isinstance(start, list) else []
        inner: list[Part] = []
        for index, row in enumerate(list_row_ids(plan, self.values, position.slot, start)):
            row_plan = (plan.first[index] if index < len(plan.first) else plan.rest)()
            title = row_title(
                row_plan.head.title, rows.title, index, self.context.language, is_first=index < len(plan.first)
            )
            here = Position((*position.slot, row), (*position.path, index), (str(index + 1), title))
            inner.append(self.part(row_plan, here, loaded[row] if row < len(loaded) else UNSET))
        return Part(replace(with_abilities(rows, plan, len(inner)), items=_items(inner)), collect_rows(inner))

    def _variants(self, plan: UnionPlan, position: Position, given: Any) -> Part:
        head = plan.head
        start = head.default if given is UNSET else given
        is_loaded = start is not UNSET and start is not ABSENT and not (start is None and head.nullable)
        best = best_variant(plan, start, self.context) if is_loaded else None
        null = len(plan.variants)
        chosen = self._chosen(plan, position.slot, start, best)
        offers_null = chosen == null or (head.nullable and not head.optional and head.default is UNSET)
        labels = (variant.label for variant in plan.variants)
        variants = Variants(
            **described(head, position),
            choices=(*labels, *((label_of(None, self.context.language),) if offers_null else ())),
            null_choice=offers_null,
        )
        if self._is_edited(variants, State()):
            chosen = self._chosen(plan, position.slot, start, best)
            if chosen == null and not offers_null:
                variants = replace(
                    variants, null_choice=True, choices=(*variants.choices, label_of(None, self.context.language))
                )
        variants = replace(variants, chosen=chosen, is_null=chosen == null)
        if chosen is None or chosen >= null:
            return Part(variants, Collected(None if chosen == null else UNSET))
        inner_plan = plan.variants[chosen].plan()
        # A variant without a title of its own is what the choice is.
        called = None if inner_plan.head.node.own_title else (variants.name, variants.title)
        here = Position((*position.slot, chosen), position.path, called)
        inner = self.part(inner_plan, here, start if chosen == best else UNSET)
        return Part(replace(variants, item=inner.item), inner.found)

    def _chosen(self, plan: UnionPlan, slot: Slot, start: Any, best: int | None) -> int | None:
        """The variant as a person left it, else as it starts; one more than there are is null, None is "not set"."""
        null = len(plan.variants)
        state = self.values.states.get(slot)
        if state is not None:
            return null if state.is_null else state.chosen
        if start is None and plan.head.nullable:
            return null
        return best if best is not None else None if plan.head.optional else 0

    def _entries(self, plan: MapPlan, position: Position, given: Any) -> Part:
        start, state = structure_start(plan.head, self.values, position.slot, given)
        if isinstance(start, Mapping) and len(start) > self.budget:
            return self._editor(plan, position, given)
        entries = Entries(**described(plan.head, position), is_set=state.is_set, is_null=state.is_null)
        count = len(start) if isinstance(start, Mapping) else 0
        if self._is_edited(
            entries, state_with_rows(self.values, position.slot, state, row_ids(self.values, position.slot, count))
        ):
            start, state = structure_start(plan.head, self.values, position.slot, given)
            entries = replace(entries, is_set=state.is_set, is_null=state.is_null)
        if state.is_null or not state.is_set:
            return Part(entries, collect_nothing(state))
        loaded = dict(start) if isinstance(start, Mapping) else {}
        names = list(loaded)
        ids = row_ids(self.values, position.slot, len(names))
        keys = with_own_paths([self._key(position, index, row, names) for index, row in enumerate(ids)])
        inner: list[Part] = []
        steps = steps_to_entries([str(key.entry.raw) for key in keys])
        for index, (row, key, step) in enumerate(zip(ids, keys, steps, strict=True)):
            word = str(key.entry.raw)
            title = word or row_title("", plan.head.title, index, self.context.language, is_first=False)
            here = Position((*position.slot, row, 1), (*position.path, *step), (word, title))
            value = loaded[names[row]] if row < len(names) else UNSET
            inner.append(self.part(plan.value_of(word)(), here, value))
        drawn = replace(entries, keys=tuple(keys), items=_items(inner))
        return Part(drawn, collect_entries(keys, inner))

    def _key(self, around: Position, index: int, row: int, names: list[str]) -> Field:
        its_name = Position((*around.slot, row, 0), (*around.path, index, "name"))
        return key_field(self.values, its_name, names[row] if row < len(names) else UNSET, self.context)


def _items(parts: Iterable[Part]) -> tuple[Item, ...]:
    return tuple(part.item for part in parts)
