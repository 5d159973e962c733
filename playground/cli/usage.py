"""`playground usage`: what everybody's runs cost, by model, person or day."""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any, Final

import typer
from rich.markup import escape
from rich.table import Table

from playground.cli.database import opened_database
from playground.cli.dates import DateError, parse_date
from playground.cli.environment import load_settings
from playground.cli.money import Money
from playground.cli.output import console, examples, print_error, print_exact_json, translated
from playground.people.people import People
from playground.people.person import Person
from playground.runs.daily_costs import days_between
from playground.runs.usage import SHARED_BY, Share, UsageQueries, shares
from playground.setting_values import zone_of
from playground.settings import Settings
from playground.ui.people_words import usage_csv

_WRONG: Final = 2


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("usage", help=translated("command.usage.help"), epilog=examples("command.usage.examples"))(usage)


def usage(
    *,
    by: Annotated[str, typer.Option(metavar="WHAT", help=translated("command.usage.by"))] = "model",
    since: Annotated[str, typer.Option(metavar="DATE", help=translated("command.usage.since"))] = "30d",
    until: Annotated[str | None, typer.Option(metavar="DATE", help=translated("command.usage.until"))] = None,
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
    as_csv: Annotated[bool, typer.Option("--csv", help=translated("command.usage.csv"))] = False,
) -> None:
    """Of the present service, whose currency the amounts are in; days are those of the budgets."""
    if by not in SHARED_BY:
        print_error("command.usage.no_such", by=by, known=", ".join(SHARED_BY))
        raise typer.Exit(_WRONG)
    if as_json and as_csv:
        print_error("command.usage.json_or_csv")
        raise typer.Exit(_WRONG)
    settings, now = load_settings(), time.time()
    zone = zone_of(settings.budget_zone)
    try:
        begins = parse_date(since, now, zone=zone)
        ends = now + 1 if until is None else parse_date(until, now, is_end=True, zone=zone)
    except DateError as error:
        print_error(error.code, **error.params)
        raise typer.Exit(_WRONG) from None
    with opened_database(settings) as database:
        queries = UsageQueries(database)
        oldest = queries.oldest(settings.service_name)
        days = () if oldest is None else days_between(max(begins, oldest), min(ends, now + 1), zone)
        found = shares(queries.of_all(settings.service_name, days, by), by)
        people = {one.person: one for one in People(database).all()} if by == "person" else {}
    if as_csv:
        text = usage_csv(found, by, people, settings.currency, is_play=settings.on_sandbox)
        print(text.replace("\r\n", "\n"), end="")
    elif as_json:
        for share in found:
            print_exact_json(_as_json(share, by, people, settings))
    else:
        _print_table(found, by, people, Money(settings.currency, settings.on_sandbox))


def _as_json(share: Share, by: str, people: Mapping[str, Person], settings: Settings) -> dict[str, Any]:
    known = people.get(share.of)
    named = {"name": known and known.identity.name, "email": known and known.identity.email} if by == "person" else {}
    counted = {"runs": share.runs, "runs_of_unknown_cost": share.unknown, "cost": share.total}
    return {by: share.of, **named, **counted, "currency": settings.currency, "play_money": settings.on_sandbox}


def _print_table(found: tuple[Share, ...], by: str, people: Mapping[str, Person], money: Money) -> None:
    if not found:
        console.print(escape(translated("costs.none")))
        return
    table = Table(box=None, header_style="dim", show_footer=True)
    total = sum((share.total for share in found), Decimal(0))
    columns = (
        (translated(f"command.usage.{by}"), translated("command.usage.total"), "left"),
        (translated("costs.runs"), str(sum(share.runs for share in found)), "right"),
        (translated("command.usage.unknown"), str(sum(share.unknown for share in found)), "right"),
        (translated("costs.cost"), escape(money.short(total)), "right"),
    )
    for title, foot, justify in columns:
        table.add_column(title, foot, justify="right" if justify == "right" else "left", overflow="fold")
    for share in found:
        known = people.get(share.of)
        name = (known.identity.email or known.shown_name) if known else share.of
        table.add_row(escape(name), str(share.runs), str(share.unknown or "–"), escape(money.short(share.total)))
    console.print(table)
