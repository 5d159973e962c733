"""The plan of a choice of variants: what each is called, what tells it from the others, and which one a value is."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Final, TypeAlias

from playground.form.json_values import json_key, json_type, same_json
from playground.form.limits import MAX_VARIANTS
from playground.form.plan.leaves import Context, fits, head_of, label_key, label_of
from playground.form.plan.tree import Lazy, Plan, UnionPlan, Variant
from playground.form.schema.json_types import read_types
from playground.form.schema.merge import keywords_of
from playground.form.schema.names import in_words
from playground.form.schema.node import Branches, Node, make_node
from playground.form.schema.options import Option, listed_options
from playground.form.schema.predicates import is_media_address, item_node
from playground.form.schema.subschema import Subschema, flatten
from playground.form.schema.tags import listed_members
from playground.form.schema.uploads import upload_of
from playground.texts import Language, join_words, translate

Planner: TypeAlias = Callable[[Node, Context], Plan]
"""Makes the plan of a variant's node."""

# What stands beside a union is said once, of the choice: not again of the variant, nor is its null.
_ANNOTATIONS: Final = frozenset(
    {"title", "description", "default", "examples", "example", "x-playground", "discriminator", "nullable"}
)
# A schema of these alone says nothing of the variants of its only choice.
_CHOICE_ALONE: Final = frozenset({"oneOf", "anyOf", "$ref", "$comment"})
_DECIDING: Final = frozenset({"oneOf", "anyOf", "if", "dependentSchemas", "dependentRequired", "dependencies"})
_ORDER: Final = ("string", "number", "integer", "boolean", "array", "object")
_CLASS: Final = re.compile(r"(?:[A-Z]+[a-z0-9]+){2,}")
_NAMED_MEMBERS: Final = 3


def plan_union(
    node: Node, union: tuple[int, Branches], context: Context, planner: Planner, taken: frozenset[int]
) -> UnionPlan:
    """The plan of a choice: one variant for each listed value and for each other branch.

    Args:
        node: the value that is a choice.
        union: the identity of its keyword, and the branches.
        context: of the form.
        planner: makes the plan of a variant.
        taken: unions and conditions of the node that are decided already, and are none of a variant's.
    """
    beside = tuple(_without_annotations(subschema) for subschema in node.subschemas)
    if len(node.unions) == 1 and all(subschema.schema.keys() <= _CHOICE_ALONE for subschema in beside):
        beside = ()
    presets, branches = _split_presets(node, union[1], context)
    keywords = [keywords_of(branch) for branch in branches]
    tags = _tags(node, branches)
    # One tag alone says what may be set in its variant: it tells none apart.
    is_settled = sum(tag is not None for tag in tags) > 1
    labels = [
        _label(node, branch, words, tag, context.language)
        for branch, words, tag in zip(branches, keywords, tags, strict=True)
    ]
    if presets and len(branches) == 1 and not _is_named(branches[0], keywords[0]):
        labels = [translate("form.custom", context.language)]

    def variant(own: tuple[Subschema, ...], label: str, tag: tuple[str, Any] | None, *, is_preset: bool) -> Variant:
        # A variant that is the same wherever it is chosen is planned once.
        open_now = taken if beside or any(map(_is_itself_a_choice, own)) else frozenset()
        made = Lazy(lambda: _variant_node((*own, *beside), node, open_now, context))
        return Variant(label, tag, own, made, Lazy(lambda: planner(made(), context)), is_preset)

    called = _distinct((*(label for _, label in presets), *labels))
    listed = [variant(own, label, None, is_preset=True) for (own, _), label in zip(presets, called, strict=False)]
    others = [
        variant((*_tagging(branch, tag, is_settled=is_settled), branch), label, tag, is_preset=False)
        for branch, tag, label in zip(map(_followed, branches), tags, called[len(presets) :], strict=True)
    ]
    return UnionPlan(head_of(node, context), (*listed, *others))


def _split_presets(
    node: Node, branches: Branches, context: Context
) -> tuple[list[tuple[tuple[Subschema, ...], str]], Branches]:
    """The values of branches that do nothing but list values, each with its label; and the other branches."""
    options = [listed_options((branch,)) for branch in branches]
    count = sum(len(found) for found in options if found is not None)
    if count > MAX_VARIANTS or all(found is not None for found in options):
        return [], branches
    presets: list[tuple[tuple[Subschema, ...], str]] = [
        ((Subschema({"const": option.value}, branch.resolver), branch), _preset_label(node, option, context.language))
        for branch, found in zip(branches, options, strict=True)
        for option in found or ()
    ]
    return presets, tuple(branch for branch, found in zip(branches, options, strict=True) if found is None)


