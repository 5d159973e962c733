"""`playground run`: one task, from the command line to files in a folder."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Annotated, Final

import typer

from playground.cli.environment import load_settings
from playground.cli.execution import NOTHING_SENT, RunJob, execute_job
from playground.cli.money import Money
from playground.cli.output import LANGUAGE, examples, translated
from playground.cli.payload import InputError
from playground.cli.progress import progress_printer
from playground.cli.progress_lines import invalid_line
from playground.cli.run_sources import NewRun, RunSource
from playground.cli.tracebacks import log_to
from playground.errors import SettingsError
from playground.tasks.problem import ProblemCode

_STDIN: Final = "-"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run", help=translated("command.run.help"), epilog=examples("command.run.examples"))(run)


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=translated("command.run.model"))],
    *,
    text: Annotated[str | None, typer.Option("--input", metavar="JSON|-", help=translated("command.run.input"))] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=translated("command.run.set"))
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help=translated("command.run.out"))] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
) -> None:
    """Submit, wait, save; the exit codes are those that `--help` lists."""
    language = "en" if as_json else LANGUAGE
    began = time.monotonic()
    try:
        given = _from_stdin() if text == _STDIN else text
    except InputError as error:
        with progress_printer(Money(), as_json=as_json) as printer:
            printer.line(
                invalid_line(error, round(time.monotonic() - began, 3), language, code=ProblemCode.INVALID_INPUT)
            )
        raise typer.Exit(NOTHING_SENT) from None
    raise typer.Exit(run_job(NewRun(model, given, tuple(assignments or ()), language), out, as_json=as_json))


def _from_stdin() -> bytes:
    try:
        given = sys.stdin.buffer.read()
    except OSError as error:  # a stream that is open for writing only, or a terminal that has gone
        raise InputError("command.run.no_input") from error
    if not given.strip():
        raise InputError("command.run.no_input")
    return given


def run_job(start: RunSource, out: Path, *, as_json: bool) -> int:
    """Execute a job, from settings to exit code."""
    job = RunJob(start, out, "en" if as_json else LANGUAGE, time.monotonic())
    try:
        settings = load_settings()
    except SettingsError as error:
        with progress_printer(Money(), as_json=as_json) as printer:
            printer.line(invalid_line(error, job.at, job.language, code=ProblemCode.INVALID_INPUT))
        return NOTHING_SENT
    log_to(settings.data / "command-line.log")
    with progress_printer(Money(settings.currency, settings.on_sandbox), as_json=as_json) as printer:
        return asyncio.run(execute_job(job, settings, printer))
