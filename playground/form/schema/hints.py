"""What a schema says about its form: `x-playground`, and the words that other playgrounds use for the same things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from playground.form.schema.dialects import SYNONYMS
from playground.form.schema.hint_values import (
    read_count,
    read_flag,
    read_label_list,
    read_labels,
    read_number,
    read_positive,
    read_text,
    read_texts,
)

KEYWORD: Final = "x-playground"


@dataclass(frozen=True, slots=True)
class HintOptions:
    """How hints are read.

    Attributes:
        language: of titles and the like, where the schema has them in several.
        words: what other dialects call our widgets, and which each is.
    """

    language: str = "en"
    words: Mapping[str, str] = field(default_factory=dict)


ENGLISH_HINTS: Final = HintOptions()
"""Hints in English, and no words but our own."""


@dataclass(frozen=True, slots=True)
class Hints:
    """Hints of one field; what is not hinted is None, empty or `{}`.

    Attributes:
        widget: the word of `x-playground`, which must fit.
        suggested: our word for another dialect's, which counts only where it fits.
        labels: label by choice as JSON text, or labels in the order of the choices.
        examples: names of the root's examples, in their order.
        choices: what a dialect offers beside the type; `known_choices`: where any other goes too.
        outdated: choices that are no longer to be chosen, as JSON text.
        order_list: of an object: its members' names in order.
    """

    widget: str = ""
    suggested: str = ""
    title: str = ""
    description: str = ""
    rows: int | None = None
    placeholder: str = ""
    help: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    examples: tuple[str, ...] = ()
    label_list: tuple[str, ...] = ()
    order: Decimal | None = None
    order_list: tuple[str, ...] = ()
    group: str = ""
    unit: str = ""
    step: Decimal | None = None
    advanced: bool | None = None
    choices: tuple[Any, ...] = ()
    known_choices: tuple[Any, ...] = ()
    outdated: tuple[str, ...] = ()
    accept: tuple[str, ...] = ()
    multiple: bool | None = None
    upload_kind: str = ""
    max_files: int | None = None
    max_size: int | None = None


_OWN: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "widget": ("widget", read_text),
    "rows": ("rows", read_count),
    "placeholder": ("placeholder", read_text),
    "help": ("help", read_text),
    "labels": ("labels", read_labels),
    "examples": ("examples", read_label_list),
    "order": ("order", read_number),
    "group": ("group", read_text),
    "unit": ("unit", read_text),
    "step": ("step", read_positive),
    "advanced": ("advanced", read_flag),
    "accept": ("accept", read_texts),
    "multiple": ("multiple", read_flag),
    "uploadKind": ("upload_kind", read_text),
    "maxFiles": ("max_files", read_count),
    "maxSize": ("max_size", read_count),
}

_NOTHING: Final[tuple[Any, ...]] = ("", None, (), {})

_TRANSLATED: Final = ("title", "description", "placeholder", "help", "group", "unit", "labels", "examples")


def read_hints(schemas: Iterable[Mapping[str, Any]], hint_options: HintOptions) -> Hints:
    """The hints of schemas that together describe one field, nearest first; ours win over other dialects'."""
    found: dict[str, Any] = {}
    listed = tuple(schemas)
    for schema in listed:
        own = schema.get(KEYWORD)
        if isinstance(own, Mapping):
            _add_own(found, own, hint_options.language)
    for schema in listed:
        for name, value in _from_dialects(schema, hint_options.words):
            found.setdefault(name, value)
    return Hints(**found)


def _from_dialects(schema: Mapping[str, Any], words: Mapping[str, str]) -> Iterator[tuple[str, Any]]:
    """What a schema's words of other dialects say, in the order of their table."""
    spoken = [(keyword, *entry) for keyword in schema.keys() & SYNONYMS.keys() for entry in SYNONYMS[keyword]]
    for keyword, _, steps, name, read in sorted(spoken, key=lambda entry: entry[1]):
        value: Any = schema[keyword]
        for step in steps:
            value = value.get(step) if isinstance(value, Mapping) else None
        said = None if value is None else read(value)
        is_word = name == "widget_word"
        if is_word and said is not None:
            said = words.get(said)
        if said not in _NOTHING:
            yield "suggested" if is_word else name, said


def _add_own(found: dict[str, Any], own: Mapping[str, Any], language: str) -> None:
    translations = own.get("i18n")
    words = translations.get(language) if isinstance(translations, Mapping) else None
    if isinstance(words, Mapping):
        for word in _TRANSLATED:
            read = _OWN[word][1] if word in _OWN else read_text
            if word in words and word not in found and (value := read(words[word])):
                found[word] = value
            if word == "labels" and "label_list" not in found and (value := read_label_list(words.get(word))):
                found["label_list"] = value
    for word, (name, read) in _OWN.items():
        if word in own and name not in found and (value := read(own[word])) not in _NOTHING:
            found[name] = value
    if "label_list" not in found and (value := read_label_list(own.get("labels"))):
        found["label_list"] = value
