"""The history: what lists and searches of runs look at, one small row a run beside its own, which may be megabytes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, or_, select, tuple_

from playground.runs.database import Database
from playground.runs.deletions import is_not_deleted
from playground.runs.history_rows import ROW_COLUMNS, HistoryRow, row_of
from playground.runs.run_queries import OPEN, in_states
from playground.runs.searchtext import words_in
from playground.runs.tables import HISTORY
from playground.runs.tags import has_tags, numbers_with_tags, tags_of
from playground.runs.trigrams import candidates, has_word

_LOOKED_AT: Final = 10_000
"""Rows that are looked at for one page: a page that is not full by then ends early."""

LOOKS: Final = 5
"""Pages that are asked for in place of one that is not full: what is rare is looked for further back with the next."""

_MOST_CANDIDATES: Final = 1_000
"""So many rows with what is searched for are sorted; of more, the newest are found by looking at one after another."""

_COMPARED_WORDS: Final = 8
_COMPARED_CHARACTERS: Final = 1_000
"""What the database compares; of the few that are left the rest is compared here."""

_AT_ONCE: Final = 500  # a statement takes only so many values
_BRIEF: Final = (HISTORY.c.created_at, HISTORY.c.run_id, HISTORY.c.text)
_NEWEST_FIRST: Final = (HISTORY.c.created_at.desc(), HISTORY.c.run_id.desc())
_OLDEST_FIRST: Final = (HISTORY.c.created_at.asc(), HISTORY.c.run_id.asc())


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which runs are looked for; all that is given has to hold.

    Attributes:
        person: whose they are; None is everybody's.
        search: each of its words is in the run's `search_text`, also inside of words.
        model: slug.
        words: each run's `Run.word` is one of these; empty is any.
        since: asked for then or later, in Unix seconds.
        until: asked for before then.
        has_problem: only those that something is wrong with.
        cost_over: only those that the service charged more for.
        media: what came of it is a picture, clip, sound or text: a word of `MediaKind`.
        media_models: slugs of the models that make such: of a run without results its model tells.
        is_favourite: only favourites.
        min_rating: only those with that rating or a better one.
        tags: names of tags, each of which it has; capitals make no difference.
    """

    person: str | None = None
    search: str = ""
    model: str | None = None
    words: frozenset[str] = frozenset()
    since: float | None = None
    until: float | None = None
    has_problem: bool = False
    cost_over: float | None = None
    media: str | None = None
    media_models: frozenset[str] = frozenset()
    is_favourite: bool = False
    min_rating: int | None = None
    tags: frozenset[str] = frozenset()


class Cursor(NamedTuple):
    """Where a page ends: the next has what was asked for earlier, whatever comes meanwhile."""

    created_at: float
    run_id: str


@dataclass(frozen=True, slots=True)
class Page:
    """Some runs by their ids, the newest first, and where the next page begins; None where there is none.

    A page may have fewer than were asked for, or none, and a next one all the same: it took long enough.
    """

    run_ids: tuple[str, ...]
    following: Cursor | None


@dataclass(frozen=True, slots=True)
class RowPage:
    """As `Page`, with what a list shows of each run."""

    rows: tuple[HistoryRow, ...]
    following: Cursor | None


class HistoryQueries:
    """The ledger's questions about its history; as of the `Ledger` itself, calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def page(self, wanted: HistoryFilter, limit: int, after: Cursor | None = None) -> Page:
        """The next runs of those that are wanted.

        Args:
            wanted: which runs.
            limit: at most so many.
            after: where the page before ended; None begins with the newest.
        """
        with self._database.reading() as connection:
            found, following = _page(connection, select(*_BRIEF), wanted, limit, after)
        return Page(tuple(row.run_id for row in found), following)

    def row_page(self, wanted: HistoryFilter, limit: int, after: Cursor | None = None) -> RowPage:
        """As `page`, with what a list shows."""
        with self._database.reading() as connection:
            found, following = _page(connection, select(*ROW_COLUMNS), wanted, limit, after)
            return RowPage(_rows(connection, found), following)

    def neighbours(self, wanted: HistoryFilter, run_id: str) -> tuple[str | None, str | None]:
        """The next newer and the next older of the runs that are wanted, beside one that need not be among them.

        Each is None where there is none, or it is further away than `LOOKS` looks reach.
        """
        this = select(HISTORY.c.created_at, HISTORY.c.run_id).where(HISTORY.c.run_id == run_id)
        with self._database.reading() as connection:
            row = connection.execute(this).first()
            if row is None:
                return None, None
            here = Cursor(row.created_at, row.run_id)
            return _next(connection, wanted, here, is_newer=True), _next(connection, wanted, here, is_newer=False)

    def rows(self, person: str | None, run_ids: Sequence[str]) -> tuple[HistoryRow, ...]:
        """What a list shows of these runs, in their order; those that are not the person's are left out."""
        rows: dict[str, HistoryRow] = {}
        with self._database.reading() as connection:
            for start in range(0, len(run_ids), _AT_ONCE):
                some = HISTORY.c.run_id.in_(run_ids[start : start + _AT_ONCE])
                statement = select(*ROW_COLUMNS).where(some, is_not_deleted(HISTORY.c.run_id))
                # Whose they are is compared here: asked for that too, SQLite looks through all that a person has.
                theirs = [row for row in connection.execute(statement) if person is None or row.person == person]
                rows |= {row.run_id: row for row in _rows(connection, theirs)}
        return tuple(rows[run_id] for run_id in dict.fromkeys(run_ids) if run_id in rows)

    def open_rows(self, person: str, limit: int) -> tuple[HistoryRow, ...]:
        """The person's runs that are at work or that nobody confirmed, the newest first, at most so many."""
        with self._database.reading() as connection:
            run_ids = [run_id for run_id, _ in in_states(connection, person, OPEN, limit)]
        return self.rows(person, run_ids)


