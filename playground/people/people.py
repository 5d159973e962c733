"""The people who sign in, in the ledger's database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, and_, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from playground.errors import BadRequestError, StorageError
from playground.people.audit import note
from playground.people.person import Identity, Limits, Person, folded_address, new_person_id
from playground.people.tables import PEOPLE
from playground.runs.database import Database

SEEN_EVERY: Final = 300.0
"""Seconds after which it is noted again that somebody is here."""

_TURN: Final = "people"
"""Writes here wait for each other, and for nobody's runs; see `Database.writing`."""
_LONGEST_NAME: Final = 200
_COLUMNS: Final = tuple(PEOPLE.c)


class People:
    """Calls block, and raise `StorageError` where the database cannot do what it is asked.

    Args:
        database: the ledger's.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def enter(self, identity: Identity, now: float) -> Person:
        """The person of an identity, who is here now; a new one where it was never seen.

        Name and e-mail address are those of today.
        """
        try:
            return self._enter(identity, now)
        except StorageError as error:
            if not isinstance(error.__cause__, IntegrityError):
                raise
            return self._enter(identity, now)  # the first two requests came at once

    def find(self, identity: Identity) -> Person | None:
        """The person of an identity, if there is one."""
        with self._database.reading() as connection:
            return _first(connection, _is_subject(identity))

    def one(self, person: str) -> Person | None:
        """The person of that id."""
        with self._database.reading() as connection:
            return _first(connection, PEOPLE.c.person == person)

    def named(self, text: str) -> tuple[Person, ...]:
        """Everybody of that id, e-mail address or subject."""
        same = or_(PEOPLE.c.person == text, PEOPLE.c.email == folded_address(text), PEOPLE.c.subject == text)
        return self._all(same)

    def all(self) -> tuple[Person, ...]:
        """Everybody, who was seen last first."""
        return self._all()

    def found(self, text: str) -> tuple[Person, ...]:
        """Everybody whose name, e-mail address or subject has that in it, in any case; who was seen last first."""
        wanted = text.strip().casefold()
        return tuple(one for one in self._all() if any(wanted in told.casefold() for told in _told(one)))

    def disabled(self, people: tuple[str, ...]) -> frozenset[str]:
        """Who of these is disabled."""
        of_these = (PEOPLE.c.person.in_(people), PEOPLE.c.is_disabled.is_(True))
        with self._database.reading() as connection:
            return frozenset(connection.execute(select(PEOPLE.c.person).where(*of_these)).scalars())

    def set_disabled(
        self, person: str, *, by: str, now: float, is_disabled: bool, admins: frozenset[str] | None = None
    ) -> bool:
        """Close all to a person, or open it again; the arguments are those of `set_admin`."""
        what = "disabled" if is_disabled else "enabled"
        return self._change(person, {"is_disabled": is_disabled}, by=by, what=what, now=now, admins=admins)

    def set_admin(
        self, person: str, *, by: str, now: float, is_admin: bool, admins: frozenset[str] | None = None
    ) -> bool:
        """Make a person an admin, or no longer; whether there is such a person. What stays as it was is not noted.

        Args:
            person: of whom.
            by: who does it.
            now: Unix seconds.
            is_admin: whether the person is one from now on.
            admins: whom the settings name; then one admin has to be left who is let in. None is whoever may do all.

        Raises:
            BadRequestError: `admin.last`, there would be no admin any more.
        """
        what = "admin" if is_admin else "no_admin"
        return self._change(person, {"is_admin": is_admin}, by=by, what=what, now=now, admins=admins)

    def set_limits(self, person: str, limits: Limits, *, by: str, now: float) -> bool:
        """Give a person limits of the person's own; whether there is such a person."""
        values = {
            "day_limit": limits.day,
            "month_limit": limits.month,
            "most_runs": limits.most_runs,
            "most_bytes": limits.most_bytes,
        }
        return self._change(person, values, by=by, what="limits", now=now)

    def _enter(self, identity: Identity, now: float) -> Person:
        told = {"email": identity.email, "name": identity.name[:_LONGEST_NAME]}
        with self._database.reading() as connection:
            known = _first(connection, _is_subject(identity))
        if known and known.identity == identity and now - known.seen_at < SEEN_EVERY:
            return known
        with self._database.writing(_TURN) as connection:
            known = _first(connection, _is_subject(identity))
            if known:
                this = PEOPLE.c.person == known.person
                connection.execute(update(PEOPLE).where(this).values(**told, seen_at=now))
            else:
                whose = {"person": new_person_id(), "provider": identity.provider, "subject": identity.subject}
                connection.execute(insert(PEOPLE).values(**whose, **told, created_at=now, seen_at=now))
            entered = _first(connection, _is_subject(identity))
        if entered is None:  # deleted in this moment
            raise StorageError("storage.unavailable", place=self._database.place)
        return entered

    def _change(
        self,
        person: str,
        values: Mapping[str, Any],
        *,
        by: str,
        what: str,
        now: float,
        admins: frozenset[str] | None = None,
    ) -> bool:
        this = PEOPLE.c.person == person
        with self._database.writing(_TURN) as connection:
            row = connection.execute(select(*(PEOPLE.c[name] for name in values)).where(this)).first()
            if row is None:
                return False
            before = dict(zip(values, row, strict=True))
            changed = {name: [before[name], after] for name, after in values.items() if before[name] != after}
            if changed:
                connection.execute(update(PEOPLE).where(this).values(**values))
                note(connection, what, who=by, of_whom=person, now=now, details=changed)
            if admins is not None and not _has_admin(connection, admins):
                raise BadRequestError("admin.last")
        return True

    def _all(self, *which: ColumnElement[bool]) -> tuple[Person, ...]:
        statement = select(*_COLUMNS).where(*which).order_by(PEOPLE.c.seen_at.desc(), PEOPLE.c.person)
        with self._database.reading() as connection:
            return tuple(person_in(row) for row in connection.execute(statement).mappings())


def _told(person: Person) -> tuple[str, ...]:
    return person.identity.name, person.identity.email or "", person.identity.subject, person.person


def _has_admin(connection: Connection, named: frozenset[str]) -> bool:
    is_one = or_(
        PEOPLE.c.is_admin.is_(True), PEOPLE.c.email.in_(set(map(folded_address, named))), PEOPLE.c.subject.in_(named)
    )
    let_in = select(PEOPLE.c.person).where(PEOPLE.c.is_disabled.is_(False), is_one)
    return connection.execute(let_in.limit(1)).first() is not None


def person_in(row: Mapping[Any, Any]) -> Person:
    """The person of a row of the table."""
    return Person(
        row[PEOPLE.c.person],
        Identity(row[PEOPLE.c.provider], row[PEOPLE.c.subject], row[PEOPLE.c.email], row[PEOPLE.c.name]),
        row[PEOPLE.c.created_at],
        row[PEOPLE.c.seen_at],
        is_admin=row[PEOPLE.c.is_admin],
        is_disabled=row[PEOPLE.c.is_disabled],
        limits=Limits(*(row[PEOPLE.c[name]] for name in ("day_limit", "month_limit", "most_runs", "most_bytes"))),
    )


def _first(connection: Connection, which: ColumnElement[bool]) -> Person | None:
    row = connection.execute(select(*_COLUMNS).where(which)).mappings().first()
    return None if row is None else person_in(row)


def _is_subject(identity: Identity) -> ColumnElement[bool]:
    return and_(PEOPLE.c.provider == identity.provider, PEOPLE.c.subject == identity.subject)
