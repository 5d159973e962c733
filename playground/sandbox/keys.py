"""The bearer keys that the sandbox accepts: made, listed, disabled and deleted by whoever owns the folder."""

from __future__ import annotations

import contextlib
import hashlib
import os
import secrets
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from playground.errors import StorageError
from playground.sandbox.database import prepare, reading, writing

_PREFIX = "mv_live_"


@dataclass(frozen=True, slots=True)
class Key:
    """What may be shown of a key; the key itself is shown once, when it is made.

    Attributes:
        id: what `disable` and `delete` take.
        created: seconds since the epoch.
        last4: its last four characters, to tell it from others.
    """

    id: int
    name: str
    created: float
    disabled: bool
    last4: str


class Keys:
    """The keys of one sandbox folder. Only digests are stored, so the folder gives no key away but the page's own.

    Raises:
        StorageError: the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self._path = prepare(folder)
        self._own_file = folder / "own-key"

    def create(self, name: str) -> str:
        """Make a key. It is not kept anywhere: this is the one time to copy it."""
        key = _new_key()
        with writing(self._path) as connection:
            _insert(connection, key, name=name, own=False)
        return key

    def list(self) -> tuple[Key, ...]:
        """Every key that was created and not deleted, oldest first; the page's own is not among them."""
        with reading(self._path) as connection:
            rows = connection.execute("SELECT id, name, created, disabled, last4 FROM keys WHERE own = 0 ORDER BY id")
            return tuple(
                Key(row["id"], row["name"], row["created"], bool(row["disabled"]), row["last4"]) for row in rows
            )

    def disable(self, key_id: int) -> bool:
        """Refuse a key from the next request on; False where there is no such key."""
        return self._change("UPDATE keys SET disabled = 1 WHERE id = ? AND own = 0", key_id)

    def delete(self, key_id: int) -> bool:
        """Forget a key; False where there is no such key. What it paid for stays."""
        return self._change("DELETE FROM keys WHERE id = ? AND own = 0", key_id)

    def own(self) -> str:
        """The key of the page that the sandbox is embedded in: made once, kept in a file that only its owner can read.

        Raises:
            StorageError: the file cannot be written or read.
        """
        try:
            key = self._read_own() or self._write_own()
        except OSError as error:
            raise StorageError("storage.cannot_open", place=str(self._own_file)) from error
        with writing(self._path) as connection:
            _insert(connection, key, name="", own=True)
        return key

    def accepts(self, key: str) -> int | None:
        """The id behind a key that may be used; None for one that is unknown, disabled or deleted."""
        with reading(self._path) as connection:
            row = connection.execute(
                "SELECT id FROM keys WHERE digest = ? AND disabled = 0", (_digest(key),)
            ).fetchone()
        return None if row is None else int(row["id"])

    def _change(self, statement: str, key_id: int) -> bool:
        with writing(self._path) as connection:
            return connection.execute(statement, (key_id,)).rowcount > 0

    def _read_own(self) -> str | None:
        with contextlib.suppress(FileNotFoundError):
            return self._own_file.read_text(encoding="ascii")
        return None

    def _write_own(self) -> str:
        # Linking a finished file into place, instead of writing in place, leaves no moment at which another process
        # could read half a key; whoever comes second takes the first one's.
        draft = self._own_file.with_name(f"own-key.{secrets.token_hex(8)}")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "w", encoding="ascii") as file:
                file.write(_new_key())
            with contextlib.suppress(FileExistsError):
                os.link(draft, self._own_file)
        finally:
            draft.unlink()
        return self._own_file.read_text(encoding="ascii")


def _new_key() -> str:
    return _PREFIX + secrets.token_urlsafe(24)


def _digest(key: str) -> str:
    # A plain digest is enough: the keys are 192 random bits, not words that someone could guess.
    return hashlib.sha256(key.encode()).hexdigest()


def _insert(connection: sqlite3.Connection, key: str, *, name: str, own: bool) -> None:
    connection.execute(
        "INSERT OR IGNORE INTO keys (name, created, digest, last4, own) VALUES (?, ?, ?, ?, ?)",
        (name, time.time(), _digest(key), key[-4:], own),
    )
