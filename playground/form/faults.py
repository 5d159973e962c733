"""What is wrong with a schema, and where: the mistakes that people make, whether or not the form survives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from jsonschema import Draft202012Validator

from playground.form.build import Form
from playground.form.contradictions import contradictions, left_out_types
from playground.form.fields import UNSET, Path, Widget
from playground.form.hints import KEYWORD
from playground.form.jsontypes import MISSPELT_TYPES, TYPES
from playground.form.jsonvalues import to_text
from playground.form.leaves import Context
from playground.form.limits import MAX_CHECKED, MAX_CHOICES, MAX_LEAVES, MAX_VARIANTS
from playground.form.node import Node
from playground.form.objects import declared_members, required_members
from playground.form.paths import pointer
from playground.form.patterns import compile_pattern
from playground.form.places import Place
from playground.form.plan import Leaf, ObjectPlan, UnionPlan
from playground.form.rules import hint_words
from playground.form.unions import names_of
from playground.form.validator import is_valid, make_validator

MAX_FINDINGS: Final = 200
MAX_SHOWN: Final = 80


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to say about a schema.

    Attributes:
        path: JSON Pointer into the payload, `*` for any row.
        code: key of the sentence in `playground.texts`.
        is_problem: it must be mended; else the form survives it.
    """

    path: str
    code: str
    figures: Mapping[str, Any]
    is_problem: bool = True


@cache
def hints_schema() -> Mapping[str, Any]:
    """The JSON Schema of `x-playground` itself, which ships with the package."""
    text = files("playground.form").joinpath("hints.schema.json").read_text(encoding="utf-8")
    schema: Mapping[str, Any] = json.loads(text)
    return schema


def find_faults(form: Form, listed: Sequence[Place]) -> tuple[Finding, ...]:
    """All that is wrong with a form's schema and its places, each thing once, at most `MAX_FINDINGS`."""
    found: dict[tuple[str, str, str], Finding] = {}
    for finding in _all_faults(form, listed):
        found.setdefault((finding.path, finding.code, to_text(dict(finding.figures))), finding)
        if len(found) >= MAX_FINDINGS:
            break
    return tuple(found.values())


def _all_faults(form: Form, listed: Sequence[Place]) -> Iterator[Finding]:
    yield from _invalid(form)
    for place in listed:
        for check in _CHECKS:
            yield from check(place, form.context)
    for found in contradictions(form.plan, form.context):
        yield Finding(pointer(found.path), found.code, found.figures, is_problem=False)
    if form.size <= MAX_CHECKED:
        for where, word in left_out_types(form.schema):
            yield Finding(pointer(_payload_path(where)), "check.type_left_out", {"word": word}, is_problem=False)
    if len(listed) > MAX_LEAVES:
        yield Finding("", "check.too_many_leaves", {"limit": MAX_LEAVES}, is_problem=False)


def _invalid(form: Form) -> Iterator[Finding]:
    """Where the schema breaks the rules of its own draft."""
    if form.size > MAX_CHECKED:
        yield Finding("", "check.not_checked", {"actual": form.size, "limit": MAX_CHECKED}, is_problem=False)
        return
    metaschema = form.context.draft(form.context.draft.META_SCHEMA)
    for error in islice(metaschema.iter_errors(form.schema), MAX_FINDINGS):
        where = tuple(error.absolute_path)
        figures = {
            "where": pointer(where[:-1]) or "/",
            "keyword": str(where[-1]) if where else "schema",
            "value": _short(to_text(error.instance)),
        }
        yield Finding(pointer(_payload_path(where)), "check.invalid_schema", figures)


def _payload_path(where: Path) -> Path:
    """Where in the payload stands what a place in the schema speaks of, as far as it can be told."""
    path: list[str | int] = []
    steps = iter(where)
    for step in steps:
        if step == "properties":
            name = next(steps, None)
            if name is not None:
                path.append(name)
        elif step in ("items", "prefixItems", "additionalProperties", "patternProperties"):
            path.append("*")
        elif step in ("$defs", "definitions"):
            return ()
    return tuple(path)


def _breaks_its_own_schema(node: Node, context: Context) -> bool:
    """Whether the default is wrong where it stands; one that a variant or condition rules out is not a mistake."""
    own = next((piece for piece in node.pieces if "default" in piece.schema), None)
    return own is not None and not is_valid(make_validator(own, context.draft), node.default)


