"""`unevaluatedProperties` and `unevaluatedItems`: what no other part of the schema that holds has spoken of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from jsonschema.exceptions import ValidationError

from playground.form.schema.patterns import matches
from playground.form.validator.references import VISIT, inside, key_of, look_up
from playground.form.validator.well_formed import is_schema, is_schemas

_REFERENCES: Final = ("$ref", "$dynamicRef", "$recursiveRef")


def unevaluated_properties(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Each member that is left, under the keyword's schema, told at itself."""
    if not validator.is_type(instance, "object"):
        return
    known = _spoken_of(validator, instance, schema)
    for name, member in instance.items():
        if name in known:
            continue
        if value is False:
            yield ValidationError("unexpected", path=[name])
        else:
            yield from validator.descend(member, value, path=name, schema_path=name)


def unevaluated_items(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Each entry that is left, under the keyword's schema; entries where none may be, told once of the list."""
    if not validator.is_type(instance, "array"):
        return
    known = _spoken_of(validator, instance, schema)
    left = [index for index in range(len(instance)) if index not in known]
    if value is False:
        if left:
            yield ValidationError("unexpected entries")
        return
    for index in left:
        yield from validator.descend(instance[index], value, path=index)


def _spoken_of(validator: Any, instance: Any, schema: Any) -> frozenset[str | int]:
    """The names or places that a schema's other keywords, and the parts of it that hold, speak of."""
    is_list = isinstance(instance, list)
    own: Iterable[str | int] = _own_items(validator, instance, schema) if is_list else _own_names(instance, schema)
    return frozenset(own).union(*(_of_part(part, instance) for part in _parts(validator, instance, schema)))


def _of_part(validator: Any, instance: Any) -> frozenset[str | int]:
    schema = validator.schema
    if not isinstance(schema, Mapping):
        return frozenset()
    known = VISIT.get().evaluated
    key = key_of(schema, instance, validator._resolver)  # noqa: SLF001 - as in `look_up`
    if key not in known:
        known[key] = frozenset()  # a reference that leads back to itself adds nothing
        keyword = "unevaluatedItems" if isinstance(instance, list) else "unevaluatedProperties"
        is_rest = keyword in validator.VALIDATORS and is_schema(schema.get(keyword))
        known[key] = frozenset(_all(instance)) if is_rest else _spoken_of(validator, instance, schema)
    return known[key]


def _all(instance: Any) -> Any:
    return range(len(instance)) if isinstance(instance, list) else instance


def _own_names(instance: Mapping[str, Any], schema: Mapping[str, Any]) -> set[str]:
    if is_schema(schema.get("additionalProperties")):
        return set(instance)
    declared = schema.get("properties")
    known = set(declared.keys() & instance.keys()) if isinstance(declared, Mapping) else set()
    patterns = schema.get("patternProperties")
    if isinstance(patterns, Mapping):
        known |= {name for name in instance if any(matches(pattern, name) for pattern in patterns)}
    return known


def _own_items(validator: Any, instance: list[Any], schema: Mapping[str, Any]) -> set[int]:
    has_prefix = "prefixItems" in validator.VALIDATORS
    listed = schema.get("prefixItems" if has_prefix else "items")
    first = len(listed) if isinstance(listed, list) else 0
    rest = schema.get("items" if has_prefix or not first else "additionalItems")
    if is_schema(rest):
        return set(range(len(instance)))
    known = set(range(first))
    if has_prefix and is_schema(schema.get("contains")):
        wanted = validator.evolve(schema=schema["contains"])
        known |= {index for index, entry in enumerate(instance) if wanted.is_valid(entry)}
    return known


def _parts(validator: Any, instance: Any, schema: Mapping[str, Any]) -> Iterator[Any]:
    """Validators of the parts of a schema that hold.

    A part that must hold counts as if it did: where it does not, that is what is wrong, and not each of its members.
    """
    listed: list[Any] = list(schema["allOf"]) if is_schemas(schema.get("allOf")) else []
    for keyword in ("anyOf", "oneOf"):
        branches = schema[keyword] if is_schemas(schema.get(keyword)) else ()
        holding = [branch for branch in branches if _holds(validator, branch, instance)]
        listed.extend(holding or branches)
    dependent = schema.get("dependentSchemas")
    if isinstance(dependent, Mapping) and isinstance(instance, Mapping):
        listed.extend(part for name, part in dependent.items() if name in instance)
    if is_schema(schema.get("if")):
        holds = _holds(validator, schema["if"], instance)
        listed.extend([schema["if"], schema.get("then")] if holds else [schema.get("else")])
    yield from (inside(validator, part) for part in listed if isinstance(part, Mapping))
    for keyword in _REFERENCES:
        reference = schema.get(keyword) if keyword in validator.VALIDATORS else None
        target = look_up(validator, keyword, reference) if isinstance(reference, str) else None
        if target is not None and isinstance(target.schema, Mapping):
            yield validator.evolve(schema=target.schema, _resolver=target.resolver)


def _holds(validator: Any, part: Any, instance: Any) -> bool:
    return part is True or (isinstance(part, Mapping) and bool(inside(validator, part).is_valid(instance)))
