"""What a press of *Generate* does: the form is checked, and a run begins, or several that differ on purpose."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import Final

from playground.component.edits import Sent
from playground.component.form_view import prompt_of
from playground.errors import BadRequestError, StorageError
from playground.runs.batches.batch import BatchKind, BatchRequest
from playground.runs.batches.planning import MOST_CELLS
from playground.runs.request import RunRequest
from playground.texts import Language, translate
from playground.ui.batch_plan import plan_of
from playground.ui.beforehand import question_about
from playground.ui.budget_words import refusal_words
from playground.ui.cells import cells_of, count_of, growth_of
from playground.ui.ready_form import (
    CheckedForm,
    GenerateResult,
    ReadyForm,
    cell_issues,
    cell_request,
    check_size,
    ready_form,
)
from playground.wiring import Parts

CONFIRMED_OVER: Final = 20
"""More runs than this are confirmed on purpose, with their number and their cost."""


@dataclass(frozen=True, slots=True)
class Click:
    """What was clicked beside the form.

    Attributes:
        copies: how many runs of each that the form asks for.
        promised: how many runs the page said there would be.
        confirmed: how many a person has agreed to, asked on purpose.
        name: of the click, as `RunRequest.click`.
    """

    copies: int = 1
    promised: int = 1
    confirmed: int = 0
    name: str = ""

    def has_to_be_confirmed(self, count: int) -> bool:
        """Whether so many runs may only begin once a person has said so."""
        return count > 1 and self.confirmed != count and (count > CONFIRMED_OVER or self.promised != count)


async def generate(
    parts: Parts, sent: Sent, *, person: str, language: Language, origin: str = "", click: Click | None = None
) -> GenerateResult:
    """Check the form and begin a run, or several; nothing is sent while anything is wrong with any.

    Args:
        parts: what to work with.
        sent: the page.
        person: whose run it will be.
        language: of the sentences.
        origin: the address that it was pressed at.
        click: how many runs were asked for; one unless told.

    Raises:
        BadRequestError: more runs than can be asked for at once, or larger ones.
    """
    clicked_at, click = time.time(), click or Click()
    ready = await ready_form(parts, sent, person=person, language=language)
    if isinstance(ready, GenerateResult):
        return ready
    checked, texts = ready.checked, ready.checked.alternatives or {}
    count = click.copies * count_of(texts)
    if count > MOST_CELLS:
        raise BadRequestError("batch.too_many", limit=MOST_CELLS)
    try:
        if count == 1:
            request = replace(_run_request(ready, sent, person, origin, clicked_at), click=click.name)
            return GenerateResult(run=await parts.runner.begin(request))
        check_size(count, ready.input, growth_of(texts))
        cells = tuple(cells_of(checked.layout, texts, click.copies))
        if issues := await cell_issues(parts, sent, ready, cells, language):
            return GenerateResult(issues=issues[min(issues)])
        if click.has_to_be_confirmed(count):
            refused = await refusal_words(parts, person, [(sent.model, ready.quote.total)] * count, language)
            question = None if refused else question_about(parts, ready.quote, count, language)
            return GenerateResult(question=question, problem=refused)
        several = BatchRequest(
            person=person,
            page=sent.page,
            kind=BatchKind.VARIATIONS,
            cells=tuple(cell_request(sent.model, ready, cell) for cell in cells),
            asked=[sent.model, checked.payload, click.copies, [one.parts for one in texts.values()]],
            plan=plan_of(parts, sent.model, checked.payload, _title(checked)),
            shares_runs=False,  # so many runs as were promised
            origin=origin,
            clicked_at=clicked_at,
            click=click.name,
        )
        return GenerateResult(batch=await parts.runner.batches.begin(several))
    except StorageError as error:
        return GenerateResult(problem=translate(error.code, language, **error.params), problem_code=error.code)


def _title(checked: CheckedForm) -> str:
    """What a batch is called: its prompt, with the alternatives in it."""
    prompt = prompt_of(checked.layout.items)
    texts = checked.alternatives or {}
    if prompt is None:
        return ""
    return texts[prompt.slot].source if prompt.slot in texts else str(prompt.entry.raw)


def _run_request(ready: ReadyForm, sent: Sent, person: str, origin: str, clicked_at: float) -> RunRequest:
    return RunRequest(
        person=person,
        page=sent.page,
        model=sent.model,
        input=ready.input,
        form_input=ready.checked.payload,
        secrets=ready.secrets,
        expected=ready.quote.total,
        texts=ready.checked.texts,
        defaults=ready.defaults,
        origin=origin,
        clicked_at=clicked_at,
    )
