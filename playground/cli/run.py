"""`playground run`: one task, from the command line to files in a folder."""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from typing import Annotated, Final

import typer

from playground.cli.asking import Start, Typed
from playground.cli.errand import NOTHING_SENT, Order, carry_out
from playground.cli.lines import invalid
from playground.cli.money import Money
from playground.cli.output import LANGUAGE, examples, tell
from playground.cli.payload import InputError
from playground.cli.telling import telling
from playground.cli.traces import log_to
from playground.errors import SettingsError
from playground.settings import Settings
from playground.tasks.problem import ProblemCode

_STDIN: Final = "-"


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("run", help=tell("command.run.help"), epilog=examples("command.run.examples"))(run)


def run(
    model: Annotated[str, typer.Argument(metavar="MODEL", help=tell("command.run.model"))],
    *,
    text: Annotated[str | None, typer.Option("--input", metavar="JSON|-", help=tell("command.run.input"))] = None,
    assignments: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help=tell("command.run.set"))
    ] = None,
    out: Annotated[Path, typer.Option(metavar="DIR", help=tell("command.run.out"))] = Path(),
    as_json: Annotated[bool, typer.Option("--json", help=tell("command.json"))] = False,
) -> None:
    """Submit, wait, save; the exit codes are those that `--help` lists."""
    language = "en" if as_json else LANGUAGE
    began = time.monotonic()
    try:
        given = _from_stdin() if text == _STDIN else text
    except InputError as error:
        with telling(Money(), as_json=as_json) as teller:
            teller.line(invalid(error, round(time.monotonic() - began, 3), language, code=ProblemCode.INVALID_INPUT))
        raise typer.Exit(NOTHING_SENT) from None
    raise typer.Exit(go(Typed(model, given, tuple(assignments or ()), language), out, as_json=as_json))


def _from_stdin() -> bytes:
    try:
        given = sys.stdin.buffer.read()
    except OSError as error:  # a stream that is open for writing only, or a terminal that has gone
        raise InputError("command.run.no_input") from error
    if not given.strip():
        raise InputError("command.run.no_input")
    return given


def go(start: Start, out: Path, *, as_json: bool) -> int:
    """See an errand through, from settings to exit code."""
    order = Order(start, out, "en" if as_json else LANGUAGE, time.monotonic())
    try:
        settings = Settings.load()
    except SettingsError as error:
        with telling(Money(), as_json=as_json) as teller:
            teller.line(invalid(error, order.at, order.language, code=ProblemCode.INVALID_INPUT))
        return NOTHING_SENT
    log_to(settings.data / "command-line.log")
    with telling(Money(settings.currency, settings.on_sandbox), as_json=as_json) as teller:
        return asyncio.run(carry_out(order, settings, teller))
