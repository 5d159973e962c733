"""`playground check`: does a file make a good form?"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from playground.catalog import EXAMPLE_SUFFIX
from playground.cli.output import LANGUAGE, console, examples, print_error, print_json, translated
from playground.errors import SchemaError
from playground.form import UNSET, Report, inspect
from playground.jsontext import read_json
from playground.texts import Language, join_words, translate


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check", help=translated("command.check.help"), epilog=examples("command.check.examples"))(check)


def check(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help=translated("command.check.files"))],
    *,
    example: Annotated[Path | None, typer.Option(metavar="FILE", help=translated("command.check.example"))] = None,
    beside: Annotated[bool, typer.Option("--examples", help=translated("command.check.beside"))] = False,
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
) -> None:
    """Check each file; exit 1 if any is not ok."""
    if example is not None and (beside or len(files) > 1):
        print_error("command.check.one_example")
        raise typer.Exit(2)
    language: Language = "en" if as_json else LANGUAGE
    good = True
    for path in files:
        if beside and path.name.endswith(EXAMPLE_SUFFIX):
            continue
        report = _report(path, _example_beside(path) if beside else example, language)
        good = good and report.ok
        if as_json:
            print_json({"file": str(path), **_as_json(report)})
        else:
            _show(path, report)
    raise typer.Exit(0 if good else 1)


def _example_beside(path: Path) -> Path | None:
    beside = path.with_name(path.stem + EXAMPLE_SUFFIX)
    return beside if beside.exists() else None


def _report(path: Path, example: Path | None, language: Language) -> Report:
    try:
        schema = read_json(path)
    except SchemaError as error:
        return Report(ok=False, problems=(("", translate(error.code, language, **error.params)),))
    try:
        payload = UNSET if example is None else read_json(example)
    except SchemaError as error:
        message = translate(error.code, language, **error.params)
        sentence = translate("command.check.example_unreadable", language, file=str(example), message=message)
        return Report(ok=False, problems=(("", sentence),))
    return inspect(schema, payload, language=language)


def _as_json(report: Report) -> dict[str, Any]:
    return {
        "ok": report.ok,
        "problems": [{"path": path, "message": message} for path, message in report.problems],
        "warnings": [{"path": path, "message": message} for path, message in report.warnings],
        "fields": [field._asdict() for field in report.fields],
        "payload": report.payload,
        "roundtrip": report.roundtrip,
    }


def _show(path: Path, report: Report) -> None:
    verdict = "[bold green]✓[/]" if report.ok else "[bold red]✗[/]"
    console.print(f"{verdict} [bold]{escape(str(path))}[/]", soft_wrap=True)
    for sign, findings in (("[red]✗[/]", report.problems), ("[yellow]![/]", report.warnings)):
        for pointer, message in findings:
            where = f"[cyan]{escape(pointer)}[/] " if pointer else ""
            console.print(f"  {sign} {where}{escape(message)}", soft_wrap=True)
    if report.fields:
        console.print(_fields(report))
        sent = json.dumps(report.payload, ensure_ascii=False, default=str)
        console.print(f"  {escape(translated('command.check.untouched'))} {escape(sent)}", soft_wrap=True)
    if report.roundtrip:
        console.print(f"  [green]✓[/] {escape(translated('command.check.roundtrip'))}", soft_wrap=True)
    console.print()


def _fields(report: Report) -> Table:
    table = Table(box=None, padding=(0, 2, 0, 2), header_style="dim")
    for column in ("path", "widget"):
        table.add_column(translated(f"command.check.{column}"))
    table.add_column()  # what there is to note
    for field in report.fields:
        marks = (("required", field.required), ("advanced", field.advanced))
        notes = join_words((translated(f"command.check.{mark}") for mark, is_so in marks if is_so), LANGUAGE)
        table.add_row(escape(field.path), field.widget, escape(notes))
    return table
