"""What everybody's runs cost, by model, person or day: exact sums, read day by day so that no writer waits."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy import func, select

from playground.runs.cost_sums import sums
from playground.runs.daily_costs import DailyCost, Day, Usage, usage
from playground.runs.database import Database
from playground.runs.tables import DELETED_COSTS, RUNS


@dataclass(frozen=True, slots=True)
class Share:
    """What the runs of one model, person or day cost together.

    Attributes:
        of: a slug, a person's id or a date as ISO writes it.
        runs: how many there were.
        unknown: how many of them it is not known of what they cost.
        total: what the others cost, digit by digit.
    """

    of: str
    runs: int
    unknown: int
    total: Decimal


_KEYS: Final[Mapping[str, Callable[[Usage], str]]] = {
    "model": lambda one: one.model,
    "person": lambda one: one.person,
    "day": lambda one: one.date.isoformat(),
}

SHARED_BY: Final = tuple(_KEYS)
"""By what usage is summed up."""


def shares(found: Iterable[Usage], by: str) -> tuple[Share, ...]:
    """Usage summed up: the dearest first, but days in their order.

    Args:
        found: what there was.
        by: one of `SHARED_BY`.
    """
    key = _KEYS[by]
    order: Callable[[Share], tuple[Decimal | str, ...]] = (
        (lambda share: (share.of,)) if by == "day" else (lambda share: (-share.total, share.of))
    )
    added = sums((key(one), one.cost) for one in found)
    return tuple(sorted((Share(of, *cost) for of, cost in added.items()), key=order))


def shares_by_day(found: Iterable[Usage], by: str) -> tuple[DailyCost, ...]:
    """Usage summed up by day, the first first; `by` (`model` or `person`) tells what a day is split by."""
    key = _KEYS[by]
    added = sums(((one.date, key(one)), one.cost) for one in found)
    return tuple(DailyCost(date, part, *cost) for (date, part), cost in sorted(added.items()))


class UsageQueries:
    """Calls block and raise `StorageError`; they may come from any thread.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of_all(self, service: str, days: Sequence[Day], by: str) -> tuple[Usage, ...]:
        """What everybody's runs at a service cost, as far as it is needed to sum it up; each day is a look of its own.

        Args:
            service: where the runs were made.
            days: none of them twice.
            by: one of `SHARED_BY`, by which it is to be summed up: what else it could be by is empty.
        """
        split = ["model" if by == "day" else by]  # many small groups are counted quicker than one large one
        found: list[Usage] = []
        for day in days:
            with self._database.reading() as connection:
                found += usage(connection, service, [day], split=split)
        return tuple(found)

    def of(self, service: str, day: Day, people: Collection[str]) -> Mapping[str, Decimal]:
        """What some people spent at a service within a time; who spent nothing is left out."""
        with self._database.reading() as connection:
            found = usage(connection, service, [day], people)
        return {share.of: share.total for share in shares(found, "person")}

    def oldest(self, service: str) -> float | None:
        """When the first run at a service that is known of was asked for, in Unix seconds."""
        firsts = [
            select(func.min(table.c.created_at)).where(table.c.service == service) for table in (RUNS, DELETED_COSTS)
        ]
        with self._database.reading() as connection:
            moments = [connection.execute(first).scalar_one_or_none() for first in firsts]
        return min((moment for moment in moments if moment is not None), default=None)


def this_month(now: float, zone: dt.tzinfo) -> tuple[Day, Day]:
    """Today and the month that today is in, both to their ends.

    >>> today, month = this_month(1_000_000.0, dt.UTC)
    >>> str(today.date), str(month.date), today.ends - today.begins, month.begins
    ('1970-01-12', '1970-01-01', 86400.0, 0.0)
    """
    date = dt.datetime.fromtimestamp(now, zone).date()
    first = date.replace(day=1)

    def begins(day: dt.date) -> float:
        return dt.datetime.combine(day, dt.time(), zone).timestamp()

    following = (first + dt.timedelta(days=31)).replace(day=1)
    today = Day(date, begins(date), begins(date + dt.timedelta(days=1)))
    return today, Day(first, begins(first), begins(following))
