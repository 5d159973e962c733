"""The tables of budgets, as the newest migration leaves them. All amounts are micro-units, see `amounts`."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, String, Table

from playground.runs.tables import METADATA

RESERVATIONS = Table(
    "reservations",
    METADATA,
    Column("run_id", String(64), primary_key=True),
    Column("service", String(1024), nullable=False),
    Column("person", String(128), nullable=False),
    Column("day", String(10), nullable=False),
    Column("month", String(7), nullable=False),
    Column("reserved", BigInteger, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("is_settled", Boolean, nullable=False),
)
"""One row a run that was begun while there were budgets; it stays when the run is deleted, for its money is spent.

`day`, `month`: as in `periods`, those in which it counts. `reserved`: what it was expected to cost. `amount`: what it
counts now. `is_settled`: that is what it did cost.
"""

BUDGET_COUNTERS = Table(
    "budget_counters",
    METADATA,
    Column("service", String(1024), primary_key=True),
    Column("person", String(128), primary_key=True),
    Column("period", String(10), primary_key=True),
    Column("amount", BigInteger, nullable=False),
)
"""The sums of the reservations: of a person and day, of a person and month, and, without a person, of all and month.

Whoever changes one locks its row first; several in the order of `period`, then `person`.
"""