def _node_faults(place: Place, context: Context) -> Iterator[Finding]:
    node, path = place.plan.head.node, pointer(place.path)
    for reference in node.flat.dangling:
        yield Finding(path, "check.dangling_reference", {"reference": _short(reference)}, is_problem=False)
    for reference in node.flat.loops:
        yield Finding(path, "check.reference_loop", {"reference": _short(reference)}, is_problem=False)
    if place.plan.head.default is UNSET and _breaks_its_own_schema(node, context):
        figures = {"value": _short(to_text(node.default))}
        yield Finding(path, "check.broken_default", figures, is_problem=False)
    for word in _type_words(node):
        if word in MISSPELT_TYPES:
            figures = {"word": word, "meant": MISSPELT_TYPES[word]}
            yield Finding(path, "check.misspelt_type", figures, is_problem=False)
        elif word not in {*TYPES, "null"}:
            yield Finding(path, "check.unknown_type", {"word": _short(word)}, is_problem=False)


def _type_words(node: Node) -> Iterator[str]:
    for piece in node.pieces:
        value = piece.schema.get("type")
        yield from (word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str))


def _hidden_faults(place: Place, _: Context) -> Iterator[Finding]:
    plan = place.plan
    if not isinstance(plan, Leaf) or plan.field.widget is not Widget.HIDDEN or plan.field.optional:
        return
    if plan.field.default is UNSET and not plan.head.node.options:
        yield Finding(pointer(place.path), "check.hidden_without_value", {}, is_problem=False)


def _limit_faults(place: Place, _: Context) -> Iterator[Finding]:
    node, path = place.plan.head.node, pointer(place.path)
    listed = node.keywords.get("enum")
    if isinstance(listed, list) and len(listed) > MAX_CHOICES:
        figures = {"actual": len(listed), "limit": MAX_CHOICES}
        yield Finding(path, "check.too_many_choices", figures, is_problem=False)
    for keyword in ("oneOf", "anyOf"):
        branches = node.keywords.get(keyword)
        if isinstance(branches, list) and len(branches) > MAX_VARIANTS:
            figures = {"actual": len(branches), "limit": MAX_VARIANTS}
            yield Finding(path, "check.too_many_variants", figures, is_problem=False)


def _pattern_faults(place: Place, _: Context) -> Iterator[Finding]:
    for piece in place.plan.head.node.pieces:
        named = piece.schema.get("patternProperties")
        for pattern in (piece.schema.get("pattern"), *(named if isinstance(named, Mapping) else ())):
            if isinstance(pattern, str) and compile_pattern(pattern) is None:
                figures = {"pattern": _short(pattern)}
                yield Finding(pointer(place.path), "check.unchecked_pattern", figures, is_problem=False)


def _required_faults(place: Place, _: Context) -> Iterator[Finding]:
    plan = place.plan
    if not isinstance(plan, ObjectPlan) or plan.is_part or plan.unions or plan.conditions or plan.offers_further:
        return
    known = declared_members(plan.head.node).keys() | names_of(plan.head.node.pieces)
    for name in required_members(plan.head.node):
        if name not in known:
            yield Finding(pointer(place.path), "check.unknown_required", {"name": _short(name)}, is_problem=False)


def _hint_faults(place: Place, context: Context) -> Iterator[Finding]:
    node, path = place.plan.head.node, pointer(place.path)
    checker = Draft202012Validator(hints_schema())
    for piece in node.pieces:
        hints = piece.schema.get(KEYWORD)
        for error in checker.iter_errors(hints) if KEYWORD in piece.schema else ():
            yield from _hint_fault(error, path)
    widget = node.hints.widget
    is_drawn = isinstance(place.plan, Leaf) and place.plan.field.why.hint == widget
    if widget and not is_drawn and not isinstance(place.plan, UnionPlan):
        figures = {"widget": _short(widget), "fitting": ", ".join(hint_words(node, context.rules))}
        yield Finding(path, "check.misfit_hint", figures)


def _hint_fault(error: Any, path: str) -> Iterator[Finding]:
    if error.validator == "additionalProperties":
        for name in error.instance:
            if name not in error.schema.get("properties", {}):
                yield Finding(path, "check.unknown_hint", {"name": _short(name)}, is_problem=False)
    elif tuple(error.absolute_path) != ("widget",):
        name = pointer(error.absolute_path).lstrip("/") or KEYWORD
        yield Finding(path, "check.unusable_hint", {"name": name, "value": _short(to_text(error.instance))})


_CHECKS: Final[tuple[Callable[[Place, Context], Iterator[Finding]], ...]] = (
    _node_faults,
    _hidden_faults,
    _limit_faults,
    _pattern_faults,
    _required_faults,
    _hint_faults,
)


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
