"""From what the page holds to a payload: parsed exactly, nothing added, nothing rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from playground.form.fields import UNSET, Entries, Field, Issue, Item, Path, State, UnreadableError, Variants
from playground.form.page.parse import parse


@dataclass(frozen=True, slots=True)
class Collected:
    """A payload, and what on the page could not be read; what could not be read is not in the payload."""

    payload: Any
    issues: tuple[Issue, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """An item as it is drawn, and what it stands for; its payload is `UNSET` where that is nothing."""

    item: Item
    found: Collected


def collect_field(field: Field) -> Collected:
    """The value of one control."""
    try:
        return Collected(parse(field))
    except UnreadableError as error:
        return Collected(UNSET, (Issue(field.path, error.code, {"title": field.title, **error.params}),))


def collect_group(path: Path, inner: Iterable[Part]) -> Collected:
    """The object at a path, from its members, and from variants of parts of it, which stand at the same path."""
    payload: dict[Any, Any] = {}
    issues: list[Issue] = []
    for part in inner:
        issues.extend(part.found.issues)
        if part.item.path == path:
            payload.update(part.found.payload if isinstance(part.found.payload, dict) else {})
        elif part.found.payload is not UNSET:
            payload[part.item.path[-1]] = part.found.payload
    return Collected(payload, tuple(issues))


def collect_rows(inner: Iterable[Part]) -> Collected:
    """The list of its rows."""
    payload: list[Any] = []
    issues: list[Issue] = []
    for part in inner:
        issues.extend(part.found.issues)
        if part.found.payload is not UNSET:
            payload.append(part.found.payload)
        elif not part.found.issues:
            issues.append(_empty_row(part.item))
    return Collected(payload, tuple(issues))


def collect_entries(keys: Iterable[Field], inner: Iterable[Part]) -> Collected:
    """The map of its names and values."""
    payload: dict[str, Any] = {}
    issues: list[Issue] = []
    for key, part in zip(keys, inner, strict=True):
        name = str(key.entry.raw)
        issues.extend(part.found.issues)
        if not name and key.entry.kept != "":
            issues.append(Issue(key.path, "issue.empty_name", {"title": key.title}))
        elif name in payload:
            issues.append(Issue(key.path, "issue.duplicate_name", {"title": key.title, "name": name}))
        elif part.found.payload is not UNSET:
            payload[name] = part.found.payload
        elif not part.found.issues:
            issues.append(_empty_row(part.item))
    return Collected(payload, tuple(issues))


def collect_nothing(state: State) -> Collected:
    """The payload of a group, list or map that is null or was not added."""
    return Collected(None if state.is_null else UNSET)


def _empty_row(item: Item) -> Issue:
    return Issue(item.path, "issue.empty_row", {"title": item.title})


def children(item: Item) -> tuple[Item, ...]:
    """What is drawn right inside an item."""
    match item:
        case Field():
            return ()
        case Variants():
            return () if item.item is None else (item.item,)
        case Entries():
            return (*item.keys, *item.items)
        case _:
            return item.items


def walk_items(items: tuple[Item, ...]) -> Iterator[Item]:
    """All items, each before those inside it."""
    for item in items:
        yield item
        yield from walk_items(children(item))


def fields_of(items: tuple[Item, ...]) -> Iterator[Field]:
    """All controls."""
    return (item for item in walk_items(items) if isinstance(item, Field))


def covered(items: tuple[Item, ...], path: Path) -> frozenset[str]:
    """The members of the object at `path` that these items stand for."""
    names: set[str] = set()
    for item in items:
        if item.path == path:
            names |= covered(children(item), path)
        elif item.path[: len(path)] == path:
            names.add(str(item.path[len(path)]))
    return frozenset(names)


def members_held(
    path: Path, drawn: Iterable[Part], further: Iterable[Part], loaded: Mapping[str, Any]
) -> dict[str, Any]:
    """What the object at a path holds now: what is drawn of it, and loaded members that nothing drawn stands for."""
    own = tuple(drawn)
    found = collect_group(path, (*own, *further)).payload
    known = covered(tuple(part.item for part in own), path)
    return {**{name: value for name, value in loaded.items() if name not in known}, **found}
