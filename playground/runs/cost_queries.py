"""What the ledger knows of costs: of earlier runs like one, and of all runs of a person together."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, select, union_all, update

from playground.jsontext import parse_exact
from playground.runs.daily_costs import COUNTED, DailyCost, Day, daily_costs
from playground.runs.database import Database
from playground.runs.price import price_of, unit_of
from playground.runs.run import RunStatus
from playground.runs.tables import DELETED_COSTS, RUNS

_LOOKED_AT: Final = 300
"""Runs of a model that tell whether its price goes with the number of results."""


@dataclass(frozen=True, slots=True)
class Spent:
    """What a person's runs cost: the sum of the costs that are known, and how many are not."""

    total: Decimal
    unknown: int


class CostQueries:
    """The ledger's questions about costs; as of the `Ledger` itself, calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def last_price(self, model: str, digest: str) -> Decimal | None:
        """What the newest run of a model with that `price_of` cost, of those that succeeded and whose cost is known."""
        statement = (
            select(RUNS.c.price)
            .where(RUNS.c.model == model, RUNS.c.price_of == digest, RUNS.c.price.is_not(None))
            .order_by(RUNS.c.created_at.desc())
            .limit(1)
        )
        with self._database.asking() as connection:
            price = connection.execute(statement).scalar_one_or_none()
        return None if price is None else Decimal(price)

    def prices_by_unit(self, model: str) -> tuple[tuple[str, int, Decimal], ...]:
        """What the newest runs of a model cost, the newest first: as `price.scaled` takes it."""
        statement = (
            select(RUNS.c.price_unit, RUNS.c.price_count, RUNS.c.price)
            .where(RUNS.c.model == model, RUNS.c.price_unit.is_not(None), RUNS.c.price.is_not(None))
            .order_by(RUNS.c.created_at.desc())
            .limit(_LOOKED_AT)
        )
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple((row.price_unit, row.price_count, Decimal(row.price)) for row in rows)

    def durations(self, model: str, digest: str, limit: int = 20) -> tuple[float, ...]:
        """Seconds from the click to the end of the newest runs with that `price_of` that succeeded."""
        statement = (
            select(RUNS.c.ended_at - RUNS.c.created_at)
            .where(RUNS.c.model == model, RUNS.c.price_of == digest, RUNS.c.status == RunStatus.SUCCEEDED.value)
            .where(RUNS.c.ended_at.is_not(None))
            .order_by(RUNS.c.created_at.desc())
            .limit(limit)
        )
        with self._database.asking() as connection:
            return tuple(connection.execute(statement).scalars())

    def backfill_prices(self, model: str, texts: Collection[str], limit: int = 10) -> int:
        """Fill in what the prices of some earlier runs of a model depended on, the newest first; how many it were.

        Args:
            model: slug.
            texts: as for `price_of`.
            limit: at most so many at once: each may be megabytes.
        """
        is_unknown = (RUNS.c.model == model, RUNS.c.price_of.is_(None))
        with self._database.asking() as connection:
            if connection.execute(select(RUNS.c.model).where(*is_unknown).limit(1)).first() is None:
                return 0
        with self._database.writing() as connection:
            newest = select(RUNS.c.run_id).where(*is_unknown).order_by(RUNS.c.created_at.desc()).limit(limit)
            some = connection.execute(newest).scalars().all()
            for run_id in some:
                _backfill_price(connection, run_id, model, texts)
            return len(some)

    def spent(self, service: str, person: str, since: float) -> Spent:
        """What a person's runs at one service, asked for since then (Unix seconds), cost.

        A run that was refused costs nothing; one that still runs is not counted yet; a task that the service answered
        to two runs counts once. What deleted runs cost stays in the sum.
        """
        statement = select(RUNS.c.task_id, RUNS.c.cost_actual).where(
            RUNS.c.person == person,
            RUNS.c.service == service,
            RUNS.c.created_at >= since,
            RUNS.c.status.in_(COUNTED),
        )
        deleted = select(DELETED_COSTS.c.task_id, DELETED_COSTS.c.cost_actual).where(
            DELETED_COSTS.c.person == person,
            DELETED_COSTS.c.service == service,
            DELETED_COSTS.c.created_at >= since,
        )
        with self._database.asking() as connection:
            rows = connection.execute(union_all(statement, deleted)).all()
        named = [row for row in rows if row.task_id is not None]
        of_tasks = {row.task_id: None for row in named}
        of_tasks |= {row.task_id: row.cost_actual for row in named if row.cost_actual is not None}
        costs = [*of_tasks.values(), *(row.cost_actual for row in rows if row.task_id is None)]
        known = [Decimal(cost) for cost in costs if cost is not None]
        return Spent(total=sum(known, Decimal(0)), unknown=len(costs) - len(known))

    def by_day(self, service: str, person: str, days: Sequence[Day]) -> tuple[DailyCost, ...]:
        """As `daily_costs.daily_costs`."""
        with self._database.reading() as connection:
            return daily_costs(connection, service, person, days)


def _backfill_price(connection: Connection, run_id: str, model: str, texts: Collection[str]) -> None:
    columns = (RUNS.c.service, RUNS.c.status, RUNS.c.settings, RUNS.c.task)
    row = connection.execute(select(*columns).where(RUNS.c.run_id == run_id)).one()
    statement = update(RUNS).where(RUNS.c.run_id == run_id, RUNS.c.price_of.is_(None))
    connection.execute(statement.values(**_backfilled(row, model, texts)))


def _backfilled(row: Any, model: str, texts: Collection[str]) -> dict[str, str | int | None]:
    try:
        form_input = parse_exact(row.settings)
        digest = price_of(row.service, model, form_input, texts)
        unit, count = unit_of(row.service, model, form_input, texts)
        task = parse_exact(row.task) or {}
        cost = task.get("cost_actual") if task.get("cost_actual") is not None else task.get("cost_estimate")
    except (ValueError, TypeError, AttributeError, RecursionError):  # after a fault of the disk: it tells no price
        return {"price_of": "", "price": None}
    is_known = row.status == RunStatus.SUCCEEDED.value and cost is not None
    price = str(cost) if is_known else None
    return {"price_of": digest, "price_unit": unit, "price_count": count, "price": price}
