"""The form's routes: what a page opens with, what a click in the form makes of it, and a press of *Generate*."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from playground.catalog import Model
from playground.component.edits import read_sent
from playground.component.form_view import MAGIC_WORDS, Mount, draw_layout, issue_words
from playground.errors import BadRequestError, SchemaError, StorageError, UnknownModelError
from playground.form import Issue, Layout, lay_out, untouched
from playground.server.account import offered_claim
from playground.server.queries import click_in, copies_in, whole_in
from playground.server.ratelimits import charge_also
from playground.server.responses import NOT_KEPT, AsciiJSONResponse, answered, more_about
from playground.texts import Language, translate
from playground.ui.cells import COPIES
from playground.ui.drafts import draft_of, drafts_of
from playground.ui.drawing import draw, draw_header
from playground.ui.form_actions import apply_edit, storage_summary
from playground.ui.generating import Click, generate
from playground.ui.lists import MOST_LINES
from playground.ui.ready_form import GenerateResult
from playground.ui.visitor import language_of, network_of_request, person_of, signed_in
from playground.wiring import Parts

_MOST_SAID: Final = 100
"""Characters of a model's name that are said where there is no such model: a stranger may ask for any."""


def form_routes(parts: Parts) -> list[BaseRoute]:
    """`GET /form?model=SLUG`, `POST /form` and `POST /generate`; the bodies are what `collect` in its script makes.

    The first answers the pieces of the page by their places: `header`, `presets`, `form`, `variations` and `foot`. The
    second answers `{"form"}` after the `edit` that was sent, with a `note` on what it did where only the server can
    tell. The third answers `{"status", "run", "batch", "question", "problem", "changed", "issues"}`, where the status
    is `begun`, `invalid` (something is wrong with the form), `outdated` (the model's schema is another by now), `asked`
    (so many runs have to be agreed to) or `stopped` (something stands in the way of all). `?copies=N` asks for several
    runs of each; the page tells how many it `promised`, and how many a person has `confirmed`. What cannot be read is
    answered 400, `{"problem"}`.
    """

    async def open_form(request: Request) -> Response:
        language = language_of(request)
        pieces = {
            "header": await _header(parts, request, language),
            "presets": draw("presets", language),
            "form": await _first_form(parts, request, language, request.query_params.get("model", "")),
            "variations": draw("variations", language, copies=COPIES, most_lines=MOST_LINES),
            "foot": draw(
                "foot",
                language,
                held=await storage_summary(parts, person_of(request), language),
                is_locked=parts.settings.password is not None,
            ),
        }
        return AsciiJSONResponse(pieces, headers=NOT_KEPT)

    async def change_form(request: Request) -> dict[str, Any]:
        language = language_of(request)
        sent = await parts.threads.run(read_sent, await request.body())
        try:
            edited = await apply_edit(parts, sent, person=person_of(request), language=language)
            form = await _draw(parts, edited.model, edited.layout, language)
        except (SchemaError, UnknownModelError):  # the model has gone meanwhile: the one that is left, or the chosen
            chosen = str(sent.edit.get("slug", "")) if sent.edit.get("do") == "model" else ""
            return {"form": await _first_form(parts, request, language, chosen, sent.model)}
        return {"form": form, **({"note": edited.note} if edited.note else {})}

    async def press_generate(request: Request) -> dict[str, Any]:
        language = language_of(request)
        sent = await parts.threads.run(read_sent, await request.body())
        try:
            person, origin = person_of(request), network_of_request(request)
            click = _click(request)
            answer = await generate(parts, sent, person=person, language=language, origin=origin, click=click)
            if answer.batch:
                charge_also(request, await parts.runner.batches.size(person, answer.batch.batch_id))
        except (SchemaError, UnknownModelError) as error:
            answer = GenerateResult(problem=translate(error.code, language, **error.params))
        return _as_json(answer, language)

    return [
        Route("/form", open_form),
        Route("/form", answered(change_form), methods=["POST"]),
        Route("/generate", answered(press_generate), methods=["POST"]),
    ]


async def _header(parts: Parts, request: Request, language: Language) -> str:
    """The header; what may be taken along is asked for another time where the ledger cannot be used."""
    settings = parts.settings
    try:
        claim = await offered_claim(parts, request)
    except StorageError:
        claim = 0
    return draw_header(
        language,
        service="" if settings.on_sandbox else settings.service_name,
        account=signed_in(request),
        signs_out=settings.user_header is None,
        claim=claim,
        has_own_keys=parts.own_keys is not None,
    )


def _as_json(answer: GenerateResult, language: Language) -> dict[str, Any]:
    words = issue_words(answer.issues, language)
    return {
        "status": _status_of(answer),
        "run": answer.run.run_id if answer.run else None,
        "batch": answer.batch.batch_id if answer.batch else None,
        "question": asdict(answer.question) if answer.question else None,
        "problem": answer.problem,
        "changed": translate("page.schema_changed", language) if answer.is_outdated else None,
        "issues": [[list(path), sentence] for path, sentence in words.items()],
        **more_about(answer.problem_code, language),
    }


def _status_of(answer: GenerateResult) -> str:
    if answer.is_outdated:
        return "outdated"
    if answer.issues:
        return "invalid"
    if answer.question:
        return "asked"
    return "stopped" if answer.problem else "begun"


def _click(request: Request) -> Click:
    promised, confirmed = whole_in(request, "promised", 1), whole_in(request, "confirmed", 0)
    return Click(copies_in(request), promised, confirmed, click_in(request))


async def _first_form(parts: Parts, request: Request, language: Language, *named: str) -> str:
    """The first of those named (an empty name is none), else the one last used, else the first of all.

    Where the one that was named first is not here, the form says so.
    """
    catalog, person = parts.catalog, person_of(request)
    slugs = [model.slug for model in catalog.models(language)]
    if not slugs:
        return draw("no_models", language, broken=catalog.broken())
    drafts = list(await drafts_of(parts, person))
    model = catalog.model(next(slug for slug in (*named, *drafts[:1], *slugs) if slug in slugs), language)
    asked = next(filter(None, named), model.slug)
    missing = [] if asked in slugs else [Issue((), "page.no_such_model", {"name": asked[:_MOST_SAID]})]
    try:
        draft = await draft_of(parts, model, person=person)
        return await _draw(parts, model, await parts.threads.run(lay_out, model.form, draft), language, missing)
    except BadRequestError:  # a draft that is too much to be drawn
        layout = await parts.threads.run(lay_out, model.form, untouched(model.form))
        return await _draw(parts, model, layout, language, missing)


async def _draw(parts: Parts, model: Model, layout: Layout, language: Language, issues: Iterable[Issue] = ()) -> str:
    magic = MAGIC_WORDS if parts.settings.on_sandbox else ()
    mount = Mount(model.slug, model.version, title=model.title, magic=magic)
    return await parts.threads.run(draw_layout, model.form, layout, language, mount, issues=issues)
