"""What happens when a visitor opens, edits or submits the form: from what the page sent to what it shows next."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from playground.catalog import Model
from playground.component.edits import Sent, edited
from playground.component.form_view import prompt_of
from playground.errors import BadRequestError, StorageError
from playground.files.references import publish_references
from playground.files.retention import stored_bytes
from playground.files.uploads import REFERENCE
from playground.form import (
    Form,
    Layout,
    filled,
    lay_out,
    secret_paths,
    untouched,
    validate,
    with_raws,
)
from playground.form.fields import Issue, Path, Values
from playground.runs.request import RunRequest
from playground.runs.run import Run
from playground.texts import Language, translate
from playground.ui.drafts import draft_in, draft_of, drafts_of, save_draft
from playground.ui.expectations import free_texts
from playground.ui.parameters import with_imported, without_masks
from playground.ui.presets import with_preset
from playground.ui.pricing import quote, quote_text
from playground.ui.visitor import is_anonymous
from playground.wiring import Parts


@dataclass(frozen=True, slots=True)
class GenerateResult:
    """What *Generate* answers: the run that began, or what is wrong.

    Attributes:
        run: it has begun; None where nothing was sent.
        issues: what is wrong, field by field.
        problem: what stands in the way of all, in words.
        is_outdated: the model has another schema than the form was drawn from.
    """

    run: Run | None = None
    issues: tuple[Issue, ...] = ()
    problem: str = ""
    is_outdated: bool = False


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


@dataclass(frozen=True, slots=True)
class _FormCheck:
    """What a form holds, the names in it that change no price (`texts`), and what is wrong with it so far."""

    layout: Layout
    issues: tuple[Issue, ...]

    @property
    def payload(self) -> Any:
        return self.layout.collected.payload

    @property
    def texts(self) -> frozenset[str]:
        return free_texts(self.layout)


async def generate(parts: Parts, sent: Sent, *, browser: str, language: Language, origin: str = "") -> GenerateResult:
    """Check the form and begin a run; nothing is sent while anything is wrong.

    Args:
        parts: what to work with.
        sent: the page.
        browser: whose run it will be.
        language: of the sentences.
        origin: the address that it was pressed at.
    """
    clicked_at = time.time()
    if is_anonymous(browser):
        return GenerateResult(problem=translate("page.no_cookie", language))
    model = parts.catalog.model(sent.model, language)
    form = model.form
    if sent.version != model.version:  # what is sent is what a person has seen
        return GenerateResult(is_outdated=True)
    checked = await parts.threads.run(_check_form, form, sent.values)
    if checked.issues:
        return GenerateResult(issues=checked.issues)
    published = await publish_references(checked.layout.fields, checked.payload, parts.publisher, parts.threads.run)
    issues = published.issues or await parts.threads.run(validate, form, published.payload, checked.layout.items)
    if issues:
        return GenerateResult(issues=issues)
    try:
        request = RunRequest(
            browser=browser,
            page=sent.page,
            model=sent.model,
            input=published.payload,
            form_input=checked.payload,
            secrets=await parts.threads.run(secret_paths, form, published.payload),
            expected=(await quote(parts, sent.model, form, checked.layout, checked.texts)).total,
            texts=checked.texts,
            origin=origin,
            clicked_at=clicked_at,
        )
        return GenerateResult(run=await parts.runner.begin(request))
    except StorageError as error:
        return GenerateResult(problem=translate(error.code, language, **error.params))


def _check_form(form: Form, values: Values) -> _FormCheck:
    layout = lay_out(form, values)
    issues = layout.collected.issues
    return _FormCheck(layout, (*issues, *(_judged_apart(form, layout) if issues else ())))


def _judged_apart(form: Form, layout: Layout) -> list[Issue]:
    """What is wrong besides what could not be read: only with members of their own, for the others are not whole yet.

    Uploaded files have no address before they are published, so nothing is said of them either.
    """
    collected = layout.collected
    open_members = {path[:1] for path in (*(issue.path for issue in collected.issues), *_uploaded(layout))}
    issues = validate(form, collected.payload, layout.items)
    return [issue for issue in issues if issue.path and issue.path[:1] not in open_members]


async def layout_of(parts: Parts, sent: Sent, language: Language) -> Layout:
    """What the page sent, laid out.

    Raises:
        UnknownModelError: the model has gone meanwhile.
    """
    return await parts.threads.run(lay_out, parts.catalog.model(sent.model, language).form, sent.values)


async def cost_before(parts: Parts, sent: Sent, layout: Layout, language: Language) -> str:
    """What a click will cost, as far as earlier runs or the model's file tell."""
    form = parts.catalog.model(sent.model, language).form
    checked = _FormCheck(layout, ())
    # What is held may be text that is no object yet.
    if not isinstance(checked.payload, Mapping):
        return translate("page.cost_before", language)
    known = await quote(parts, sent.model, form, checked.layout, checked.texts)
    return quote_text(known, language, parts.settings.currency, on_sandbox=parts.settings.on_sandbox)


