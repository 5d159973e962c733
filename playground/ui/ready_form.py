"""A form that may be sent: laid out, checked, its files published and its price known; or what stands in the way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from playground.component.edits import Sent
from playground.errors import BadRequestError, StorageError
from playground.files.references import publish_references
from playground.files.uploads import REFERENCE
from playground.form import Form, Item, Layout, defaults_of, lay_out, secret_paths, validate, with_raws
from playground.form.fields import Issue, Path, Slot, Values
from playground.jsontext import to_json_bytes
from playground.runs.batches.batch import Batch, CellRequest
from playground.runs.batches.planning import MOST_BYTES
from playground.runs.run import Run
from playground.texts import Language, translate
from playground.ui.alternatives import Alternatives
from playground.ui.beforehand import Question
from playground.ui.cells import CellValues, alternatives_in, plain_texts
from playground.ui.expectations import free_texts
from playground.ui.pricing import Quote, quote
from playground.ui.visitor import is_anonymous
from playground.wiring import Parts

_CHECKED_AT_ONCE: Final = 50


@dataclass(frozen=True, slots=True)
class GenerateResult:
    """What *Generate* answers: the run that began, or what is wrong.

    Attributes:
        run: it has begun; None where nothing was sent, or many began.
        batch: many have.
        question: what a person has to agree to first.
        issues: what is wrong, field by field.
        problem: what stands in the way of all, in words.
        problem_code: of those words, where they are of the ledger.
        is_outdated: the model has another schema than the form was drawn from.
    """

    run: Run | None = None
    batch: Batch | None = None
    question: Question | None = None
    issues: tuple[Issue, ...] = ()
    problem: str = ""
    problem_code: str = ""
    is_outdated: bool = False


@dataclass(frozen=True, slots=True)
class CheckedForm:
    """What a form holds, and what is wrong with it so far.

    Attributes:
        layout: of it, with the first of the alternatives in it.
        issues: what is wrong.
        alternatives: the texts in it that are several, by slot.
    """

    layout: Layout
    issues: tuple[Issue, ...] = ()
    alternatives: Mapping[Slot, Alternatives] | None = None

    @property
    def payload(self) -> Any:
        """As the form holds it."""
        return self.layout.collected.payload

    @property
    def texts(self) -> frozenset[str]:
        """The names in it that change no price."""
        return free_texts(self.layout)


@dataclass(frozen=True, slots=True)
class ReadyForm:
    """A form that may be sent.

    Attributes:
        checked: nothing is wrong with it.
        input: its payload with every file where the service can reach it.
        secrets: where in it the values of password fields stand.
        quote: what one run of it costs.
        defaults: what counts for the price where a payload leaves it out.
    """

    checked: CheckedForm
    input: Any
    secrets: tuple[Path, ...]
    quote: Quote
    defaults: Mapping[Path, Any]


async def ready_form(
    parts: Parts, sent: Sent, *, person: str, language: Language, is_checked_apart: bool = False
) -> ReadyForm | GenerateResult:
    """The form, checked and with its files published; or what is wrong with it.

    Args:
        parts: what to work with.
        sent: the page.
        person: whose it is.
        language: of the sentences.
        is_checked_apart: the schema is asked about each cell later, and not about the form itself.
    """
    if is_anonymous(person):
        return GenerateResult(problem=translate("page.no_cookie", language))
    model = parts.catalog.model(sent.model, language)
    form = model.form
    if sent.version != model.version:  # what is sent is what a person has seen
        return GenerateResult(is_outdated=True)
    checked = await parts.threads.run(check_form, form, sent.values)
    if checked.issues:
        return GenerateResult(issues=checked.issues)
    published = await publish_references(checked.layout.fields, checked.payload, parts.publisher, parts.threads.run)
    issues = published.issues
    if not issues and not is_checked_apart:
        issues = await parts.threads.run(validate, form, published.payload, checked.layout.items)
    if issues:
        return GenerateResult(issues=issues)
    secrets = await parts.threads.run(secret_paths, form, published.payload)
    try:
        known = await quote(parts, sent.model, form, checked.layout, checked.texts)
    except StorageError as error:
        return GenerateResult(problem=translate(error.code, language, **error.params))
    defaults = await parts.threads.run(defaults_of, form, checked.layout)
    return ReadyForm(checked, published.payload, secrets, known, defaults)


async def cell_issues(
    parts: Parts, sent: Sent, ready: ReadyForm, cells: Sequence[CellValues], language: Language
) -> dict[int, tuple[Issue, ...]]:
    """What is wrong with cells, by their positions; those with nothing wrong are not in it."""
    form, found = parts.catalog.model(sent.model, language).form, {}
    for start in range(0, len(cells), _CHECKED_AT_ONCE):  # one after the other, so that others come in between
        some = cells[start : start + _CHECKED_AT_ONCE]
        checked = await parts.threads.run(_issues_of, form, ready.input, some, ready.checked.layout.items)
        found.update({start + number: issues for number, issues in enumerate(checked) if issues})
    return found


def check_size(count: int, payload: Any, more: int) -> None:
    """Before so many cells are made: they may not be too large together.

    Args:
        count: how many cells.
        payload: of each, but for what is its own.
        more: characters that the largest has beyond that.

    Raises:
        BadRequestError: `batch.too_large`.
    """
    if count * (len(to_json_bytes(payload)) + more) > MOST_BYTES:
        raise BadRequestError("batch.too_large", limit=MOST_BYTES)


def cell_request(model: str, ready: ReadyForm, cell: CellValues, expected: Quote | None = None) -> CellRequest:
    """One cell of a form as it is kept and sent."""
    return CellRequest(
        model=model,
        input=cell.put_into(ready.input),
        form_input=cell.put_into(ready.checked.payload),
        secrets=ready.secrets,
        expected=(expected or ready.quote).total,
        texts=ready.checked.texts,
        defaults=ready.defaults,
        labels=dict(cell.labels),
    )


def check_form(form: Form, values: Values) -> CheckedForm:
    """The form laid out, with the first of its alternatives, and what is wrong with it as far as its files allow."""
    layout = lay_out(form, values)
    texts = alternatives_in(layout)
    if texts:
        layout = lay_out(form, with_raws(values, plain_texts(texts)))
    issues = layout.collected.issues
    return CheckedForm(layout, (*issues, *(_judged_apart(form, layout) if issues else ())), texts)


def _issues_of(
    form: Form, payload: Any, cells: Sequence[CellValues], drawn: tuple[Item, ...]
) -> list[tuple[Issue, ...]]:
    return [validate(form, cell.put_into(payload), drawn) for cell in cells]


def _judged_apart(form: Form, layout: Layout) -> list[Issue]:
    """What is wrong besides what could not be read: only with members of their own, for the others are not whole yet.

    Uploaded files have no address before they are published, so nothing is said of them either.
    """
    collected = layout.collected
    open_members = {path[:1] for path in (*(issue.path for issue in collected.issues), *_uploaded(layout))}
    issues = validate(form, collected.payload, layout.items)
    return [issue for issue in issues if issue.path and issue.path[:1] not in open_members]


def _uploaded(layout: Layout) -> list[Path]:
    """The fields that hold a file which was uploaded here."""
    return [field.path for field in layout.fields if field.widget.takes_files and REFERENCE in str(field.entry.raw)]
