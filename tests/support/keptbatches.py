"""Batches in a ledger, sent and ended by hand: no service is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from playground.runs.batches.batch import BatchRequest
from playground.runs.batches.planning import plan_batch
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.ledger import Ledger
from playground.runs.ownership import Lease
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import Task, TaskStatus

HERE = Lease("here", "machine", 1)
_FAILED = Problem(ProblemCode.TASK_FAILED, Charged.NO)


def keep_batch(ledger: Ledger, request: BatchRequest, at: float, *, sent: int = 1_000) -> tuple[str, tuple[Run, ...]]:
    """Commit a batch and give its first cells their runs; its id, and those runs, which nobody has sent yet."""
    if not ledger.processes.renew(HERE):
        ledger.processes.register(HERE)
    planned = plan_batch(request, "test", HERE.process, at)
    batch_id = ledger.batches.add(planned, request.deduplication_key(at))
    limits = ConcurrencyLimits.of(1_000)
    runs = ledger.batches.send_next(batch_id, HERE.process, limits, now=at, most=sent).runs if sent else ()
    return batch_id, runs


def end(ledger: Ledger, run: Run, status: RunStatus = RunStatus.SUCCEEDED, cost: str | None = "0.05") -> None:
    """End a run as told, at nobody's cost but of this ledger."""
    end_all(ledger, [(run, status)], cost)


def end_all(ledger: Ledger, ends: Sequence[tuple[Run, RunStatus]], cost: str | None = "0.05") -> None:
    """End many in one transaction."""
    assert all(ledger.save([_end(run, status, cost) for run, status in ends]))


def _end(run: Run, status: RunStatus, cost: str | None) -> LedgerWrite:
    is_done = status is RunStatus.SUCCEEDED
    charged = None if cost is None or not is_done else Decimal(cost)
    fields: Mapping[str, Any] = {
        "status": status,
        "ended_at": run.created_at + 9,
        "task": Task(f"task-{run.run_id}", TaskStatus.SUCCEEDED, cost_actual=charged) if is_done else None,
        "problem": None if is_done else _FAILED,
    }
    return LedgerWrite(replace(run, **fields), HERE.process, keeps_ownership=False)
