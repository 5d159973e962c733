"""The drafts of a visitor: forms that are being filled in, kept by model."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from types import MappingProxyType
from typing import Any

from playground.catalog import Model
from playground.component.edits import Sent
from playground.errors import StorageError
from playground.form import Form, Layout, lay_out, untouched, values_from_json, values_to_json, without_secrets_of
from playground.form.fields import Values
from playground.jsontext import to_storable_json
from playground.texts import Language
from playground.ui.visitor import is_anonymous
from playground.wiring import Parts


async def save_draft(
    parts: Parts,
    sent: Sent,
    *,
    person: str,
    language: Language,
    layout: Layout | None = None,
    known: Mapping[str, Any] = MappingProxyType({}),
) -> None:
    """Keep what is being filled in, but for the values of password fields.

    One that cannot be kept costs nobody anything: the form on the page is still whole.

    Args:
        parts: what to work with.
        sent: the page.
        person: whose draft it is.
        language: of the form.
        layout: of what is sent, where that is laid out already.
        known: drafts that are kept already; what is the same as one of them is not written again, and is no newer.
    """
    if is_anonymous(person):
        return
    form = parts.catalog.model(sent.model, language).form
    layout = await parts.threads.run(lay_out, form, sent.values) if layout is None else layout
    draft = await parts.threads.run(_draft, form, layout)
    if to_storable_json(known.get(sent.model)) == to_storable_json(draft):
        return
    with suppress(StorageError):
        await parts.runner.drafts.save(person, sent.model, draft)


def _draft(form: Form, layout: Layout) -> dict[str, Any]:
    return values_to_json(without_secrets_of(form, layout))


async def drafts_of(parts: Parts, person: str) -> dict[str, Any]:
    """This browser's drafts by model, the newest first; none where the ledger cannot be read."""
    try:
        return await parts.runner.drafts.of_person(person)
    except StorageError:
        return {}


async def draft_of(parts: Parts, model: Model, *, person: str) -> Values:
    """What this browser was filling in for a model, else the untouched form."""
    return draft_in(await drafts_of(parts, person), model)


def draft_in(drafts: Mapping[str, Any], model: Model) -> Values:
    """The same, where a browser's drafts are known."""
    draft = drafts.get(model.slug)
    return untouched(model.form) if draft is None else values_from_json(draft)
