"""jsonschema, made safe and exact: nothing is fetched, no pattern can hang, broken keywords are left out."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from itertools import islice
from typing import Any

from jsonschema import Draft202012Validator, validators
from jsonschema.exceptions import ValidationError

from playground.form.limits import MAX_ERRORS
from playground.form.numbers import to_decimal
from playground.form.schema.scan import Traits
from playground.form.schema.subschema import Subschema
from playground.form.validator.keywords import OWN, tolerant
from playground.form.validator.references import VISIT, Visit


@lru_cache(maxsize=16)
def _exact(draft: Any) -> Any:
    # `dependencies` has no place in the newest drafts, but people go on writing it, and the form draws what it says.
    known = {"dependencies": OWN["dependencies"], **draft.VALIDATORS}
    keywords = {name: tolerant(name, OWN.get(name, check)) for name, check in known.items()}
    checker = draft.TYPE_CHECKER.redefine("number", lambda _, value: to_decimal(value) is not None)
    exact: Any = validators.extend(draft, keywords, type_checker=checker)  # type: ignore[no-untyped-call]  # theirs
    # Its own `evolve` looks at `$schema` again, and would go on with a class that has none of these keywords.
    exact.evolve = _evolve
    return exact


def _evolve(validator: Any, **changes: Any) -> Any:
    schema = changes.get("schema", validator.schema)
    return type(validator)(schema, _resolver=changes.get("_resolver", validator._resolver))  # noqa: SLF001 - as above


def _named_draft(address: str) -> Any | None:
    # Draft 3 stands for "unknown": nobody publishes it, and its rules are too far from all others.
    try:
        known: Any = validators.validator_for({"$schema": address}, default=validators.Draft3Validator)
    except ValueError:  # not an address
        return None
    return None if known is validators.Draft3Validator else known


def draft_of(schema: Any, traits: Traits) -> Any:
    """The class of jsonschema for a schema: by `$schema`, else by what is used, else the newest."""
    named = schema.get("$schema") if isinstance(schema, Mapping) else None
    if isinstance(named, str):
        known = _named_draft(named.strip())
        if known is not None:
            return known
    if traits.boolean_bounds:
        return validators.Draft4Validator
    return validators.Draft7Validator if traits.item_lists else Draft202012Validator


def make_validator(subschema: Subschema, draft: Any) -> Any:
    """A validator for one part of a schema; what a broken keyword says does not count."""
    return _exact(draft)(subschema.schema, _resolver=subschema.resolver)


def errors_of(validator: Any, instance: Any) -> list[ValidationError]:
    """What is wrong with a value, at most `MAX_ERRORS`; nothing, where it is nested beyond Python's measure."""
    token = VISIT.set(Visit())
    try:
        return list(islice(validator.iter_errors(instance), MAX_ERRORS))
    except RecursionError:
        return []
    finally:
        VISIT.reset(token)


def is_valid(validator: Any, instance: Any) -> bool:
    """Whether nothing is wrong with a value."""
    token = VISIT.set(Visit())
    try:
        return next(validator.iter_errors(instance), None) is None
    except RecursionError:
        return True
    finally:
        VISIT.reset(token)
