"""Budgets: set aside before anything is sent, settled with what it cost, and never passed by whoever clicks when."""

from __future__ import annotations

import asyncio
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from batching import batch_request, cell, until_batch
from burst import BUDGETS, RUNS, Pressing
from datafolder import DataFolder, rest, run_request
from fairness import PATIENCE
from faultserver import FaultServer
from ledgerruns import new_run
from sqlalchemy import insert

from playground.people.people import People
from playground.people.person import Limits
from playground.people.tables import PEOPLE
from playground.people.taking_along import take_along
from playground.runs.batches.batch import BatchRequest
from playground.runs.batches.planning import plan_batch
from playground.runs.budgets.amounts import to_micros
from playground.runs.budgets.limits import COMMAND_LINE, BudgetError, BudgetKind, BudgetSettings
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import ProblemCode
from playground.tasks.task import Task, TaskStatus
from playground.texts import explain, languages, translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")

NOON = dt.datetime(2026, 11, 26, 12, tzinfo=dt.UTC).timestamp()
DAY = 86_400.0

Open = Callable[..., Ledger]


@pytest.fixture
def opened(database: str | Path) -> Iterator[Open]:
    """Opens the same ledger with other limits each time."""
    with ExitStack() as stack:

        def open_with(**limits: object) -> Ledger:
            settings = BudgetSettings(**limits)  # type: ignore[arg-type] # names of fields
            return stack.enter_context(closing(Ledger(database, settings)))

        yield open_with


def asked(cost: str | None = "1", *, person: str = "anna", at: float = NOON, model: str = "m") -> Run:
    return replace(new_run(person=person, at=at), expected=None if cost is None else Decimal(cost), model=model)


def begins(ledger: Ledger, run: Run) -> bool:
    try:
        ledger.add(run, "process")
    except BudgetError:
        return False
    return True


def ended(run: Run, cost: str | None, status: RunStatus = RunStatus.SUCCEEDED) -> Run:
    word = TaskStatus(status.value) if status.value in set(TaskStatus) else TaskStatus.PROCESSING
    return replace(run, status=status, task=Task("t", word, cost_actual=None if cost is None else Decimal(cost)))


def write(ledger: Ledger, run: Run) -> None:
    assert ledger.save([LedgerWrite(run, "process", keeps_ownership=True)]) == (True,)


def used(ledger: Ledger, person: str = "anna", at: float = NOON) -> dict[str, str]:
    assert ledger.budgets.differences() == {}
    return {stand.kind.value: f"{stand.used / 1e6:g}" for stand in ledger.budgets.standings("test", person, at)}


def refused(ledger: Ledger, run: Run) -> BudgetError:
    with pytest.raises(BudgetError) as caught:
        ledger.add(run, "process")
    assert ledger.run(run.run_id) is None
    return caught.value


# What is set aside, and what becomes of it


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


# Prices


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


# Days, months, and limits that change


@pytest.mark.parametrize(
    ("zone", "moment", "day", "month"),
    [
        ("UTC", "2026-11-26T23:59:59", "November 27", "December 1"),
        ("Asia/Shanghai", "2026-11-30T15:59:59", "December 1", "December 1"),
        ("Asia/Shanghai", "2026-11-30T16:00:00", "December 2", "January 1"),
        ("America/New_York", "2026-11-01T05:30:00", "November 2", "December 1"),  # the hour that comes twice
        ("America/New_York", "2026-11-01T06:30:00", "November 2", "December 1"),
        ("America/New_York", "2026-03-08T04:59:59", "March 8", "April 1"),  # a day of 23 hours is about to begin
        ("Africa/Cairo", "2026-04-24T00:00:00", "April 25", "May 1"),  # where midnight itself is left out
    ],
)
def test_a_day_and_a_month_are_those_of_the_zone(opened: Open, zone: str, moment: str, day: str, month: str) -> None:
    at = dt.datetime.fromisoformat(moment).replace(tzinfo=dt.UTC).timestamp()
    for limits, said in (({"person_day": Decimal(1)}, day), ({"person_month": Decimal(1)}, month)):
        ledger = opened(zone=ZoneInfo(zone), **limits)
        if not ledger.runs():
            assert begins(ledger, asked(at=at))
        error = refused(ledger, asked(at=at))
        assert translate(error.code, "en", **error.params).endswith(f"begins on {said} ({zone}).")


def test_midnight_in_the_zone_begins_a_new_day_and_the_month_goes_on(opened: Open) -> None:
    zone = ZoneInfo("Europe/Berlin")
    midnight = dt.datetime(2026, 10, 26, tzinfo=zone).timestamp()  # the day before has 25 hours
    ledger = opened(person_day=Decimal(1), person_month=Decimal(2), zone=zone)
    assert begins(ledger, asked(at=midnight - 24.5 * 3600))
    assert not begins(ledger, asked(at=midnight - 1))
    assert begins(ledger, asked(at=midnight))
    assert used(ledger, at=midnight) == {"person_month": "2", "person_day": "1"}
    assert refused(ledger, asked(at=midnight + DAY)).code == "budget.person_month.known"
    assert begins(ledger, asked(at=midnight + 7 * DAY))


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


def limit(database: str | Path, person: str, *, day: str | None = None, month: str | None = None) -> None:
    """Give one person limits, as an admin does."""
    amounts = [None if amount is None else to_micros(Decimal(amount)) for amount in (day, month)]
    row = {"person": person, "provider": "", "subject": person, "name": "", "created_at": 0.0, "seen_at": 0.0}
    with closing(Database(database)) as store:
        with store.writing() as connection:
            connection.execute(insert(PEOPLE).values(**row))
        people = People(store)
        assert people.set_limits(person, Limits(*amounts), by="boss", now=NOON)


