"""`anyOf` and `oneOf`: where no branch holds, what is wrong under the one that the value comes nearest to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from jsonschema.exceptions import ValidationError

from playground.form.json_values import json_key, json_type, same_json
from playground.form.schema.subschema import Subschema
from playground.form.schema.tags import listed_members, tag_names
from playground.form.validator.references import VISIT, inside

SEVERAL: Final = "several"
"""The message of an error of `oneOf` where more than one branch holds."""

_NEVER: Final = "never"
"""The keyword of a branch that is `false`."""

MAX_TOLD: Final = 2_000
"""Branches up to which a tag is looked for; beyond, the errors alone tell which is nearest."""

_STRANGERS: Final = frozenset({"additionalProperties", "unevaluatedProperties", "required", "dependentRequired"})


def any_of(validator: Any, branches: Sequence[Any], instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Nothing where a branch holds."""
    found: list[list[ValidationError]] = []
    for index, branch in enumerate(branches):
        errors = _errors(validator, branch, instance, index)
        if not errors:
            return
        found.append(errors)
    yield _nearest(validator, branches, found, instance, schema)


def one_of(validator: Any, branches: Sequence[Any], instance: Any, schema: Any) -> Iterator[ValidationError]:
    """Nothing where exactly one branch holds."""
    found: list[list[ValidationError]] = []
    for index, branch in enumerate(branches):
        errors = _errors(validator, branch, instance, index)
        if not errors:
            if any(_holds(validator, other, instance) for other in branches[index + 1 :]):
                yield ValidationError(SEVERAL)
            return
        found.append(errors)
    yield _nearest(validator, branches, found, instance, schema)


def _errors(validator: Any, branch: Any, instance: Any, index: int) -> list[ValidationError]:
    if branch is False:
        return [ValidationError(_NEVER, validator=_NEVER, schema_path=[index])]
    return list(validator.descend(instance, branch, schema_path=index))


def _holds(validator: Any, branch: Any, instance: Any) -> bool:
    return branch is True or (branch is not False and bool(inside(validator, branch).is_valid(instance)))


def _nearest(
    validator: Any, branches: Sequence[Any], found: Sequence[list[ValidationError]], instance: Any, schema: Any
) -> ValidationError:
    """The union's error, with what is wrong under the nearest branch as its context; none where none is near."""
    listed = [_listed(errors) for errors in found]
    near = [index for index, errors in enumerate(found) if not any(_is_elsewhere(error, instance) for error in errors)]
    choices = listed if all(listed) else [listed[index] for index in near]
    if len(choices) > 1 and all(choices):
        return ValidationError("nearest", context=[_none_of(choices, instance)])
    if not near:
        return _of_other_type(found)
    if len(near) == 1:
        return ValidationError("nearest", context=found[near[0]])
    is_tagged = any(_may_be_of_tag(error) for index in near for error in found[index])
    tags = _tags(validator, branches, instance, schema) if is_tagged else [{}] * len(branches)
    unknown = _unknown_tag([tags[index] for index in near], instance)
    if unknown is not None:
        return ValidationError("nearest", context=[unknown])
    best = min(near, key=lambda index: (*_wrong_tags(tags[index], instance), *_distance(found[index])))
    return ValidationError("nearest", context=found[best])


def _listed(errors: Sequence[ValidationError]) -> list[Any]:
    """The values of a branch that does nothing but list them, as far as its errors tell; nothing of any other."""
    if len(errors) != 1 or errors[0].relative_path or errors[0].validator not in ("const", "enum"):
        return []
    value: Any = errors[0].validator_value
    return [value] if errors[0].validator == "const" else list(value)


def _none_of(choices: Iterable[Sequence[Any]], instance: Any, path: Sequence[str] = ()) -> ValidationError:
    """The error of a value that none of several lists has."""
    values = [*{json_key(value): value for listed in choices for value in listed}.values()]
    return ValidationError("enum", path=path, validator="enum", validator_value=values, instance=instance)


