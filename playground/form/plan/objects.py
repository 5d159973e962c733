"""The plan of an object: its members in order, parts that are a choice, and parts that apply only now and then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from playground.form.fields import UNSET
from playground.form.limits import MAX_MEMBERS, MAX_UNDECLARED
from playground.form.plan.conditions import branches, conditions_of, joined
from playground.form.plan.leaves import Context, head_of
from playground.form.plan.tree import Condition, Lazy, MapPlan, Member, ObjectPlan, UnionPlan
from playground.form.plan.unions import Planner, names_of, plan_union
from playground.form.schema.media import surroundings
from playground.form.schema.merge import keywords_of
from playground.form.schema.node import Node, make_node
from playground.form.schema.predicates import is_prompt
from playground.form.schema.subschema import Subschema, subschema_in
from playground.form.schema.titles import told_apart
from playground.texts import translate


@dataclass(frozen=True, slots=True)
class ObjectPlanner:
    """What an object and the parts of it have in common.

    Attributes:
        planner: makes the plans of members.
        further: of the whole object.
    """

    context: Context
    planner: Planner
    further: MapPlan
    offers_further: bool

    def plan(self, node: Node) -> ObjectPlan | None:
        """The plan of an object with declared members; None where it has none, or is a choice as a whole."""
        is_one_choice = len(node.unions) <= 1
        if is_one_choice and not declared_members(node) and not names_of(branches(conditions_of(node))):
            return None
        return self._part(node, frozenset(), frozenset(), is_part=False)

    def _part(self, node: Node, drawn: frozenset[str], titles: frozenset[str], *, is_part: bool) -> ObjectPlan:
        """The plan of an object, or of a part of one, without the members that are `drawn` already, as `titles`."""
        conditions = conditions_of(node)
        split = _split(node)
        declared = declared_members(node)
        own = {name: subschemas for name, subschemas in declared.items() if name not in split | drawn}
        if not is_part and not _is_closed(node):
            known = names_of(node.subschemas) | split | names_of(branches(conditions))
            # Required and never described: it can be anything, but without it nothing could ever be sent.
            undeclared = [name for name in required_members(node) if name not in known][:MAX_UNDECLARED]
            own |= {name: (Subschema({}, node.subschemas[0].resolver),) for name in undeclared}
        taken = node.taken | {condition.identity for condition in conditions}
        drawn_now = drawn | own.keys()
        nodes = self._member_nodes(node, own, titles)
        titles_now = titles | {member.title for member in nodes}

        def part(variant: Node, _: Context) -> ObjectPlan:
            return self._part(variant, drawn_now, titles_now, is_part=True)

        made: dict[tuple[bool, ...], ObjectPlan] = {}

        def under(decisions: tuple[bool, ...]) -> ObjectPlan:
            if decisions not in made:
                joint = self._joint_node(node, conditions, decisions, taken)
                made[decisions] = self._part(joint, drawn, titles, is_part=is_part)
            return made[decisions]

        return ObjectPlan(
            head=head_of(node, self.context),
            members=self._members(node, nodes),
            unions=_numbered(
                [self._named(plan_union(node, union, self.context, part, taken), declared) for union in node.unions]
            ),
            further=self.further,
            offers_further=self.offers_further and not is_part,
            conditions=conditions,
            under=under,
            is_part=is_part,
        )

    def _named(self, union: UnionPlan, declared: Mapping[str, tuple[Subschema, ...]]) -> UnionPlan:
        """A choice of a part is called what the member is called that tells its variants apart."""
        tags = {variant.tag[0] if variant.tag else "" for variant in union.variants}
        tag = tags.pop() if len(tags) == 1 else ""
        member = make_node(declared.get(tag, ()), name=tag, hint_options=self.context.hint_options) if tag else None
        title = member.title if member else translate("form.choice", self.context.language)
        description = member.description if member else ""
        head = replace(union.head, title=title, description=description, optional=False, nullable=False, default=UNSET)
        return UnionPlan(head, union.variants)

    def _joint_node(
        self, node: Node, conditions: tuple[Condition, ...], decisions: tuple[bool, ...], taken: frozenset[int]
    ) -> Node:
        open_unions = {identity for identity, _ in node.unions}
        return make_node(
            (*node.subschemas, *joined(conditions, decisions)),
            name=node.name,
            required=node.required,
            around=node.around,
            taken=taken - open_unions,
            hint_options=self.context.hint_options,
        )

    def _member_nodes(
        self, node: Node, declared: Mapping[str, tuple[Subschema, ...]], titles: frozenset[str]
    ) -> list[Node]:
        required = frozenset(required_members(node))
        around = surroundings(node)
        return told_apart(
            [
                make_node(
                    subschemas,
                    name=name,
                    required=name in required,
                    around=around,
                    hint_options=self.context.hint_options,
                )
                for name, subschemas in declared.items()
            ],
            titles,
        )

    def _members(self, node: Node, nodes: Sequence[Node]) -> tuple[Member, ...]:
        listed = node.hints.order_list

        def rank(numbered: tuple[int, Node]) -> tuple[int, Decimal, int, int]:
            position, member = numbered
            order = Decimal(listed.index(member.name)) if member.name in listed else member.hints.order
            if order is not None:
                return (0, order, 0, position)
            return (1, Decimal(0), 0 if is_prompt(member) else 1 if member.required else 2, position)

        ordered = [member for _, member in sorted(enumerate(nodes), key=rank)]
        return tuple(self._member(member) for member in ordered)

    def _member(self, node: Node) -> Member:
        return Member(node.name, node.required, Lazy(lambda: self.planner(node, self.context)))


def _numbered(unions: Sequence[UnionPlan]) -> tuple[UnionPlan, ...]:
    """The choices of an object's parts; those that are called the same by their number, too."""
    times = Counter(union.head.title for union in unions)
    seen: Counter[str] = Counter()
    numbered = []
    for union in unions:
        title = union.head.title
        seen[title] += 1
        head = replace(union.head, title=f"{title} {seen[title]}") if times[title] > 1 else union.head
        numbered.append(UnionPlan(head, union.variants))
    return tuple(numbered)


def declared_members(node: Node) -> dict[str, tuple[Subschema, ...]]:
    """The schemas of each declared member."""
    found: dict[str, tuple[Subschema, ...]] = {}
    for subschema in node.subschemas:
        properties = subschema.schema.get("properties")
        for name, schema in properties.items() if isinstance(properties, Mapping) else ():
            if schema is not False and (name in found or len(found) < MAX_MEMBERS):
                found[name] = (*found.get(name, ()), subschema_in(subschema, schema))
    return found


def required_members(node: Node) -> tuple[str, ...]:
    """The members that must be there, declared or not."""
    names = node.keywords.get("required")
    return tuple(name for name in names if isinstance(name, str)) if isinstance(names, list) else ()


def _is_closed(node: Node) -> bool:
    return any(subschema.schema.get("additionalProperties") is False for subschema in node.subschemas)


def _split(node: Node) -> frozenset[str]:
    """The members that a union's branches speak of: they are drawn in the chosen variant."""
    return frozenset(
        name
        for _, parts in node.unions
        for part in parts
        if isinstance(properties := keywords_of(part).get("properties"), Mapping)
        for name in properties
    )
