"""Summaries of runs, for lists and links: all of a run but what may be megabytes."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from playground.runs.async_ledger import AsyncLedger
from playground.runs.run import Run
from playground.runs.worker import RunWorker

LONGEST: Final = 400
"""Characters of a text that are kept."""

_MOST_SETTINGS: Final = 100
_MOST_OUTPUTS: Final = 100
_MOST_KEPT: Final = 4_000
_MOST_AT_ONCE: Final = 16
_QUICK: Final = 0.05
"""Seconds; while runs are loaded faster than that, the next ones are more at once."""


def summarise(run: Run) -> Run:
    """A run without its body, without the service's answer and what came as text, and with the beginnings of texts.

    Of the settings numbers, choices and beginnings of texts stay: what is below them is left out.
    """
    form_input = list(run.form_input.items())[:_MOST_SETTINGS]
    return replace(
        run,
        body=b"",
        form_input={name[:LONGEST]: _short(value) for name, value in form_input if _is_short(value)},
        task=run.task and replace(run.task, outputs=(), reason=None, received={}),
        outputs=tuple(replace(output, text=None) for output in run.outputs[:_MOST_OUTPUTS]),
        problem=None,
        notice=None,
        steps=(),
    )


class Summaries:
    """Looks up summaries; those looked at lately are kept for as long as nothing changed of their runs.

    Args:
        async_ledger: where runs are kept.
        workers: those of this process, by run id: they know what is being done at this moment.
    """

    def __init__(self, async_ledger: AsyncLedger, workers: Mapping[str, RunWorker]) -> None:
        self._async_ledger = async_ledger
        self._workers = workers
        self._kept: OrderedDict[str, tuple[int, Run]] = OrderedDict()

    async def newest(self, person: str, limit: int) -> tuple[Run, ...]:
        """As `Runner.runs`, each as `summarise` leaves it."""
        listed = await self._async_ledger.call(self._async_ledger.ledger.revisions, person, limit)
        return await self._found(listed)

    async def one(self, person: str, run_id: str) -> Run | None:
        """As `Runner.run`, as `summarise` leaves it."""
        revision = await self._async_ledger.call(self._async_ledger.ledger.revision, person, run_id)
        return None if revision is None else next(iter(await self._found([(run_id, revision)])), None)

    async def several(self, person: str, run_ids: Sequence[str]) -> tuple[Run, ...]:
        """As `one`, in that order; those that the person has not are left out."""
        batches = self._async_ledger.ledger.batches
        revisions = await self._async_ledger.call(batches.revisions_of, person, run_ids)
        return await self._found([(run_id, revisions[run_id]) for run_id in run_ids if run_id in revisions])

    async def _found(self, listed: Sequence[tuple[str, int]]) -> tuple[Run, ...]:
        """The runs of these ids and revisions, in that order; those that cannot be read are left out."""
        shown = {run_id: run for run_id, revision in listed if (run := self._known(run_id, revision))}
        missing = [(run_id, revision) for run_id, revision in listed if run_id not in shown]
        portion = 1
        while missing:
            some, missing = dict(missing[:portion]), missing[portion:]
            began = time.monotonic()
            loaded = await self._async_ledger.call(self._async_ledger.ledger.runs_without_body, tuple(some))
            shown |= {run_id: self._keep(run, some[run_id]) for run_id, run in loaded.items()}
            # Each may be megabytes: then one by one, so that who asks for something else is answered in between.
            portion = min(2 * portion, _MOST_AT_ONCE) if time.monotonic() - began < _QUICK else 1
        return tuple(shown[run_id] for run_id, _ in listed if run_id in shown)

    def _known(self, run_id: str, revision: int) -> Run | None:
        if (worker := self._workers.get(run_id)) and worker.shown:
            return summarise(worker.shown)
        if (kept := self._kept.get(run_id)) and kept[0] == revision:
            self._kept.move_to_end(run_id)
            return kept[1]
        return None

    def _keep(self, run: Run, revision: int) -> Run:
        summary = summarise(run)
        self._kept[run.run_id] = revision, summary
        self._kept.move_to_end(run.run_id)
        while len(self._kept) > _MOST_KEPT:
            self._kept.popitem(last=False)
        return summary


def _is_short(value: Any) -> bool:
    return value is None or isinstance(value, str | int | float | Decimal)


def _short(value: Any) -> Any:
    return value[:LONGEST] if isinstance(value, str) else value
