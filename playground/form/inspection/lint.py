"""What is wrong with a schema, and where: the mistakes that people make, whether or not the form survives them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

from jsonschema import Draft202012Validator
from jsonschema.validators import extend

from playground.form.fields import UNSET, Path
from playground.form.inspection.contradictions import contradictions, left_out_types
from playground.form.inspection.metaschema import metaschema_of
from playground.form.json_values import to_text
from playground.form.limits import MAX_CHECKED, MAX_CHOICES, MAX_LEAVES, MAX_VARIANTS, Patience
from playground.form.nearest import nearest
from playground.form.paths import pointer
from playground.form.plan.build import Form
from playground.form.plan.leaves import Context
from playground.form.plan.objects import declared_members, required_members
from playground.form.plan.tree import Leaf, ObjectPlan, UnionPlan
from playground.form.plan.unions import names_of
from playground.form.plan.walk import PlanAt
from playground.form.schema.hints import KEYWORD
from playground.form.schema.json_types import TYPES, meant_type
from playground.form.schema.node import Node
from playground.form.schema.patterns import compile_pattern
from playground.form.validator.validator import is_valid, make_validator
from playground.form.widgets.rules import RULES, all_hint_words, hint_words
from playground.texts import join_words

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
    params: Mapping[str, Any]
    is_problem: bool = True


@cache
def hints_schema() -> Mapping[str, Any]:
    """The JSON Schema of `x-playground` itself, which ships with the package; the widgets' words are theirs."""
    schema = json.loads(files("playground.form.schema").joinpath("hints.schema.json").read_text(encoding="utf-8"))
    schema["properties"]["widget"]["enum"] = list(all_hint_words(RULES))
    said: Mapping[str, Any] = schema
    return said


@cache
def _hints_checker() -> Any:
    return Draft202012Validator(hints_schema())


def lint(form: Form, listed: Sequence[PlanAt], patience: Patience) -> tuple[Finding, ...]:
    """All that is wrong with a form's schema and its places, each thing once, at most `MAX_FINDINGS`.

    Args:
        form: made from the schema.
        listed: its places.
        patience: past it no more is looked for.
    """
    found: dict[tuple[str, str, str], Finding] = {}
    for finding in _all_findings(form, listed, patience):
        found.setdefault((finding.path, finding.code, to_text(dict(finding.params))), finding)
        if len(found) >= MAX_FINDINGS:
            break
    return tuple(found.values())


def _all_findings(form: Form, listed: Sequence[PlanAt], patience: Patience) -> Iterator[Finding]:
    for at in listed:
        if patience.is_over():
            break
        for check in _CHECKS:
            yield from check(at, form.context)
    for contradiction in () if patience.is_over() else contradictions(form.plan, form.context):
        yield Finding(pointer(contradiction.path), contradiction.code, contradiction.params, is_problem=False)
    if form.size <= MAX_CHECKED:
        for where, word in left_out_types(form.schema):
            yield Finding(pointer(_payload_path(where)), "check.type_left_out", {"word": word}, is_problem=False)
    yield from _invalid(form, patience)
    if len(listed) > MAX_LEAVES:
        yield Finding("", "check.too_many_leaves", {"limit": MAX_LEAVES}, is_problem=False)


def _invalid(form: Form, patience: Patience) -> Iterator[Finding]:
    """Where the schema breaks the rules of its own draft."""
    if form.size > MAX_CHECKED:
        yield Finding("", "check.not_checked", {"actual": form.size, "limit": MAX_CHECKED}, is_problem=False)
        return
    metaschema = _hurried(form.context.draft, patience)
    for error in islice(_errors_in_time(metaschema, form.schema), MAX_FINDINGS):
        if error is None:
            yield Finding("", "check.checking_cut", {}, is_problem=False)
            return
        where = tuple(error.absolute_path)
        if _is_misspelt_type(error):
            continue  # that is told where a field has it
        params = {
            "where": pointer(where[:-1]) or "/",
            "keyword": str(where[-1]) if where else "schema",
            "value": _short(to_text(error.instance)),
        }
        is_problem = not _is_survived(error)
        yield Finding(pointer(_payload_path(where)), "check.invalid_schema", params, is_problem=is_problem)


class _OutOfTimeError(Exception):
    """Checking a schema against its draft takes longer than anybody waits."""


def _hurried(draft: Any, patience: Patience) -> Any:
    """The draft's own schema as a validator that gives up when patience is over."""
    types = draft.VALIDATORS["type"]

    def checked(validator: Any, value: Any, instance: Any, schema: Any) -> Any:
        if patience.is_over():
            raise _OutOfTimeError
        return types(validator, value, instance, schema)

    hurried: Any = extend(draft, {"type": checked})  # type: ignore[no-untyped-call]  # jsonschema's own has none
    return hurried(metaschema_of(draft))


def _errors_in_time(metaschema: Any, schema: Any) -> Iterator[Any]:
    """The errors found in time; at last None where time was over."""
    try:
        yield from metaschema.iter_errors(schema)
    except _OutOfTimeError:
        yield None


def _is_misspelt_type(error: Any) -> bool:
    words = error.instance if isinstance(error.instance, list) else [error.instance]
    path = error.absolute_path
    is_type = bool(path) and (path[-1] == "type" or (len(path) > 1 and path[-2] == "type"))
    return is_type and bool(words) and all(isinstance(word, str) and meant_type(word) in _TYPES for word in words)


_TYPES: Final = TYPES | {"null"}
_ANNOTATIONS: Final = frozenset({"title", "description", "examples", "example", "deprecated", "readOnly", "writeOnly"})


