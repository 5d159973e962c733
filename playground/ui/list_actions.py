"""A list becomes runs: each line is checked by the form beside it, and nothing is sent while any is wrong."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, Final

from playground.catalog import Catalog
from playground.component.edits import Sent, taken
from playground.component.form_view import prompt_of
from playground.errors import BadRequestError, StorageError
from playground.form import UNSET, Form, Layout, Path, fields_of, items, lay_out, secret_paths, untouched
from playground.form.json_text import read_finite
from playground.form.limits import MAX_COMMAS, MAX_VALUES
from playground.form.plan.lookup import names_in
from playground.form.timing import keep_time
from playground.jsontext import to_json_bytes
from playground.runs.batches.batch import BatchKind, BatchRequest, CellRequest
from playground.runs.masking import masked
from playground.texts import Language, languages, price, translate
from playground.ui.batch_plan import plan_of
from playground.ui.beforehand import Question
from playground.ui.budget_words import NOTHING_SAID, BudgetBefore, budget_before, refusal_words
from playground.ui.cells import CellValues
from playground.ui.generating import Click
from playground.ui.list_values import cells_of
from playground.ui.lists import LineProblem, ReadList, read_list
from playground.ui.pricing import Quote, quote
from playground.ui.ready_form import (
    GenerateResult,
    ReadyForm,
    cell_issues,
    cell_request,
    check_size,
    ready_form,
)
from playground.wiring import Parts

_AT_ONCE: Final = 100


@dataclass(frozen=True, slots=True)
class CheckedList:
    """A list, and what is wrong with it.

    Attributes:
        read: as it was read.
        problems: sentences by the numbers of their lines, in that order.
        cells: requests in the order of the lines; none where anything is wrong.
        runs: how many runs they are: lines that ask for the very same are one.
        asked: the model of each of these, and what it is expected to cost.
        cost: of all of them, in words.
        budget: whether they fit, in words.
    """

    read: ReadList
    problems: Mapping[int, tuple[str, ...]]
    cells: tuple[CellRequest, ...] = ()
    runs: int = 0
    cost: str = ""
    asked: tuple[tuple[str, Decimal | None], ...] = ()
    budget: BudgetBefore = NOTHING_SAID


def read_sent_list(body: bytes) -> tuple[Sent, str]:
    """The form and the list that a page sends: `{"form", "list"}`.

    Raises:
        BadRequestError: it is not that.
    """
    if body.count(b",") > MAX_COMMAS:
        raise BadRequestError("request.too_many_values", limit=MAX_VALUES)
    try:
        sent = read_finite(body)
        form, text = sent["form"], sent["list"]
    except (ValueError, RecursionError, LookupError, TypeError):
        raise BadRequestError("request.unreadable") from None
    if not isinstance(text, str):
        raise BadRequestError("request.unreadable")
    return taken(form), text


async def check_list(
    parts: Parts, sent: Sent, text: str, *, person: str, language: Language
) -> CheckedList | GenerateResult:
    """Read and check a list; or what is wrong with the form itself.

    Args:
        parts: what to work with.
        sent: the page: its form says what the list does not.
        text: the list.
        person: whose runs they will be.
        language: of the sentences.
    """
    model = parts.catalog.model(sent.model, language)
    layout = await parts.threads.run(lay_out, model.form, sent.values)
    prompt = prompt_of(layout.items)
    known = await parts.threads.run(_known, parts.catalog, sent.model, model.form, layout)
    read = await parts.threads.run(read_list, text, known, prompt.name if prompt else None)
    problems = _told(read.problems, language)
    if not read.lines or problems:
        return CheckedList(read, problems)
    held = layout.collected.payload
    check_size(len(read.lines), held if isinstance(held, Mapping) else {}, 0)
    cells, unread = await parts.threads.run(cells_of, model.form, layout, read)
    bad = {one.line for one in unread}
    good = [place for place, line in enumerate(read.lines) if line.number not in bad]
    if not good:
        return CheckedList(read, _told(unread, language))
    # What the list says takes the place of what the form holds: that need not be there, or right.
    filled_in = replace(sent, values=await parts.threads.run(_with_first, model.form, sent, cells[good[0]]))
    ready = await ready_form(parts, filled_in, person=person, language=language, is_checked_apart=True)
    if isinstance(ready, GenerateResult):
        if not ready.issues:
            return ready
        number = read.lines[good[0]].number
        found = [LineProblem(number, issue.code, issue.params) for issue in ready.issues]
        return CheckedList(read, _told([*unread, *found], language))
    open_members = {(one.line, one.name) for one in unread}
    found = [
        LineProblem(number, issue.code, issue.params)
        for place, issues in (await cell_issues(parts, filled_in, ready, cells, language)).items()
        for number in [read.lines[place].number]
        for issue in issues
        # A line in which a value could not be read is not whole: what is wrong is told of its other members only.
        if number not in bad or (issue.path and (number, issue.path[0]) not in open_members)
    ]
    if unread or found:
        return CheckedList(read, _told([*unread, *found], language))
    priced = await _priced(parts, filled_in, ready, cells, read=read, language=language)
    return replace(priced, budget=await budget_before(parts, person, priced.asked, language))


async def begin_list(
    parts: Parts,
    sent: Sent,
    text: str,
    click: Click,
    *,
    person: str,
    language: Language,
    origin: str = "",
) -> GenerateResult | CheckedList:
    """Begin a run for each line; what was found where something is wrong with any, and then nothing is sent.

    Args:
        parts: what to work with.
        sent: the page.
        text: the list.
        click: how many runs the page has said there would be, and a person agreed to.
        person: whose runs they will be.
        language: of the sentences.
        origin: the address that it was pressed at.
    """
    clicked_at = time.time()
    checked = await check_list(parts, sent, text, person=person, language=language)
    if isinstance(checked, GenerateResult) or not checked.cells:
        return checked
    if click.has_to_be_confirmed(checked.runs):
        if refused := await refusal_words(parts, person, checked.asked, language):
            return GenerateResult(problem=refused)
        said = translate("batch.question", language, count=checked.runs, cost=checked.cost)
        yes = translate("batch.confirm", language, count=checked.runs)
        return GenerateResult(question=Question(checked.runs, said, yes))
    request = BatchRequest(
        person=person,
        page=sent.page,
        kind=BatchKind.LIST,
        cells=checked.cells,
        asked=[sent.model, text],
        plan=plan_of(parts, sent.model, checked.cells[0].form_input, ""),
        origin=origin,
        clicked_at=clicked_at,
        click=click.name,
    )
    try:
        return GenerateResult(batch=await parts.runner.batches.begin(request))
    except StorageError as error:
        return GenerateResult(problem=translate(error.code, language, **error.params))


def _known(catalog: Catalog, slug: str, form: Form, layout: Layout) -> dict[str, str]:
    """The fields' names by what a head may call them, in any language; a name goes before a title of this form."""
    forms = (catalog.model(slug, language).form for language in languages())
    elsewhere = [field for other in forms for field in fields_of(items(other, untouched(other)))]
    titles = {field.title.lower(): field.name for field in (*elsewhere, *layout.fields) if len(field.path) == 1}
    return {**titles, **{name.lower(): name for name in names_in(form.plan)}}


