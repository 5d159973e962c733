"""`playground settings`: what a picture that was downloaded here was made with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from playground.cli.output import examples, print_error, translated
from playground.files.metadata import read_metadata
from playground.jsontext import to_storable_json


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("settings", help=translated("command.settings.help"), epilog=examples("command.settings.examples"))(
        settings
    )


def settings(file: Annotated[Path, typer.Argument(metavar="FILE", help=translated("command.settings.file"))]) -> None:
    """Print the record as JSON, every digit as it stands there; exit 2 where there is none."""
    try:
        found = read_metadata(file)
    except OSError as error:
        print_error("command.settings.unreadable", file=str(file), reason=error.strerror or str(error))
        raise typer.Exit(2) from None
    if found is None:
        print_error("command.settings.none", file=str(file))
        raise typer.Exit(2)
    print(to_storable_json(found))
