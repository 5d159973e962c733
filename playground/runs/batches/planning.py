"""What a click asks for becomes a batch and cells that can be committed; and a cell becomes a run."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from playground.errors import BadRequestError
from playground.jsontext import to_storable_json
from playground.runs.batches.batch import BatchRequest, CellRequest, CellState
from playground.runs.batches.batchtext import SaidOfCell, batch_text
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import from_row, to_row
from playground.runs.run import Run

MOST_CELLS: Final = 1_000
"""Cells that one batch may have."""

MOST_BYTES: Final = 16 * 2**20
"""Of all that the cells of a batch ask for."""
_OF_A_RUN: Final = ("model", "body", "settings", "secrets", "expected", "price_of", "price_unit", "price_count")
"""The columns of a cell that its run takes over as they are."""


@dataclass(frozen=True, slots=True)
class PlannedBatch:
    """A batch before it is committed: the row of it, and those of its cells by their positions."""

    batch_id: str
    row: Mapping[str, Any]
    cells: tuple[Mapping[str, Any], ...]


def plan_batch(request: BatchRequest, service: str, process: str, now: float) -> PlannedBatch:
    """The rows of a batch and its cells; cells that are to share a run share its idempotency key.

    Args:
        request: what was asked.
        service: where all of it will be sent, and nowhere else.
        process: who sends it.
        now: Unix seconds.

    Raises:
        BadRequestError: `batch.too_many` or `batch.too_large`; nothing was kept.
    """
    if not 1 <= len(request.cells) <= MOST_CELLS:
        raise BadRequestError("batch.too_many", count=len(request.cells), limit=MOST_CELLS)
    batch_id = secrets.token_hex(16)
    keys: dict[object, str] = {}
    cells, said = [], []
    size = 0
    for position, cell in enumerate(request.cells):
        run = prepare(_run_request(request, cell), service, now)
        values = _cell_values(cell, run)
        said.append(SaidOfCell(cell.model, cell.labels, run.form_input))
        size += len(values["body"])
        if size > MOST_BYTES:
            raise BadRequestError("batch.too_large", limit=MOST_BYTES)
        key = keys.setdefault(values["body"] if request.shares_runs else position, str(uuid.uuid4()))
        cells.append({**values, "batch_id": batch_id, "position": position, "key": key})
    row = {
        "batch_id": batch_id,
        "person": request.person,
        "service": service,
        "kind": request.kind.value,
        "plan": to_storable_json(request.plan),
        "problem": "null",
        "created_at": now,
        "opened_at": now,
        "touched_at": now,
        "process": process,
        "own_key": request.own_key,
        "text": batch_text(request.plan, said),
    }
    return PlannedBatch(batch_id, row, tuple(cells))


def run_of(cell: Mapping[Any, Any], batch: Mapping[Any, Any], now: float) -> Run:
    """The run that a cell becomes, under the key that it was given when it was planned; nothing of it was sent yet.

    Args:
        cell: its row.
        batch: the row of its batch.
        now: Unix seconds.
    """
    return from_row(
        {
            **{name: cell[name] for name in (*_OF_A_RUN, "key")},
            "run_id": secrets.token_hex(16),
            **{name: batch[name] for name in ("person", "service", "own_key")},
            "status": "prepared",
            "created_at": now,
            "sent_at": None,
            "ended_at": None,
            "steps": '[[0.0,"submitting"]]',
            "task": "null",
            "outputs": "[]",
            "problem": "null",
            "notice": "null",
            "account": None,
            "fence": 0,
        }
    )


def _run_request(request: BatchRequest, cell: CellRequest) -> RunRequest:
    return RunRequest(
        person=request.person,
        page=request.page,
        model=cell.model,
        input=cell.input,
        form_input=cell.form_input,
        secrets=cell.secrets,
        expected=cell.expected,
        texts=cell.texts,
        defaults=cell.defaults,
    )


def _cell_values(cell: CellRequest, run: Run) -> dict[str, Any]:
    row = to_row(run)
    return {
        **{name: row[name] for name in _OF_A_RUN},
        "rank": cell.rank,
        "labels": json.dumps(cell.labels),
        "state": CellState.PLANNED.value,
        "run_id": None,
        "earlier": "[]",
        "is_masked": False,
    }
