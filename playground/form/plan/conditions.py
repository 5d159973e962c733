"""Parts of an object's schema that apply only now and then: `if`, `dependentRequired`, `dependentSchemas`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.form.plan.leaves import Context
from playground.form.plan.tree import Condition
from playground.form.schema.node import Node
from playground.form.schema.subschema import Subschema, subschema_in
from playground.form.validator.validator import is_valid, make_validator


def conditions_of(node: Node) -> tuple[Condition, ...]:
    """The conditions that are not decided yet."""
    return tuple(
        condition
        for subschema in node.subschemas
        for condition in (*_dependents(subschema), *_ifs(subschema))
        if condition.identity not in node.taken
    )


def decide(conditions: Iterable[Condition], payload: Mapping[str, Any], context: Context) -> tuple[bool, ...]:
    """Which conditions hold for what the object holds now."""
    return tuple(
        condition.member in payload
        if condition.test is None
        else is_valid(make_validator(condition.test, context.draft), payload)
        for condition in conditions
    )


def joined(conditions: Iterable[Condition], decisions: Iterable[bool]) -> tuple[Subschema, ...]:
    """The schemas that the decisions bring in."""
    chosen = (
        condition.when_true if holds else condition.when_false
        for condition, holds in zip(conditions, decisions, strict=True)
    )
    return tuple(subschema for subschema in chosen if subschema is not None)


def branches(conditions: Iterable[Condition]) -> tuple[Subschema, ...]:
    """All schemas that any decision could bring in."""
    return tuple(
        subschema
        for condition in conditions
        for subschema in (condition.when_true, condition.when_false)
        if subschema is not None
    )


def _ifs(subschema: Subschema) -> Iterator[Condition]:
    schema = subschema.schema
    if not isinstance(schema.get("if"), Mapping):
        return
    then, otherwise = (
        subschema_in(subschema, schema[keyword]) if isinstance(schema.get(keyword), Mapping) else None
        for keyword in ("then", "else")
    )
    if then is not None or otherwise is not None:
        test = subschema_in(subschema, schema["if"])
        yield Condition(id(schema["if"]), test=test, when_true=then, when_false=otherwise)


def _dependents(subschema: Subschema) -> Iterator[Condition]:
    for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
        dependents = subschema.schema.get(keyword)
        for name, dependent in dependents.items() if isinstance(dependents, Mapping) else ():
            if isinstance(dependent, list):
                yield Condition(
                    id(dependent), member=name, when_true=Subschema({"required": dependent}, subschema.resolver)
                )
            elif isinstance(dependent, Mapping):
                yield Condition(id(dependent), member=name, when_true=subschema_in(subschema, dependent))