def _next(connection: Connection, wanted: HistoryFilter, after: Cursor, *, is_newer: bool) -> str | None:
    """The first run that is wanted, going on from a place in one of two directions."""
    place: Cursor | None = after
    for _ in range(LOOKS):
        found, place = _page(connection, select(*_BRIEF), wanted, 1, place, is_newer=is_newer)
        if found or place is None:
            return found[0].run_id if found else None
    return None


def _page(
    connection: Connection,
    columns: Select[Any],
    wanted: HistoryFilter,
    limit: int,
    after: Cursor | None,
    *,
    is_newer: bool = False,
) -> tuple[list[Row[Any]], Cursor | None]:
    words = words_in(wanted.search)
    numbers = numbers_with_tags(connection, wanted.person, wanted.tags, _MOST_CANDIDATES)
    if numbers is None:
        numbers = candidates(connection, wanted.person, words, _MOST_CANDIDATES)
    # Where it is known which rows, that is what an index is to answer, and not whose they are.
    person = HISTORY.c.person if numbers is None else HISTORY.c.person.concat("")
    reachable = _reachable(wanted, after, person, is_newer=is_newer)
    order = _OLDEST_FIRST if is_newer else _NEWEST_FIRST
    end = None if numbers is not None else _end_of_window(connection, reachable, order)
    statement = columns.where(*reachable, *_conditions(wanted, words), is_not_deleted(HISTORY.c.run_id))
    if numbers is not None:
        statement = statement.where(HISTORY.c.number.in_(numbers))
    if end is not None:
        statement = statement.where(_place() <= tuple_(*end) if is_newer else _place() >= tuple_(*end))
    rows = connection.execute(statement.order_by(*order).limit(limit)).all()
    found = [row for row in rows if all(word in row.text for word in words)]
    return found, Cursor(rows[-1].created_at, rows[-1].run_id) if len(rows) == limit else end


def _rows(connection: Connection, found: Sequence[Row[Any]]) -> tuple[HistoryRow, ...]:
    tags = tags_of(connection, [row.number for row in found])
    return tuple(row_of(row, tags.get(row.number, ())) for row in found)


def _reachable(
    wanted: HistoryFilter, after: Cursor | None, person: ColumnElement[str], *, is_newer: bool
) -> list[ColumnElement[bool]]:
    """What an index tells, so that nothing else is looked at."""
    beyond = None if after is None else _place() > tuple_(*after) if is_newer else _place() < tuple_(*after)
    return _given(
        None if wanted.person is None else person == wanted.person,
        None if wanted.since is None else HISTORY.c.created_at >= wanted.since,
        None if wanted.until is None else HISTORY.c.created_at < wanted.until,
        beyond,
        HISTORY.c.is_favourite.is_(True) if wanted.is_favourite else None,
        None if wanted.min_rating is None else HISTORY.c.rating.is_not(None),
    )


def _conditions(wanted: HistoryFilter, words: Sequence[str]) -> list[ColumnElement[bool]]:
    longest = sorted(words, key=len, reverse=True)[:_COMPARED_WORDS]
    return _given(
        None if wanted.model is None else HISTORY.c.model == wanted.model,
        HISTORY.c.word.in_(wanted.words) if wanted.words else None,
        HISTORY.c.has_problem.is_(True) if wanted.has_problem else None,
        None if wanted.cost_over is None else HISTORY.c.cost > wanted.cost_over,
        None if wanted.min_rating is None else HISTORY.c.rating >= wanted.min_rating,
        None if wanted.media is None else _makes(wanted.media, wanted.media_models),
        has_tags(wanted.person, wanted.tags) if wanted.tags else None,
        *(has_word(word[:_COMPARED_CHARACTERS]) for word in longest),
    )


def _makes(media: str, models: Collection[str]) -> ColumnElement[bool]:
    return or_(HISTORY.c.media == media, and_(HISTORY.c.media.is_(None), HISTORY.c.model.in_(sorted(models))))


def _given(*conditions: ColumnElement[bool] | None) -> list[ColumnElement[bool]]:
    return [condition for condition in conditions if condition is not None]


def _end_of_window(
    connection: Connection, reachable: Sequence[ColumnElement[bool]], order: Sequence[ColumnElement[Any]]
) -> Cursor | None:
    statement = select(HISTORY.c.created_at, HISTORY.c.run_id).where(*reachable).order_by(*order)
    row = connection.execute(statement.offset(_LOOKED_AT - 1).limit(1)).first()
    return row and Cursor(row.created_at, row.run_id)


def _place() -> ColumnElement[Any]:
    return tuple_(HISTORY.c.created_at, HISTORY.c.run_id)
