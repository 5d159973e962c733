"""What happens when a visitor opens, edits or submits the form: from what the page sent to what it shows next."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from playground.catalog import Model
from playground.component.edits import Sent, edited
from playground.component.form_view import prompt_of
from playground.errors import BadRequestError, StorageError
from playground.files.bucket import BucketStore
from playground.files.retention import stored_bytes
from playground.form import (
    Form,
    Layout,
    filled,
    lay_out,
    untouched,
    with_raws,
)
from playground.form.fields import Values
from playground.texts import Language, translate
from playground.ui.drafts import draft_in, draft_of, drafts_of, save_draft
from playground.ui.parameters import with_imported, without_masks
from playground.ui.presets import with_preset
from playground.wiring import Parts


@dataclass(frozen=True, slots=True)
class EditedForm:
    """The form after a click in it.

    Attributes:
        model: whose form it is now.
        layout: what it holds.
        note: what the click did, in words, where only the server can tell.
    """

    model: Model
    layout: Layout
    note: str = ""


async def layout_of(parts: Parts, sent: Sent, language: Language) -> Layout:
    """What the page sent, laid out.

    Raises:
        UnknownModelError: the model has gone meanwhile.
    """
    return await parts.threads.run(lay_out, parts.catalog.model(sent.model, language).form, sent.values)


async def storage_summary(parts: Parts, person: str, language: Language) -> str:
    """What the data folder holds, and what it may; or the person, where there is a limit on that."""
    settings = parts.settings
    held, most = 0, None
    with suppress(StorageError):  # what is not known is not said: the page is drawn without the ledger too
        held, most = await asyncio.to_thread(parts.stored.standing, person)
    if most is not None:
        told = {"held": held, "limit": most, "left": max(0, most - held), "count": settings.keep_days}
        return translate("page.held_yours_days" if settings.keep_days else "page.held_yours", language, **told)
    if isinstance(parts.store, BucketStore):
        stored = await parts.store.run(parts.store.index.total)
    else:
        stored = await asyncio.to_thread(stored_bytes, settings.results_folder, settings.uploads_folder)
    limit = settings.keep_bytes
    size = stored if limit is None else translate("page.held_of", language, held=stored, limit=limit)
    code = "page.held_days" if settings.keep_days else "page.held"
    return translate(code, language, size=size, count=settings.keep_days)


async def apply_edit(parts: Parts, sent: Sent, *, person: str, language: Language) -> EditedForm:
    """What the form is after a click in it; of a form that is not the model's any more it is only drawn anew.

    Raises:
        UnknownModelError: the model has gone meanwhile.
        BadRequestError: the click is unknown, or the form would hold more than it may; `page.run_gone`, the run whose
            settings are asked for is not this browser's; `preset.gone`, `preset.nothing_fits`.
    """
    model = parts.catalog.model(sent.model, language)
    note = ""
    match sent.edit.get("do"):
        case "model":
            slug = str(sent.edit["slug"])
            return EditedForm(*await _switched(parts, sent, slug, person=person, language=language))
        case "settings":
            run_id = str(sent.edit["run"])
            model, values = await _settings_of(parts, run_id, person=person, language=language)
        case "record":
            model, values = await _brought_back(parts, sent, model, person=person, language=language)
        case "preset":
            preset = await with_preset(parts, sent, model, person=person, language=language)
            values, note = preset.values, preset.note
        case _ if sent.version != model.version:
            values = sent.values
        case _:
            return EditedForm(model, await parts.threads.run(edited, model.form, sent.values, sent.edit))
    return EditedForm(model, await parts.threads.run(lay_out, model.form, values), note)


async def _switched(parts: Parts, sent: Sent, slug: str, *, person: str, language: Language) -> tuple[Model, Layout]:
    """The other model's own draft; the prompt comes along where both have one."""
    layout, known = await asyncio.gather(layout_of(parts, sent, language), drafts_of(parts, person))
    # Of two models between which a person goes back and forth none is written: the page keeps the one that it shows.
    await save_draft(parts, sent, person=person, language=language, layout=layout, known=known)
    other = parts.catalog.model(slug, language)
    values = await draft_of(parts, other, person=person) if slug == sent.model else draft_in(known, other)
    return other, await parts.threads.run(_with_prompt, layout, other.form, values)


def _with_prompt(layout: Layout, other: Form, values: Values) -> Layout:
    here = prompt_of(layout.items)
    if here is None or not here.entry.raw:
        return lay_out(other, values)
    usual = prompt_of(lay_out(other, untouched(other)).items)  # kept since it was first asked for
    if usual is not None:
        drawn = lay_out(other, with_raws(values, {usual.slot: here.entry.raw}))
        there = prompt_of(drawn.items)
        if there is not None and there.slot == usual.slot:
            return drawn
    drawn = lay_out(other, values)
    there = prompt_of(drawn.items)
    return drawn if there is None else lay_out(other, with_raws(values, {there.slot: here.entry.raw}))


async def _brought_back(
    parts: Parts, sent: Sent, model: Model, *, person: str, language: Language
) -> tuple[Model, Values]:
    """The form with settings that a file brought; those of another program name no model and leave the rest."""
    slug, text = str(sent.edit["model"]), str(sent.edit["input"])
    if slug and slug != model.slug:
        await save_draft(parts, sent, person=person, language=language)
        model = parts.catalog.model(slug, language)
    return model, await parts.threads.run(with_imported, model.form, sent.values, text, is_whole=bool(slug))


async def _settings_of(parts: Parts, run_id: str, *, person: str, language: Language) -> tuple[Model, Values]:
    run = await parts.runner.run(person, run_id)
    if run is None:  # never the form as it was: a press may follow that is meant for those settings
        raise BadRequestError("page.run_gone")
    its_model = parts.catalog.model(run.model, language)
    return its_model, await parts.threads.run(_refilled, its_model.form, run.form_input)


def _refilled(form: Form, form_input: Any) -> Values:
    return filled(form, without_masks(form, form_input))
