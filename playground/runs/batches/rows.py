"""Batches and their cells, as their rows and those of their runs tell them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, select

from playground.runs.batches.batch import Batch, BatchKind, Cell, CellState
from playground.runs.batches.damage import UNREADABLE_PROBLEM, earlier_in, plan_in, readable
from playground.runs.batches.sending import read_problem
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.deletions import is_not_deleted
from playground.runs.tables import HISTORY

_AT_ONCE: Final = 500  # a statement takes only so many values


def read_batches(connection: Connection, *conditions: ColumnElement[bool]) -> tuple[Batch, ...]:
    """The batches that these conditions are true of, but for deleted ones, with all their cells; the newest first."""
    newest_first = (BATCHES.c.created_at.desc(), BATCHES.c.batch_id.desc())
    columns = (column for column in BATCHES.c if column.name != "text")
    asked = select(*columns).where(*conditions, BATCHES.c.deleted_at.is_(None))
    rows = connection.execute(asked.order_by(*newest_first)).mappings().all()
    cells: dict[str, list[Mapping[str, Any]]] = {row["batch_id"]: [] for row in rows}
    columns = (column for column in CELLS.c if column.name not in {"body", "settings", "secrets"})
    joined = and_(HISTORY.c.run_id == CELLS.c.run_id, is_not_deleted(HISTORY.c.run_id))
    told = (HISTORY.c.word, HISTORY.c.cost, HISTORY.c.has_problem)
    asked = select(*columns, *told).select_from(CELLS).outerjoin(HISTORY, joined)
    for cell in connection.execute(asked.where(CELLS.c.batch_id.in_(cells)).order_by(CELLS.c.position)).mappings():
        cells[cell["batch_id"]].append({str(name): value for name, value in cell.items()})
    spent = _costs(connection, {run_id for those in cells.values() for cell in those for run_id in _earlier(cell)})
    return tuple(_batch(row, tuple(_cell(cell, spent) for cell in cells[row["batch_id"]])) for row in rows)


def _batch(row: Mapping[Any, Any], cells: tuple[Cell, ...]) -> Batch:
    problem = readable(read_problem, row["problem"], row["batch_id"])
    if problem is None and any(cell.word == CellState.HELD for cell in cells):
        problem = UNREADABLE_PROBLEM
    return Batch(
        batch_id=row["batch_id"],
        person=row["person"],
        kind=BatchKind(row["kind"]),
        created_at=row["created_at"],
        plan=plan_in(row["plan"], row["batch_id"]),
        problem=problem,
        cells=cells,
        service=row["service"],
    )


def _costs(connection: Connection, run_ids: Iterable[str]) -> Mapping[str, Decimal]:
    found: dict[str, Decimal] = {}
    for some in portions(sorted(run_ids)):
        known = (HISTORY.c.run_id.in_(some), HISTORY.c.cost.is_not(None))
        costs = connection.execute(select(HISTORY.c.run_id, HISTORY.c.cost).where(*known))
        found.update((row.run_id, _exact(row.cost)) for row in costs)
    return found


def _cell(row: Mapping[str, Any], spent: Mapping[str, Decimal]) -> Cell:
    is_sent = row["state"] == CellState.SENT.value
    earlier = _earlier(row)
    return Cell(
        position=row["position"],
        rank=row["rank"],
        labels=readable(json.loads, row["labels"], row["batch_id"]),
        model=row["model"],
        word=(row["word"] or "gone") if is_sent else row["state"],
        key=row["key"],
        run_id=row["run_id"],
        has_problem=bool(row["has_problem"]),
        expected=None if row["expected"] is None else readable(Decimal, row["expected"], row["batch_id"]),
        cost=None if row["cost"] is None else _exact(row["cost"]),
        earlier=earlier,
        earlier_cost=sum((spent.get(run_id, Decimal(0)) for run_id in earlier), Decimal(0)),
    )


def _earlier(row: Mapping[str, Any]) -> tuple[str, ...]:
    return earlier_in(row["earlier"], row["batch_id"])


def _exact(cost: float) -> Decimal:
    return Decimal(repr(cost))  # the shortest number that is this one: what the service wrote


def portions(run_ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in lots that a statement takes."""
    return (run_ids[start : start + _AT_ONCE] for start in range(0, len(run_ids), _AT_ONCE))
