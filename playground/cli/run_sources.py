"""Where the run of a job comes from: a new one from what was typed, or one that is in the ledger already."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import Final, Protocol

from playground.cli.payload import InputError, read_payload
from playground.cli.references import keep_files
from playground.files.references import publish_references
from playground.form import defaults_of, filled, lay_out, secret_paths, validate
from playground.runs.budgets.limits import COMMAND_LINE
from playground.runs.request import RunRequest
from playground.runs.run import Run
from playground.texts import Language, join_sentences, translate
from playground.ui.expectations import free_texts
from playground.ui.pricing import quote
from playground.wiring import Parts

PERSON: Final = COMMAND_LINE
"""Whose the runs of the command line are."""


class RunSource(Protocol):
    """Prepares a run and sends nothing; what it returns is called once the runner works, and returns the run."""

    async def __call__(self, parts: Parts) -> Callable[[], Awaitable[Run]]:
        """Get ready; a `PlaygroundError` says what is in the way."""


@dataclass(frozen=True, slots=True)
class NewRun:
    """A new run.

    Attributes:
        model: slug.
        text: JSON of the input, bytes as they came on stdin, or None.
        assignments: `NAME=VALUE`, on top of it.
        language: of what is said about them.
    """

    model: str
    text: str | bytes | None
    assignments: tuple[str, ...]
    language: Language

    async def __call__(self, parts: Parts) -> Callable[[], Awaitable[Run]]:
        """Check it, keep and publish its files.

        Raises:
            UnknownModelError: no such model.
            SchemaError: its file is broken.
            InputError: the input is not what the model takes.
            UploadError: a reference file cannot be used.
            StorageError: it cannot be kept.
        """
        request, priced = await self._request(parts)

        async def begin() -> Run:
            return await parts.runner.begin(await priced(request))

        return begin

    async def _request(self, parts: Parts) -> tuple[RunRequest, Callable[[RunRequest], Awaitable[RunRequest]]]:
        """The request, and what tells its price once the ledger is open, as far as there is a budget to keep to."""
        model = parts.catalog.model(self.model, self.language)
        typed = read_payload(model.form, self.text, self.assignments)
        kept = await keep_files(model.form, typed, parts.uploads)
        layout = lay_out(model.form, filled(model.form, kept))
        published = await publish_references(layout.fields, kept, parts.publisher)
        issues = published.issues or validate(model.form, published.payload, layout.items)
        if issues:
            sentences = join_sentences(translate(issue.code, self.language, **issue.params) for issue in issues)
            raise InputError("command.run.issues", issues=sentences)

        texts = free_texts(layout)

        async def priced(request: RunRequest) -> RunRequest:
            if not parts.runner.budgets.settings.is_set:
                return request
            asked = replace(layout, collected=replace(layout.collected, payload=kept))
            known = await quote(parts, model.slug, model.form, asked, texts)
            return replace(request, expected=known.total)

        request = RunRequest(
            person=PERSON,
            page=str(uuid.uuid4()),
            model=model.slug,
            input=published.payload,
            form_input=kept,
            secrets=secret_paths(model.form, published.payload),
            texts=texts,
            defaults=defaults_of(model.form, layout),
        )
        return request, priced


@dataclass(frozen=True, slots=True)
class ExistingRun:
    """A run that is there: looked for again where nobody knows what became of it, fetched where results are missing.

    Attributes:
        run: it.
        even_if_charged_again: send it again although the service may have forgotten it.
    """

    run: Run
    even_if_charged_again: bool = False

    async def __call__(self, parts: Parts) -> Callable[[], Awaitable[Run]]:
        """Nothing is to be made ready."""
        return lambda: self._resumed(parts)

    async def _resumed(self, parts: Parts) -> Run:
        person, run_id = self.run.person, self.run.run_id
        ask_again = parts.runner.send_again if self.even_if_charged_again else parts.runner.check_again
        checked = await ask_again(person, run_id) or self.run
        return await parts.runner.fetch_again(person, run_id) or checked
