"""What a schema says about its form: `x-playground`, and the words that other playgrounds use for the same things."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Final

from playground.form.numbers import to_decimal

KEYWORD: Final = "x-playground"


@dataclass(frozen=True, slots=True)
class Hints:
    """Hints of one field; what is not hinted is None, empty or `{}`.

    Attributes:
        widget: the word of `x-playground`, which must fit.
        suggested: our word for another dialect's, which counts only where it fits.
        labels: label by choice as JSON text, or labels in the order of the choices.
        examples: names of the root's examples, in their order.
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
    accept: tuple[str, ...] = ()
    multiple: bool | None = None
    upload_kind: str = ""
    max_files: int | None = None
    max_size: int | None = None


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _flag(value: Any) -> bool:
    return value is True


def _optional_flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _count(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _texts(value: Any) -> tuple[str, ...]:
    parts: Iterable[Any] = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(part.strip() for part in parts if isinstance(part, str) and part.strip())


def _media_type(value: Any) -> tuple[str, ...]:
    # Text and JSON have media types too, and are typed, not uploaded.
    if isinstance(value, str) and value.split("/")[0] in {"image", "video", "audio"}:
        return (value,)
    return ()


def _bytes_word(value: Any) -> str:
    # It says that there is a file, and nothing of its kind.
    return "file-upload" if value == "application/octet-stream" else ""


def _labels(value: Any) -> Mapping[str, str]:
    if not isinstance(value, Mapping):
        return {}
    return {str(choice): label for choice, label in value.items() if isinstance(label, str)}


def _label_list(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        return ()
    return tuple(value)


def _number(value: Any) -> Decimal | None:
    return to_decimal(value)


def _positive(value: Any) -> Decimal | None:
    number = to_decimal(value)
    return number if number is not None and number > 0 else None


_WORDS: Final[Mapping[str, str]] = {
    "text": "text",
    "input": "text",
    "string": "text",
    "textarea": "textarea",
    "multiline": "textarea",
    "markdown": "textarea",
    "prompt": "textarea",
    "password": "password",
    "secret": "password",
    "select": "select",
    "dropdown": "select",
    "combobox": "select",
    "radio": "radio",
    "buttons": "radio",
    "checkbox": "checkbox",
    "checkboxes": "checkbox",
    "switch": "checkbox",
    "toggle": "checkbox",
    "slider": "slider",
    "range": "slider",
    "number": "number",
    "updown": "number",
    "stepper": "number",
    "seed": "seed",
    "color": "color",
    "colorpicker": "color",
    "color-picker": "color",
    "date": "date",
    "alt-date": "date",
    "datetime": "datetime",
    "date-time": "datetime",
    "datetime-local": "datetime",
    "alt-datetime": "datetime",
    "file": "file-upload",
    "files": "file-upload",
    "upload": "file-upload",
    "file-upload": "file-upload",
    "uploader": "file-upload",
    "uploaders": "file-upload",
    "image": "file-upload",
    "video": "file-upload",
    "audio": "file-upload",
    "json": "json",
    "hidden": "hidden",
}


_FORMAT_WORDS: Final = frozenset({"textarea", "password", "radio", "select", "checkbox", "range"})


def _widget_word(value: Any) -> str:
    return _WORDS.get(value.strip().lower(), "") if isinstance(value, str) else ""


def _hidden_word(value: Any) -> str:
    return "hidden" if value is True or value == "true" else ""


def _secret_word(value: Any) -> str:
    return "password" if value is True else ""


def _schema_format_word(value: Any) -> str:
    # json-editor and others write the widget where JSON Schema has the format.
    return _WORDS[value] if isinstance(value, str) and value in _FORMAT_WORDS else ""


_OWN: Final[Mapping[str, tuple[str, Callable[[Any], Any]]]] = {
    "widget": ("widget", _text),
    "rows": ("rows", _count),
    "placeholder": ("placeholder", _text),
    "help": ("help", _text),
    "labels": ("labels", _labels),
    "examples": ("examples", _label_list),
    "order": ("order", _number),
    "group": ("group", _text),
    "unit": ("unit", _text),
    "step": ("step", _positive),
    "advanced": ("advanced", _optional_flag),
    "accept": ("accept", _texts),
    "multiple": ("multiple", _optional_flag),
    "uploadKind": ("upload_kind", _text),
    "maxFiles": ("max_files", _count),
    "maxSize": ("max_size", _count),
}

_TRANSLATED: Final = ("title", "description", "placeholder", "help", "group", "unit", "labels", "examples")

SYNONYMS: Final[tuple[tuple[str, str, Callable[[Any], Any]], ...]] = (
    ("x-order", "order", _number),
    ("propertyOrder", "order", _number),
    ("ui_order", "order", _number),
    ("ui:order", "order_list", _texts),
    ("x-fal-order-properties", "order_list", _texts),
    ("x-order-properties", "order_list", _texts),
    ("x-hidden", "suggested", _hidden_word),
    ("ui.hidden", "suggested", _hidden_word),
    ("ui_hidden", "suggested", _hidden_word),
    ("ui:hidden", "suggested", _hidden_word),
    ("x-cog-secret", "suggested", _secret_word),
    ("x-ui-component", "suggested", _widget_word),
    ("ui:widget", "suggested", _widget_word),
    ("ui.field", "suggested", _widget_word),
    ("ui_component", "suggested", _widget_word),
    ("format", "suggested", _schema_format_word),
    ("x-placeholder", "placeholder", _text),
    ("ui:placeholder", "placeholder", _text),
    ("ui_placeholder", "placeholder", _text),
    ("placeholder", "placeholder", _text),
    ("ui:help", "help", _text),
    ("ui:title", "title", _text),
    ("ui:description", "description", _text),
    ("x-accept", "accept", _texts),
    ("contentMediaType", "accept", _media_type),
    ("contentMediaType", "suggested", _bytes_word),
    ("x-enum-varnames", "label_list", _label_list),
    ("enumNames", "label_list", _label_list),
    ("ui:enumNames", "label_list", _label_list),
    ("x-enum-labels", "labels", _labels),
    ("ui_choice_labels", "labels", _labels),
    ("step", "step", _positive),
)
"""Keyword of another dialect, our hint, and how its value is read; the first that says something wins."""


def read_hints(schemas: Iterable[Mapping[str, Any]], language: str) -> Hints:
    """The hints of schemas that together describe one field, nearest first; ours win over other dialects'."""
    found: dict[str, Any] = {}
    listed = tuple(schemas)
    for schema in listed:
        own = schema.get(KEYWORD)
        if isinstance(own, Mapping):
            _add_own(found, own, language)
    for schema in listed:
        for keyword, name, read in SYNONYMS:
            if keyword in schema and name not in found and (value := read(schema[keyword])):
                found[name] = value
    return Hints(**found)


def _add_own(found: dict[str, Any], own: Mapping[str, Any], language: str) -> None:
    translations = own.get("i18n")
    words = translations.get(language) if isinstance(translations, Mapping) else None
    if isinstance(words, Mapping):
        for word in _TRANSLATED:
            read = _OWN[word][1] if word in _OWN else _text
            if word in words and word not in found and (value := read(words[word])):
                found[word] = value
            if word == "labels" and "label_list" not in found and (value := _label_list(words.get(word))):
                found["label_list"] = value
    for word, (name, read) in _OWN.items():
        if word in own and name not in found and (value := read(own[word])) not in ("", None, (), {}):
            found[name] = value
    if "label_list" not in found and (value := _label_list(own.get("labels"))):
        found["label_list"] = value
