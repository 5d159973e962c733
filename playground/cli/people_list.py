"""`playground people list`: who signs in, and what each may spend and has spent."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from playground.cli.database import opened_database
from playground.cli.dates import iso_moment
from playground.cli.environment import load_settings
from playground.cli.money import Money
from playground.cli.output import LANGUAGE, console, print_exact_json, translated, translated_moment
from playground.people.people import People
from playground.people.person import Person
from playground.runs.budgets.amounts import from_micros
from playground.runs.person_limits import UNLIMITED
from playground.runs.usage import UsageQueries, this_month
from playground.setting_values import zone_of
from playground.ui.people_words import limits_words


def list_people(
    *,
    search: Annotated[str, typer.Option(metavar="TEXT", help=translated("command.people.search"))] = "",
    as_json: Annotated[bool, typer.Option("--json", help=translated("command.json"))] = False,
) -> None:
    """Who was seen last first, with what each spent at the present service."""
    settings = load_settings()
    with opened_database(settings) as database:
        found = People(database).found(search)
        ids = [one.person for one in found]
        usage, spans = UsageQueries(database), this_month(time.time(), zone_of(settings.budget_zone))
        spent = [usage.of(settings.service_name, span, ids) for span in spans]
    if as_json:
        for one in found:
            print_exact_json(_as_json(one, *spent) | {"currency": settings.currency, "play_money": settings.on_sandbox})
        return
    if not found:
        console.print(escape(translated("command.people.none")))
        return
    money = Money(settings.currency, settings.on_sandbox)
    table = Table(box=None, header_style="dim")
    for column in ("name", "email", "seen", "today", "month", "limits", "state", "id"):
        table.add_column(translated(f"command.people.column.{column}"), overflow="fold", no_wrap=column == "id")
    names = frozenset(settings.admins)
    for one in found:
        table.add_row(
            escape(one.identity.name),
            escape(one.identity.email or "–"),
            translated_moment(one.seen_at),
            *(money.short(amounts.get(one.person, Decimal(0))) for amounts in spent),
            escape(_limits(one, Money(settings.currency))),  # that it is play money stands beside it
            escape(_state(one, names)),
            one.person,
        )
    console.print(table)


def _as_json(one: Person, today: Mapping[str, Decimal], month: Mapping[str, Decimal]) -> dict[str, Any]:
    return {
        "person": one.person,
        "name": one.identity.name,
        "email": one.identity.email,
        "provider": one.identity.provider,
        "subject": one.identity.subject,
        "created_at": iso_moment(one.created_at),
        "seen_at": iso_moment(one.seen_at),
        "is_admin": one.is_admin,
        "is_disabled": one.is_disabled,
        "day_limit": _amount(one.limits.day),
        "month_limit": _amount(one.limits.month),
        "most_runs": _count(one.limits.most_runs),
        "most_bytes": _count(one.limits.most_bytes),
        "spent_today": today.get(one.person, Decimal(0)),
        "spent_this_month": month.get(one.person, Decimal(0)),
    }


def _amount(micros: int | None) -> Decimal | int | str | None:
    return _count(micros) if micros is None or micros == UNLIMITED else from_micros(micros)


def _count(value: int | None) -> int | str | None:
    return "unlimited" if value == UNLIMITED else value


def _limits(one: Person, money: Money) -> str:
    return _joined(limits_words(one.limits, LANGUAGE, money.currency))


def _state(one: Person, admins: frozenset[str]) -> str:
    return _joined(
        (
            one.is_disabled and translated("admin.disabled"),
            (one.is_admin or one.is_named(admins)) and translated("page.account.admin"),
        )
    )


def _joined(words: Iterable[str | bool]) -> str:
    return ", ".join(word for word in words if isinstance(word, str)) or "–"
