"""From what the page holds to a payload: parsed exactly, nothing added, nothing rounded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playground.form.fields import UNSET, Entries, Field, Group, Issue, Item, Path, Rows, Variants
from playground.form.page.parse import UnreadableError, parse


@dataclass(frozen=True, slots=True)
class Collected:
    """A payload, and what on the page could not be read; what could not be read is not in the payload."""

    payload: Any
    issues: tuple[Issue, ...] = ()


def collect_item(item: Item) -> Collected:
    """The value of an item as it is drawn; its payload is `UNSET` where it stands for nothing."""
    match item:
        case Field():
            return _field(item)
        case Group():
            return _group(item)
        case Rows():
            return _rows(item)
        case Variants():
            return _variants(item)
        case Entries():
            return _entries(item)


def _field(field: Field) -> Collected:
    try:
        return Collected(parse(field))
    except UnreadableError as error:
        return Collected(UNSET, (Issue(field.path, error.code, {"title": field.title, **error.params}),))


def _group(group: Group) -> Collected:
    if group.is_null or not group.is_set:
        return Collected(None if group.is_null else UNSET)
    payload: dict[Any, Any] = {}
    issues: list[Issue] = []
    for item in group.items:
        found = collect_item(item)
        issues.extend(found.issues)
        if item.path == group.path:
            payload.update(found.payload if isinstance(found.payload, dict) else {})
        elif found.payload is not UNSET:
            payload[item.path[-1]] = found.payload
    return Collected(payload, tuple(issues))


def _rows(rows: Rows) -> Collected:
    if rows.is_null or not rows.is_set:
        return Collected(None if rows.is_null else UNSET)
    payload: list[Any] = []
    issues: list[Issue] = []
    for item in rows.items:
        found = collect_item(item)
        issues.extend(found.issues)
        if found.payload is not UNSET:
            payload.append(found.payload)
        elif not found.issues:
            issues.append(Issue(item.path, "issue.empty_row", {"title": item.title}))
    return Collected(payload, tuple(issues))


def _variants(variants: Variants) -> Collected:
    if variants.is_null:
        return Collected(None)
    return Collected(UNSET) if variants.item is None else collect_item(variants.item)


def _entries(entries: Entries) -> Collected:
    if entries.is_null or not entries.is_set:
        return Collected(None if entries.is_null else UNSET)
    payload: dict[str, Any] = {}
    issues: list[Issue] = []
    for key, item in zip(entries.keys, entries.items, strict=True):
        name = str(key.entry.raw)
        found = collect_item(item)
        issues.extend(found.issues)
        if not name and key.entry.kept != "":
            issues.append(Issue(key.path, "issue.empty_name", {"title": key.title}))
        elif name in payload:
            issues.append(Issue(key.path, "issue.duplicate_name", {"title": key.title, "name": name}))
        elif found.payload is not UNSET:
            payload[name] = found.payload
        elif not found.issues:
            issues.append(Issue(item.path, "issue.empty_row", {"title": item.title}))
    return Collected(payload, tuple(issues))


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
