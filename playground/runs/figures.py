"""Figures of the ledger for whoever watches over servers: few, and cheap however long the ledger is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from sqlalchemy import func, select

from playground.runs.batches.batch import CellState
from playground.runs.batches.tables import CELLS
from playground.runs.database import Database
from playground.runs.ownership import live_processes
from playground.runs.run import RunStatus
from playground.runs.tables import RUNS

STATES: Final = tuple(status.value for status in RunStatus if not status.is_terminal)
CELL_STATES: Final = (CellState.PLANNED.value, CellState.HELD.value)


@dataclass(frozen=True, slots=True)
class Figures:
    """As of one moment.

    Attributes:
        runs: how many are in each state that is not an end.
        oldest: age in seconds of the oldest of each; 0 where there is none.
        cells: how many cells of batches wait, or are held back.
        servers: processes with a lease.
    """

    runs: Mapping[str, int]
    oldest: Mapping[str, float]
    cells: Mapping[str, int]
    servers: int


def figures(database: Database) -> Figures:
    """Look them up.

    Raises:
        StorageError: the ledger cannot be read.
    """
    found = (
        select(RUNS.c.status, func.count(), func.min(RUNS.c.created_at))
        .where(RUNS.c.status.in_(STATES))
        .group_by(RUNS.c.status)
    )
    waiting = select(CELLS.c.state, func.count()).where(CELLS.c.state.in_(CELL_STATES)).group_by(CELLS.c.state)
    with database.reading() as connection:
        database.set_clock(connection)
        rows = {status: (count, first) for status, count, first in connection.execute(found)}
        cells: dict[str, int] = {state: count for state, count in connection.execute(waiting)}  # noqa: C416 - rows are no pairs
        servers = connection.execute(live_processes()).scalar_one()
    now = database.wall()
    return Figures(
        runs={state: rows[state][0] if state in rows else 0 for state in STATES},
        oldest={state: max(0.0, now - rows[state][1]) if state in rows else 0.0 for state in STATES},
        cells={state: cells.get(state, 0) for state in CELL_STATES},
        servers=servers,
    )
