"""Runs that a person deleted: hidden at once, to be had back for some seconds, then removed for good.

A run is removed in steps, each of which can be done again, so that a process that is killed in between leaves nothing
half done: whoever looks next goes on. First it is marked as final: from then on nobody works on it. Then its files go;
then, in one transaction, its row and all that was made of it, and with them the mark.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, or_, select, update

from playground.errors import BadRequestError
from playground.form import MASK
from playground.jsontext import parse_exact
from playground.runs.batches.batchtext import SaidOfCell, batch_text
from playground.runs.batches.tables import BATCHES, CELLS
from playground.runs.database import Database
from playground.runs.history_writes import remove_from_history
from playground.runs.masking import texts_in
from playground.runs.run import RunStatus
from playground.runs.stored_bytes import forget_results
from playground.runs.tables import DEDUPLICATION_KEYS, DELETED_COSTS, DELETIONS, DRAFTS, HISTORY, RUNS, UPLOAD_USES

UNDO_SECONDS: Final = 10.0
"""Seconds for which a person is offered to have deleted runs back."""

MOST_AT_ONCE: Final = 1_000
"""Runs that are deleted at once."""

_PLACES: Final = ("at", "line")
"""Labels of a cell that only tell where it stands."""

_WAITING_CELLS: Final = ("planned", "held")

_AT_ONCE: Final = 500  # a statement takes only so many values


class DeletionRefusal(StrEnum):
    """Why a run was not deleted; the texts `deletion.…` say it."""

    ACTIVE = "active"
    UNCONFIRMED = "unconfirmed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Deletion:
    """What came of the wish to delete some runs.

    Attributes:
        deleted: ids of those that are gone from sight.
        refused: why others were not, by their ids.
    """

    deleted: tuple[str, ...]
    refused: Mapping[str, DeletionRefusal]


_REFUSALS: Final[Mapping[str, DeletionRefusal]] = {
    RunStatus.UNCONFIRMED.value: DeletionRefusal.UNCONFIRMED,
    **dict.fromkeys(("submitting", "queued", "processing"), DeletionRefusal.ACTIVE),
}
"""By the run's word."""


