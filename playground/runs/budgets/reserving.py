"""Reservations: made with a run, settled with what it cost, released where it cost nothing."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, bindparam, delete, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from playground.runs.budgets.amounts import to_micros
from playground.runs.budgets.limits import BudgetKind, BudgetRefusal, BudgetSettings
from playground.runs.budgets.periods import Periods
from playground.runs.budgets.standing import (
    EVERYBODY,
    CounterKey,
    Spender,
    is_on,
    price_of_run,
    refusal,
    standings,
    used,
)
from playground.runs.budgets.tables import BUDGET_COUNTERS, RESERVATIONS
from playground.runs.run import Run, RunStatus
from playground.runs.tables import RUNS


def reserve(connection: Connection, settings: BudgetSettings, run: Run) -> BudgetRefusal | None:
    """Set aside what a run is expected to cost.

    Where a limit would be passed nothing is changed, and the refusal says which.

    Args:
        connection: in the transaction that adds the run.
        settings: what may be spent.
        run: the new one.
    """
    if run.own_key is not None:  # its person pays for it
        return None
    spender = Spender(run.service, run.person, Periods.at(run.created_at, settings.zone))
    if not (is_on(connection, settings) or _is_counted(connection, spender)):
        return None
    amounts = _locked_amounts(connection, spender, settings, run.created_at)
    price = price_of_run(connection, settings, run.service, run.model, run.expected)
    refused = refusal(settings, standings(connection, settings, spender, amounts), [price])
    if refused is None:
        _insert_reservation(
            connection, spender, run.run_id, reserved=price.micros, amount=price.micros, is_settled=False
        )
        _add_to_counters(connection, dict.fromkeys(spender.counters.values(), price.micros))
    return refused


def settle(connection: Connection, runs: Sequence[Run]) -> None:
    """Count what runs did cost in place of what was set aside, as far as that is known; done again it changes nothing.

    Args:
        connection: in the transaction that writes the runs.
        runs: as they stand now; those without a reservation are passed over.
    """
    known = {run.run_id: cost for run in runs if (cost := known_cost(run)) is not None}
    if not known:
        return
    # Rows of runs are locked before those of reservations, and these before counters; counters always in one order.
    wanted = select(RESERVATIONS).where(RESERVATIONS.c.run_id.in_(known)).order_by(RESERVATIONS.c.run_id)
    changes: Counter[CounterKey] = Counter()
    for row in connection.execute(wanted.with_for_update()).all():
        micros = to_micros(known[row.run_id])
        if row.is_settled and row.amount == micros:
            continue
        this = update(RESERVATIONS).where(RESERVATIONS.c.run_id == row.run_id)
        connection.execute(this.values(amount=micros, is_settled=True))
        spender = Spender(row.service, row.person, Periods(dt.date.fromisoformat(row.day)))
        changes.update(dict.fromkeys(spender.counters.values(), micros - row.amount))
    _add_to_counters(connection, changes)


def catch_up(connection: Connection, settings: BudgetSettings, now: float) -> int:
    """Count this month's runs that were begun while there was no budget; returns how many those were.

    Args:
        connection: in a transaction that writes.
        settings: whose zone, and what is set aside for what is not known.
        now: Unix seconds.
    """
    periods = Periods.at(now, settings.zone)
    uncounted = _uncounted(periods.month_begins(settings.zone))
    services = sorted({row.service for row in connection.execute(uncounted)})
    held = [(service, EVERYBODY, periods.month) for service in services]
    _insert_missing_counters(connection, held)
    for key in held:  # so that no two processes count the same
        connection.execute(_COUNTED.with_for_update(), _named(key))
    changes: Counter[CounterKey] = Counter()
    rows = connection.execute(uncounted).all() if services else ()
    for row in rows:
        expected = None if row.expected is None else Decimal(row.expected)
        reserved = price_of_run(connection, settings, row.service, row.model, expected).micros
        is_over = RunStatus(row.status).is_terminal and row.cost_actual is not None
        amount = to_micros(Decimal(row.cost_actual)) if is_over else reserved
        spender = Spender(row.service, row.person, Periods.at(row.created_at, settings.zone))
        _insert_reservation(connection, spender, row.run_id, reserved=reserved, amount=amount, is_settled=is_over)
        changes.update(dict.fromkeys(spender.counters.values(), amount))
    _insert_missing_counters(connection, changes)
    _add_to_counters(connection, changes)
    return len(rows)


def has_uncounted(connection: Connection, settings: BudgetSettings, now: float) -> bool:
    """Whether `catch_up` would count any."""
    begins = Periods.at(now, settings.zone).month_begins(settings.zone)
    return connection.execute(_uncounted(begins).limit(1)).first() is not None


def move(connection: Connection, before: str, after: str) -> None:
    """What one person spent, another one has: to be called where the reservations are made that person's.

    Args:
        connection: in a transaction that writes.
        before: whose it was.
        after: whose it is.
    """
    counters = BUDGET_COUNTERS.c
    theirs = counters.person == before
    keys = select(counters.service, counters.period, counters.amount).where(theirs)
    changes = {(row.service, after, row.period): row.amount for row in connection.execute(keys.with_for_update())}
    _insert_missing_counters(connection, changes)
    _add_to_counters(connection, changes)
    connection.execute(delete(BUDGET_COUNTERS).where(theirs))


def known_cost(run: Run) -> Decimal | None:
    """What a run did cost; None while that is not known."""
    if run.status is RunStatus.REFUSED:
        return Decimal(0)
    is_over = run.task is not None and run.task.status.is_terminal
    return run.cost_actual if is_over else None


def _uncounted(begins: float) -> Select[Any]:
    columns = (RUNS.c.run_id, RUNS.c.service, RUNS.c.person, RUNS.c.model, RUNS.c.status, RUNS.c.created_at)
    return (
        select(*columns, RUNS.c.expected, RUNS.c.cost_actual)
        .outerjoin(RESERVATIONS, RESERVATIONS.c.run_id == RUNS.c.run_id)
        .where(RUNS.c.created_at >= begins, RUNS.c.status != RunStatus.REFUSED.value)
        .where(RUNS.c.own_key.is_(None), RESERVATIONS.c.run_id.is_(None))
        .order_by(RUNS.c.created_at)
    )


def _is_counted(connection: Connection, spender: Spender) -> bool:
    """Whether this month is counted already: then all of it is, for a limit that is gone may come back.

    So may one that this process knows nothing of, because it was started before there was one.
    """
    return connection.execute(_COUNTED, _named(spender.counters[BudgetKind.ALL_MONTH])).first() is not None


def _locked_amounts(
    connection: Connection, spender: Spender, settings: BudgetSettings, now: float
) -> dict[BudgetKind, int]:
    """What the counters have, made where they are missing; nobody else changes them until this transaction ends."""
    amounts = used(connection, spender, locks=True)
    if len(amounts) == len(spender.counters):
        return amounts
    if BudgetKind.ALL_MONTH not in amounts:  # the first that is counted this month
        catch_up(connection, settings, now)
    _insert_missing_counters(connection, spender.counters.values())
    return used(connection, spender, locks=True)


def _insert_reservation(
    connection: Connection, spender: Spender, run_id: str, *, reserved: int, amount: int, is_settled: bool
) -> None:
    row = {"run_id": run_id, "service": spender.service, "person": spender.person}
    periods = {"day": spender.periods.day, "month": spender.periods.month}
    amounts = {"reserved": reserved, "amount": amount, "is_settled": is_settled}
    connection.execute(_RESERVE, {**row, **periods, **amounts})


def _add_to_counters(connection: Connection, changes: Mapping[CounterKey, int]) -> None:
    for key, change in sorted(changes.items(), key=lambda item: _lock_order(item[0])):
        if change:
            connection.execute(_ADD, {**_named(key), "change": change})


def _insert_missing_counters(connection: Connection, keys: Iterable[CounterKey]) -> None:
    """The one place where databases differ: both processes that make a counter at once find it made."""
    rows = [
        {"service": service, "person": person, "period": period, "amount": 0}
        for service, person, period in sorted(set(keys), key=_lock_order)
    ]
    if rows:
        connection.execute(_INSERTS[connection.dialect.name](BUDGET_COUNTERS).on_conflict_do_nothing(), rows)


_INSERTS: Final[Mapping[str, Any]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def _named(key: CounterKey) -> dict[str, str]:
    """Which row of the counters is meant, for the statements below."""
    return dict(zip(("of", "whose", "during"), key, strict=True))


def _lock_order(key: CounterKey) -> tuple[str, str, str]:
    """The order in which counters are locked, the same everywhere, so that no two transactions wait for each other."""
    service, person, period = key
    return period, person, service


_IS_COUNTER: Final = and_(
    BUDGET_COUNTERS.c.service == bindparam("of"),
    BUDGET_COUNTERS.c.person == bindparam("whose"),
    BUDGET_COUNTERS.c.period == bindparam("during"),
)
_COUNTED: Final = select(BUDGET_COUNTERS.c.amount).where(_IS_COUNTER)
_ADD: Final = update(BUDGET_COUNTERS).where(_IS_COUNTER).values(amount=BUDGET_COUNTERS.c.amount + bindparam("change"))
_RESERVE: Final = insert(RESERVATIONS)
