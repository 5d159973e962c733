"""Labels: what a person says of runs afterwards, a favourite, a rating, tags, a note. They stand in the history."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from sqlalchemy import Connection, delete, insert, select, update

from playground.errors import BadRequestError
from playground.runs.database import Database
from playground.runs.deletions import is_not_deleted
from playground.runs.history_writes import keep_labels
from playground.runs.searchtext import fold
from playground.runs.tables import HISTORY, RUN_TAGS, TAGS
from playground.runs.tags import (
    MOST_TAGS_OF_A_RUN,
    forget_unused,
    known_tag_ids,
    tag_ids,
    tag_names,
    tags_of,
)

LONGEST_NOTE: Final = 2_000
"""Characters of a note."""

MOST_AT_ONCE: Final = 1_000
"""Runs that are labelled at once."""

RATINGS: Final = range(1, 6)

_UNSTORABLE: Final = re.compile("[\0\ud800-\udfff]")
_AT_ONCE: Final = 500  # a statement takes only so many values


class LabelWrites:
    """The ledger's labels; as of the `Ledger` itself, calls block and raise `StorageError`.

    Each call changes all of the runs or none, leaves out those that are not the person's, and returns the ids of the
    others. A `BadRequestError` (`label.…`) says what cannot be kept as it is; nothing is cut.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def favourite(self, person: str, run_ids: Sequence[str], *, is_on: bool) -> tuple[str, ...]:
        """Make runs favourites, or none any more."""
        return self._set(person, run_ids, is_favourite=is_on)

    def rate(self, person: str, run_ids: Sequence[str], rating: int | None) -> tuple[str, ...]:
        """Rate runs from 1 to 5; None takes the rating back."""
        if rating is not None and rating not in RATINGS:
            raise BadRequestError("label.rating", most=RATINGS[-1])
        return self._set(person, run_ids, rating=rating)

    def note(self, person: str, run_ids: Sequence[str], text: str) -> tuple[str, ...]:
        """Write a note in place of the last one; an empty one takes it away."""
        note = _UNSTORABLE.sub("\ufffd", text.strip())
        if len(note) > LONGEST_NOTE:
            raise BadRequestError("label.note_too_long", limit=LONGEST_NOTE)
        with self._theirs(person, run_ids) as (connection, found):
            keep_labels(connection, list(found), tags_of(connection, list(found)), note=note)
            return tuple(found.values())

    def tag(
        self, person: str, run_ids: Sequence[str], add: Collection[str] = (), remove: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Give runs tags and take others away; a tag that is in both is given."""
        added, removed = tag_names(add), tag_names(remove)
        with self._theirs(person, run_ids) as (connection, found):
            if not found:
                return ()
            gone = known_tag_ids(
                connection, person, {name: text for name, text in removed.items() if name not in added}
            )
            for some in _portions(list(found)):
                connection.execute(delete(RUN_TAGS).where(RUN_TAGS.c.number.in_(some), RUN_TAGS.c.tag.in_(gone)))
            _add(connection, list(found), tag_ids(connection, person, added))
            forget_unused(connection, gone)
            tags = tags_of(connection, list(found))
            if max(map(len, tags.values()), default=0) > MOST_TAGS_OF_A_RUN:
                raise BadRequestError("label.too_many_tags", limit=MOST_TAGS_OF_A_RUN)
            keep_labels(connection, list(found), tags)
            return tuple(found.values())

    def tags(self, person: str, prefix: str = "", limit: int = 20) -> tuple[str, ...]:
        """The person's tags that begin like this, then those that have it inside; each part by the alphabet."""
        statement = select(TAGS.c.name).where(TAGS.c.person == person).order_by(TAGS.c.folded)
        with self._database.reading() as connection:
            names = connection.execute(statement).scalars().all()
        typed = fold(prefix.strip())
        having = [name for name in names if typed in fold(name)]
        return tuple(sorted(having, key=lambda name: not fold(name).startswith(typed))[:limit])

    def _set(self, person: str, run_ids: Sequence[str], **labels: Any) -> tuple[str, ...]:
        with self._theirs(person, run_ids) as (connection, found):
            for some in _portions(list(found)):
                connection.execute(update(HISTORY).where(HISTORY.c.number.in_(some)).values(**labels))
            return tuple(found.values())

    @contextmanager
    def _theirs(self, person: str, run_ids: Sequence[str]) -> Iterator[tuple[Connection, dict[int, str]]]:
        """A transaction that writes, and the person's of these runs by their numbers in the history."""
        if len(run_ids) > MOST_AT_ONCE:
            raise BadRequestError("label.too_many_runs", limit=MOST_AT_ONCE)
        found: dict[int, str] = {}
        with self._database.writing(person, wakes=True) as connection:
            for some in _portions(list(dict.fromkeys(run_ids))):
                these = (HISTORY.c.run_id.in_(some), is_not_deleted(HISTORY.c.run_id))
                columns = (HISTORY.c.number, HISTORY.c.run_id, HISTORY.c.person)
                # Whose they are is compared here: asked for that too, SQLite looks through all that a person has.
                rows = connection.execute(select(*columns).where(*these))
                found.update((row.number, row.run_id) for row in rows if row.person == person)
            yield connection, found


def _add(connection: Connection, numbers: Sequence[int], tags: Sequence[int]) -> None:
    has: set[tuple[int, int]] = set()
    for some in _portions(numbers):
        those = select(RUN_TAGS.c.tag, RUN_TAGS.c.number).where(RUN_TAGS.c.number.in_(some), RUN_TAGS.c.tag.in_(tags))
        has |= {(row.tag, row.number) for row in connection.execute(those)}
    rows = [{"tag": tag, "number": number} for number in numbers for tag in tags if (tag, number) not in has]
    if rows:
        connection.execute(insert(RUN_TAGS), rows)


def _portions(values: Sequence[Any]) -> Iterator[Sequence[Any]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
