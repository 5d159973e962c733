"""Keys of the service that people brought themselves: encrypted, and never shown again but for their last characters.

A run remembers which key it was made with. A key that is replaced stays for the runs that are at work with it; one that
is deleted is gone at once.
"""

from __future__ import annotations

import base64
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import delete, insert, select, update

from playground.logsecrets import LOG_SECRETS
from playground.people.audit import note
from playground.people.tables import OWN_KEYS
from playground.runs.database import Database

SHOWN: Final = 4
"""Characters of a key that are shown again."""


@dataclass(frozen=True, slots=True)
class OwnKey:
    """What is told of a key: its id, and its last characters."""

    own_key: str
    ending: str


class OwnKeys:
    """Calls block and raise `StorageError`.

    Args:
        database: the ledger's.
        secrets: today's first, then earlier ones that keys may still be encrypted with.
    """

    def __init__(self, database: Database, secrets: Sequence[str]) -> None:
        self._database = database
        self._ciphers = [Fernet(_fernet_key(secret)) for secret in secrets]
        self._all = MultiFernet(self._ciphers)

    def store(self, person: str, service: str, key: str, now: float) -> OwnKey:
        """Keep a person's key; from now on it is the one for new runs."""
        LOG_SECRETS.hide(key)
        own_key = OwnKey(str(uuid.uuid4()), key[-SHOWN:])
        encrypted = self._all.encrypt(key.encode()).decode()
        with self._database.writing(person) as connection:
            theirs = (OWN_KEYS.c.person == person, OWN_KEYS.c.service == service)
            connection.execute(update(OWN_KEYS).where(*theirs).values(is_current=False))
            connection.execute(
                insert(OWN_KEYS).values(
                    own_key=own_key.own_key,
                    person=person,
                    service=service,
                    encrypted=encrypted,
                    ending=own_key.ending,
                    created_at=now,
                    is_current=True,
                )
            )
            note(connection, "own_key_stored", who=person, of_whom=person, now=now)
        return own_key

    def current(self, person: str, service: str) -> OwnKey | None:
        """The key that new runs of a person use; None where that is the playground's own.

        One that no secret opens any more counts as deleted.
        """
        theirs = (OWN_KEYS.c.person == person, OWN_KEYS.c.service == service, OWN_KEYS.c.is_current.is_(True))
        with self._database.reading() as connection:
            row = connection.execute(select(OWN_KEYS).where(*theirs)).first()
        return OwnKey(row.own_key, row.ending) if row and _opens(self._all, row.encrypted) else None

    def current_id(self, person: str, service: str) -> str | None:
        """As `current`, its id alone."""
        key = self.current(person, service)
        return key.own_key if key else None

    def reveal(self, own_key: str) -> str | None:
        """The key itself, for a request to the service; None where it was deleted, or no secret opens it any more."""
        with self._database.reading() as connection:
            statement = select(OWN_KEYS.c.encrypted).where(OWN_KEYS.c.own_key == own_key)
            encrypted = connection.execute(statement).scalar_one_or_none()
        try:
            key = None if encrypted is None else self._all.decrypt(encrypted.encode()).decode()
        except InvalidToken:
            return None
        if key is not None:
            LOG_SECRETS.hide(key)
        return key

    def delete(self, person: str, service: str, now: float) -> bool:
        """Delete all keys of a person for a service; whether there were any."""
        theirs = (OWN_KEYS.c.person == person, OWN_KEYS.c.service == service)
        with self._database.writing(person) as connection:
            deleted = connection.execute(delete(OWN_KEYS).where(*theirs)).rowcount
            if deleted:
                note(connection, "own_key_deleted", who=person, of_whom=person, now=now)
        return deleted > 0

    def rotate(self) -> int:
        """Encrypt with today's secret what an earlier one still opens; how many there were."""
        with self._database.writing() as connection:
            rows = connection.execute(select(OWN_KEYS.c.own_key, OWN_KEYS.c.encrypted)).all()
            earlier = [row for row in rows if not _opens(self._ciphers[0], row.encrypted)]
            rotated = [(row.own_key, row.encrypted) for row in earlier if _opens(self._all, row.encrypted)]
            for own_key, encrypted in rotated:
                again = self._all.rotate(encrypted.encode()).decode()
                connection.execute(update(OWN_KEYS).where(OWN_KEYS.c.own_key == own_key).values(encrypted=again))
        return len(rotated)

    def lost(self) -> int:
        """How many keys in use no secret opens any more."""
        in_use = select(OWN_KEYS.c.encrypted).where(OWN_KEYS.c.is_current.is_(True))
        with self._database.reading() as connection:
            return sum(not _opens(self._all, encrypted) for encrypted in connection.execute(in_use).scalars())


def _fernet_key(secret: str) -> bytes:
    """The key that a secret of any form stands for."""
    return base64.urlsafe_b64encode(hashlib.sha256(b"own keys\0" + secret.strip().encode()).digest())


def _opens(cipher: Fernet | MultiFernet, encrypted: str) -> bool:
    try:
        cipher.decrypt(encrypted.encode())
    except InvalidToken:
        return False
    return True
