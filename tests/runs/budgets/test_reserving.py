"""What a run may cost is set aside before anything is sent, and settled with what it did cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal

import pytest
from budgeting import NOON, Open, asked, begins, ended, refused, used, write

from playground.runs.budgets.limits import BudgetKind
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.texts import languages, translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_what_a_run_may_cost_is_set_aside_with_it_and_the_next_is_refused_with_all_that_one_wants_to_know(
    opened: Open,
) -> None:
    ledger = opened(person_day=Decimal("2.50"))
    assert begins(ledger, asked())
    assert begins(ledger, asked())
    error = refused(ledger, asked())
    assert error.code == "budget.person_day.known"
    said = translate(error.code, "en", **error.params)
    assert said == (
        "This would cost about $1.00, and $0.50 of your $2.50 for today is left. Nothing was sent, and nothing is lost."
        " Choose something that costs less, or wait: your next day begins on November 27 (UTC)."
    )
    assert begins(ledger, asked("0.50"))
    assert used(ledger) == {"person_day": "2.5"}
    assert begins(ledger, asked(person="ben"))


@pytest.mark.parametrize(
    ("end", "counts"),
    [
        (lambda run: ended(run, "0.25"), "0.25"),
        (lambda run: ended(run, "3"), "3"),
        (lambda run: ended(run, "0.0000001"), "1e-06"),
        (lambda run: ended(run, None), "1"),
        (lambda run: replace(run, status=RunStatus.REFUSED), "0"),
        (lambda run: ended(run, "0", RunStatus.FAILED), "0"),
        (lambda run: ended(run, "0.5", RunStatus.FAILED), "0.5"),
        (lambda run: ended(run, None, RunStatus.FAILED), "1"),
        (lambda run: ended(run, "0", RunStatus.CANCELLED), "0"),
        (lambda run: replace(run, status=RunStatus.UNCONFIRMED), "1"),
        (lambda run: ended(run, "0", RunStatus.UNCONFIRMED), "1"),
        (lambda run: replace(run, status=RunStatus.ABANDONED), "1"),
        (lambda run: ended(run, "0", RunStatus.ACCEPTED), "1"),
    ],
)
def test_it_is_settled_with_what_is_known_to_be_charged(opened: Open, end: Callable[[Run], Run], counts: str) -> None:
    ledger, run = opened(all_month=Decimal(10)), asked()
    assert begins(ledger, run)
    for _ in range(2):  # done again it changes nothing
        write(ledger, end(run))
        assert used(ledger) == {"all_month": counts}


def test_a_run_that_cost_more_than_it_was_expected_to_passes_the_limit_and_the_next_is_refused(opened: Open) -> None:
    ledger, run = opened(person_month=Decimal(2)), asked()
    assert begins(ledger, run)
    write(ledger, ended(run, "5"))
    error = refused(ledger, asked("0.01"))
    assert (error.code, error.params["left"]) == ("budget.person_month.known", ["0", "$", False])
    assert begins(ledger, asked("0"))  # what costs nothing passes nothing


def test_an_unconfirmed_run_that_turns_out_is_settled_once_and_the_same_key_sets_nothing_aside_again(
    opened: Open,
) -> None:
    ledger, run = opened(all_month=Decimal(10)), asked()
    assert begins(ledger, run)
    for status in (RunStatus.SENT, RunStatus.UNCONFIRMED, RunStatus.SENT, RunStatus.ACCEPTED):
        write(ledger, replace(run, status=status))
        assert used(ledger) == {"all_month": "1"}
    write(ledger, ended(run, "0.75"))
    assert used(ledger) == {"all_month": "0.75"}


def test_what_another_process_has_taken_over_is_not_settled_by_the_one_that_lost_it(opened: Open) -> None:
    ledger, run = opened(all_month=Decimal(10)), asked()
    assert begins(ledger, run)
    assert ledger.processes.claim(run.run_id, RunStatus.PREPARED, "other", owner="process")
    assert ledger.save([LedgerWrite(ended(run, "0.25"), "process", keeps_ownership=False)]) == (False,)
    assert used(ledger) == {"all_month": "1"}


def test_deleting_a_run_gives_no_money_back(opened: Open) -> None:
    ledger, run = opened(person_day=Decimal(1)), asked()
    assert begins(ledger, run)
    ledger.save([LedgerWrite(ended(run, "1"), "process", keeps_ownership=False)])
    assert ledger.deletions.delete("anna", [run.run_id], NOON).deleted
    assert ledger.deletions.finalise(NOON + 60) == (run.run_id,)
    assert ledger.deletions.remove(run.run_id)
    ledger.budgets.catch_up(NOON)
    assert used(ledger) == {"person_day": "1"}
    assert not begins(ledger, asked("0.01"))


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("how", ["known", "unknown", "sum", "held"])
@pytest.mark.parametrize("kind", [*BudgetKind, "never"])
def test_every_refusal_has_its_words(language: str, kind: str, how: str) -> None:
    params = {name: ["1.25", "$", True] for name in ("cost", "left", "limit")}
    if (kind, how) != ("run", "sum"):
        said = translate(f"budget.{kind}.{how}", language, **params, anew=[2026, 12, 1], zone="UTC")
        assert said.count("1.25") >= 2
