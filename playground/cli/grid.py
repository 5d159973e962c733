"""`playground grid`: each combination of some values as a task, from the command line to files in a folder."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Annotated

import typer

from playground.cli.environment import load_settings
from playground.cli.execution import NOTHING_SENT
from playground.cli.grid_job import GridJob, execute_grid
from playground.cli.grid_output import GridPrinter, JsonGridPrinter, PlainGridPrinter
from playground.cli.money import Money
from playground.cli.output import LANGUAGE, examples, translated
from playground.cli.progress_lines import invalid_line
from playground.cli.tracebacks import log_to
from playground.errors import SettingsError
from playground.tasks.problem import ProblemCode


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("grid", help=translated("command.grid.help"), epilog=examples("command.grid.examples"))(grid)


def grid(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=translated("command.run.model"))],
    *,
    varied: Annotated[list[str], typer.Option("--vary", metavar="NAME=VALUES", help=translated("command.grid.vary"))],
    text: Annotated[str | None, typer.Option("--input", metavar="JSON|-", help=translated("command.run.input"))] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=translated("command.run.set"))
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help=translated("command.run.out"))] = Path(),
    is_dry: Annotated[bool, typer.Option("--dry-run", help=translated("command.grid.dry_run"))] = False,
    is_agreed: Annotated[bool, typer.Option("--yes", help=translated("command.grid.yes"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
) -> None:
    """Tell what it comes to, submit, wait, save; the exit codes are those that `--help` lists."""
    language, began = "en" if as_json else LANGUAGE, time.monotonic()
    given = sys.stdin.buffer.read() if text == "-" else text
    try:
        settings = load_settings()
    except SettingsError as error:
        printer = _printer(began, Money(), as_json=as_json)
        printer.line(invalid_line(error, printer.at, language, code=ProblemCode.INVALID_INPUT), None)
        raise typer.Exit(NOTHING_SENT) from None
    log_to(settings.data / "command-line.log")
    job = GridJob(model, given, tuple(assignments or ()), tuple(varied), out, is_dry, is_agreed, language)
    printer = _printer(began, Money(settings.currency, settings.on_sandbox), as_json=as_json)
    raise typer.Exit(asyncio.run(execute_grid(job, settings, printer)))


def _printer(began: float, money: Money, *, as_json: bool) -> GridPrinter:
    return JsonGridPrinter(began) if as_json else PlainGridPrinter(began, money)