def _preset_label(node: Node, option: Option, language: Language) -> str:
    return node.hints.labels.get(label_key(option.value)) or option.label or label_of(option.value, language, node.name)


def _is_named(branch: Subschema, keywords: Mapping[str, Any]) -> bool:
    """Whether a branch is called something better than what it is beside presets."""
    own = branch.schema.get("title")
    return (isinstance(own, str) and bool(own.strip())) or read_types(keywords.get("type")) == {"boolean"}


def union_of_types(node: Node, context: Context, planner: Planner) -> UnionPlan:
    """One variant for each type that a value may have."""
    resolver = node.subschemas[0].resolver
    beside = tuple(_without_annotations(subschema) for subschema in node.subschemas)

    def variant(kind: str) -> Variant:
        own = (Subschema({"type": kind}, resolver),)
        made = Lazy(lambda: _variant_node((*own, *beside), node, node.taken, context))
        return Variant(
            translate(f"form.{kind}", context.language), None, own, made, Lazy(lambda: planner(made(), context))
        )

    return UnionPlan(head_of(node, context), tuple(variant(kind) for kind in _ORDER if kind in node.types))


def best_variant(plan: UnionPlan, value: Any, context: Context) -> int:
    """The index of the variant that a value is, or comes nearest to: see `_score`."""
    scores = [_score(variant, value, context) for variant in plan.variants]
    return scores.index(max(scores))


def _score(variant: Variant, value: Any, context: Context) -> tuple[int, ...]:
    """How well a value fits: by the tag, as valid, of the right type, listed, and by the names of its members."""
    node = variant.node()
    is_typed = json_type(value) in node.types or (json_type(value) == "integer" and "number" in node.types)
    is_tagged = 0
    shared = missing = 0
    if isinstance(value, Mapping):
        if variant.tag is not None and variant.tag[0] in value:
            is_tagged = 1 if same_json(value[variant.tag[0]], variant.tag[1]) else -1
        declared = names_of(node.subschemas)
        shared = sum(name in declared for name in value)
        required = node.keywords.get("required")
        missing = sum(name not in value for name in required) if isinstance(required, list) else 0
    return (is_tagged, fits(variant.own, value, context), is_typed, node.options is not None, shared, -missing)


def names_of(subschemas: Iterable[Subschema]) -> frozenset[str]:
    """The members that schemas declare."""
    return frozenset(_names_in_order(subschemas))


def _names_in_order(subschemas: Iterable[Subschema]) -> dict[str, None]:
    listed = (subschema.schema.get("properties") for subschema in subschemas)
    return dict.fromkeys(name for declared in listed if isinstance(declared, Mapping) for name in declared)


def _variant_node(subschemas: tuple[Subschema, ...], node: Node, taken: frozenset[int], context: Context) -> Node:
    return make_node(
        subschemas, name=node.name, required=True, around=node.around, taken=taken, hint_options=context.hint_options
    )


def _without_annotations(subschema: Subschema) -> Subschema:
    if not _ANNOTATIONS & subschema.schema.keys():
        return subschema
    schema = {keyword: value for keyword, value in subschema.schema.items() if keyword not in _ANNOTATIONS}
    return replace(subschema, schema=schema)


def _tags(node: Node, branches: Branches) -> list[tuple[str, Any] | None]:
    """For each branch, the member that tells it from the others and its value there."""
    constants = [_constants(branch) for branch in branches]
    discriminator = node.keywords.get("discriminator")
    named = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    mapping = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    if isinstance(named, str) and isinstance(mapping, Mapping):
        by_target = {str(target).rsplit("/", 1)[-1]: key for key, target in mapping.items()}
        return [
            (named, by_target[reference]) if (reference := _reference_name(branch)) in by_target else _tag(found, named)
            for branch, found in zip(branches, constants, strict=True)
        ]
    candidates = (
        [named] if isinstance(named, str) else list(dict.fromkeys(name for found in constants for name in found))
    )
    chosen = max(candidates, key=lambda name: _distinction(constants, name), default=None)
    if chosen is None:
        return [None] * len(branches)
    return [_tag(found, chosen) for found in constants]


