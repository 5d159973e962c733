"""Executes `playground grid`: plan, begin, follow every cell to its end, save what comes."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from rich.markup import escape

from playground.cli.execution import EXIT_CODES, NOT_SAVED, NOTHING_SENT, UNCONFIRMED, is_fetching, patience_of, working
from playground.cli.grid_axes import read_axes
from playground.cli.grid_output import GridPrinter
from playground.cli.output import error_console, translated
from playground.cli.output_files import check_writable, save_outputs
from playground.cli.payload import InputError, read_payload
from playground.cli.progress_lines import ProgressLine, code_of, invalid_line, progress_line
from playground.cli.references import keep_files
from playground.cli.run_sources import PERSON
from playground.errors import PlaygroundError
from playground.form import filled, lay_out
from playground.runs.batches.batch import Batch, Cell
from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus
from playground.settings import Settings
from playground.sockets import listen, url_of
from playground.texts import Language, join_sentences, translate
from playground.ui.generating import CONFIRMED_OVER
from playground.ui.grid.axes import read_axis
from playground.ui.grid.bases import FormHeld
from playground.ui.grid.begin import begin_grid
from playground.ui.grid.plan import GridPlan
from playground.ui.grid.planning import plan_grid
from playground.ui.grid.variables import variables_of
from playground.wiring import Parts, build

_LOOPBACK: Final = "127.0.0.1"
_OPEN: Final = frozenset({"planned", "submitting", "queued", "processing"})
_PATIENCE: Final = 20.0
"""Seconds to wait for results once all tasks have ended, as `playground run` does."""


@dataclass(frozen=True, slots=True)
class GridJob:
    """What the command line says.

    Attributes:
        model: slug.
        text: JSON of the input, bytes as they came on stdin, or None.
        assignments: `NAME=VALUE`, on top of it.
        varied: `NAME=VALUES`, an axis each.
        out: where results are saved.
        is_dry: only what it comes to is told.
        is_agreed: more runs than a limit are meant.
        language: of all that is said.
    """

    model: str
    text: str | bytes | None
    assignments: tuple[str, ...]
    varied: tuple[str, ...]
    out: Path
    is_dry: bool
    is_agreed: bool
    language: Language


@dataclass(slots=True)
class _Following:
    """What was told of each run, and how it ended."""

    told: dict[str, ProgressLine] = field(default_factory=dict)
    codes: dict[str, int] = field(default_factory=dict)


async def execute_grid(job: GridJob, settings: Settings, printer: GridPrinter) -> int:
    """See one grid through.

    Returns:
        The exit code; every line was printed.
    """
    async with contextlib.AsyncExitStack() as stack:
        try:
            if not job.is_dry:
                check_writable(job.out)
            taken = stack.enter_context(listen(_LOOPBACK, 0))
            parts = build(settings, own_address=url_of(taken))
            await asyncio.to_thread(_bring_up_to_date, settings)
            held, plan = await _plan(job, parts)
            printer.plan(plan, parts)
            if job.is_dry:
                return 0
            count = len(plan.runs)
            if count > CONFIRMED_OVER and not job.is_agreed:
                raise InputError("command.grid.agree", count=count)
            await stack.enter_async_context(working(parts, taken))
            batch = await begin_grid(parts, held, plan, person=PERSON, page=str(uuid.uuid4()))
        except PlaygroundError as error:
            printer.line(invalid_line(error, printer.at, job.language, code=code_of(error)), None)
            return NOTHING_SENT
        printer.begun(batch)
        try:
            return await _follow(job, parts, batch, printer)
        except asyncio.CancelledError:
            error_console.print(escape(translated("command.grid.goes_on")), soft_wrap=True)
            raise


def _bring_up_to_date(settings: Settings) -> None:
    """The ledger tells what things cost; nothing goes on that an earlier process left, which would be paid for."""
    ledger = Ledger(settings.ledger)
    ledger.open()
    ledger.close()


async def _plan(job: GridJob, parts: Parts) -> tuple[FormHeld, GridPlan]:
    """What is asked for, checked.

    Raises:
        PlaygroundError: why it cannot be sent.
    """
    language = job.language
    model = parts.catalog.model(job.model, language)
    typed = read_payload(model.form, job.text, job.assignments)
    kept = await keep_files(model.form, typed, parts.uploads)
    layout = lay_out(model.form, filled(model.form, kept))
    variables = variables_of(layout, model, parts.catalog.models(language), (), language)
    by_key = {variable.key: variable for variable in variables}
    axes = tuple(read_axis(request, by_key[request.vary]) for request in read_axes(job.varied, variables))
    plan = await plan_grid(parts, FormHeld(model, kept, layout), axes, person=PERSON, language=language)
    if not plan.is_ready:
        raise InputError("command.run.issues", issues=join_sentences(_wrong(plan, language)))
    return FormHeld(model, kept, layout), plan


def _wrong(plan: GridPlan, language: Language) -> list[str]:
    said = [translate(issue.code, language, **issue.params) for axis in plan.axes for issue in axis.issues]
    marks = [
        f"{plan.axes[axis].variable.title} {plan.axes[axis].values[value].label}: {join_sentences(found)}"
        for (axis, value), found in plan.marks.items()
    ]
    return [*said, *plan.issues, *marks]


async def _follow(job: GridJob, parts: Parts, batch: Batch, printer: GridPrinter) -> int:
    """Tell every change of every cell until all have ended and are saved; the worst of them is the exit code."""
    following, now = _Following(), batch
    async with contextlib.AsyncExitStack() as stack:
        patience = await stack.enter_async_context(patience_of())
        async for _ in parts.runner.subscribe(PERSON):
            now = await parts.runner.batches.batch(PERSON, batch.batch_id) or now
            waits = await _tell(job, parts, now, following, printer)
            if not now.count(*_OPEN):
                if not waits:
                    break
                if patience.when() is None:
                    patience.reschedule(asyncio.get_running_loop().time() + _PATIENCE)
    await _tell(job, parts, now, following, printer, is_last=True)
    printer.ended(now)
    held = EXIT_CODES[RunStatus.REFUSED] if now.count("held", "stopped") else 0
    return max((*following.codes.values(), held, 0), key=_BADNESS.index)


_BADNESS: Final = (0, NOT_SAVED, *(EXIT_CODES[one] for one in (RunStatus.REFUSED, RunStatus.FAILED)), UNCONFIRMED)
"""Exit codes, the worst last."""


async def _tell(
    job: GridJob, parts: Parts, batch: Batch, following: _Following, printer: GridPrinter, *, is_last: bool = False
) -> bool:
    """Print what is new of each run, and save those that have ended; whether results are still on their way."""
    waits = False
    cells: Mapping[str, Cell] = {cell.run_id: cell for cell in reversed(batch.cells) if cell.run_id}
    for run_id, cell in cells.items():
        if run_id in following.codes:
            continue
        run = await parts.runner.run(PERSON, run_id)
        if run is None:
            continue
        is_over = run.status in EXIT_CODES
        if is_over and (is_last or not is_fetching(parts, run)):
            following.codes[run_id] = _end(job, parts, run, cell, printer)
            continue
        waits |= is_over
        line = progress_line(run, printer.at, (), run.problem, job.language)
        if run.status is not RunStatus.SUCCEEDED and line.differs_from(following.told.get(run_id)):
            following.told[run_id] = line
            printer.line(line, cell)
    return waits


def _end(job: GridJob, parts: Parts, run: Run, cell: Cell, printer: GridPrinter) -> int:
    saved = save_outputs(run, parts.results, job.out)
    problem = run.problem or next((output.problem for output in run.outputs if output.problem), None)
    is_open = run.status in {RunStatus.UNCONFIRMED, RunStatus.ABANDONED}
    outlook = parts.runner.outlook(run) if is_open else None
    printer.line(progress_line(run, printer.at, saved.paths, problem, job.language, outlook=outlook), cell)
    is_complete = saved.is_all and not run.lacks_results and len(saved.paths) == len(run.outputs)
    return NOT_SAVED if run.status is RunStatus.SUCCEEDED and not is_complete else EXIT_CODES[run.status]