class Deletions:
    """The ledger's deletions; as of the `Ledger` itself, calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def delete(self, person: str | None, run_ids: Sequence[str], now: float) -> Deletion:
        """Hide runs from everybody, as far as they may go.

        Args:
            person: whose they are; None is anybody's.
            run_ids: which.
            now: Unix seconds.

        Raises:
            BadRequestError: `deletion.too_many`.
        """
        if len(run_ids) > MOST_AT_ONCE:
            raise BadRequestError("deletion.too_many", limit=MOST_AT_ONCE)
        wanted = list(dict.fromkeys(run_ids))
        known = [run_id for run_id in wanted if run_id.isascii()]  # what a shell hands over may be no text at all
        with self._database.writing(*(() if person is None else (person,)), wakes=True) as connection:
            found = {row.run_id: row for row in _found(connection, person, known)}
            refused = {
                run_id: _REFUSALS[found[run_id].word] if run_id in found else DeletionRefusal.UNKNOWN
                for run_id in wanted
                if run_id not in found or found[run_id].word in _REFUSALS
            }
            deleted = tuple(run_id for run_id in wanted if run_id not in refused)
            if deleted:
                marks = [
                    {"run_id": run_id, "person": found[run_id].person, "deleted_at": now, "is_final": False}
                    for run_id in deleted
                ]
                connection.execute(insert(DELETIONS), marks)
                # The next click for the same is no second click of that one: there is no run to show for it.
                for some in _portions(deleted):
                    connection.execute(delete(DEDUPLICATION_KEYS).where(DEDUPLICATION_KEYS.c.run_id.in_(some)))
        return Deletion(deleted, refused)

    def undo(self, person: str, run_ids: Sequence[str]) -> tuple[str, ...]:
        """Bring runs back as they were; the ids of those for which it was not too late."""
        restored: list[str] = []
        with self._database.writing(person, wakes=True) as connection:
            for some in _portions(list(dict.fromkeys(run_ids))):
                theirs = (DELETIONS.c.run_id.in_(some), DELETIONS.c.person == person, DELETIONS.c.is_final.is_(False))
                restored += connection.execute(select(DELETIONS.c.run_id).where(*theirs).with_for_update()).scalars()
                connection.execute(delete(DELETIONS).where(*theirs))
        return tuple(run_id for run_id in dict.fromkeys(run_ids) if run_id in restored)

    def finalise(self, now: float) -> tuple[str, ...]:
        """Mark as final what nobody gets back any more; the ids of all that are to be removed now.

        Args:
            now: Unix seconds. A deletion in the future, as after a clock was set back, counts as old.
        """
        deleted_at = DELETIONS.c.deleted_at
        is_old = or_(deleted_at <= now - UNDO_SECONDS, deleted_at >= now + UNDO_SECONDS)
        with self._database.asking() as connection:
            is_due = or_(DELETIONS.c.is_final.is_(True), is_old)
            due = tuple(connection.execute(select(DELETIONS.c.run_id).where(is_due)).scalars())
        return self.finalise_these(due) if due else ()

    def finalise_these(self, run_ids: Sequence[str]) -> tuple[str, ...]:
        """Mark these deletions as final; the ids of those that were not undone meanwhile."""
        final: list[str] = []
        with self._database.writing() as connection:
            for some in _portions(run_ids):
                these = DELETIONS.c.run_id.in_(some)
                connection.execute(update(DELETIONS).where(these).values(is_final=True))
                final += connection.execute(select(DELETIONS.c.run_id).where(these)).scalars()
        return tuple(final)

    def remove(self, run_id: str) -> bool:
        """Remove a run whose deletion is final and whose files are gone; False where somebody else just did.

        What it cost is kept, without anything else of it.
        """
        with self._database.writing() as connection:
            final = (DELETIONS.c.run_id == run_id, DELETIONS.c.is_final.is_(True))
            if connection.execute(delete(DELETIONS).where(*final)).rowcount != 1:
                return False
            columns = ("person", "service", "model", "created_at", "cost_actual", "task_id", "status", "settings")
            row = connection.execute(select(*(RUNS.c[name] for name in columns)).where(RUNS.c.run_id == run_id)).first()
            if row is not None:
                _keep_cost(connection, row)
                _forget_draft(connection, row)
            remove_from_history(connection, run_id)
            forget_results(connection, run_id)
            connection.execute(delete(UPLOAD_USES).where(UPLOAD_USES.c.run_id == run_id))
            _forget_cells(connection, run_id)
            connection.execute(delete(DEDUPLICATION_KEYS).where(DEDUPLICATION_KEYS.c.run_id == run_id))
            connection.execute(delete(RUNS).where(RUNS.c.run_id == run_id))
        return True


def is_not_deleted(run_id: ColumnElement[str]) -> ColumnElement[bool]:
    """The condition that a run was not deleted; only those deleted in the last seconds are still there."""
    return run_id.not_in(select(DELETIONS.c.run_id))


def _found(connection: Connection, person: str | None, run_ids: Sequence[str]) -> list[Any]:
    found: list[Any] = []
    for some in _portions(run_ids):
        these = (HISTORY.c.run_id.in_(some), is_not_deleted(HISTORY.c.run_id))
        found += connection.execute(select(HISTORY.c.run_id, HISTORY.c.person, HISTORY.c.word).where(*these))
    # Whose they are is compared here: asked for that too, SQLite looks through all that a person has.
    return [row for row in found if person is None or row.person == person]


def _forget_cells(connection: Connection, run_id: str) -> None:
    """Of cells that show it what they asked for goes too; with the last run of a batch all that was planned of it."""
    columns = (CELLS.c.batch_id, CELLS.c.position, CELLS.c.labels)
    cells = connection.execute(select(*columns).where(CELLS.c.run_id == run_id)).all()
    for cell in cells:
        labels = json.loads(cell.labels)
        told = labels if isinstance(labels, Mapping) else {}
        kept = {name: told[name] for name in _PLACES if name in told}
        this = (CELLS.c.batch_id == cell.batch_id, CELLS.c.position == cell.position)
        emptied = {"settings": "{}", "body": b"", "labels": json.dumps(kept)}
        connection.execute(update(CELLS).where(*this).values(**emptied))
    for batch_id in {cell.batch_id for cell in cells}:
        others = and_(RUNS.c.run_id == CELLS.c.run_id, RUNS.c.run_id != run_id)
        is_wanted = or_(CELLS.c.state.in_(_WAITING_CELLS), RUNS.c.run_id.is_not(None))
        of_it = CELLS.c.batch_id == batch_id
        left = select(CELLS.c.position).outerjoin(RUNS, others).where(of_it, is_wanted).limit(1)
        if connection.execute(left).first() is None:
            connection.execute(delete(CELLS).where(of_it))
            connection.execute(delete(BATCHES).where(BATCHES.c.batch_id == batch_id))
            connection.execute(delete(DEDUPLICATION_KEYS).where(DEDUPLICATION_KEYS.c.run_id == batch_id))
        else:
            _say_anew(connection, batch_id)


def _say_anew(connection: Connection, batch_id: str) -> None:
    """Let a batch be found by what is left of it."""
    this = BATCHES.c.batch_id == batch_id
    plan = connection.execute(select(BATCHES.c.plan).where(this)).scalar_one()
    columns = (CELLS.c.model, CELLS.c.labels, CELLS.c.settings)
    cells = connection.execute(select(*columns).where(CELLS.c.batch_id == batch_id).order_by(CELLS.c.position))
    said = [SaidOfCell(cell.model, json.loads(cell.labels), parse_exact(cell.settings)) for cell in cells]
    connection.execute(update(BATCHES).where(this).values(text=batch_text(parse_exact(plan), said)))


def _keep_cost(connection: Connection, row: Any) -> None:
    if row.status != RunStatus.REFUSED.value:  # which costs nothing
        names = ("person", "service", "model", "created_at", "cost_actual", "task_id")
        connection.execute(insert(DELETED_COSTS).values(**{name: getattr(row, name) for name in names}))


def _forget_draft(connection: Connection, row: Any) -> None:
    """A form that still says all that the run did, would give it away."""
    said = _texts(row.settings)
    draft = (DRAFTS.c.person == row.person, DRAFTS.c.model == row.model)
    text = connection.execute(select(DRAFTS.c.draft).where(*draft)).scalar_one_or_none()
    if said and text is not None and said <= _texts(text):
        connection.execute(delete(DRAFTS).where(*draft))


def _texts(text: str) -> frozenset[str]:
    try:
        return frozenset(texts_in(parse_exact(text))) - {MASK, ""}
    except (ValueError, RecursionError):  # after a fault of the disk
        return frozenset()


def _portions(values: Sequence[str]) -> list[Sequence[str]]:
    return [values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE)]
