"""Limits that change, come or go, and whose spending counts."""

from __future__ import annotations

import datetime as dt
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from budgeting import DAY, NOON, Open, asked, begins, ended, limit, refused, used, write

from playground.people.people import People
from playground.people.person import Limits
from playground.people.taking_along import take_along
from playground.runs.budgets.amounts import to_micros
from playground.runs.budgets.limits import COMMAND_LINE
from playground.runs.database import Database
from playground.runs.person_limits import UNLIMITED
from playground.runs.run import RunStatus
from playground.runs.usage import this_month

pytestmark = pytest.mark.databases("sqlite", "postgresql")


@pytest.mark.parametrize(("limit", "told"), [("0", "never"), ("1.5", "all_month")])
def test_a_limit_that_is_lowered_below_what_is_spent_refuses_the_next(opened: Open, limit: str, told: str) -> None:
    ledger = opened(all_month=Decimal(10))
    assert all(begins(ledger, asked()) for _ in range(3))
    lower = opened(all_month=Decimal(limit))
    error = refused(lower, asked("0.01"))
    assert (error.code, error.params["left"]) == (f"budget.{told}.known", ["0", "$", False])
    assert begins(opened(all_month=Decimal("3.01")), asked("0.01"))


def test_a_limit_of_nothing_lets_through_what_costs_nothing(opened: Open) -> None:
    ledger = opened(person_day=Decimal(0))
    assert [begins(ledger, asked(cost)) for cost in ("0.000001", None, "0")] == [False, False, True]


def test_what_was_spent_before_there_was_a_budget_counts_once_there_is_one(opened: Open) -> None:
    before = opened()
    spent, running, refusal, old = asked(), asked("2"), asked(), asked(at=NOON - 40 * DAY)
    for run in (spent, running, refusal, old):
        assert begins(before, run)
    write(before, ended(spent, "0.5"))
    write(before, replace(refusal, status=RunStatus.REFUSED))
    assert before.budgets.standings("test", "anna", NOON) == ()
    after = opened(all_month=Decimal(3), person_day=Decimal(3))
    for _ in range(2):
        after.budgets.catch_up(NOON)
        assert used(after) == {"all_month": "2.5", "person_day": "2.5"}
    assert not begins(after, asked())
    write(after, ended(running, "1"))
    assert used(after) == {"all_month": "1.5", "person_day": "1.5"}


def test_one_person_may_have_another_limit(opened: Open, database: str | Path) -> None:
    ledger = opened(person_day=Decimal(1))
    limit(database, "anna", day="2")
    assert [begins(ledger, asked()) for _ in range(3)] == [True, True, False]
    assert [begins(ledger, asked(person="ben")) for _ in range(2)] == [True, False]


def test_one_person_may_be_exempt_from_what_holds_for_everybody_but_not_from_what_all_may_spend(
    opened: Open, database: str | Path
) -> None:
    ledger = opened(person_day=Decimal(1), person_month=Decimal(1), all_month=Decimal(4))
    limit(database, "anna")
    with closing(Database(database)) as store:
        People(store).set_limits("anna", Limits(UNLIMITED, UNLIMITED), by="boss", now=NOON)
    assert [begins(ledger, asked()) for _ in range(3)] == [True, True, True]
    assert [begins(ledger, asked(person="ben")) for _ in range(2)] == [True, False]
    assert refused(ledger, asked()).code == "budget.all_month.known"


def test_to_be_exempt_is_no_limit_for_which_anything_is_counted(opened: Open, database: str | Path) -> None:
    ledger = opened()
    limit(database, "anna")
    with closing(Database(database)) as store:
        People(store).set_limits("anna", Limits(UNLIMITED, UNLIMITED), by="boss", now=NOON)
    assert begins(ledger, asked())
    assert ledger.budgets.standings("test", "anna", NOON) == ()


