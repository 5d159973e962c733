"""What is set aside for a run whose price is or is not known, and what one run may cost."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from budgeting import Open, asked, begins, ended, refused, used, write

from playground.texts import translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_without_a_known_price_the_dearest_of_the_model_counts_else_the_set_amount(opened: Open) -> None:
    ledger = opened(all_month=Decimal(100), unknown=Decimal("0.40"))
    assert begins(ledger, asked(None))
    assert used(ledger) == {"all_month": "0.4"}
    for cost in ("0.2", "3", "0.1"):
        run = asked("1", person="ben")
        assert begins(ledger, run)
        write(ledger, ended(run, cost))
    elsewhere = replace(asked("1", person="ben"), service="another")
    assert begins(ledger, elsewhere)
    write(ledger, ended(elsewhere, "50"))
    assert begins(ledger, asked(None))
    assert used(ledger) == {"all_month": "6.7"}
    assert begins(ledger, asked(None, model="another"))
    assert used(ledger) == {"all_month": "7.1"}


def test_a_price_that_is_not_known_is_said_so(opened: Open) -> None:
    ledger = opened(person_day=Decimal("1.50"))
    assert begins(ledger, asked())
    error = refused(ledger, asked(None))
    assert translate(error.code, "en", **error.params).startswith(
        "What this costs is not known yet, so $1.00 would be set aside for it, and $0.50 of your $1.50 for today is"
    )


def test_one_run_may_cost_only_so_much_and_what_is_not_known_counts_no_more_than_that(opened: Open) -> None:
    ledger = opened(run=Decimal("0.20"))
    assert begins(ledger, asked("0.20"))
    assert begins(ledger, asked(None))
    error = refused(ledger, asked("0.200001"))
    said = translate(error.code, "en", **error.params)
    assert "about $0.200001, and one run may cost at most $0.20 here" in said
    assert refused(opened(run=Decimal("0.20"), unknown=Decimal(1)), asked(None)).code == "budget.run.unknown"


@pytest.mark.parametrize("kind", ["person_day", "person_month", "all_month", "run"])
def test_what_is_not_known_fits_once_into_a_small_limit_and_never_into_one_of_nothing(opened: Open, kind: str) -> None:
    assert begins(opened(**{kind: Decimal("0.10")}), asked(None))
    assert not begins(opened(**{kind: Decimal(0)}), asked(None, person="ben"))


@pytest.mark.parametrize("kind", ["person_day", "person_month", "all_month"])
def test_what_is_more_than_a_whole_limit_is_told_that_waiting_does_not_help(opened: Open, kind: str) -> None:
    ledger = opened(**{kind: Decimal("0.50")}, unknown=Decimal(1))
    for cost, words in {"0.6": "about $0.60, and the limit here is $0.50", None: "$1.00 would be set aside"}.items():
        error = refused(ledger, asked(cost))
        said = translate(error.code, "en", **error.params)
        assert words in said
        assert "waiting does not help" in said
    assert begins(ledger, asked("0.4"))
    error = refused(ledger, asked("0.2"))
    assert "begins on" in translate(error.code, "en", **error.params)


def test_sums_are_exact_where_fractions_of_two_are_not(opened: Open) -> None:
    ledger = opened(person_day=Decimal("0.3"))
    assert [begins(ledger, asked(cost)) for cost in ("0.1", "0.1", "0.10000000000000003", "0.000001")] == [
        *(True, True, True),
        False,
    ]
    assert used(ledger) == {"person_day": "0.3"}
