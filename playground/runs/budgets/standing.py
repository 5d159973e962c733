"""How budgets stand: what is left of each, what a run is expected to cost, and whether something fits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, TypeAlias

from sqlalchemy import Connection, and_, bindparam, or_, select

from playground.runs.budgets.amounts import to_micros
from playground.runs.budgets.limits import (
    COMMAND_LINE,
    OF_A_PERSON,
    BudgetKind,
    BudgetRefusal,
    BudgetSettings,
    BudgetStanding,
    Price,
)
from playground.runs.budgets.periods import Periods
from playground.runs.budgets.tables import BUDGET_COUNTERS
from playground.runs.person_limits import PERSON_LIMITS, UNLIMITED
from playground.runs.tables import RUNS

EVERYBODY: Final = ""
"""Whose the counter of all is."""

CounterKey: TypeAlias = tuple[str, str, str]
"""Service, person and period of a counter."""


_COLUMNS: Final = (PERSON_LIMITS.c.month_limit, PERSON_LIMITS.c.day_limit)
"""In the order of `OF_A_PERSON`."""

_ANY_LIMIT: Final = select(PERSON_LIMITS.c.person).where(or_(*(limit >= 0 for limit in _COLUMNS))).limit(1)


@dataclass(frozen=True, slots=True)
class Spender:
    """Who spends, and where and when: which counters are meant.

    Attributes:
        service: the name of the service.
        person: who.
        periods: the day and the month.
    """

    service: str
    person: str
    periods: Periods

    @property
    def counters(self) -> Mapping[BudgetKind, CounterKey]:
        """Each counter."""
        day, month = self.periods.day, self.periods.month
        return {
            BudgetKind.ALL_MONTH: (self.service, EVERYBODY, month),
            BudgetKind.PERSON_MONTH: (self.service, self.person, month),
            BudgetKind.PERSON_DAY: (self.service, self.person, day),
        }


_COUNTERS: Final = BUDGET_COUNTERS.c
_OF_A_SPENDER: Final = [
    and_(_COUNTERS.person == EVERYBODY, _COUNTERS.period == bindparam("month")),
    and_(_COUNTERS.person == bindparam("whose"), _COUNTERS.period == bindparam("month")),
    and_(_COUNTERS.person == bindparam("whose"), _COUNTERS.period == bindparam("day")),
]
"""As `Spender.counters`."""

_USED: Final = select(_COUNTERS.person, _COUNTERS.period, _COUNTERS.amount).where(
    _COUNTERS.service == bindparam("of"), or_(*_OF_A_SPENDER)
)
_LOCKED: Final = _USED.order_by(_COUNTERS.period, _COUNTERS.person).with_for_update()
_OWN: Final = select(*_COLUMNS).where(PERSON_LIMITS.c.person == bindparam("whose"))


def is_on(connection: Connection, settings: BudgetSettings) -> bool:
    """Whether there is any budget: of the settings, or of one person."""
    return settings.is_set or connection.execute(_ANY_LIMIT).first() is not None


def used(connection: Connection, spender: Spender, *, locks: bool = False) -> dict[BudgetKind, int]:
    """Micro-units that each counter has; one that is not there yet is missing.

    Args:
        connection: to the ledger.
        spender: whose counters.
        locks: nobody else changes them until this transaction ends.
    """
    periods = spender.periods
    named = {"of": spender.service, "whose": spender.person, "month": periods.month, "day": periods.day}
    rows = connection.execute(_LOCKED if locks else _USED, named)
    found = {(spender.service, row.person, row.period): row.amount for row in rows}
    return {kind: found[key] for kind, key in spender.counters.items() if key in found}


def standings(
    connection: Connection, settings: BudgetSettings, spender: Spender, amounts: Mapping[BudgetKind, int]
) -> tuple[BudgetStanding, ...]:
    """How each limit that there is for that person stands.

    Args:
        connection: to the ledger.
        settings: what everybody may spend.
        spender: who.
        amounts: as `used` gives them.
    """
    limits: dict[BudgetKind, int | None] = {
        kind: None if (limit := settings.of(kind)) is None else to_micros(limit) for kind in spender.counters
    }
    if spender.person == COMMAND_LINE:
        limits |= dict.fromkeys(OF_A_PERSON)
    for row in connection.execute(_OWN, {"whose": spender.person}):
        stated = {kind: amount for kind, amount in zip(OF_A_PERSON, row, strict=True) if amount is not None}
        limits |= {kind: None if amount == UNLIMITED else amount for kind, amount in stated.items()}
    periods = spender.periods
    return tuple(
        BudgetStanding(
            kind, limit, amounts.get(kind, 0), periods.next_day if kind is BudgetKind.PERSON_DAY else periods.next_month
        )
        for kind, limit in limits.items()
        if limit is not None
    )


def price_of_run(
    connection: Connection, settings: BudgetSettings, service: str, model: str, expected: Decimal | None
) -> Price:
    """What is set aside for a run: what it is expected to cost, else the dearest of that model, else the set amount."""
    if expected is not None:
        return Price(to_micros(expected), is_known=True)
    seen = select(RUNS.c.price).where(RUNS.c.model == model, RUNS.c.service == service, RUNS.c.price.is_not(None))
    dearest = max(map(Decimal, connection.execute(seen.distinct()).scalars()), default=None)
    return Price(to_micros(settings.set_aside if dearest is None else dearest), is_known=dearest is not None)


def prices(
    connection: Connection, settings: BudgetSettings, service: str, asked: Iterable[tuple[str, Decimal | None]]
) -> tuple[Price, ...]:
    """The same for several runs, each a model and what the run is expected to cost."""
    known: dict[tuple[str, Decimal | None], Price] = {}
    found = []
    for model, expected in asked:
        if (model, expected) not in known:
            known[model, expected] = price_of_run(connection, settings, service, model, expected)
        found.append(known[model, expected])
    return tuple(found)


def refusal(
    settings: BudgetSettings, stands: Sequence[BudgetStanding], together: Sequence[Price]
) -> BudgetRefusal | None:
    """Why runs may not begin together; None where they may. What costs nothing always may.

    Args:
        settings: what one run may cost.
        stands: as `standings` gives them.
        together: their prices.
    """
    run_limit = None if settings.run is None else to_micros(settings.run)
    for price in together:
        if run_limit is not None and price.micros > run_limit:
            how = "known" if price.is_known else "unknown"
            return BudgetRefusal(BudgetKind.RUN, price.micros, run_limit, run_limit, how)
    cost = sum(price.micros for price in together)
    how = "sum" if len(together) > 1 else "known" if all(price.is_known for price in together) else "unknown"
    passed = [stand for stand in stands if cost and stand.used + cost > stand.limit]
    tightest = min(passed, key=lambda stand: stand.left, default=None)
    if tightest is None:
        return None
    return BudgetRefusal(tightest.kind, cost, tightest.limit, tightest.left, how, tightest.anew)
