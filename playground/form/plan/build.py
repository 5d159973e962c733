"""From a schema to a form: the plan of any value, and of the whole."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playground.errors import SchemaError
from playground.form.plan.leaves import Context, head_of, leaf_of
from playground.form.plan.objects import ObjectPlanner
from playground.form.plan.tree import Lazy, ListPlan, MapPlan, Plan
from playground.form.plan.unions import names_of, plan_union, union_of_types
from playground.form.schema.bounds import limits_of
from playground.form.schema.examples import examples_of
from playground.form.schema.hints import HintOptions
from playground.form.schema.media import surroundings
from playground.form.schema.node import Node, make_node
from playground.form.schema.patterns import compile_pattern, matches
from playground.form.schema.price import ListedPrice, read_price
from playground.form.schema.sanitise import sanitised
from playground.form.schema.scan import scan
from playground.form.schema.subschema import Subschema, root_subschema, specification_of, subschema_in
from playground.form.validator.validator import draft_of
from playground.form.widget import Widget
from playground.form.widgets.json_editor import JSON
from playground.form.widgets.rules import WIDGETS, Rules, rules_of, words_of
from playground.texts import Language

MEDIA = ("image", "video", "audio")


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Form:
    """A form made from a schema.

    Attributes:
        title: the schema's, or empty.
        description: likewise.
        media: what the model makes: `image`, `video` or `audio`.
        price: what the schema says it costs; None where it says nothing.
        examples: payloads that the schema gives as examples.
        example_names: what to call each of them, or empty.
        schema: as it came.
        size: how many values the schema has.
        root: the whole schema, which everything is relative to.
        plan: the tree, which grows where it is looked at.
        context: language, rules and draft.
    """

    title: str
    description: str
    media: str
    price: ListedPrice | None
    examples: tuple[Any, ...]
    example_names: tuple[str, ...]
    schema: Any
    size: int
    root: Subschema
    plan: Plan
    context: Context

    @property
    def widgets(self) -> tuple[Widget, ...]:
        """What may draw its fields."""
        return tuple(dict.fromkeys(widget for widget, _ in self.context.rules))


def build_form(
    schema: Any, *, language: Language = "en", rules: Rules | None = None, widgets: Sequence[Widget] = WIDGETS
) -> Form:
    """The form for a schema; the schema may be anything that JSON can say, and is never changed.

    Args:
        schema: a JSON Schema of any draft or of OpenAPI, as Python's `json` reads it.
        language: of titles, labels and descriptions, where the schema has them in several.
        rules: which widget draws what; `(mine, *RULES)` puts one's own first. By default those of the widgets.
        widgets: what draws at all; `(Mine(), *WIDGETS)` puts one's own first.

    Raises:
        SchemaError: nothing can be shown: `check.not_a_schema`, or over a limit (`check.too_deep`, `check.too_large`,
            `check.too_many_members`, with the param `limit`).
    """
    if not isinstance(schema, Mapping | bool):
        raise SchemaError("check.not_a_schema")
    traits = scan(schema)
    draft = draft_of(schema, traits)
    rules = rules_of(widgets) if rules is None else rules
    hint_options = HintOptions(language, words_of(rules))
    context = Context(language=language, rules=rules, draft=draft, hint_options=hint_options)
    root = root_subschema(
        sanitised(schema) if traits.to_sanitise else schema, specification_of(draft.META_SCHEMA.get("$schema", ""))
    )
    node = make_node((root,), required=True, hint_options=hint_options)
    hints = root.schema.get("x-playground")
    root_hints = hints if isinstance(hints, Mapping) else {}
    media = root_hints.get("media")
    examples = examples_of(node.keywords, names_of(node.subschemas), node.hints.examples)
    return Form(
        title=node.title,
        description=node.description,
        media=media if media in MEDIA else MEDIA[0],
        price=read_price(root_hints.get("price")),
        examples=tuple(value for _, value in examples),
        example_names=tuple(name for name, _ in examples),
        schema=schema,
        size=traits.values,
        root=root,
        plan=plan_of(node, context),
        context=context,
    )


def plan_of(node: Node, context: Context) -> Plan:
    """The plan of any value: one control where a rule has one for it, else what is inside it, else a JSON editor."""
    key = _key_of(node)
    if key not in context.plans:
        context.plans[key] = _new_plan(node, context)
    return context.plans[key]


def _key_of(node: Node) -> tuple[Any, ...]:
    """The same for two nodes that are the same value in every way, so that they are planned once."""
    return (node.name, node.required, node.around, node.taken, *(id(subschema.schema) for subschema in node.sources))


def _new_plan(node: Node, context: Context) -> Plan:
    leaf = leaf_of(node, context)
    if leaf.field.widget != JSON or leaf.field.why.hint is not None:
        return leaf
    return shape_of(node, context) or leaf


def shape_of(node: Node, context: Context) -> Plan | None:
    """The plan of what is inside a value: members, variants, rows or entries; None where there is nothing inside."""
    key = _key_of(node)
    if key not in context.shapes:
        planners = (_object, _union, _list, _map)
        context.shapes[key] = next((plan for planner in planners if (plan := planner(node, context))), None)
    return context.shapes[key]


def _object(node: Node, context: Context) -> Plan | None:
    if node.types != {"object"}:
        return None
    further, offers = _further(node, context), _describes_further(node)
    return ObjectPlanner(context, plan_of, further, offers).plan(node)


def _union(node: Node, context: Context) -> Plan | None:
    if node.unions:
        others = {identity for identity, _ in node.unions[1:]}
        return plan_union(node, node.unions[0], context, plan_of, node.taken - others)
    return union_of_types(node, context, plan_of) if len(node.types) > 1 else None


def _list(node: Node, context: Context) -> ListPlan | None:
    if node.types != {"array"}:
        return None
    first, rest, is_open = _rows(node)
    if not first and not rest:
        return None
    around = surroundings(node)
    return ListPlan(
        head=head_of(node, context),
        limits=limits_of(node),
        first=tuple(_inner((subschema,), context, around) for subschema in first),
        rest=_inner(rest, context, around),
        is_open=is_open,
    )


def _rows(node: Node) -> tuple[tuple[Subschema, ...], tuple[Subschema, ...], bool]:
    """The schemas of a tuple's first rows, those of any other row, and whether there may be any other."""
    rest: list[Subschema] = []
    for subschema in node.subschemas:
        schema = subschema.schema
        listed = next((schema[word] for word in ("prefixItems", "items") if isinstance(schema.get(word), list)), None)
        further = schema.get("items" if "prefixItems" in schema else "additionalItems")
        if listed is not None:
            after = () if not isinstance(further, Mapping) else (subschema_in(subschema, further),)
            return tuple(subschema_in(subschema, row) for row in listed), after, bool(after)
        if isinstance(schema.get("items"), Mapping) and schema["items"]:
            rest.append(subschema_in(subschema, schema["items"]))
    return (), tuple(rest), True


