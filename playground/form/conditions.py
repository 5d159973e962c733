"""Parts of an object's schema that apply only now and then: `if`, `dependentRequired`, `dependentSchemas`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from playground.form.leaves import Context
from playground.form.node import Node
from playground.form.pieces import Piece, subpiece
from playground.form.plan import Condition
from playground.form.validator import is_valid, make_validator


def conditions_of(node: Node) -> tuple[Condition, ...]:
    """The conditions that are not decided yet."""
    return tuple(
        condition
        for piece in node.pieces
        for condition in (*_dependents(piece), *_ifs(piece))
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


def joined(conditions: Iterable[Condition], decisions: Iterable[bool]) -> tuple[Piece, ...]:
    """The schemas that the decisions bring in."""
    chosen = (
        condition.when_true if holds else condition.when_false
        for condition, holds in zip(conditions, decisions, strict=True)
    )
    return tuple(piece for piece in chosen if piece is not None)


def branches(conditions: Iterable[Condition]) -> tuple[Piece, ...]:
    """All schemas that any decision could bring in."""
    return tuple(
        piece for condition in conditions for piece in (condition.when_true, condition.when_false) if piece is not None
    )


def _ifs(piece: Piece) -> Iterator[Condition]:
    schema = piece.schema
    if not isinstance(schema.get("if"), Mapping):
        return
    then, otherwise = (
        subpiece(piece, schema[keyword]) if isinstance(schema.get(keyword), Mapping) else None
        for keyword in ("then", "else")
    )
    if then is not None or otherwise is not None:
        test = subpiece(piece, schema["if"])
        yield Condition(id(schema["if"]), test=test, when_true=then, when_false=otherwise)


def _dependents(piece: Piece) -> Iterator[Condition]:
    for keyword in ("dependentRequired", "dependentSchemas", "dependencies"):
        dependents = piece.schema.get(keyword)
        for name, dependent in dependents.items() if isinstance(dependents, Mapping) else ():
            if isinstance(dependent, list):
                yield Condition(id(dependent), member=name, when_true=Piece({"required": dependent}, piece.resolver))
            elif isinstance(dependent, Mapping):
                yield Condition(id(dependent), member=name, when_true=subpiece(piece, dependent))
