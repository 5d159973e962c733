"""Routes of lists: what a pasted list or a table would make, and the press that makes it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

from starlette.requests import Request
from starlette.routing import BaseRoute, Route

from playground.catalog import Model
from playground.component.form_view import issue_words
from playground.form import MASK, fields_of, items, untouched
from playground.server.queries import click_in, whole_in
from playground.server.ratelimits import charge_also
from playground.server.responses import answered
from playground.texts import Language, join_sentences, translate
from playground.ui.drawing import draw
from playground.ui.generating import Click
from playground.ui.list_actions import CheckedList, begin_list, check_list, read_sent_list
from playground.ui.ready_form import GenerateResult
from playground.ui.visitor import language_of, network_of_request, person_of
from playground.wiring import Parts

_MOST_SHOWN: Final = 100
"""Lines of a preview."""


def list_routes(parts: Parts) -> list[BaseRoute]:
    """`POST /list` and `POST /list/generate`, both of `{"form", "list"}`: the first as `POST /generate`, and a text.

    The first answers `{"preview", "count", "start", "problem"}`: HTML, how many runs it would be (0 while anything is
    wrong) and what the button says. The second begins them, and answers `{"batch"}`, or `{"question"}` as
    `POST /generate` does, or the same as the first.
    """

    async def preview(request: Request) -> dict[str, Any]:
        language, person = language_of(request), person_of(request)
        sent, text = await parts.threads.run(read_sent_list, await request.body())
        checked = await check_list(parts, sent, text, person=person, language=language)
        return _as_json(checked, parts.catalog.model(sent.model, language), language)

    async def press(request: Request) -> dict[str, Any]:
        language, person = language_of(request), person_of(request)
        sent, text = await parts.threads.run(read_sent_list, await request.body())
        click = Click(
            promised=whole_in(request, "promised", 1),
            confirmed=whole_in(request, "confirmed", 0),
            name=click_in(request),
        )
        origin = network_of_request(request)
        answer = await begin_list(parts, sent, text, click, person=person, language=language, origin=origin)
        if isinstance(answer, GenerateResult) and answer.batch:
            charge_also(request, await parts.runner.batches.size(person, answer.batch.batch_id))
        return _as_json(answer, parts.catalog.model(sent.model, language), language)

    return [
        Route("/list", answered(preview), methods=["POST"]),
        Route("/list/generate", answered(press), methods=["POST"]),
    ]


def _as_json(answer: CheckedList | GenerateResult, model: Model, language: Language) -> dict[str, Any]:
    if isinstance(answer, CheckedList):
        fields = tuple(fields_of(items(model.form, untouched(model.form))))
        preview = draw(
            "list",
            language,
            problems=answer.problems,
            names=answer.read.names,
            lines=answer.read.lines,
            titles={field.name: field.title for field in fields if len(field.path) == 1},
            secret={field.name for field in fields if field.widget == "password"},
            mask=MASK,
            runs=answer.runs,
            cost=answer.cost,
            budget=answer.budget,
            most=_MOST_SHOWN,
        )
        start = translate("list.start", language, count=answer.runs) if answer.runs else ""
        return {"preview": preview, "count": answer.runs, "start": start, "problem": ""}
    if answer.is_outdated:
        return {"problem": translate("page.schema_changed", language)}
    if answer.issues:
        return {"problem": join_sentences(issue_words(answer.issues, language).values())}
    return {
        "batch": answer.batch.batch_id if answer.batch else None,
        "question": asdict(answer.question) if answer.question else None,
        "problem": answer.problem,
    }
