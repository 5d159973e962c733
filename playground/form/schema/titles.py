"""What people read for a value: its own title where that says something, else its name in words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from playground.form.schema.names import in_words
from playground.form.schema.subschema import Subschema

if TYPE_CHECKING:
    from playground.form.schema.node import Node

_TYPE_WORDS: Final = frozenset(
    {"string", "str", "integer", "int", "number", "float", "double", "boolean", "bool", "object", "array", "enum"}
    | {"null", "none", "any", "dict"}
)
_RAW: Final = re.compile(r"[a-z0-9]+(_[a-z0-9]+)+|[a-z]+([A-Z][a-z0-9]+)+")
_CLASS: Final = re.compile(r"(?:[A-Z]+[a-z0-9]+){2,}")
"""The name of a class says of what kind a value is, not which one."""


def title_of(subschemas: Iterable[Subschema], name: str) -> str:
    """The title that a value's schemas give it, or empty.

    A word for a type is none; one that came over a reference names a kind of value, not this one: it only counts where
    there is no name, of a row or of the whole.
    """
    for subschema in subschemas:
        title = subschema.schema.get("title")
        if not isinstance(title, str) or (subschema.name and name):
            continue
        text = title.strip()
        if not text or text.lower() in _TYPE_WORDS or text == name:
            continue
        if not _CLASS.fullmatch(text):
            return in_words(text) if _RAW.fullmatch(text) else text
        if not name:
            return in_words(text)
        if text.lower() == name.lower():
            return text  # one word, as its owner writes it
    return ""


def told_apart(nodes: Sequence[Node], taken: frozenset[str] = frozenset()) -> list[Node]:
    """The nodes of one object, so that no two are called the same: rather by the name in words, at last by both.

    Args:
        nodes: of its members.
        taken: what other members are called that stand beside these.
    """
    ways = [
        tuple(dict.fromkeys((node.title, in_words(node.name), f"{in_words(node.name)} ({node.name})")))
        for node in nodes
    ]
    chosen = [0] * len(nodes)
    for _ in range(2):
        times = Counter(taken) + Counter(way[index] for way, index in zip(ways, chosen, strict=True))
        chosen = [
            min(index + 1, len(way) - 1) if times[way[index]] > 1 else index
            for way, index in zip(ways, chosen, strict=True)
        ]
    return [
        replace(node, hints=replace(node.hints, title=way[index])) if index else node
        for node, way, index in zip(nodes, ways, chosen, strict=True)
    ]
