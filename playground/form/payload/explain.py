"""From jsonschema's errors to issues: each beside its own field, the best branch of a union explained."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import chain, islice
from typing import Any, Final, TypeAlias

from jsonschema.exceptions import ValidationError

from playground.form.fields import Issue, Path
from playground.form.json_values import same_json, to_text
from playground.form.numbers import to_decimal
from playground.form.plan.leaves import label_of
from playground.form.schema.formats import FORMATS
from playground.form.schema.json_types import meant_type
from playground.form.schema.patterns import matches
from playground.form.validator.branches import SEVERAL
from playground.texts import Language, join_alternatives, join_words, translate

MAX_ISSUES: Final = 100
MAX_EXPLAINED: Final = 2_000
MAX_SHOWN: Final = 80
MAX_CHOICES_SHOWN: Final = 8
MAX_COMPARED: Final = 50
"""Objects and lists of an `enum` that a value is compared with."""

Params: TypeAlias = dict[str, Any]


def explain(errors: Iterable[ValidationError], titles: Callable[[Path], str], language: Language) -> tuple[Issue, ...]:
    """Issues for errors, each field's same issue once, at most `MAX_ISSUES`.

    Args:
        errors: of one validation.
        titles: what people call the field at a path.
        language: of the words within params.
    """
    found: dict[tuple[Path, str], Issue] = {}
    singles = chain.from_iterable(_singles(error, ()) for error in errors)
    for path, error in islice(singles, MAX_EXPLAINED):
        code, params = _code_and_params(error, path, language)
        # A name that cannot be one is told of what it would be a name in.
        owner = path[:-1] if error.validator == "propertyNames" else path
        found.setdefault((path, code), Issue(path, code, {"title": titles(owner), **params}))
        if len(found) >= MAX_ISSUES:
            break
    return tuple(found.values())


def _singles(error: ValidationError, around: Path) -> Iterator[tuple[Path, ValidationError]]:
    """The error itself, or those of the branch that the value comes nearest to, each with its place.

    An error may be told in several places, so only its own path is its own, and not the way up to the whole.
    """
    path = (*around, *error.relative_path)
    if error.validator in ("const", "enum") and isinstance(error.instance, dict | list):
        yield from _differing(error, path)
        return
    if error.validator not in ("anyOf", "oneOf") or not error.context:
        yield path, error
        return
    for inner in error.context:
        yield from _singles(inner, path)


def _differing(error: ValidationError, path: Path) -> Iterator[tuple[Path, ValidationError]]:
    """Where an object or a list is not the one that is asked for; of several, the one that it comes nearest to."""
    asked: Any = error.validator_value if error.validator == "enum" else [error.validator_value]
    alike = [value for value in asked[:MAX_COMPARED] if type(value) is type(error.instance)]
    found = [list(islice(_differences(value, error.instance, path), MAX_ISSUES)) for value in alike]
    yield from min(found, key=len, default=[(path, error)])


def _differences(asked: Any, given: Any, path: Path) -> Iterator[tuple[Path, ValidationError]]:
    if isinstance(asked, dict) and isinstance(given, dict):
        for name in asked:
            if name in given:
                yield from _differences(asked[name], given[name], (*path, name))
            else:
                yield (*path, name), ValidationError("", validator="required")
        for name in given.keys() - asked.keys():
            yield (*path, name), ValidationError("", validator="additionalProperties")
    elif isinstance(asked, list) and isinstance(given, list) and len(asked) == len(given):
        for index, (one, other) in enumerate(zip(asked, given, strict=True)):
            yield from _differences(one, other, (*path, index))
    elif not same_json(asked, given):
        yield path, ValidationError("", validator="const", validator_value=asked, instance=given)


def _code_and_params(error: ValidationError, path: Path, language: Language) -> tuple[str, Params]:
    if error.validator is None:
        return "issue.unexpected" if path else "issue.not_allowed", {}
    code, params = _TABLE.get(_keyword_of(error), ("issue.invalid", _nothing))
    if error.validator == "format":
        return _FORMAT_CODES[str(error.validator_value)], {}
    if error.validator == "oneOf" and error.message == SEVERAL:
        return "issue.several_variants", {}
    return code, params(error, language)


def _keyword_of(error: ValidationError) -> str:
    """The keyword that is broken, as today's drafts call it."""
    if error.validator == "enum" and not error.validator_value:
        return "not"  # a list of nothing rules out everything
    exclusive = _EXCLUSIVE.get(str(error.validator), "")
    is_exclusive = isinstance(error.schema, Mapping) and error.schema.get(exclusive) is True
    return exclusive if is_exclusive else str(error.validator)


_EXCLUSIVE: Final[Mapping[str, str]] = {"minimum": "exclusiveMinimum", "maximum": "exclusiveMaximum"}
"""What makes a bound one that may not be reached, where it is `true`: draft 4 and OpenAPI 3.0 say it so."""


