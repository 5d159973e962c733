"""Executes a job of `playground run` or `playground runs check`: start, follow, save; what happens is printed."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from rich.markup import escape
from starlette.applications import Starlette
from starlette.routing import BaseRoute, Mount

from playground.asgiserver import running
from playground.cli.output import error_console, translated
from playground.cli.output_files import check_writable, save_outputs
from playground.cli.progress import ProgressPrinter
from playground.cli.progress_lines import code_of, invalid_line, progress_line, unforeseen_line
from playground.cli.run_sources import RunSource
from playground.cli.tracebacks import save_traceback
from playground.errors import PlaygroundError, StorageError
from playground.files.published import published_route
from playground.runs.run import Run, RunStatus
from playground.settings import Settings
from playground.sockets import listen, url_of
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.texts import Language
from playground.wiring import SANDBOX_PATH, Parts, build, build_sandbox

NOTHING_SENT: Final = 2
UNCONFIRMED: Final = 4
NOT_SAVED: Final = 5
EXIT_CODES: Final[Mapping[RunStatus, int]] = {
    RunStatus.SUCCEEDED: 0,
    RunStatus.FAILED: 1,
    RunStatus.CANCELLED: 1,
    RunStatus.REFUSED: 3,
    RunStatus.UNCONFIRMED: UNCONFIRMED,
    RunStatus.ABANDONED: UNCONFIRMED,
}

_LOOPBACK: Final = "127.0.0.1"
NEEDS_A_PERSON: Final[Mapping[str, ProblemCode]] = {
    "notice.paused_key": ProblemCode.KEY_REFUSED,
    "notice.no_service": ProblemCode.UNCONFIRMED,
    "notice.not_followed": ProblemCode.STORAGE,
}
"""Notices of what only a person can mend: a command does not wait for that."""
_DRAIN: Final = 2.0  # seconds


@dataclass(frozen=True, slots=True)
class RunJob:
    """What the command line says.

    Attributes:
        start: what it begins with.
        out: where results are saved.
        began: when the command started, on the monotonic clock.
        patience: seconds to wait for results that are not there once the task has succeeded: they are fetched further
            by whoever opens the ledger next.
    """

    start: RunSource
    out: Path
    language: Language
    began: float
    patience: float = 20.0

    @property
    def at(self) -> float:
        """Seconds since the command started."""
        return round(time.monotonic() - self.began, 3)


async def execute_job(job: RunJob, settings: Settings, printer: ProgressPrinter) -> int:
    """See one run through.

    Returns:
        The exit code; every line was printed.
    """
    begun: list[Run] = []
    try:
        return await _execute(job, settings, printer, begun)
    except Exception:  # noqa: BLE001 - whatever it is, a script must learn whether something may have been paid for
        run = begun[0] if begun else None
        printer.line(unforeseen_line(run, job.at, job.language, save_traceback()))
        return NOTHING_SENT if run is None else UNCONFIRMED


async def _execute(job: RunJob, settings: Settings, printer: ProgressPrinter, begun: list[Run]) -> int:
    """As `execute_job`; the run stands in `begun` once it may have been sent."""
    async with contextlib.AsyncExitStack() as stack:
        try:
            check_writable(job.out)
            taken = stack.enter_context(listen(_LOOPBACK, 0))
            parts = build(settings, own_address=url_of(taken))
            start = await job.start(parts)
            await stack.enter_async_context(working(parts, taken))
            run = await start()
            begun.append(run)
        except PlaygroundError as error:
            printer.line(invalid_line(error, job.at, job.language, code=code_of(error)))
            return NOTHING_SENT
        try:
            return await _finish(job, parts, run, printer)
        except asyncio.CancelledError:
            error_console.print(escape(translated("command.run.goes_on", id=run.run_id)), soft_wrap=True)
            raise


@contextlib.asynccontextmanager
async def working(parts: Parts, taken: socket.socket) -> AsyncIterator[None]:
    """The runner at work, and what a service on this machine needs of us: our uploads, and the sandbox itself."""
    async with contextlib.AsyncExitStack() as stack:
        routes: list[BaseRoute] = [published_route(parts.uploads)]
        if parts.settings.on_sandbox:
            routes.append(Mount(SANDBOX_PATH, build_sandbox(parts.settings, parts.catalog, parts.uploads)))
        await stack.enter_async_context(running(Starlette(routes=routes), taken))
        stack.push_async_callback(parts.results.close)
        await parts.runner.start()
        stack.push_async_callback(parts.runner.stop, _DRAIN)
        yield


async def _finish(job: RunJob, parts: Parts, run: Run, printer: ProgressPrinter) -> int:
    """Tell every change until there is an end, then save what came."""
    try:
        run, problem = await _follow(job, parts, run, printer)
    except StorageError as error:
        # It was asked for, and may well go on: only nobody here can look it up any more.
        problem = Problem(ProblemCode.STORAGE, Charged.UNKNOWN, params={**error.params, "reason": error.code})
    saved = save_outputs(run, parts.results, job.out)
    is_open = run.status in {RunStatus.UNCONFIRMED, RunStatus.ABANDONED}
    outlook = parts.runner.outlook(run) if is_open else None
    line = progress_line(run, job.at, saved.paths, problem, job.language, outlook=outlook)
    is_over = run.status in EXIT_CODES
    printer.line(line if is_over else replace(line, status=RunStatus.UNCONFIRMED.value))
    if run.status is RunStatus.SUCCEEDED:
        is_complete = saved.is_all and not run.lacks_results and len(saved.paths) == len(run.outputs)
        return EXIT_CODES[run.status] if is_complete else NOT_SAVED
    return EXIT_CODES[run.status] if is_over else UNCONFIRMED


async def _follow(job: RunJob, parts: Parts, run: Run, printer: ProgressPrinter) -> tuple[Run, Problem | None]:
    """The run at its end, or where only a person can help it on, and what is wrong with it."""
    shown = None
    async with contextlib.AsyncExitStack() as stack:
        patience = await stack.enter_async_context(patience_of())
        async for _ in parts.runner.subscribe(run.person):
            run = await parts.runner.run(run.person, run.run_id) or run
            printer.notice(run.notice)
            if run.status in EXIT_CODES and not is_fetching(parts, run):
                break
            if run.notice and run.notice.code in NEEDS_A_PERSON:
                request_id = run.task.request_id if run.task else None
                return run, Problem(NEEDS_A_PERSON[run.notice.code], Charged.UNKNOWN, request_id=request_id)
            if run.status is RunStatus.SUCCEEDED and patience.when() is None:
                patience.reschedule(asyncio.get_running_loop().time() + job.patience)
                continue
            line = progress_line(run, job.at, (), run.problem, job.language)
            if run.status is not RunStatus.SUCCEEDED and line.differs_from(shown):
                printer.line(line)
                shown = line
        else:
            raise StorageError("storage.stopping")
    return run, run.problem or next((output.problem for output in run.outputs if output.problem), None)


@contextlib.asynccontextmanager
async def patience_of() -> AsyncIterator[asyncio.Timeout]:
    """A block that is left quietly at the time that is set meanwhile."""
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(None) as limit:
            yield limit


def is_fetching(parts: Parts, run: Run) -> bool:
    """Whether a run that has succeeded is still worked on, here or by another process: more may come of it."""
    if run.status is not RunStatus.SUCCEEDED:
        return False
    is_elsewhere = run.lacks_results and run.notice is not None and run.notice.code == "notice.fetching_later"
    return is_elsewhere or parts.runner.is_active_here(run.run_id)