def test_one_person_may_have_another_limit(opened: Open, database: str | Path) -> None:
    ledger = opened(person_day=Decimal(1))
    limit(database, "anna", day="2")
    assert [begins(ledger, asked()) for _ in range(3)] == [True, True, False]
    assert [begins(ledger, asked(person="ben")) for _ in range(2)] == [True, False]


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


@pytest.mark.parametrize("language", languages())
@pytest.mark.parametrize("how", ["known", "unknown", "sum", "held"])
@pytest.mark.parametrize("kind", [*BudgetKind, "never"])
def test_every_refusal_has_its_words(language: str, kind: str, how: str) -> None:
    params = {name: ["1.25", "$", True] for name in ("cost", "left", "limit")}
    if (kind, how) != ("run", "sum"):
        said = translate(f"budget.{kind}.{how}", language, **params, anew=[2026, 12, 1], zone="UTC")
        assert said.count("1.25") >= 2


# Batches


def priced(prompts: str, cost: str) -> BatchRequest:
    return replace(batch_request(*prompts), cells=tuple(cell(prompt, expected=Decimal(cost)) for prompt in prompts))


def test_a_batch_that_together_would_pass_a_budget_is_refused_with_its_sum(opened: Open) -> None:
    ledger = opened(person_day=Decimal(1))
    request = priced("abcde", "0.25")
    planned = plan_batch(request, "test", "process", NOON)
    with pytest.raises(BudgetError) as caught:
        ledger.batches.add(planned, request.deduplication_key(NOON))
    error = caught.value
    assert translate(error.code, "en", **error.params).startswith(
        "Together this would cost about $1.25, and the limit here is $1.00, so waiting does not help. Nothing was sent"
    )
    assert ledger.batches.newest("anna", 10) == ()
    fewer = priced("abcda", "0.25")  # the same twice is paid once
    assert ledger.batches.add(plan_batch(fewer, "test", "process", NOON), fewer.deduplication_key(NOON))
    assert used(ledger) == {"person_day": "0"}
    assert begins(ledger, asked("0.5"))
    with pytest.raises(BudgetError) as caught:
        ledger.batches.add(
            plan_batch(priced("fgh", "0.25"), "test", "process", NOON), fewer.deduplication_key(NOON + 9)
        )
    assert translate(caught.value.code, "en", **caught.value.params).startswith(
        "Together this would cost about $0.75, and $0.50 of your $1.00 for today is left. Nothing was sent"
    )


async def test_cells_set_their_money_aside_as_they_are_sent_and_what_does_not_fit_any_more_is_held(
    data_folder: DataFolder,
) -> None:
    data_folder = replace(data_folder, budgets=BudgetSettings(person_day=Decimal("0.25"), unknown=Decimal("0.05")))
    limits = ConcurrencyLimits.of(1)
    async with (
        FaultServer(extra={"cost_actual": 0.1}) as server,
        data_folder.runner(server, batch_limits=limits) as runner,
    ):
        batch = await until_batch(runner, await runner.batches.begin(batch_request(*"abcde")))
        assert (batch.count("succeeded"), batch.count("held")) == (2, 3)
        assert batch.problem is not None
        assert batch.problem.code is ProblemCode.BUDGET
        _, happened, do = explain("budget", "en", batch.problem.params)
        assert "The next run would cost about $0.10, and" in happened[1]
        assert "Go on" in do
        await runner.batches.go_on("anna", batch.batch_id)  # there is no more money than before
        batch = await until_batch(runner, batch)
        assert (len(server.charges), batch.count("held")) == (2, 3)
        assert data_folder.ledger.budgets.differences() == {}


# Clicks at once


async def test_clicks_of_one_page_at_once_never_pass_a_budget(data_folder: DataFolder) -> None:
    budgets = BudgetSettings(person_day=Decimal("0.35"), unknown=Decimal("0.05"))
    data_folder = replace(data_folder, budgets=budgets)
    async with FaultServer() as server, data_folder.runner(server) as one, data_folder.runner(server) as two:
        presses = [(one, two)[number % 2].begin(run_request(f"fox {number}")) for number in range(30)]
        came = await asyncio.gather(*presses, return_exceptions=True)
        begun = [run for run in came if isinstance(run, Run)]
        assert len(begun) == 7
        assert all(isinstance(other, BudgetError) for other in came if not isinstance(other, Run))
        for run in begun:
            await rest(one, run)
        assert len(server.submits) == 7
        assert used(data_folder.ledger, at=data_folder.time.clock.wall()) == {"person_day": f"{7 * 0.05625:g}"}


@pytest.mark.slow
async def test_four_processes_with_fifty_clicks_each_at_once_send_exactly_what_the_budget_is_for(
    data_folder: DataFolder,
) -> None:
    async with FaultServer(extra={"cost_actual": 0.05}) as server, asyncio.timeout(2 * PATIENCE):
        started = [Pressing.start(data_folder, server.url, range(first, first + 50)) for first in range(0, 200, 50)]
        assert [await process.said() for process in started] == ["ready"] * 4
        for process in started:
            process.pipe.send("go")
        counts: Counter[str] = sum([await process.said() for process in started], Counter())
        assert counts == {"begun": RUNS, "budget.all_month": 200 - RUNS}
        assert [await process.end() for process in started] == [0] * 4
        assert len(server.submits) == len(server.charges) == RUNS
        with closing(Ledger(data_folder.where, BUDGETS)) as ledger:
            assert used(ledger, at=data_folder.time.clock.wall()) == {"all_month": "1"}
