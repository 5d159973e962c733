"""Batches that a person deleted: hidden at once, to be had back for some seconds, then removed for good.

Only the batch goes, with its plan and all that was planned of it: its runs are runs of their own, and are deleted as
any other. What is still being sent or worked on is not deleted.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, delete, or_, select, update

from playground.runs.batches.batch import CellState
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.changes import next_batch_change
from playground.runs.database import Database
from playground.runs.deletions import UNDO_SECONDS
from playground.runs.run import RunStatus
from playground.runs.tables import DEDUPLICATION_KEYS, RUNS

_ACTIVE = tuple(status.value for status in RunStatus if status.is_active)


class BatchDeletions:
    """As of the `Ledger` itself, calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete(self, person: str, batch_ids: Sequence[str], now: float) -> tuple[str, ...]:
        """Hide batches; the ids of those for which that could be done: they are the person's, and not at work.

        Args:
            person: whose they are.
            batch_ids: which.
            now: Unix seconds.
        """
        with self._database.writing(person, wakes=True) as connection:
            found = _rest(connection, person, batch_ids)
            hidden = {"deleted_at": now, "changed": next_batch_change()}
            connection.execute(update(BATCHES).where(BATCHES.c.batch_id.in_(found)).values(**hidden))
            # The next click for the same is no second click of that one: there is no batch to show for it.
            connection.execute(delete(DEDUPLICATION_KEYS).where(DEDUPLICATION_KEYS.c.run_id.in_(found)))
        return found

    def undo(self, person: str, batch_ids: Sequence[str]) -> tuple[str, ...]:
        """Bring batches back as they were; the ids of those for which it was not too late."""
        theirs = (BATCHES.c.batch_id.in_(batch_ids), BATCHES.c.person == person, BATCHES.c.deleted_at.is_not(None))
        with self._database.writing(person, wakes=True) as connection:
            found = connection.execute(select(BATCHES.c.batch_id).where(*theirs).with_for_update()).scalars().all()
            back = update(BATCHES).where(BATCHES.c.batch_id.in_(found))
            connection.execute(back.values(deleted_at=None, changed=next_batch_change()))
        return tuple(batch_id for batch_id in batch_ids if batch_id in found)

    def finish(self, now: float) -> None:
        """Remove for good what was deleted long enough ago; in the future counts as old, as of runs.

        Args:
            now: Unix seconds.
        """
        deleted_at = BATCHES.c.deleted_at
        is_old = or_(deleted_at <= now - UNDO_SECONDS, deleted_at >= now + UNDO_SECONDS)
        due = select(BATCHES.c.batch_id).where(deleted_at.is_not(None), is_old)
        with self._database.asking() as connection:
            if connection.execute(due.limit(1)).first() is None:
                return
        with self._database.writing() as connection:
            found = connection.execute(due.with_for_update()).scalars().all()
            connection.execute(delete(CELLS).where(CELLS.c.batch_id.in_(found)))
            connection.execute(delete(BATCHES).where(BATCHES.c.batch_id.in_(found)))


def _rest(connection: Connection, person: str, batch_ids: Sequence[str]) -> tuple[str, ...]:
    """Those of the person's batches of which nothing is planned and no run is at work."""
    theirs = (BATCHES.c.batch_id.in_(batch_ids), BATCHES.c.person == person, BATCHES.c.deleted_at.is_(None))
    found = connection.execute(select(BATCHES.c.batch_id).where(*theirs).with_for_update()).scalars().all()
    cells = select(CELLS.c.batch_id).where(CELLS.c.batch_id.in_(found))
    planned = cells.where(CELLS.c.state == CellState.PLANNED.value)
    active = cells.join(RUNS, RUNS.c.run_id == CELLS.c.run_id).where(RUNS.c.status.in_(_ACTIVE))
    busy = {*connection.execute(planned).scalars(), *connection.execute(active).scalars()}
    return tuple(batch_id for batch_id in dict.fromkeys(batch_ids) if batch_id in found and batch_id not in busy)
