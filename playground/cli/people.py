"""`playground people`: who signs in, what they may do, and what was changed of that."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import asdict, replace
from typing import Annotated, Any, Final, TypeAlias

import typer
from rich.markup import escape

from playground.cli.database import opened_database
from playground.cli.environment import load_settings
from playground.cli.localised_typer import LocalisedTyper
from playground.cli.output import console, examples, print_error, translated
from playground.cli.people_audit import list_changes
from playground.cli.people_list import list_people
from playground.errors import BadRequestError
from playground.people.people import People
from playground.people.person import Limits, Person
from playground.runs.budgets.limits import COMMAND_LINE
from playground.ui.people_words import read_limits

_WRONG: Final = 2

_Person: TypeAlias = Annotated[str, typer.Argument(metavar="PERSON", help=translated("command.people.person"))]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    people = LocalisedTyper()
    for name, command in (
        ("list", list_people),
        ("disable", disable),
        ("enable", enable),
        ("limit", limit),
        ("admin", admin),
        ("audit", list_changes),
    ):
        people.command(name, help=translated(f"command.people.{name}"))(command)
    app.add_typer(
        people, name="people", help=translated("command.people.help"), epilog=examples("command.people.examples")
    )


def disable(person: _Person) -> None:
    """Let somebody in no more."""
    _change(
        person,
        "disabled",
        lambda people, known, now: people.set_disabled(known, by=COMMAND_LINE, now=now, is_disabled=True),
    )


def enable(person: _Person) -> None:
    """Let somebody in again."""
    _change(
        person,
        "enabled",
        lambda people, known, now: people.set_disabled(known, by=COMMAND_LINE, now=now, is_disabled=False),
    )


def admin(
    person: _Person, *, off: Annotated[bool, typer.Option("--off", help=translated("command.people.admin.off"))] = False
) -> None:
    """Make somebody an admin, or no longer."""
    said = "no_admin" if off else "made_admin"
    _change(
        person, said, lambda people, known, now: people.set_admin(known, by=COMMAND_LINE, now=now, is_admin=not off)
    )


def limit(
    person: _Person,
    *,
    day: Annotated[str | None, typer.Option(metavar="AMOUNT", help=translated("command.people.limit.day"))] = None,
    month: Annotated[str | None, typer.Option(metavar="AMOUNT", help=translated("command.people.limit.month"))] = None,
    at_once: Annotated[str | None, typer.Option(metavar="N", help=translated("command.people.limit.at_once"))] = None,
    keep: Annotated[str | None, typer.Option(metavar="SIZE", help=translated("command.people.limit.keep"))] = None,
    none: Annotated[bool, typer.Option("--none", help=translated("command.people.limit.none"))] = False,
) -> None:
    """Give somebody limits of their own: those that are not given stay, `--none` takes all others away."""
    if not none and (day, month, at_once, keep) == (None, None, None, None):
        print_error("command.people.limit.which")
        raise typer.Exit(_WRONG)
    try:
        given = read_limits(day, month, at_once, keep)
    except BadRequestError as error:
        print_error(error.code, **error.params)
        raise typer.Exit(_WRONG) from error

    def set_limits(people: People, known: str, now: float) -> bool:
        person = people.one(known)
        before = person.limits if person and not none else Limits()
        stated = {name: value for name, value in asdict(given).items() if value is not None}
        return people.set_limits(known, replace(before, **stated), by=COMMAND_LINE, now=now)

    _change(person, "limited", set_limits)


def _change(text: str, said: str, act: Callable[[People, str, float], Any]) -> None:
    with opened_database(load_settings()) as database:
        people = People(database)
        known = _one(people, text)
        act(people, known.person, time.time())
    console.print(escape(translated(f"command.people.{said}", name=known.shown_name)), soft_wrap=True)


def _one(people: People, text: str) -> Person:
    found = people.named(text)
    if len(found) == 1:
        return found[0]
    if not found:
        print_error("command.people.unknown", text=text)
    else:
        print_error("command.people.several", text=text, ids=", ".join(one.person for one in found))
    raise typer.Exit(1)
