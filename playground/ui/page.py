"""The page as Gradio blocks: header, form, Generate, and the place for the result.

The form is one component: its value is HTML, drawn on the server from what the page holds. Events carry the page's
state with them (`collect` in `static/form.js`), so the server keeps nothing of a tab between two events.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from typing import Any

import gradio as gr

from playground.catalog import Model
from playground.errors import SchemaError, SentError, UnknownModelError
from playground.form.fields import Issue, Values
from playground.texts import Language, say
from playground.ui.actions import draft_of, drafts_of, edited, generate, held
from playground.ui.drawing import draw, draw_header
from playground.ui.edits import read_sent
from playground.ui.form_view import draw_form, issue_words
from playground.ui.visitor import browser_of, language_of
from playground.wiring import Parts

_PLAIN: dict[str, Any] = {"js_on_load": None, "apply_default_css": False}
_QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}


def build_page(parts: Parts) -> gr.Blocks:
    """The blocks; `theme`, style and scripts are given where they are mounted."""

    async def opened(request: gr.Request) -> tuple[str, str, Any, str]:
        language = language_of(request)
        return (
            draw_header(language, on_sandbox=parts.settings.on_sandbox),
            await _first_form(parts, request, language),
            gr.Button(value=say("page.generate", language)),
            draw(
                "foot",
                language,
                held=await held(parts, language),
                is_locked=parts.settings.password is not None,
            ),
        )

    async def changed(sent: str, request: gr.Request) -> str:
        language = language_of(request)
        try:
            model, values = await edited(parts, read_sent(sent), browser=browser_of(request), language=language)
        except (SchemaError, SentError, UnknownModelError):
            return await _first_form(parts, request, language)
        return _drawn(parts, model, values, language)

    async def pressed(sent: str, request: gr.Request) -> str:
        language = language_of(request)
        try:
            answer = await generate(parts, read_sent(sent), browser=browser_of(request), language=language)
        except (SchemaError, SentError, UnknownModelError) as error:
            return json.dumps({"problem": say(error.code, language, **error.figures), "issues": []})
        words = issue_words(answer.issues, language)
        return json.dumps(
            {
                "run": answer.run.run_id if answer.run else None,
                "problem": answer.problem,
                "changed": say("page.schema_changed", language) if answer.is_outdated else None,
                "issues": [[list(path), sentence] for path, sentence in words.items()],
            }
        )

    page: gr.Blocks
    with gr.Blocks(title="Playground", fill_width=True) as page:
        header = gr.HTML("", elem_id="top", **_PLAIN)
        with gr.Row(elem_id="main"):
            with gr.Column(elem_id="ask"):
                form = gr.HTML(draw("waiting", "en"), elem_id="form", **_PLAIN)
                with gr.Column(elem_id="go"):
                    press = gr.Button("Generate", elem_id="generate", variant="primary")
                    gr.HTML('<div id="cost"><span></span><kbd></kbd></div>', **_PLAIN)
            with gr.Column(elem_id="side"):
                gr.HTML(draw("result_frame", "en"), **_PLAIN)
        foot = gr.HTML("", elem_id="foot", **_PLAIN)
        edit = gr.Button(elem_id="edit", visible="hidden")
        answer = gr.Textbox(elem_id="answer", visible="hidden")

        page.load(opened, None, [header, form, press, foot], **_QUIET)
        drawn = edit.click(changed, form, form, js="() => [playground.edit()]", trigger_mode="multiple", **_QUIET)
        drawn.success(None, None, None, js="() => playground.edited()")
        begun = press.click(pressed, form, answer, js="() => [playground.press()]", trigger_mode="multiple", **_QUIET)
        begun.success(None, answer, None, js="(answer) => playground.answered(answer)")
        for event in (drawn, begun):
            event.failure(None, None, None, js="() => playground.broke()")
    return page


async def _first_form(parts: Parts, request: gr.Request, language: Language) -> str:
    """The model that the address names, else the one last used, else the first."""
    catalog, browser = parts.catalog, browser_of(request)
    slugs = [model.slug for model in catalog.models(language)]
    if not slugs:
        return draw("no_models", language, broken=catalog.broken())
    drafts = list(await drafts_of(parts, browser))
    wanted = [request.query_params.get("model"), *drafts[:1], *slugs]
    model = catalog.model(next(slug for slug in wanted if slug in slugs), language)
    missing = [Issue((), "page.no_such_model", {"name": wanted[0]})] if wanted[0] not in (None, model.slug) else []
    return _drawn(parts, model, await draft_of(parts, model, browser=browser), language, missing)


def _drawn(parts: Parts, model: Model, values: Values, language: Language, issues: Iterable[Issue] = ()) -> str:
    # Gradio leaves the page alone where the HTML is as before, whatever was typed into it meanwhile: none ever is.
    drawn = draw_form(model, values, language, issues=issues, on_sandbox=parts.settings.on_sandbox)
    return f"{drawn}<!-- {time.time_ns()} -->"