def _nothing(_: ValidationError, __: Language) -> Params:
    return {}


def _number(error: ValidationError, _: Language) -> Params:
    return {"limit": _plain(error.validator_value), "actual": _plain(error.instance)}


def _size(error: ValidationError, _: Language) -> Params:
    value: Any = error.instance
    limit: Any = error.validator_value
    return {"limit": int(limit), "actual": len(value)}


def _types(error: ValidationError, language: Language) -> Params:
    wanted: list[Any] = error.validator_value if isinstance(error.validator_value, list) else [error.validator_value]
    known = [meant_type(word) for word in wanted if word != "null"]
    words = [translate(f"issue.type.{word}", language) for word in known] or [translate("issue.type.null", language)]
    return {"expected": join_alternatives(words, language)}


def _choices(error: ValidationError, language: Language) -> Params:
    choices: Any = error.validator_value
    name = _name_of(error)
    shown = [_short(label_of(value, language, name)) for value in choices[:MAX_CHOICES_SHOWN]]
    return {"choices": join_words(shown if len(shown) == len(choices) else [*shown, "…"], language)}


def _constant(error: ValidationError, language: Language) -> Params:
    return {"expected": _short(label_of(error.validator_value, language, _name_of(error)))}


def _name_of(error: ValidationError) -> str:
    """The property that an error is of, as far as its own path tells; empty where it does not."""
    return next((step for step in reversed(error.relative_path) if isinstance(step, str)), "")


def _pattern(error: ValidationError, language: Language) -> Params:
    """A value that has the form which the pattern asks for, in a sentence of its own; nothing where none is known."""
    own = error.schema.get("examples") if isinstance(error.schema, Mapping) else None
    known = (*(own if isinstance(own, list) else ()), *_LIKELY)
    pattern = str(error.validator_value)
    fitting = next((text for text in known if isinstance(text, str) and matches(pattern, text)), None)
    return {"such_as": "" if fitting is None else translate("issue.such_as", language, example=_short(fitting))}


def _name(error: ValidationError, _: Language) -> Params:
    return {"name": _short(error.message)}


_LIKELY: Final = (
    *("#ff8800", "2026-11-22", "14:30", "16:9", "1024x1024", "en", "en-US", "abc", "abc-123", "ABC123", "1.5", "42"),
    *("https://example.com/cat.png", "123e4567-e89b-12d3-a456-426614174000"),
)
"""What patterns often ask for: people understand one of these better than a pattern."""

_FORMAT_CODES: Final[Mapping[str, str]] = {
    **{name: f"issue.format_{name.replace('-', '_')}" for name in FORMATS},
    "url": "issue.format_uri",
}

_TABLE: Final[Mapping[str, tuple[str, Callable[[ValidationError, Language], Params]]]] = {
    "required": ("issue.required", _nothing),
    "dependentRequired": ("issue.required", _nothing),
    "dependencies": ("issue.required", _nothing),
    "type": ("issue.type", _types),
    "enum": ("issue.enum", _choices),
    "const": ("issue.const", _constant),
    "minLength": ("issue.min_length", _size),
    "maxLength": ("issue.max_length", _size),
    "pattern": ("issue.pattern", _pattern),
    "minimum": ("issue.minimum", _number),
    "maximum": ("issue.maximum", _number),
    "exclusiveMinimum": ("issue.exclusive_minimum", _number),
    "exclusiveMaximum": ("issue.exclusive_maximum", _number),
    "multipleOf": ("issue.multiple_of", _number),
    "minItems": ("issue.min_items", _size),
    "maxItems": ("issue.max_items", _size),
    "uniqueItems": ("issue.unique_items", _nothing),
    "contains": ("issue.contains", _nothing),
    "minContains": ("issue.contains", _nothing),
    "maxContains": ("issue.max_contains", _nothing),
    "minProperties": ("issue.min_properties", _size),
    "maxProperties": ("issue.max_properties", _size),
    "properties": ("issue.unexpected", _nothing),
    "patternProperties": ("issue.unexpected", _nothing),
    "propertyNames": ("issue.property_name", _name),
    "additionalProperties": ("issue.unexpected", _nothing),
    "unevaluatedProperties": ("issue.unexpected", _nothing),
    "additionalItems": ("issue.unexpected_entries", _nothing),
    "unevaluatedItems": ("issue.unexpected_entries", _nothing),
    "items": ("issue.unexpected_entries", _nothing),
    "not": ("issue.not_allowed", _nothing),
    "anyOf": ("issue.no_variant", _nothing),
    "oneOf": ("issue.no_variant", _nothing),
}


def _plain(value: Any) -> str:
    number = to_decimal(value)
    if number is None:
        return to_text(value)
    if abs(number.adjusted()) < MAX_SHOWN:
        return f"{number:f}"
    digits, _, power = f"{number:E}".partition("E")
    return f"{_short(digits.rstrip('0').rstrip('.'))}E{power}"


def _short(text: str) -> str:
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"