async def storage_summary(parts: Parts, language: Language) -> str:
    """What the data folder holds, and what it may."""
    settings = parts.settings
    stored = await asyncio.to_thread(stored_bytes, settings.results_folder, settings.uploads_folder)
    limit = settings.keep_bytes
    size = stored if limit is None else translate("page.held_of", language, held=stored, limit=limit)
    code = "page.held_days" if settings.keep_days else "page.held"
    return translate(code, language, size=size, count=settings.keep_days)


async def apply_edit(parts: Parts, sent: Sent, *, browser: str, language: Language) -> EditedForm:
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
            return EditedForm(*await _switched(parts, sent, slug, browser=browser, language=language))
        case "settings":
            run_id = str(sent.edit["run"])
            model, values = await _settings_of(parts, run_id, browser=browser, language=language)
        case "record":
            model, values = await _brought_back(parts, sent, model, browser=browser, language=language)
        case "preset":
            preset = await with_preset(parts, sent, model, browser=browser, language=language)
            values, note = preset.values, preset.note
        case _ if sent.version != model.version:
            values = sent.values
        case _:
            return EditedForm(model, await parts.threads.run(edited, model.form, sent.values, sent.edit))
    return EditedForm(model, await parts.threads.run(lay_out, model.form, values), note)


async def _switched(parts: Parts, sent: Sent, slug: str, *, browser: str, language: Language) -> tuple[Model, Layout]:
    """The other model's own draft; the prompt comes along where both have one."""
    layout, known = await asyncio.gather(layout_of(parts, sent, language), drafts_of(parts, browser))
    # Of two models between which a person goes back and forth none is written: the page keeps the one that it shows.
    await save_draft(parts, sent, browser=browser, language=language, layout=layout, known=known)
    other = parts.catalog.model(slug, language)
    values = await draft_of(parts, other, browser=browser) if slug == sent.model else draft_in(known, other)
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
    parts: Parts, sent: Sent, model: Model, *, browser: str, language: Language
) -> tuple[Model, Values]:
    """The form with settings that a file brought; those of another program name no model and leave the rest."""
    slug, text = str(sent.edit["model"]), str(sent.edit["input"])
    if slug and slug != model.slug:
        await save_draft(parts, sent, browser=browser, language=language)
        model = parts.catalog.model(slug, language)
    return model, await parts.threads.run(with_imported, model.form, sent.values, text, is_whole=bool(slug))


async def _settings_of(parts: Parts, run_id: str, *, browser: str, language: Language) -> tuple[Model, Values]:
    run = await parts.runner.run(browser, run_id)
    if run is None:  # never the form as it was: a press may follow that is meant for those settings
        raise BadRequestError("page.run_gone")
    its_model = parts.catalog.model(run.model, language)
    return its_model, await parts.threads.run(_refilled, its_model.form, run.form_input)


def _refilled(form: Form, form_input: Any) -> Values:
    return filled(form, without_masks(form, form_input))


def _uploaded(layout: Layout) -> list[Path]:
    """The fields that hold a file which was uploaded here."""
    return [field.path for field in layout.fields if field.widget.takes_files and REFERENCE in str(field.entry.raw)]
