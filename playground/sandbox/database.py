"""The sandbox's one database file: its tables, and short transactions on them.

Several processes may use a folder at once (a server, `playground keys`, `playground run`), so every transaction opens
its own connection, takes the write lock at once where it will write, and is over within milliseconds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from playground.errors import StorageError

_TABLES = """
CREATE TABLE IF NOT EXISTS keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    created REAL NOT NULL,
    digest TEXT NOT NULL UNIQUE,
    last4 TEXT NOT NULL,
    disabled INTEGER NOT NULL DEFAULT 0,
    own INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE IF NOT EXISTS tasks (
    task_id TEXT PRIMARY KEY,
    request_id TEXT NOT NULL,
    token TEXT NOT NULL,
    key_id INTEGER NOT NULL,
    idempotency_key TEXT,
    fingerprint TEXT NOT NULL,
    model TEXT NOT NULL,
    media TEXT NOT NULL,
    input TEXT NOT NULL,
    created_at REAL NOT NULL,
    queued_for REAL NOT NULL,
    processing_for REAL NOT NULL,
    cost TEXT NOT NULL,
    attempts INTEGER NOT NULL,
    cancelled_at REAL,
    files TEXT,
    reason TEXT,
    UNIQUE (key_id, idempotency_key)
);
"""

_LOCK_WAIT = 10.0  # seconds; transactions are over in milliseconds, so whoever waits this long waits for a dead disk


def prepare(folder: Path) -> Path:
    """Make the folder and the tables where they are missing.

    Returns:
        The path of the database file.

    Raises:
        StorageError: the folder cannot be made or written.
    """
    path = folder / "sandbox.sqlite"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.chmod(0o600)  # an older version left it to everybody on the machine
        with closing(sqlite3.connect(path, timeout=_LOCK_WAIT)) as connection:
            connection.executescript(_TABLES)
    except (OSError, sqlite3.Error) as error:
        raise StorageError("storage.cannot_open", place=str(folder)) from error
    return path


@contextmanager
def reading(path: Path) -> Iterator[sqlite3.Connection]:
    """A connection whose every statement stands alone; rows are read by column name."""
    with closing(sqlite3.connect(path, timeout=_LOCK_WAIT, isolation_level=None)) as connection:
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA secure_delete = ON")  # what is forgotten leaves no trace in the file
        yield connection


@contextmanager
def writing(path: Path) -> Iterator[sqlite3.Connection]:
    """A transaction that holds the write lock from its first moment; whatever is raised inside undoes it."""
    with reading(path) as connection:
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.rollback()
            raise
        connection.commit()
