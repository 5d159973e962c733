"""How the history is written: a row with each run, in the transaction that writes the run, and labels beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from playground.runs.history_rows import facts_of
from playground.runs.run import Run
from playground.runs.searchtext import PRIVATE, fold
from playground.runs.tables import HISTORY, RUN_TAGS
from playground.runs.tags import forget_unused
from playground.runs.trigrams import add_to_index, remove_from_index

_LABELS_BEGIN: Final = chr(PRIVATE[0])
"""Stands in a row's text between what the run tells and its labels: no folded text has it."""


_ADD: Final = insert(HISTORY)
_OF_RUN: Final = select(HISTORY).where(HISTORY.c.run_id == bindparam("which"))
_WRITE: Final = update(HISTORY).where(HISTORY.c.run_id == bindparam("which"))
_NEW_TEXT: Final = update(HISTORY).where(HISTORY.c.number == bindparam("which")).values(text=bindparam("new_text"))
_AT_ONCE: Final = 500  # a statement takes only so many values


def add_to_history(connection: Connection, run: Run) -> None:
    """Take a new run in: in the transaction that adds it to the ledger."""
    facts = facts_of(run)
    number = connection.execute(_ADD, facts).inserted_primary_key
    add_to_index(connection, [{**facts, "number": number and number[0]}])


def keep_in_history(connection: Connection, run: Run, known: Run | None = None) -> None:
    """Keep a run's row as the run stands: in the transaction that writes it. Its labels stay.

    Args:
        connection: in that transaction.
        run: as it stands.
        known: what the row certainly tells; None where it has to be looked up.
    """
    if known is not None and _is_kept_unseen(connection, facts_of(known), facts_of(run)):
        return
    before = connection.execute(_OF_RUN, {"which": run.run_id}).mappings().first()
    if before is None:  # a program that knows no history added it, and still ran when the ledger was brought up to date
        add_to_history(connection, run)
        return
    facts = facts_of(run)
    _, begins, labels = before["text"].partition(_LABELS_BEGIN)
    facts["text"] += begins + labels
    del facts["person"]  # it may have been given to somebody else since
    changed = {name: value for name, value in facts.items() if before[name] != value}
    if changed:
        _update(connection, dict(before), changed)


def _is_kept_unseen(connection: Connection, before: Mapping[str, Any], facts: Mapping[str, Any]) -> bool:
    """Write what has changed; False where that takes a look at the row, for its labels are in its text."""
    changed = {name: value for name, value in facts.items() if name != "person" and before[name] != value}
    if not changed:
        return True
    return "text" not in changed and connection.execute(_WRITE, {**changed, "which": facts["run_id"]}).rowcount == 1


def keep_labels(
    connection: Connection, numbers: Sequence[int], tags: Mapping[int, Iterable[str]], **labels: Any
) -> None:
    """Change the labels of rows, and let them be found by them: a few statements, however many rows.

    Args:
        connection: in a transaction that writes.
        numbers: of the rows.
        tags: by number, the names of all its tags, as they are now; of one without tags there may be nothing.
        labels: columns that change.
    """
    for start in range(0, len(numbers), _AT_ONCE):
        these = HISTORY.c.number.in_(numbers[start : start + _AT_ONCE])
        rows = [dict(row) for row in connection.execute(select(HISTORY).where(these)).mappings()]
        after = [{**row, **labels, "text": _labelled(row, tags.get(row["number"], ()), **labels)} for row in rows]
        changed = [(old, new) for old, new in zip(rows, after, strict=True) if old["text"] != new["text"]]
        if labels:
            connection.execute(update(HISTORY).where(these).values(**labels))
        if not changed:
            continue
        connection.execute(_NEW_TEXT, [{"which": new["number"], "new_text": new["text"]} for _, new in changed])
        for old, _ in changed:
            remove_from_index(connection, old)
        add_to_index(connection, [new for _, new in changed])


def give_history(connection: Connection, before: str, person: str) -> None:
    """Rows of one person become another's, and what finds them too: in the transaction that gives the runs."""
    numbers = connection.execute(select(HISTORY.c.number).where(HISTORY.c.person == before)).scalars().all()
    for start in range(0, len(numbers), _AT_ONCE):
        these = HISTORY.c.number.in_(numbers[start : start + _AT_ONCE])
        rows = [dict(row) for row in connection.execute(select(HISTORY).where(these)).mappings()]
        for row in rows:
            remove_from_index(connection, {str(name): value for name, value in row.items()})
        connection.execute(update(HISTORY).where(these).values(person=person))
        add_to_index(
            connection, [{**{str(name): value for name, value in row.items()}, "person": person} for row in rows]
        )


def remove_from_history(connection: Connection, run_id: str) -> None:
    """Remove a run's row with all that finds it."""
    row = connection.execute(_OF_RUN, {"which": run_id}).mappings().first()
    if row is None:
        return
    remove_from_index(connection, {str(name): value for name, value in row.items()})
    tags = connection.execute(select(RUN_TAGS.c.tag).where(RUN_TAGS.c.number == row["number"])).scalars().all()
    connection.execute(delete(RUN_TAGS).where(RUN_TAGS.c.number == row["number"]))
    forget_unused(connection, tags)
    connection.execute(delete(HISTORY).where(HISTORY.c.number == row["number"]))


def _labelled(row: Mapping[str, Any], tags: Iterable[str], **labels: Any) -> str:
    """A row's text with the words of its labels as they are now."""
    words = fold("\n".join(filter(None, (labels.get("note", row["note"]), *tags))))
    own: str = row["text"].partition(_LABELS_BEGIN)[0]
    return f"{own}{_LABELS_BEGIN}{words}" if words else own


def _update(connection: Connection, before: dict[str, Any], changed: dict[str, Any]) -> None:
    if not changed:
        return
    connection.execute(_WRITE, {**changed, "which": before["run_id"]})
    if "text" in changed:
        remove_from_index(connection, before)
        add_to_index(connection, [{**before, **changed}])
