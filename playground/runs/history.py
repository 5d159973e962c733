"""The history: what lists and searches of runs look at, one small row a run beside its own, which may be megabytes."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Connection, insert, select, tuple_, update

from playground.runs.database import Database
from playground.runs.run import Run
from playground.runs.searchtext import search_text, words_in
from playground.runs.tables import HISTORY
from playground.runs.trigrams import add_to_index, candidates, remove_from_index

_LOOKED_AT: Final = 10_000
"""Rows that are looked at for one page: a page that is not full by then ends early."""

_MOST_CANDIDATES: Final = 1_000
"""So many rows with what is searched for are sorted; of more, the newest are found by looking at one after another."""

_COMPARED_WORDS: Final = 8
_COMPARED_CHARACTERS: Final = 1_000
"""What the database compares; of the few that are left the rest is compared here."""

_NEWEST_FIRST: Final = (HISTORY.c.created_at.desc(), HISTORY.c.run_id.desc())


@dataclass(frozen=True, slots=True)
class HistoryFilter:
    """Which runs are looked for; all that is given has to hold.

    Attributes:
        browser: whose they are; None is everybody's.
        search: each of its words is in the run's `search_text`, also inside of words.
        model: slug.
        words: each run's `Run.word` is one of these; empty is any.
        since: asked for then or later, in Unix seconds.
        until: asked for before then.
        has_problem: only those that something is wrong with.
        cost_over: only those that the service charged more for.
    """

    browser: str | None = None
    search: str = ""
    model: str | None = None
    words: frozenset[str] = frozenset()
    since: float | None = None
    until: float | None = None
    has_problem: bool = False
    cost_over: float | None = None


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
        words = words_in(wanted.search)
        with self._database.reading() as connection:
            numbers = candidates(connection, wanted.browser, words, _MOST_CANDIDATES)
            reachable = _reachable(wanted, after)
            end = None if numbers is not None else _end_of_window(connection, reachable)
            statement = select(HISTORY.c.created_at, HISTORY.c.run_id, HISTORY.c.text).where(
                *reachable, *_conditions(wanted, words)
            )
            if numbers is not None:
                statement = statement.where(HISTORY.c.number.in_(numbers))
            if end is not None:
                statement = statement.where(_place() >= tuple_(*end))
            rows = connection.execute(statement.order_by(*_NEWEST_FIRST).limit(limit)).all()
        found = tuple(row.run_id for row in rows if all(word in row.text for word in words))
        return Page(found, Cursor(rows[-1].created_at, rows[-1].run_id) if len(rows) == limit else end)

    def costs(self, run_ids: Collection[str]) -> Mapping[str, Decimal]:
        """What the service charged for these runs, as far as it said so."""
        statement = select(HISTORY.c.run_id, HISTORY.c.cost).where(
            HISTORY.c.run_id.in_(run_ids), HISTORY.c.cost.is_not(None)
        )
        with self._database.reading() as connection:
            return {row.run_id: Decimal(repr(row.cost)) for row in connection.execute(statement)}


def add_to_history(connection: Connection, run: Run) -> None:
    """Take a new run in: in the transaction that adds it to the ledger."""
    facts = _facts(run)
    number = connection.execute(insert(HISTORY).values(**facts)).inserted_primary_key
    add_to_index(connection, [{**facts, "number": number and number[0]}])


def keep_in_history(connection: Connection, run: Run) -> None:
    """Keep a run's row as the run stands: in the transaction that writes it."""
    before = connection.execute(select(HISTORY).where(HISTORY.c.run_id == run.run_id)).mappings().first()
    if before is None:  # a program that knows no history added it, and still ran when the ledger was brought up to date
        add_to_history(connection, run)
        return
    facts = _facts(run)
    changed = {name: value for name, value in facts.items() if before[name] != value}
    if not changed:
        return
    connection.execute(update(HISTORY).where(HISTORY.c.number == before["number"]).values(**changed))
    if "text" in changed:
        remove_from_index(connection, {str(name): value for name, value in before.items()})
        add_to_index(connection, [{**facts, "number": before["number"]}])


def _facts(run: Run) -> dict[str, Any]:
    return {
        "run_id": run.run_id,
        "browser": run.browser,
        "created_at": run.created_at,
        "model": run.model,
        "word": run.word,
        "has_problem": run.problem is not None,
        "cost": None if run.cost_actual is None else float(run.cost_actual),
        "text": search_text(run.model, run.task.task_id if run.task else None, run.form_input),
    }


def _reachable(wanted: HistoryFilter, after: Cursor | None) -> list[ColumnElement[bool]]:
    """What an index tells, so that nothing else is looked at."""
    return _given(
        None if wanted.browser is None else HISTORY.c.browser == wanted.browser,
        None if wanted.since is None else HISTORY.c.created_at >= wanted.since,
        None if wanted.until is None else HISTORY.c.created_at < wanted.until,
        None if after is None else _place() < tuple_(*after),
    )


def _conditions(wanted: HistoryFilter, words: Sequence[str]) -> list[ColumnElement[bool]]:
    longest = sorted(words, key=len, reverse=True)[:_COMPARED_WORDS]
    return _given(
        None if wanted.model is None else HISTORY.c.model == wanted.model,
        HISTORY.c.word.in_(wanted.words) if wanted.words else None,
        HISTORY.c.has_problem.is_(True) if wanted.has_problem else None,
        None if wanted.cost_over is None else HISTORY.c.cost > wanted.cost_over,
        *(HISTORY.c.text.contains(word[:_COMPARED_CHARACTERS], autoescape=True) for word in longest),
    )


def _given(*conditions: ColumnElement[bool] | None) -> list[ColumnElement[bool]]:
    return [condition for condition in conditions if condition is not None]


def _end_of_window(connection: Connection, reachable: Sequence[ColumnElement[bool]]) -> Cursor | None:
    statement = select(HISTORY.c.created_at, HISTORY.c.run_id).where(*reachable).order_by(*_NEWEST_FIRST)
    row = connection.execute(statement.offset(_LOOKED_AT - 1).limit(1)).first()
    return row and Cursor(row.created_at, row.run_id)


def _place() -> ColumnElement[Any]:
    return tuple_(HISTORY.c.created_at, HISTORY.c.run_id)