def test_what_a_person_pays_with_a_key_of_the_persons_own_is_in_no_budget(opened: Open) -> None:
    ledger = opened()
    assert begins(ledger, replace(asked("7"), own_key="k"))
    ledger = opened(person_day=Decimal(1), all_month=Decimal(1), run=Decimal(2))
    ledger.budgets.catch_up(NOON)
    mine = replace(asked("5"), own_key="k")
    assert begins(ledger, mine)
    write(ledger, ended(mine, "6"))
    assert used(ledger) == {"all_month": "0", "person_day": "0"}
    assert begins(ledger, asked())
    assert not begins(ledger, asked())
    assert begins(ledger, replace(asked("5"), own_key="k"))
    today, _ = this_month(NOON, dt.UTC)
    assert ledger.usage.of("test", today, ["anna"]) == {"anna": Decimal(6)}


def test_a_limit_of_one_person_alone_counts_what_that_person_spent_before(opened: Open, database: str | Path) -> None:
    ledger = opened()
    assert begins(ledger, asked())
    assert begins(ledger, asked("100", at=NOON - 40 * DAY))
    limit(database, "anna", month="1.5")
    assert not begins(ledger, asked())
    assert begins(ledger, asked("100", person="ben"))
    assert begins(ledger, asked("0.5"))
    assert used(ledger) == {"person_month": "1.5"}


def test_what_is_spent_while_a_limit_is_gone_counts_when_it_comes_back(opened: Open, database: str | Path) -> None:
    ledger = opened()
    limit(database, "anna", day="3")
    assert begins(ledger, asked())
    with closing(Database(database)) as store:
        people = People(store)
        people.set_limits("anna", Limits(), by="boss", now=NOON)
        for run in (asked(), asked(), asked(person="ben")):
            assert begins(ledger, run)
        people.set_limits("anna", Limits(day=to_micros(Decimal(3))), by="boss", now=NOON)
    assert used(ledger) == {"person_day": "3"}
    assert not begins(ledger, asked("0.01"))


def test_a_process_without_a_budget_counts_for_one_that_has_a_budget(opened: Open) -> None:
    older, newer = opened(), opened(all_month=Decimal(3))
    assert begins(older, asked())
    newer.budgets.catch_up(NOON)
    assert all(begins(older, asked()) for _ in range(2))
    assert used(newer) == {"all_month": "3"}
    assert not begins(newer, asked())
    assert begins(older, asked()), "it has no limit itself"


def test_what_a_browser_spent_is_the_persons_who_takes_it_along(opened: Open, database: str | Path) -> None:
    ledger = opened(person_day=Decimal(3))
    run = asked(person="browser")
    for one in (run, asked("0.5", person="p-anna"), asked("0.25", person="ben")):
        assert begins(ledger, one)
    with closing(Database(database)) as store, store.writing() as connection:
        take_along(connection, "browser", "p-anna")
    assert [used(ledger, person) for person in ("browser", "p-anna", "ben")] == [
        {"person_day": "0"},
        {"person_day": "1.5"},
        {"person_day": "0.25"},
    ]
    write(ledger, ended(run, "2.5"))
    assert used(ledger, "p-anna") == {"person_day": "3"}
    assert not begins(ledger, asked("0.01", person="p-anna"))


def test_the_command_line_is_its_owners_and_counts_for_all(opened: Open) -> None:
    ledger = opened(person_day=Decimal(1), person_month=Decimal(1), all_month=Decimal(3))
    assert [begins(ledger, asked(person=COMMAND_LINE)) for _ in range(4)] == [True, True, True, False]
    assert refused(ledger, asked("0.5")).code == "budget.all_month.known"


def test_money_of_one_service_is_not_that_of_another(opened: Open) -> None:
    ledger = opened(all_month=Decimal(1))
    assert begins(ledger, replace(asked(), service="sandbox"))
    assert begins(ledger, asked())


def test_without_a_budget_nothing_is_set_aside(opened: Open) -> None:
    ledger = opened()
    assert begins(ledger, asked("1000"))
    assert ledger.budgets.standings("test", "anna", NOON) == ()
    write(ledger, ended(ledger.runs()[0], "999"))
    assert ledger.budgets.differences() == {}
