"""Short ways to a form, to what it draws and to what it finds wrong."""

from __future__ import annotations

from typing import Any

from playground.form import (
    Entries,
    Field,
    Form,
    Group,
    Item,
    Path,
    Rows,
    Values,
    Variants,
    build_form,
    collect,
    items,
    untouched,
    validate,
    with_raws,
)
from playground.form.page.collect import walk_items

DRAFTS = {
    "4": "http://json-schema.org/draft-04/schema#",
    "7": "http://json-schema.org/draft-07/schema#",
    "2019": "https://json-schema.org/draft/2019-09/schema",
    "2020": "https://json-schema.org/draft/2020-12/schema",
}


def form_of(properties: dict[str, Any], **root: Any) -> Form:
    """The form of an object with these properties."""
    return build_form({"type": "object", "properties": properties, **root})


def single(schema: dict[str, Any], name: str = "it", *, required: bool = False) -> Field:
    """The control of one property."""
    form = form_of({name: schema}, required=[name] if required else [])
    return field(form, name)


def drawn(form: Form, values: Values | None = None) -> dict[Path, Item]:
    """What is drawn, by path; of several items at one path the outermost."""
    shown = items(form, untouched(form) if values is None else values)
    return {item.path: item for item in reversed(list(walk_items(shown)))}


def field(form: Form, *path: str | int, values: Values | None = None) -> Field:
    found = [item for item in walk_items(items(form, values or untouched(form))) if item.path == path]
    fields = [item for item in found if isinstance(item, Field)]
    assert len(fields) == 1, found
    return fields[0]


def group(form: Form, *path: str | int, values: Values | None = None) -> Group:
    found = drawn(form, values)[path]
    assert isinstance(found, Group)
    return found


def rows(form: Form, *path: str | int, values: Values | None = None) -> Rows:
    found = drawn(form, values)[path]
    assert isinstance(found, Rows)
    return found


def variants(form: Form, *path: str | int, values: Values | None = None) -> Variants:
    found = drawn(form, values).get(path)
    if not isinstance(found, Variants):
        shown = walk_items(items(form, values or untouched(form)))
        found = next(item for item in shown if isinstance(item, Variants) and item.path == path)
    return found


def entries(form: Form, *path: str | int, values: Values | None = None) -> Entries:
    found = drawn(form, values)[path]
    assert isinstance(found, Entries)
    return found


def typed(form: Form, raws: dict[Path, Any], values: Values | None = None) -> Values:
    """Values after somebody typed into the controls at these paths."""
    before = untouched(form) if values is None else values
    return with_raws(before, {field(form, *path, values=before).slot: raw for path, raw in raws.items()})


def sent(form: Form, values: Values | None = None) -> Any:
    """The payload, which must be readable."""
    collected = collect(form, untouched(form) if values is None else values)
    assert collected.issues == ()
    return collected.payload


def told(schema: Any, payload: Any) -> list[tuple[Any, ...]]:
    """What is wrong with a payload: each issue as its path, and then its code."""
    return [(*issue.path, issue.code) for issue in validate(build_form(schema), payload)]