def _with_first(form: Form, sent: Sent, cell: CellValues) -> Any:
    layout = lay_out(form, sent.values)
    held = layout.collected.payload
    payload = cell.put_into(held if isinstance(held, Mapping) else {})
    # As loaded: what stands in a list is plain text, and sent as it is.
    return replace(untouched(form), loaded=payload)


def _told(problems: Iterable[LineProblem], language: Language) -> dict[int, tuple[str, ...]]:
    told: dict[int, tuple[str, ...]] = {}
    for one in sorted(problems, key=lambda problem: problem.line):
        said = translate(one.code, language, **one.params)
        if said not in told.get(one.line, ()):
            told[one.line] = (*told.get(one.line, ()), said)
    return told


async def _priced(
    parts: Parts, sent: Sent, ready: ReadyForm, cells: Sequence[CellValues], *, read: ReadList, language: Language
) -> CheckedList:
    form, checked = parts.catalog.model(sent.model, language).form, ready.checked
    known: dict[bytes, Quote] = {}
    requests: list[CellRequest] = []
    bodies: dict[bytes, Decimal | None] = {}
    for start in range(0, len(cells), _AT_ONCE):
        some = cells[start : start + _AT_ONCE]
        told = await parts.threads.run(_told_apart, form, ready, some)
        for cell, (paths, priced, body) in zip(some, told, strict=True):
            if priced not in known:
                payload = cell.put_into(checked.payload)
                collected = replace(checked.layout.collected, payload=payload)
                layout = replace(checked.layout, collected=collected)
                known[priced] = await quote(parts, sent.model, form, layout, checked.texts)
            labels = {**cell.labels, "choices": _shown(cell, paths)}
            request = replace(cell_request(sent.model, ready, cell, known[priced]), secrets=paths, labels=labels)
            requests.append(request)
            bodies[body] = known[priced].total
    cost = _cost_words(list(bodies.values()), parts, language)
    asked = tuple((sent.model, total) for total in bodies.values())
    return CheckedList(read, {}, tuple(requests), len(bodies), cost, asked)


def _shown(cell: CellValues, secrets: Sequence[Path]) -> list[str]:
    values = masked({str(path[0]): value for path, value in cell.changes.items() if value is not UNSET}, secrets)
    return [str(value)[:80] for value in values.values()]


def _told_apart(
    form: Form, ready: ReadyForm, cells: Sequence[CellValues]
) -> list[tuple[tuple[Path, ...], bytes, bytes]]:
    """Of each cell where its secrets stand, what makes its price, and what it sends; both as digests."""
    found = []
    for cell in cells:
        keep_time()
        sent, held = cell.put_into(ready.input), cell.put_into(ready.checked.payload)
        priced = {name: value for name, value in held.items() if name not in ready.checked.texts}
        found.append((secret_paths(form, sent), _digest(priced), _digest(sent)))
    return found


def _digest(value: Any) -> bytes:
    return hashlib.sha256(to_json_bytes(value)).digest()


def _cost_words(costs: Sequence[Decimal | None], parts: Parts, language: Language) -> str:
    known = [cost for cost in costs if cost is not None]
    count = len(costs)
    if not known:
        return translate("page.cost_of_all.unknown", language, count=count)
    is_play = parts.settings.on_sandbox
    total = price(sum(known, Decimal(0)), language, parts.settings.currency, is_play=is_play)
    code = "list.cost" if len(known) == count else "list.cost_partly"
    return translate(code, language, cost=total, unknown=count - len(known), count=count)