def _map(node: Node, context: Context) -> MapPlan | None:
    return _further(node, context) if node.types == {"object"} and _describes_further(node) else None


def _describes_further(node: Node) -> bool:
    """Whether the schema says what members with other names are."""
    return any(
        (isinstance(subschema.schema.get(keyword), Mapping) and subschema.schema[keyword])
        for subschema in node.subschemas
        for keyword in ("additionalProperties", "patternProperties", "propertyNames", "unevaluatedProperties")
    )


def _further(node: Node, context: Context) -> MapPlan:
    made: dict[str, Lazy[Plan]] = {}
    around = surroundings(node)

    def value_of(name: str) -> Lazy[Plan]:
        subschemas = _subschemas_of_member(node, name)
        # One plan for all names that the same schemas describe: it is the same value, whatever its name.
        key = " ".join(str(id(subschema.schema)) for subschema in subschemas)
        if key not in made:
            made[key] = _inner(subschemas or (Subschema({}, node.subschemas[0].resolver),), context, around)
        return made[key]

    return MapPlan(head_of(node, context), value_of, limits_of(node))


def _subschemas_of_member(node: Node, name: str) -> tuple[Subschema, ...]:
    """The schemas of a member that is not declared by name; `*` is any of them."""
    found: list[Subschema] = []
    for subschema in node.subschemas:
        patterns = subschema.schema.get("patternProperties")
        patterns = patterns if isinstance(patterns, Mapping) else {}
        fitting = [
            pattern for pattern in patterns if name == "*" or (compile_pattern(pattern) and matches(pattern, name))
        ]
        found.extend(
            subschema_in(subschema, patterns[pattern]) for pattern in (fitting[:1] if name == "*" else fitting)
        )
        for keyword in ("additionalProperties", "unevaluatedProperties"):
            further = subschema.schema.get(keyword)
            if not fitting and isinstance(further, Mapping):
                found.append(subschema_in(subschema, further))
                break
    return tuple(found)


def _inner(subschemas: Iterable[Subschema], context: Context, around: str) -> Lazy[Plan]:
    """The plan of a row or of a map's value: it is there or not as a whole, so it is required."""

    def make() -> Plan:
        inner = make_node(subschemas, required=True, around=around, hint_options=context.hint_options)
        return plan_of(inner, context)

    return Lazy(make)
