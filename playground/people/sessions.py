"""Sessions: which browsers are signed in. The database keeps of each token only a digest.

What else goes into a digest (a password, an issuer) ends all sessions when it changes: `digest_of`.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from collections.abc import Collection
from contextlib import suppress
from typing import Final

from sqlalchemy import Connection, delete, insert, select, update

from playground.errors import StorageError
from playground.people.people import person_in
from playground.people.person import Person, Session
from playground.people.tables import PEOPLE, SESSIONS
from playground.runs.database import Database

MONTH: Final = 30 * 24 * 3600
"""Seconds after which a session ends by itself."""

USED_EVERY: Final = 300.0
"""Seconds after which it is noted again that a session is used."""

MOST_SESSIONS: Final = 10_000
"""Sessions that are kept; the oldest end where there are more."""

_TURN: Final = "sessions"
"""Writes here wait for each other, and for nobody's runs; see `Database.writing`."""
_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[\w-]{43}", re.ASCII)


def new_token() -> str:
    """A token that nobody guesses."""
    return secrets.token_urlsafe(_TOKEN_BYTES)


def digest_of(token: str, realm: str) -> str:
    """What the database keeps of a token; empty where that is none.

    Neither the database alone nor the cookie alone tells the other, or lets a password be guessed.

    Args:
        token: from a cookie.
        realm: what the session depends on: another realm's sessions are none of this one's.
    """
    if not _TOKEN.fullmatch(token):
        return ""
    return hmac.new(token.encode(), realm.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()


class Sessions:
    """Calls block, and raise `StorageError` where the database cannot do what it is asked.

    Args:
        database: the ledger's.
        most: that are kept.
    """

    def __init__(self, database: Database, *, most: int = MOST_SESSIONS) -> None:
        self._database = database
        self._most = most

    def begin(self, digest: str, person: Person | None, now: float, *, ends: str = "") -> Session:
        """A new session; the one that the browser had until now ends.

        Args:
            digest: of the new token.
            person: who signed in; None where one password is shared.
            now: Unix seconds.
            ends: digest of the browser's earlier token.
        """
        session = Session(digest, person, now, now + MONTH)
        with self._database.writing(_TURN) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == ends))
            self._sweep(connection, now)
            values = {"digest": digest, "person": person.person if person else None, "created_at": now, "used_at": now}
            connection.execute(insert(SESSIONS).values(**values, expires_at=session.expires_at))
        return session

    def find(self, digest: str, now: float) -> Session | None:
        """The session of that digest, unless it has ended; that it is used is noted now and then."""
        joined = select(SESSIONS, PEOPLE).join(PEOPLE, PEOPLE.c.person == SESSIONS.c.person, isouter=True)
        with self._database.reading() as connection:
            row = connection.execute(joined.where(SESSIONS.c.digest == digest)).mappings().first()
        if row is None:
            return None
        used_at, expires_at = row[SESSIONS.c.used_at], row[SESSIONS.c.expires_at]
        if not used_at - MONTH < now < expires_at:  # a clock that was set back a month counts as well
            return None
        is_shared = row[SESSIONS.c.person] is None
        if not is_shared and row[PEOPLE.c.person] is None:  # there is no such person any more
            return None
        if now - used_at >= USED_EVERY:
            with suppress(StorageError):  # on a full disk what is there can still be looked at
                self._note_use(digest, row[SESSIONS.c.person], now)
        return Session(digest, None if is_shared else person_in(row), used_at, expires_at)

    def end(self, digest: str) -> None:
        """End a session; the digest of none does nothing."""
        with self._database.writing(_TURN) as connection:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.digest == digest))

    def open_ones(self, digests: Collection[str], now: float) -> frozenset[str]:
        """Which of these have not ended and are not a disabled person's."""
        joined = select(SESSIONS.c.digest).join(PEOPLE, PEOPLE.c.person == SESSIONS.c.person, isouter=True)
        are_open = (SESSIONS.c.digest.in_(digests), SESSIONS.c.expires_at > now, PEOPLE.c.is_disabled.is_not(True))
        with self._database.reading() as connection:
            return frozenset(connection.execute(joined.where(*are_open)).scalars())

    def _note_use(self, digest: str, person: str | None, now: float) -> None:
        with self._database.writing(_TURN) as connection:
            connection.execute(update(SESSIONS).where(SESSIONS.c.digest == digest).values(used_at=now))
            connection.execute(update(PEOPLE).where(PEOPLE.c.person == person).values(seen_at=now))

    def _sweep(self, connection: Connection, now: float) -> None:
        """Remove what has ended, and the oldest where there are too many."""
        connection.execute(delete(SESSIONS).where(SESSIONS.c.expires_at <= now))
        oldest = select(SESSIONS.c.created_at).order_by(SESSIONS.c.created_at.desc()).offset(self._most - 1).limit(1)
        since = connection.execute(oldest).scalar_one_or_none()
        if since is not None:
            connection.execute(delete(SESSIONS).where(SESSIONS.c.created_at <= since))
