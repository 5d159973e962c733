"""What runs cost together."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection, select

from playground.runs.run import RunStatus
from playground.runs.tables import RUNS


@dataclass(frozen=True, slots=True)
class Spent:
    """What a browser's runs cost: the sum of the costs that are known, and how many are not."""

    total: Decimal
    unknown: int


def spent(connection: Connection, service: str, browser: str, since: float) -> Spent:
    """As `Ledger.spent`."""
    counted = {status.value for status in RunStatus if not status.is_active} - {RunStatus.REFUSED.value}
    statement = select(RUNS.c.task_id, RUNS.c.cost_actual).where(
        RUNS.c.browser == browser,
        RUNS.c.service == service,
        RUNS.c.created_at >= since,
        RUNS.c.status.in_(counted),
    )
    rows = connection.execute(statement).all()
    named = [row for row in rows if row.task_id is not None]
    of_tasks = {row.task_id: None for row in named}
    of_tasks |= {row.task_id: row.cost_actual for row in named if row.cost_actual is not None}
    costs = [*of_tasks.values(), *(row.cost_actual for row in rows if row.task_id is None)]
    known = [Decimal(cost) for cost in costs if cost is not None]
    return Spent(total=sum(known, Decimal(0)), unknown=len(costs) - len(known))
