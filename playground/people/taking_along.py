"""What a browser made before anybody signed in with it becomes a person's: asked once, and done in one transaction.

It is offered to the first person who signs in with that browser, and to nobody else afterwards, whatever was answered.
"""

from __future__ import annotations

from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from playground.errors import StorageError
from playground.people.audit import note
from playground.people.tables import CLAIMS, OWN_KEYS, PEOPLE, SESSIONS
from playground.runs.batches.tables import BATCHES
from playground.runs.budgets.reserving import move
from playground.runs.budgets.tables import BUDGET_COUNTERS
from playground.runs.database import Database
from playground.runs.history_writes import give_history
from playground.runs.stored_bytes import merge_stored
from playground.runs.tables import DRAFTS, METADATA, PRESETS, RUN_TAGS, RUNS, TAGS

_NOT_A_BROWSERS: Final = frozenset({PEOPLE, SESSIONS, CLAIMS, BUDGET_COUNTERS})
_LONGEST_NAME: Final = 80


def owned_tables() -> tuple[Table, ...]:
    """All tables whose rows are somebody's, batches first: what is just being sent of one is then waited for."""
    owned = [table for table in METADATA.sorted_tables if "person" in table.c and table not in _NOT_A_BROWSERS]
    return (BATCHES, *(table for table in owned if table is not BATCHES))


class TakingAlong:
    """Offers and answers; calls block and raise `StorageError`. `browser` is an id that a cookie gave."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def offer(self, browser: str, person: str, now: float) -> int:
        """How many runs and saved forms of this browser may be taken along by this person: 0 where that is no question.

        Whoever is asked first is the only one who ever is.
        """
        with self._database.reading() as connection:
            claim = connection.execute(select(CLAIMS).where(CLAIMS.c.browser == browser)).first()
            if claim and (claim.person != person or claim.answered_at is not None):
                return 0
            count = _count(connection, browser)
        if not count or claim:
            return count
        try:
            with self._database.writing(person) as connection:
                connection.execute(insert(CLAIMS).values(browser=browser, person=person, offered_at=now))
        except StorageError as error:
            if isinstance(error.__cause__, IntegrityError):  # somebody was asked in this moment
                return 0
            raise
        return count

    def answer(self, browser: str, person: str, now: float, *, takes: bool) -> bool:
        """Take along what was offered, or leave it for good; False where it was not offered, or is answered."""
        is_open = (CLAIMS.c.browser == browser, CLAIMS.c.person == person, CLAIMS.c.answered_at.is_(None))
        with self._database.writing() as connection:
            answered = update(CLAIMS).where(*is_open).values(answered_at=now, is_taken=takes)
            if connection.execute(answered).rowcount != 1:
                return False
            if takes:
                count = _count(connection, browser)
                take_along(connection, browser, person)
                note(connection, "taken_along", who=person, of_whom=person, now=now, details={"count": count})
        return True


def take_along(connection: Connection, browser: str, person: str) -> None:
    """Make all that is the browser's the person's, in a transaction that writes. Runs at work go on."""
    _merge_tags(connection, browser, person)
    _merge_drafts(connection, browser, person)
    _merge_presets(connection, browser, person)
    merge_stored(connection, browser, person)
    theirs = select(OWN_KEYS.c.service).where(OWN_KEYS.c.person == person, OWN_KEYS.c.is_current.is_(True))
    doubled = (OWN_KEYS.c.person == browser, OWN_KEYS.c.service.in_(theirs.scalar_subquery()))
    connection.execute(update(OWN_KEYS).where(*doubled).values(is_current=False))  # the person's own one goes on
    move(connection, browser, person)
    give_history(connection, browser, person)
    for table in owned_tables():
        values: dict[str, Any] = {"person": person}
        if table is RUNS:
            values["revision"] = RUNS.c.revision + 1  # what pages remember of it is looked up anew
        connection.execute(update(table).where(table.c.person == browser).values(values))


def _count(connection: Connection, browser: str) -> int:
    runs = select(func.count()).select_from(RUNS).where(RUNS.c.person == browser).scalar_subquery()
    kept = (PRESETS.c.person == browser, PRESETS.c.deleted_at.is_(None))
    presets = select(func.count()).select_from(PRESETS).where(*kept).scalar_subquery()
    return int(connection.execute(select(runs + presets)).scalar_one())


def _merge_tags(connection: Connection, browser: str, person: str) -> None:
    """Tags that both have become one; run ids are one browser's, so no run has a tag twice."""
    theirs, ours = TAGS.alias(), TAGS.alias()
    both = select(theirs.c.tag, ours.c.tag.label("known")).join(ours, ours.c.folded == theirs.c.folded)
    for row in connection.execute(both.where(theirs.c.person == browser, ours.c.person == person)).all():
        connection.execute(update(RUN_TAGS).where(RUN_TAGS.c.tag == row.tag).values(tag=row.known))
        connection.execute(delete(TAGS).where(TAGS.c.tag == row.tag))


def _merge_drafts(connection: Connection, browser: str, person: str) -> None:
    """Of two drafts of one model the newer stays."""
    theirs, ours = DRAFTS.alias(), DRAFTS.alias()
    both = select(theirs.c.model, (theirs.c.saved_at > ours.c.saved_at).label("is_newer"))
    both = both.join(ours, ours.c.model == theirs.c.model)
    for row in connection.execute(both.where(theirs.c.person == browser, ours.c.person == person)).all():
        older = person if row.is_newer else browser
        connection.execute(delete(DRAFTS).where(DRAFTS.c.person == older, DRAFTS.c.model == row.model))


def _merge_presets(connection: Connection, browser: str, person: str) -> None:
    """Where both have one of a name, the browser's gets another."""
    named = select(PRESETS.c.model, PRESETS.c.name, PRESETS.c.preset_id, PRESETS.c.person)
    rows = connection.execute(named.where(PRESETS.c.person.in_((browser, person)))).all()
    taken = {(row.model, row.name) for row in rows if row.person == person}
    names = {(row.model, row.name) for row in rows}
    for row in rows:
        if row.person != browser or (row.model, row.name) not in taken:
            continue
        number = 2
        while (row.model, name := _numbered(row.name, number)) in names:
            number += 1
        names.add((row.model, name))
        connection.execute(update(PRESETS).where(PRESETS.c.preset_id == row.preset_id).values(name=name))


def _numbered(name: str, number: int) -> str:
    """A name with a number behind it.

    >>> _numbered("Portrait", 2), len(_numbered("x" * 80, 12))
    ('Portrait (2)', 80)
    """
    end = f" ({number})"
    return name[: _LONGEST_NAME - len(end)] + end