def _is_survived(error: Any) -> bool:
    """Whether a form is none the worse for it: names twice, an annotation, `null` for nothing."""
    keyword = error.absolute_path[-1] if error.absolute_path else ""
    return error.validator == "uniqueItems" or error.instance is None or keyword in _ANNOTATIONS


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
    own = next((subschema for subschema in node.subschemas if "default" in subschema.schema), None)
    return own is not None and not is_valid(make_validator(own, context.draft), node.default)


def _lint_node(at: PlanAt, context: Context) -> Iterator[Finding]:
    node, path = at.plan.head.node, pointer(at.path)
    for reference in node.flat.dangling:
        yield Finding(path, "check.dangling_reference", {"reference": _short(reference)}, is_problem=False)
    for reference in node.flat.loops:
        yield Finding(path, "check.reference_loop", {"reference": _short(reference)}, is_problem=False)
    if at.plan.head.default is UNSET and _breaks_its_own_schema(node, context):
        params = {"value": _short(to_text(node.default))}
        yield Finding(path, "check.broken_default", params, is_problem=False)
    for word in _type_words(node):
        meant = meant_type(word)
        if meant != word:
            yield Finding(path, "check.misspelt_type", {"word": word, "meant": meant}, is_problem=False)
        elif word not in _TYPES:
            yield Finding(path, "check.unknown_type", {"word": _short(word)}, is_problem=False)


def _type_words(node: Node) -> Iterator[str]:
    for subschema in node.subschemas:
        value = subschema.schema.get("type")
        yield from (word for word in (value if isinstance(value, list) else [value]) if isinstance(word, str))


def _lint_hidden(at: PlanAt, _: Context) -> Iterator[Finding]:
    plan = at.plan
    if not isinstance(plan, Leaf) or not plan.field.widget.is_hidden or plan.field.optional:
        return
    if plan.field.default is UNSET and not plan.head.node.options:
        yield Finding(pointer(at.path), "check.hidden_without_value", {}, is_problem=False)


def _lint_limit(at: PlanAt, _: Context) -> Iterator[Finding]:
    node, path = at.plan.head.node, pointer(at.path)
    listed = node.keywords.get("enum")
    if isinstance(listed, list) and len(listed) > MAX_CHOICES:
        params = {"actual": len(listed), "limit": MAX_CHOICES}
        yield Finding(path, "check.too_many_choices", params, is_problem=False)
    for keyword in ("oneOf", "anyOf"):
        branches = node.keywords.get(keyword)
        if isinstance(branches, list) and len(branches) > MAX_VARIANTS:
            params = {"actual": len(branches), "limit": MAX_VARIANTS}
            yield Finding(path, "check.too_many_variants", params, is_problem=False)


def _lint_pattern(at: PlanAt, _: Context) -> Iterator[Finding]:
    for subschema in at.plan.head.node.subschemas:
        named = subschema.schema.get("patternProperties")
        for pattern in (subschema.schema.get("pattern"), *(named if isinstance(named, Mapping) else ())):
            if isinstance(pattern, str) and compile_pattern(pattern) is None:
                params = {"pattern": _short(pattern)}
                yield Finding(pointer(at.path), "check.unchecked_pattern", params, is_problem=False)


def _lint_required(at: PlanAt, _: Context) -> Iterator[Finding]:
    plan = at.plan
    if not isinstance(plan, ObjectPlan) or plan.is_part or plan.unions or plan.conditions or plan.offers_further:
        return
    known = declared_members(plan.head.node).keys() | names_of(plan.head.node.subschemas)
    for name in required_members(plan.head.node):
        if name not in known:
            near = _or_near("check.unknown_required", {"name": _short(name)}, name, sorted(known))
            yield Finding(pointer(at.path), *near, is_problem=False)


def _lint_hint(at: PlanAt, context: Context) -> Iterator[Finding]:
    node, path = at.plan.head.node, pointer(at.path)
    for subschema in node.subschemas:
        hints = subschema.schema.get(KEYWORD)
        for error in _hints_checker().iter_errors(hints) if KEYWORD in subschema.schema else ():
            yield from _lint_hint_value(error, path)
    widget = node.hints.widget
    is_drawn = isinstance(at.plan, Leaf) and at.plan.field.why.hint == widget
    if widget and not is_drawn and not isinstance(at.plan, UnionPlan):
        params = {"widget": _short(widget), "fitting": join_words(hint_words(node, context.rules), context.language)}
        known = all_hint_words(context.rules)
        yield Finding(path, *_or_near("check.misfit_hint", params, widget, () if widget in known else known))


def _lint_hint_value(error: Any, path: str) -> Iterator[Finding]:
    if error.validator == "additionalProperties":
        for name in error.instance:
            if name not in error.schema.get("properties", {}):
                near = _or_near("check.unknown_hint", {"name": _short(name)}, name, error.schema.get("properties", {}))
                yield Finding(path, *near, is_problem=False)
    elif tuple(error.absolute_path) != ("widget",):
        name = pointer(error.absolute_path).lstrip("/") or KEYWORD
        yield Finding(path, "check.unusable_hint", {"name": name, "value": _short(to_text(error.instance))})


_CHECKS: Final[tuple[Callable[[PlanAt, Context], Iterator[Finding]], ...]] = (
    _lint_node,
    _lint_hidden,
    _lint_limit,
    _lint_pattern,
    _lint_required,
    _lint_hint,
)


def _or_near(code: str, params: Mapping[str, Any], word: str, known: Iterable[str]) -> tuple[str, Mapping[str, Any]]:
    """A code and its params; where a known word was probably meant, those that name it."""
    near = nearest(word, known)
    return (f"{code}_near", {**params, "near": near}) if near else (code, params)


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
