"""The payloads that a schema gives as examples, and what they are called."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

Named: TypeAlias = tuple[str, Any]
"""A name, or nothing, and a payload."""

_VALUES: Final = frozenset({"value", "dataValue", "serializedValue", "externalValue"})
_ABOUT: Final = frozenset({"summary", "description", *_VALUES})
"""The members of an OpenAPI example object, which has the payload as its `value`, or `dataValue`."""


def examples_of(keywords: Mapping[str, Any], members: frozenset[str], names: Sequence[str]) -> list[Named]:
    """The examples of a schema: JSON Schema's list, OpenAPI's objects and maps of them, or the one `example`.

    Args:
        keywords: of the schema.
        members: what its payload may have: an object with a member called `value` may be a payload itself.
        names: what hints call them, in their order.
    """
    found = list(_unwrapped(keywords, members))
    return [(names[index] if index < len(names) else name, value) for index, (name, value) in enumerate(found)]


def _unwrapped(keywords: Mapping[str, Any], members: frozenset[str]) -> Iterator[Named]:
    listed = keywords.get("examples")
    if isinstance(listed, Mapping) and listed and all(_is_wrapped(entry, members) for entry in listed.values()):
        entries = [(str(name), entry) for name, entry in listed.items()]
    elif isinstance(listed, list):
        entries = [("", entry) for entry in listed]
    else:
        entries = [("", keywords["example"])] if "example" in keywords else []
    for name, entry in entries:
        if not _is_wrapped(entry, members):
            yield name, entry
        elif (given := next((word for word in ("dataValue", "value") if word in entry), None)) is not None:
            # Else it is elsewhere, and nothing is fetched.
            yield _name_of(entry) or name, entry[given]


def _is_wrapped(entry: Any, members: frozenset[str]) -> bool:
    if not isinstance(entry, Mapping) or entry.keys() <= members:
        return False
    about = {name for name in entry if not str(name).startswith("x-")}
    return about <= _ABOUT and bool(about & _VALUES)


def _name_of(entry: Mapping[str, Any]) -> str:
    texts = (entry.get(word) for word in ("summary", "description"))
    return next((text.strip() for text in texts if isinstance(text, str) and text.strip()), "")
