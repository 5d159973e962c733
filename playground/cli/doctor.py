"""`playground doctor`: is everything set, reached and there?"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Annotated, Final

import typer
from rich.markup import escape

from playground.cli.environment import told_of
from playground.cli.output import LANGUAGE, console, examples, print_json, translated
from playground.doctor.configuration import variables
from playground.doctor.examination import checks, examine
from playground.doctor.finding import Finding, Level, warn, wrong_by
from playground.errors import SettingsError
from playground.settings import Settings, unknown_variables
from playground.texts import translate

_STYLES: Final = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "bold red"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor", help=translated("command.doctor.help"), epilog=examples("command.doctor.examples"))(doctor)


def doctor(*, as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False) -> None:
    """Say how everything stands; exit 1 if there is a problem."""
    is_well, before = True, ""
    for name, finding in _findings():
        is_well = is_well and finding.level is not Level.PROBLEM
        if as_json:
            message = translate(finding.code, "en", **finding.params)
            print_json({"check": name, "level": finding.level.value, "code": finding.code, "message": message})
        else:
            if name != before:
                console.print(f"[bold]{escape(translated(f'doctor.check.{name}'))}[/]")
            _show(finding)
        before = name
    if not as_json:
        console.print(escape(translated("doctor.well" if is_well else "doctor.not_well")))
    raise typer.Exit(0 if is_well else 1)


def _findings() -> Iterator[tuple[str, Finding]]:
    for variable in unknown_variables(os.environ):
        code, params = told_of(variable)
        yield "settings", warn(code, **params)
    try:
        settings = Settings.load()
    except SettingsError as error:
        yield from (("settings", finding) for finding in variables(os.environ))
        yield "settings", wrong_by(error)
        return
    yield from examine(checks(settings, os.environ))


def _show(finding: Finding) -> None:
    level = translated(f"doctor.level.{finding.level.value}")
    sentence = translate(finding.code, LANGUAGE, **finding.params)
    console.print(f"  [{_STYLES[finding.level]}]{escape(level)}[/]  {escape(sentence)}", soft_wrap=True)
