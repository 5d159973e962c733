"""`playground people audit`: what was changed about people, by whom and when."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from playground.cli.database import opened_database
from playground.cli.dates import iso_moment
from playground.cli.environment import load_settings
from playground.cli.output import LANGUAGE, console, print_exact_json, translated, translated_moment
from playground.people.audit import Audit, AuditEntry
from playground.people.people import People
from playground.people.person import Person
from playground.runs.budgets.limits import COMMAND_LINE
from playground.ui.people_words import changes_words

_LISTED: Final = 100
_MOST_LISTED: Final = 1_000_000


def list_changes(
    *,
    limit: Annotated[
        int, typer.Option(metavar="N", min=1, max=_MOST_LISTED, help=translated("command.people.audit.limit"))
    ] = _LISTED,
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
) -> None:
    """What was changed about people, the newest first."""
    settings = load_settings()
    with opened_database(settings) as database:
        changes = Audit(database).newest(limit)
        people = {one.person: one for one in People(database).all()}
    if as_json:
        for change in changes:
            print_exact_json(_change_as_json(change, people))
        return
    if not changes:
        console.print(escape(translated("command.people.audit.none")))
        return
    table = Table(box=None, header_style="dim")
    for column in ("when", "who", "whom", "what"):
        table.add_column(translated(f"command.people.column.{column}"), overflow="fold", no_wrap=column == "when")
    for change in changes:
        words = changes_words(change, LANGUAGE, settings.currency)
        table.add_row(
            translated_moment(change.at),
            escape(_name(change.who, people)),
            escape(_name(change.of_whom, people)),
            escape(words),
        )
    console.print(table)


def _change_as_json(change: AuditEntry, people: Mapping[str, Person]) -> dict[str, Any]:
    of_whom = people.get(change.of_whom or "")
    return {
        "at": iso_moment(change.at),
        "who": change.who,
        "who_email": people[change.who].identity.email if change.who in people else None,
        "what": change.what,
        "of_whom": change.of_whom,
        "of_whom_email": of_whom.identity.email if of_whom else None,
        "details": change.details,
    }


def _name(person: str | None, people: Mapping[str, Person]) -> str:
    known = people.get(person or "")
    if person == COMMAND_LINE:
        return translated("admin.command_line")
    return (known.identity.email or known.shown_name) if known else person or "–"
