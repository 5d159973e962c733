"""Budgets of batches: all of one has to fit when it is asked for; what does not fit later is held back."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import Connection

from playground.metrics import BUDGET_REFUSALS
from playground.runs.batches.planning import PlannedBatch
from playground.runs.budgets.limits import BudgetError, BudgetRefusal, BudgetSettings
from playground.runs.budgets.periods import Periods
from playground.runs.budgets.queries import refusal_of
from playground.runs.budgets.standing import Spender
from playground.tasks.problem import Charged, Problem, ProblemCode


def check_sum(connection: Connection, settings: BudgetSettings, planned: PlannedBatch) -> None:
    """Say no to a batch whose runs would together pass a budget. Nothing is set aside yet: each run's is with the run.

    Args:
        connection: in the transaction that adds the batch.
        settings: what may be spent.
        planned: the batch; cells that share a run count once.

    Raises:
        BudgetError: why. Nothing was sent.
    """
    row = planned.row
    if row["own_key"] is not None:  # its person pays for all of it
        return
    spender = Spender(row["service"], row["person"], Periods.at(row["created_at"], settings.zone))
    asked = {cell["key"]: (cell["model"], _amount(cell["expected"])) for cell in planned.cells}
    if refused := refusal_of(connection, settings, spender, tuple(asked.values())):
        BUDGET_REFUSALS.labels(refused.kind.value).inc()
        raise BudgetError(refused, settings)


def problem_of(refused: BudgetRefusal, settings: BudgetSettings) -> Problem:
    """Why the rest of a batch is held back."""
    code, params = refused.told(settings)
    reason = f"{code.rpartition('.')[0]}.held"
    return Problem(ProblemCode.BUDGET, Charged.NO, params={**params, "reason": reason})


def _amount(text: Any) -> Decimal | None:
    return None if text is None else Decimal(text)