def _unknown_tag(tags: Sequence[Mapping[str, list[Any]]], instance: Any) -> ValidationError | None:
    """That what tells the branches apart is no branch's; None where it is one's, or where a branch leaves it open."""
    name = next(iter(tags[0]), "")
    if not isinstance(instance, Mapping) or name not in instance or not all(name in own for own in tags):
        return None
    if any(same_json(value, instance[name]) for own in tags for value in own[name]):
        return None
    return _none_of([own[name] for own in tags], instance[name], [name])


def _is_elsewhere(error: ValidationError, instance: Any) -> bool:
    """Whether an error says that a branch is for values of another type, or for none."""
    if error.relative_path:
        return False
    value: Any = error.validator_value
    match error.validator:
        case None | "type" | "never":
            return True
        case "const":
            return _kind(value) != _kind(instance)
        case "enum":
            return _kind(instance) not in set(map(_kind, value))
        case "anyOf" | "oneOf":
            return error.message != SEVERAL and not error.context
        case _:
            return False


def _kind(value: Any) -> str:
    kind = json_type(value)
    return "number" if kind == "integer" else kind


def _of_other_type(found: Sequence[list[ValidationError]]) -> ValidationError:
    """What is wrong with a value of no branch's type: the one type there is, where it is one beside null.

    Of whole numbers and others that is a number.
    """
    real = [errors for errors in found if not _asks_for_null(errors)]
    if len(real) == 1:
        return ValidationError("nearest", context=real[0][:1])
    asked = [[error for error in errors if error.validator == "type" and not error.relative_path] for errors in real]
    words = [str(errors[0].validator_value) if errors else "" for errors in asked]
    if words and set(words) <= _NUMBERS:
        return ValidationError("nearest", context=asked[words.index(max(words))])
    return ValidationError("none")


_NUMBERS: Final = frozenset({"integer", "number"})


def _asks_for_null(errors: Sequence[ValidationError]) -> bool:
    """Whether a branch is null alone, or nothing at all."""
    return any(
        error.validator == _NEVER
        or (error.validator == "type" and error.validator_value in ("null", ["null"]))
        or (error.validator == "const" and error.validator_value is None)
        for error in errors
    )


def _may_be_of_tag(error: ValidationError) -> bool:
    return error.validator in ("const", "enum") and len(error.relative_path) == 1


def _tags(
    validator: Any, branches: Sequence[Any], instance: Any, schema: Mapping[str, Any]
) -> Sequence[Mapping[str, list[Any]]]:
    """For each branch, the members that tell it from the others, with their values there."""
    if not isinstance(instance, Mapping) or len(branches) > MAX_TOLD:
        return [{}] * len(branches)
    known = VISIT.get().tags
    if id(branches) not in known:
        listed = [
            listed_members(Subschema(branch, inside(validator, branch)._resolver))  # noqa: SLF001 - as in `references`
            if isinstance(branch, Mapping)
            else {}
            for branch in branches
        ]
        names = tag_names(listed, schema.get("discriminator"))
        known[id(branches)] = [{name: own[name] for name in names if name in own} for own in listed]
    tags: Sequence[Mapping[str, list[Any]]] = known[id(branches)]
    return tags


def _wrong_tags(tags: Mapping[str, list[Any]], instance: Any) -> tuple[bool, int, int]:
    """Whether the first tag is another branch's, how many are, and less how many are this one's."""
    told = [
        any(same_json(value, instance[name]) for value in values) for name, values in tags.items() if name in instance
    ]
    leading = next(iter(tags), None)
    is_anothers = leading is not None and leading in instance and not told[0]
    return is_anothers, told.count(False), -told.count(True)


def _distance(errors: Sequence[ValidationError]) -> tuple[int, int]:
    """How far a value is from a branch: members it does not have or lacks, then all that is wrong."""
    strangers = sum(error.validator in _STRANGERS and len(error.relative_path) == 1 for error in errors)
    return strangers, sum(max(1, len(error.context)) for error in errors)
