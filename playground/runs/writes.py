"""How a run is written into its row: once as it begins, and then, only by the process that owns it, what changed.

Its body and its key never change.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, bindparam, exists, insert, select, update

from playground.files.uploads import names_in
from playground.runs.changes import first_change, next_change
from playground.runs.history_writes import add_to_history, keep_in_history
from playground.runs.rows import to_row
from playground.runs.run import Run
from playground.runs.stored_bytes import count_results
from playground.runs.tables import DELETED_COSTS, PROCESSES, RUNS, UPLOAD_USES

_NEVER_CHANGES: Final = frozenset(
    {
        "run_id",
        "person",
        "model",
        "service",
        "key",
        "body",
        "settings",
        "secrets",
        "expected",
        "price_of",
        "price_unit",
        "price_count",
        "fence",
        "own_key",
        "created_at",
    },
)


_LOG = logging.getLogger(__name__)

# Made once, and given the columns that they write when they are executed: to put one together takes longer than to
# execute it.
_ADD: Final = insert(RUNS).values(changed=first_change(bindparam("whose")))
_WRITE: Final = (
    update(RUNS)
    .where(RUNS.c.run_id == bindparam("which"), RUNS.c.process == bindparam("by"), RUNS.c.fence == bindparam("under"))
    .values(revision=RUNS.c.revision + 1, changed=next_change())
)


@dataclass(frozen=True, slots=True)
class LedgerWrite:
    """What is to be committed of a run.

    Attributes:
        run: how it stands now.
        process: whose it must still be.
        keeps_ownership: whether that process goes on working on it.
        before: how the ledger has it for certain; None where that is not known. What is as before is not written anew.
    """

    run: Run
    process: str
    keeps_ownership: bool
    before: Run | None = None


def add_run(connection: Connection, run: Run, process: str) -> frozenset[str]:
    """Add a new run, which `process` works on; the names of the uploads that it needs."""
    row = to_row(run)
    connection.execute(_ADD, {**row, "process": process, "revision": 0, "whose": run.person})
    add_to_history(connection, run)
    named = names_in(row["settings"])
    if named:
        uses = [{"name": name, "run_id": run.run_id, "person": run.person} for name in sorted(named)]
        connection.execute(insert(UPLOAD_USES), uses)
    return named


def write_run(connection: Connection, write: LedgerWrite) -> bool:
    """Write one run; False where it is no longer the process's own, and nothing of it was written."""
    run = write.run
    changing = {name: value for name, value in to_row(run).items() if name not in _NEVER_CHANGES}
    if run.status.is_terminal and run.secrets:
        changing["body"] = run.body
    changing["process"] = write.process if write.keeps_ownership else None
    owned = {"which": run.run_id, "by": write.process, "under": run.fence}
    if connection.execute(_WRITE, {**changing, **owned}).rowcount != 1:
        return False
    keep_in_history(connection, run, write.before)
    if write.before is None or write.before.outputs != run.outputs:
        count_results(connection, run)
    return True


def put_back(connection: Connection, write: LedgerWrite) -> bool:
    """Write a run whose row is gone, though nobody deleted it; False where that is not so, and nothing was written.

    So it is after a failover to a standby that had not received everything: the run may be paid for, and nobody else
    knows of it any more. A process that others took for dead puts nothing back.
    """
    run = write.run
    is_there = exists().where(RUNS.c.run_id == run.run_id)
    lives = exists().where(PROCESSES.c.process == write.process)
    was_deleted = exists().where(  # of a run without a task there is nothing: it is not deleted while it is at work
        DELETED_COSTS.c.service == run.service, DELETED_COSTS.c.task_id == (run.task.task_id if run.task else "")
    )
    if not connection.execute(select(lives & ~is_there & ~was_deleted)).scalar_one():
        return False
    add_run(connection, run, write.process)
    if not write.keeps_ownership:
        connection.execute(update(RUNS).where(RUNS.c.run_id == run.run_id).values(process=None))
    count_results(connection, run)
    _LOG.warning("run %s was gone from the ledger, though nobody deleted it: it is put back", run.run_id)
    return True
