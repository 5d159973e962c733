"""Batches as a list shows them: what they are called, how many cells they have, and the first of their runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, select

from playground.jsontext import parse_exact
from playground.runs.batches.batch import BatchKind
from playground.runs.tables import BATCHES, CELLS


@dataclass(frozen=True, slots=True)
class BatchHead:
    """What a list says of a batch.

    Attributes:
        batch_id: its id.
        created_at: Unix seconds.
        plan: as it was given.
        count: of its cells.
        run_ids: of those of its cells that are sent first, as far as they are.
    """

    batch_id: str
    created_at: float
    plan: Mapping[str, Any]
    count: int
    run_ids: tuple[str, ...] = ()


def heads(
    connection: Connection, person: str, kind: BatchKind, *, since: float, until: float, most: int
) -> tuple[BatchHead, ...]:
    """The person's batches of a kind that were asked for since then and before then, the newest first."""
    asked = (BATCHES.c.person == person, BATCHES.c.kind == kind.value)
    found = select(BATCHES.c.batch_id, BATCHES.c.created_at, BATCHES.c.plan).where(*asked)
    found = found.where(BATCHES.c.created_at >= since, BATCHES.c.created_at < until)
    rows = connection.execute(found.order_by(BATCHES.c.created_at.desc()).limit(most)).all()
    ids = [row.batch_id for row in rows]
    counted = select(CELLS.c.batch_id, func.count().label("cells")).where(CELLS.c.batch_id.in_(ids))
    counts = {row.batch_id: row.cells for row in connection.execute(counted.group_by(CELLS.c.batch_id))}
    first = select(CELLS.c.batch_id, CELLS.c.run_id).where(CELLS.c.batch_id.in_(ids), CELLS.c.rank == 0)
    sent: dict[str, dict[str, None]] = {}
    for row in connection.execute(first.where(CELLS.c.run_id.is_not(None)).order_by(CELLS.c.position)):
        sent.setdefault(row.batch_id, {})[row.run_id] = None
    return tuple(
        BatchHead(
            row.batch_id,
            row.created_at,
            parse_exact(row.plan),
            counts.get(row.batch_id, 0),
            tuple(sent.get(row.batch_id, ())),
        )
        for row in rows
    )
