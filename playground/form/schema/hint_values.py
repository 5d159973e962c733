"""How the value of a hint is read: what is not of the right kind says nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from playground.form.json_values import to_text
from playground.form.numbers import to_decimal

_MEDIA: Final = frozenset({"image", "video", "audio"})
_SHORT: Final = 40
"""Characters of a description that may be read on a choice."""

_FORMATS: Final = frozenset({"textarea", "password", "radio", "select", "checkbox", "range", "slider", "hidden"})


def read_text(value: Any) -> str:
    """A text."""
    return value if isinstance(value, str) else ""


def read_flag(value: Any) -> bool | None:
    """True or false."""
    return value if isinstance(value, bool) else None


def read_count(value: Any) -> int | None:
    """A whole number above 0."""
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def read_number(value: Any) -> Decimal | None:
    """A number."""
    return to_decimal(value)


def read_positive(value: Any) -> Decimal | None:
    """A number above 0."""
    number = to_decimal(value)
    return number if number is not None and number > 0 else None


def read_texts(value: Any) -> tuple[str, ...]:
    """A list of texts, or one with commas."""
    parts: Iterable[Any] = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else ()
    return tuple(part.strip() for part in parts if isinstance(part, str) and part.strip())


def read_labels(value: Any) -> Mapping[str, str]:
    """Labels by choice: an object, or a list of objects with `value` and a name."""
    if isinstance(value, Mapping):
        return {str(choice): label for choice, label in value.items() if isinstance(label, str)}
    if not isinstance(value, list):
        return {}
    named = [(entry, _name_of(entry)) for entry in value if isinstance(entry, Mapping) and "value" in entry]
    return {_key(entry["value"]): name for entry, name in named if name}


def read_label_list(value: Any) -> tuple[str, ...]:
    """Labels in the order of the choices."""
    if not isinstance(value, list) or not all(isinstance(label, str) for label in value):
        return ()
    return tuple(value)


def read_short_labels(value: Any) -> Mapping[str, str]:
    """Descriptions by choice, where all are short enough for labels."""
    labels = read_labels(value)
    return labels if all(len(label) <= _SHORT for label in labels.values()) else {}


def read_short_label_list(value: Any) -> tuple[str, ...]:
    """Descriptions in the order of the choices, where all are short enough for labels."""
    labels = read_label_list(value)
    return labels if all(len(label) <= _SHORT for label in labels) else ()


def _name_of(entry: Mapping[str, Any]) -> str:
    names = (entry.get(word) for word in ("label", "title", "name", "description"))
    return next((name for name in names if isinstance(name, str) and name), "")


def _key(value: Any) -> str:
    return value if isinstance(value, str) else to_text(value)


def read_choices(value: Any) -> tuple[Any, ...]:
    """The values of a list of values, or of objects with `value`."""
    if not isinstance(value, list):
        return ()
    values = (entry.get("value") if isinstance(entry, Mapping) else entry for entry in value)
    return tuple(choice for choice in values if isinstance(choice, str | int | float))


def read_values(value: Any) -> tuple[str, ...]:
    """Choices as JSON text: a list of them, or an object that says true of some."""
    if isinstance(value, Mapping):
        return tuple(str(choice) for choice, is_so in value.items() if is_so)
    return tuple(_key(choice) for choice in value) if isinstance(value, list) else ()


def read_widget_word(value: Any) -> str:
    """Another's word for a widget, as `Widget.words` has it."""
    return value.strip().lower().replace("_", "-").replace(" ", "-") if isinstance(value, str) else ""


def read_format_word(value: Any) -> str:
    """The widget that json-editor and others write where JSON Schema has the format."""
    return value if isinstance(value, str) and value in _FORMATS else ""


def read_hidden(value: Any) -> str:
    """True hides."""
    return "hidden" if value is True or value == "true" else ""


def read_unseen(value: Any) -> str:
    """False, `none` or `hidden` hides."""
    return "hidden" if value is False or value in ("none", "hidden") else ""


def read_secret(value: Any) -> str:
    """True makes a password."""
    return "password" if value is True else ""


def read_advanced(value: Any) -> bool | None:
    """True or false, also in words."""
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else read_flag(value)


def read_important(value: Any) -> bool | None:
    """True keeps out of the advanced section."""
    return False if value is True else None


def read_media_type(value: Any) -> tuple[str, ...]:
    """The media type of an upload; text and JSON have media types too, and are typed."""
    return (value,) if isinstance(value, str) and value.split("/")[0] in _MEDIA else ()


def read_bytes(value: Any) -> str:
    """`application/octet-stream` says that there is a file, and nothing of its kind."""
    return "file-upload" if value == "application/octet-stream" else ""


def read_cog_file(value: Any) -> str:
    """Cog's type of an input: a file, or a secret."""
    word = value.lower() if isinstance(value, str) else ""
    return {"secret": "password", "path": "file-upload", "file": "file-upload"}.get(word, "")


def read_file_types(value: Any) -> tuple[str, ...]:
    """Cog's type of an input, where it is a medium."""
    word = value.lower() if isinstance(value, str) else ""
    return (f"{word}/*",) if word in _MEDIA else ()
