"""What runs cost, by day, person and model: sums that are exact, from one grouped look at the ledger."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    CTE,
    ColumnElement,
    CompoundSelect,
    Connection,
    Double,
    Integer,
    Select,
    Table,
    and_,
    bindparam,
    column,
    func,
    literal,
    select,
    union_all,
    values,
)

from playground.runs.cost_sums import CostSum, sums
from playground.runs.run import RunStatus
from playground.runs.tables import DELETED_COSTS, RUNS

COUNTED: Final = tuple(status.value for status in RunStatus if not status.is_active and status is not RunStatus.REFUSED)
"""Runs that may have cost something: one that was refused costs nothing, one that still runs is not counted yet."""

SPLIT: Final = ("person", "model")
"""What a day is split by."""

MOST_DAYS: Final = 92
"""Days of one look: it has to stay quick with a hundred thousand runs."""


@dataclass(frozen=True, slots=True)
class Day:
    """A day of a person: its date, and when it begins and ends there, in Unix seconds."""

    date: dt.date
    begins: float
    ends: float


@dataclass(frozen=True, slots=True)
class DailyCost:
    """What the runs of one model cost on one day.

    Attributes:
        date: of the day.
        model: slug; of everybody's runs it may be the person instead.
        runs: how many there were.
        unknown: how many of them it is not known of what they cost.
        total: what the others cost, digit by digit.
    """

    date: dt.date
    model: str
    runs: int
    unknown: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Usage:
    """What the runs of one person with one model cost on one day.

    Attributes:
        date: of the day.
        person: whose they are; empty where days are not split by that.
        model: slug; likewise.
        runs: how many there were.
        unknown: how many of them it is not known of what they cost.
        total: what the others cost, digit by digit.
    """

    date: dt.date
    person: str
    model: str
    runs: int
    unknown: int
    total: Decimal

    @property
    def cost(self) -> CostSum:
        """The same without whose and when."""
        return CostSum(self.runs, self.unknown, self.total)


def days_until(now: float, count: int, zone: dt.tzinfo | None) -> tuple[Day, ...]:
    """The last days, the first first, the one of `now` among them.

    Args:
        now: Unix seconds.
        count: how many days.
        zone: where midnight is counted; None is this machine's.

    >>> [(str(day.date), day.ends - day.begins) for day in days_until(1_000_000.0, 2, dt.UTC)]
    [('1970-01-11', 86400.0), ('1970-01-12', 86400.0)]
    """
    today = dt.datetime.fromtimestamp(now, zone).date()
    first, tomorrow = (today - dt.timedelta(days=back) for back in (min(count, MOST_DAYS) - 1, -1))
    return days_between(_midnight(first, zone), _midnight(tomorrow, zone), zone)


def days_between(begins: float, ends: float, zone: dt.tzinfo | None) -> tuple[Day, ...]:
    """The days from one moment to before another (Unix seconds); the first and the last may be cut.

    >>> [(str(day.date), day.begins, day.ends) for day in days_between(86_000.0, 86_401.0, dt.UTC)]
    [('1970-01-01', 86000.0, 86400.0), ('1970-01-02', 86400.0, 86401.0)]
    """
    found, date = [], dt.datetime.fromtimestamp(begins, zone).date()
    while begins < ends:
        date += dt.timedelta(days=1)
        midnight = _midnight(date, zone)
        found.append(Day(date - dt.timedelta(days=1), begins, min(midnight, ends)))
        begins = midnight
    return tuple(found)


def _midnight(date: dt.date, zone: dt.tzinfo | None) -> float:
    return dt.datetime.combine(date, dt.time(), zone).timestamp()


def daily_costs(connection: Connection, service: str, person: str, days: Sequence[Day]) -> tuple[DailyCost, ...]:
    """What a person's runs at one service cost, by day, the first first, and model; days without runs are left out.

    Args:
        connection: to the ledger.
        service: where the runs were made.
        person: whose they are.
        days: at most `MOST_DAYS`.
    """
    found = usage(connection, service, days[:MOST_DAYS], [person])
    return tuple(DailyCost(one.date, one.model, one.runs, one.unknown, one.total) for one in found)


def usage(
    connection: Connection,
    service: str,
    days: Sequence[Day],
    people: Collection[str] | None = None,
    *,
    split: Collection[str] = SPLIT,
) -> tuple[Usage, ...]:
    """What runs at one service cost, by day, person and model, in this order; what there was none of is left out.

    What counts is as in `CostQueries.spent`; a task that the service answered to two runs counts once a day.

    Args:
        connection: to the ledger.
        service: where the runs were made.
        days: none of them twice.
        people: whose they are; None is everybody's.
        split: what each day is split by, of `SPLIT`; the others are empty. Few parts are far quicker than all.
    """
    if not days or (people is not None and not people):
        return ()
    told: dict[str, Any] = {"service": service, "begins": days[0].begins, "ends": days[0].ends}
    if people is not None:
        told["people"] = list(people)
    parts = tuple(name for name in SPLIT if name in split)
    if len(days) == 1:
        grouped = _one_day(parts, of_some=people is not None)
    else:
        spans = values(column("day", Integer), column("begins", Double), column("ends", Double))
        numbered = [(number, day.begins, day.ends) for number, day in enumerate(days)]
        grouped = _grouped(spans.data(numbered).cte("days"), parts, of_some=people is not None)
    found = sums(
        ((row.day, row.person, row.model), _cost(row.tasks + row.nameless, row.cost_actual))
        for row in connection.execute(grouped, told)
    )
    return tuple(Usage(days[day].date, person, model, *cost) for (day, person, model), cost in sorted(found.items()))


def _cost(runs: int, each: str | None) -> CostSum:
    """What so many runs cost of which each cost the same, as the ledger writes it; None is unknown."""
    return CostSum(runs, unknown=runs) if each is None else CostSum(runs, total=Decimal(each) * runs)


@cache
def _one_day(parts: tuple[str, ...], *, of_some: bool) -> CompoundSelect[Any]:
    """The statement for one day, made once: to make it takes as long as to read a thousand runs."""
    return _grouped(None, parts, of_some=of_some)


def _grouped(spans: CTE | None, parts: tuple[str, ...], *, of_some: bool) -> CompoundSelect[Any]:
    """Runs, and what is kept of deleted ones, counted by day, parts and amount.

    Amounts are grouped and not summed: a database sums them as fractions of two, which have no exact tenths.
    """
    return union_all(
        _counted(RUNS, spans, parts, of_some=of_some).where(RUNS.c.status.in_(COUNTED)),
        _counted(DELETED_COSTS, spans, parts, of_some=of_some),
    )


def _counted(table: Table, spans: CTE | None, parts: tuple[str, ...], *, of_some: bool) -> Select[Any]:
    day: list[ColumnElement[Any]] = [] if spans is None else [spans.c.day]
    statement = (
        select(
            *(day or [literal(0).label("day")]),
            *(table.c[name] if name in parts else literal("").label(name) for name in SPLIT),
            table.c.cost_actual,
            func.count(table.c.task_id.distinct()).label("tasks"),
            (func.count() - func.count(table.c.task_id)).label("nameless"),
        )
        .where(table.c.service == bindparam("service"))
        .group_by(*day, *(table.c[name] for name in parts), table.c.cost_actual)
    )
    if spans is None:
        statement = statement.where(table.c.created_at >= bindparam("begins"), table.c.created_at < bindparam("ends"))
    else:
        within = and_(table.c.created_at >= spans.c.begins, table.c.created_at < spans.c.ends)
        statement = statement.select_from(spans).join(table, within)
    return statement.where(table.c.person.in_(bindparam("people", expanding=True))) if of_some else statement
