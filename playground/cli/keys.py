"""`playground keys`: the sandbox's keys."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from playground.cli.environment import load_settings
from playground.cli.localised_typer import LocalisedTyper
from playground.cli.output import console, examples, print_error, translated, translated_moment
from playground.sandbox.keys import Keys

KeyId = Annotated[int, typer.Argument(metavar="ID", help=translated("command.keys.id"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    keys = LocalisedTyper()
    for name, command in (("create", create), ("list", list_), ("disable", disable), ("delete", delete)):
        keys.command(name, help=translated(f"command.keys.{name}"))(command)
    app.add_typer(keys, name="keys", help=translated("command.keys.help"), epilog=examples("command.keys.examples"))


def _keys() -> Keys:
    return Keys(load_settings().sandbox_folder)


def create(name: Annotated[str, typer.Argument(metavar="NAME", help=translated("command.keys.name"))] = "") -> None:
    """Print a new key, alone."""
    print(_keys().create(name))


def list_() -> None:
    """List the keys."""
    keys = _keys().list()
    if not keys:
        console.print(escape(translated("command.keys.none")))
        return
    table = Table(box=None, header_style="dim")
    for column in ("id", "ends", "created", "name", "state"):
        table.add_column(translated(f"command.keys.column.{column}"))
    for key in keys:
        state = translated("command.keys.disabled") if key.disabled else translated("command.keys.active")
        table.add_row(str(key.id), f"…{key.last4}", translated_moment(key.created), escape(key.name), state)
    console.print(table)


def disable(key_id: KeyId) -> None:
    """Disable a key."""
    _done_or_unknown(key_id, done=_keys().disable(key_id))


def delete(key_id: KeyId) -> None:
    """Delete a key."""
    _done_or_unknown(key_id, done=_keys().delete(key_id))


def _done_or_unknown(key_id: int, *, done: bool) -> None:
    if not done:
        print_error("command.keys.unknown", id=key_id)
        raise typer.Exit(1)