def _distinction(constants: list[dict[str, Any]], name: str) -> tuple[int, int]:
    """How well a member tells branches apart: by how many values, then in how many branches."""
    values = [json_key(found[name]) for found in constants if name in found]
    return len(set(values)), len(values)


def _tag(constants: Mapping[str, Any], name: str) -> tuple[str, Any] | None:
    return (name, constants[name]) if name in constants else None


def _constants(branch: Subschema) -> dict[str, Any]:
    return {name: values[0] for name, values in listed_members(branch).items() if len(values) == 1}


def _followed(branch: Subschema) -> Subschema:
    """What a branch that is nothing but a reference refers to."""
    if branch.schema.keys() != {"$ref"}:
        return branch
    return next(iter(flatten((branch,)).subschemas[1:]), branch)


def _is_itself_a_choice(subschema: Subschema) -> bool:
    return bool(_DECIDING & keywords_of(subschema).keys())


def _tagging(branch: Subschema, tag: tuple[str, Any] | None, *, is_settled: bool) -> tuple[Subschema, ...]:
    """A discriminator's mapping makes its member a constant, even where the branch leaves it open.

    Args:
        branch: which the tag tells from the others.
        tag: the member and its value, where there is one.
        is_settled: choosing the branch chooses the value, whether the member is required or not.
    """
    if tag is None:
        return ()
    name, value = tag
    key = (id(branch.schema), name, json_key(value), is_settled)
    if key not in branch.known:
        schema = {"properties": {name: {"const": value}}}
        branch.known[key] = (branch.schema, replace(branch, schema=schema, name="", is_tag=is_settled))
    return (branch.known[key][1],)


def _reference_name(branch: Subschema) -> str:
    reference = branch.schema.get("$ref")
    return reference.rsplit("/", 1)[-1] if isinstance(reference, str) else ""


def _label(
    whole: Node, branch: Subschema, keywords: Mapping[str, Any], tag: tuple[str, Any] | None, language: Language
) -> str:
    title = keywords.get("title")
    if isinstance(title, str) and title.strip():
        return _plain(title.strip())
    if tag is not None:
        return label_of(tag[1], language, tag[0])
    return _plain(_reference_name(branch)) or _shape(whole, branch, keywords, language)


def _plain(name: str) -> str:
    """A class's name in words; any other as it is.

    >>> _plain("ImageSize"), _plain("Custom size"), _plain("lora")
    ('Image size', 'Custom size', 'lora')
    """
    return in_words(name) if _CLASS.fullmatch(name) else name


def _shape(whole: Node, branch: Subschema, keywords: Mapping[str, Any], language: Language) -> str:
    node = make_node((branch,), name=whole.name, around=whole.around, hint_options=whole.hint_options)
    if is_media_address(node):
        upload = upload_of(node, item_node(node) or node)
        return translate(f"form.{upload.kind}s" if upload.multiple else f"form.{upload.kind}", language)
    if node.options:
        listed = (label_of(option.value, language, whole.name) for option in node.options[:_NAMED_MEMBERS])
        return join_words(listed, language)
    if len(node.types) != 1:
        return translate("form.choice" if node.unions else "form.any", language)
    kind = next(iter(node.types))
    needed = keywords["required"] if isinstance(keywords.get("required"), list) else ()
    names = sorted(_names_in_order(node.subschemas), key=lambda name: name not in needed)
    if kind == "object" and names:
        return translate("form.object_of", language, names=join_words(names[:_NAMED_MEMBERS], language))
    items = keywords.get("items")
    if kind == "array" and isinstance(items, Mapping):
        return translate("form.array_of", language, item=_item_label(Subschema(items, branch.resolver), language))
    return translate(f"form.{kind}", language)


def _item_label(item: Subschema, language: Language) -> str:
    keywords = keywords_of(item)
    title = keywords.get("title")
    kinds = read_types(keywords.get("type"))
    shape = translate(f"form.{next(iter(kinds))}" if len(kinds) == 1 else "form.any", language)
    own = title.strip() if isinstance(title, str) else ""
    return _plain(own or _reference_name(item)) or shape


def _distinct(labels: Iterable[str]) -> list[str]:
    listed = list(labels)
    times = Counter(listed)
    seen: Counter[str] = Counter()
    distinct = []
    for label in listed:
        seen[label] += 1
        distinct.append(f"{label} {seen[label]}" if times[label] > 1 else label)
    return distinct
