"""The ledger's database, SQLite or PostgreSQL: opened, migrated, its faults told in words; who writes waits in turn."""

from __future__ import annotations

import functools
import sqlite3
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from uuid import uuid4

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, select
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from playground.errors import StorageError
from playground.runs import former_ledgers, postgresconnections, postgresql, trigrams
from playground.runs.databasetime import DatabaseTime
from playground.runs.listener import Listener
from playground.runs.postgresconnections import AUTOCOMMIT
from playground.runs.tables import METADATA
from playground.settings import is_postgres

MIGRATIONS: Final = Path(__file__).parent / "migrations"

_CODES: Final[Mapping[int, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_READONLY: "storage.read_only",
        sqlite3.SQLITE_PERM: "storage.read_only",
        sqlite3.SQLITE_CANTOPEN: "storage.cannot_open",
        sqlite3.SQLITE_FULL: "storage.full",
        sqlite3.SQLITE_BUSY: "storage.busy",
        sqlite3.SQLITE_LOCKED: "storage.busy",
        sqlite3.SQLITE_CORRUPT: "storage.damaged",
        sqlite3.SQLITE_NOTADB: "storage.damaged",
    },
)
_SNAPSHOT: Final[Mapping[str, Any]] = MappingProxyType(
    {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
)
_CLOCK_NOISE: Final = 0.25
"""Seconds between two clocks that may be the way to the database and back."""
_PRIMARY: Final = 0xFF  # SQLite's extended codes keep the primary one in the lowest byte


class Database:
    """One engine. Calls block: they belong on a worker thread.

    Args:
        where: path of an SQLite file, or a database URL.
        patience: seconds to wait while another process writes.

    Raises:
        StorageError: `where` is not a database that can be used.
    """

    def __init__(self, where: str | Path, *, patience: float = 10.0) -> None:
        url = _url(where)
        self._is_postgres = is_postgres(url.drivername)
        self._name = uuid4().hex
        self._ahead = 0.0  # seconds by which the database's clock is ahead of this machine's
        self._file = Path(url.database) if _is_sqlite(url) and url.database else None
        self.place = _place(url)
        try:
            self._engine = (
                postgresconnections.new_engine(url, patience) if self._is_postgres else _engine(url, patience)
            )
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            code = "storage.driver" if self._is_postgres and isinstance(error, ImportError) else "storage.url"
            raise StorageError(code, place=self.place) from error
        self._reader = self._engine.execution_options(**(_SNAPSHOT if self._is_postgres else {"reading": True}))
        self._asker = self._engine.execution_options(isolation_level=AUTOCOMMIT) if self._is_postgres else self._reader

    def open(self) -> None:
        """Make the file where there is none, and bring its tables up to date.

        Raises:
            StorageError: it cannot be opened or written, a newer program made it, or this machine's SQLite is too old.
        """
        if self._file:
            with suppress(OSError):  # SQLite meets the same fault, and says which it is
                self._file.parent.mkdir(parents=True, exist_ok=True)
                self._file.touch(mode=0o600)
        heads, known = _migrations()
        with self.reading() as connection:
            self.set_clock(connection)
            if not trigrams.can_be_kept(connection):
                raise StorageError("storage.sqlite", needed=trigrams.NEEDED_SQLITE, version=sqlite3.sqlite_version)
            if self._revisions(connection, known) == heads:
                return
        config = _config()
        with self._writing((), is_migrating=True) as connection:
            self._revisions(connection, known)  # another process may just have had it done, or more than that
            former_ledgers.stamp(connection)
            config.attributes["connection"] = connection
            command.upgrade(config, "head")

    def check(self) -> None:
        """Look whether it answers, and whether its tables are as this program needs them. Nothing is changed.

        Tables that a later program has brought up to date meanwhile are good enough while all that is known here is
        still in them: the machines of a team are not updated all at once.

        Raises:
            StorageError: `storage.not_migrated` or `storage.newer`, of its tables; any other where it does not answer.
        """
        if self._file and not self._file.exists():  # to connect would make an empty one
            raise StorageError("storage.cannot_open", place=self.place)
        heads, known = _migrations()
        with self.reading() as connection:
            revisions = former_ledgers.revisions(connection)
            if revisions == heads:
                return
            if revisions <= known:
                raise StorageError("storage.not_migrated", place=self.place)
            if not _has_all_columns(connection):
                raise StorageError("storage.newer", place=self.place)

    def close(self) -> None:
        """Let go of the file; the next call opens it again."""
        self._engine.dispose()

    def _revisions(self, connection: Connection, known: Collection[str]) -> frozenset[str]:
        revisions = former_ledgers.revisions(connection)
        if not revisions <= set(known):
            raise StorageError("storage.newer", place=self.place)
        return revisions

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that only reads, all of it as of one moment; it works on a full or read-only disk too."""
        with self._storage_errors(), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[Connection]:
        """As `reading`, for one question, or for several each of which may be answered as of a moment of its own.

        On PostgreSQL each is a transaction by itself: one way there and back, in place of three.
        """
        with self._storage_errors(), self._asker.begin() as connection:
            yield connection

    @contextmanager
    def writing(self, *persons: str, for_all: bool = False, wakes: bool = False) -> Iterator[Connection]:
        """A transaction that is on the disk when the block ends, or raises and leaves no trace.

        What it reads, nobody else changes before it ends: what is of these people or, `for_all` or where none is named,
        of anybody. SQLite has one writer at a time in any case.

        Args:
            persons: whose rows it reads and writes.
            for_all: it goes by what others have, too: the number of all runs at work, say.
            wakes: pages of these people are told of it at once, in other processes too.
        """
        with self._writing(() if for_all else persons, told=persons if wakes else ()) as connection:
            yield connection

    @contextmanager
    def swapping(self) -> Iterator[Connection]:
        """As `writing`, for statements each of which looks for itself whether it may: it waits for no other writer."""
        with self._storage_errors(), self._engine.begin() as connection:
            yield connection

    def wall(self) -> float:
        """The time, in Unix seconds, by the database's clock, as it was when it was last looked at."""
        return time.time() + self._ahead

    def set_clock(self, connection: Connection) -> None:
        """Look at the database's clock; that of SQLite is this machine's."""
        if self._is_postgres:
            before = time.time()
            now = connection.execute(select(DatabaseTime())).scalar_one()
            ahead = now - (before + time.time()) / 2
            if abs(ahead - self._ahead) > _CLOCK_NOISE:
                self._ahead = ahead

    def is_shared_out(self) -> bool:
        """Whether a pool in front of it gives each transaction another connection: then nobody is woken by others."""
        with self._storage_errors():
            return self._is_postgres and postgresconnections.is_shared(self._engine)

    def listen(self, heard: Callable[[str], None]) -> Listener | None:
        """Have `heard` called, on another thread, with people for whom other processes wrote; None where nobody tells.

        It is a wake-up: what happens while nobody listens is told to nobody.
        """
        return Listener(self._engine, self._name, heard) if self._is_postgres else None

    @contextmanager
    def _writing(
        self, persons: Collection[str], *, told: Collection[str] = (), is_migrating: bool = False
    ) -> Iterator[Connection]:
        with self._storage_errors(), self._engine.begin() as connection:
            if self._is_postgres and is_migrating:
                postgresql.take_time(connection)
            if self._is_postgres:
                postgresql.take_turn(connection, persons, self._name, told)
            yield connection

    @contextmanager
    def _storage_errors(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            code = postgresql.code_of(error) if self._is_postgres else _sqlite_code(error)
            raise StorageError(code, place=self.place) from error


def is_file(where: str | Path) -> bool:
    """Whether a ledger is a file of one machine.

    >>> is_file("ledger.db"), is_file("postgres://db/ledger")
    (True, False)
    """
    return _is_sqlite(_url(where))


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    return config


@functools.cache
def _migrations() -> tuple[frozenset[str], frozenset[str]]:
    """The newest revision, as a set, and all that are known."""
    scripts = ScriptDirectory.from_config(_config())
    return frozenset(scripts.get_heads()), frozenset(script.revision for script in scripts.walk_revisions())


def _has_all_columns(connection: Connection) -> bool:
    seen = inspect(connection)
    there = set(seen.get_table_names())
    return all(
        table.name in there
        and {column.name for column in table.columns} <= {column["name"] for column in seen.get_columns(table.name)}
        for table in METADATA.tables.values()
    )


def _url(where: str | Path) -> URL:
    if isinstance(where, Path):
        return URL.create("sqlite", database=str(where))
    if "://" not in where:
        return URL.create("sqlite", database=where)
    try:
        return postgresconnections.parse(where) if is_postgres(where) else make_url(where)
    except ArgumentError as error:
        raise StorageError("storage.url", place="") from error


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"


def _place(url: URL) -> str:
    if is_postgres(url.drivername):
        return postgresconnections.place(url)
    return url.database if _is_sqlite(url) and url.database else url.render_as_string(hide_password=True)


def _sqlite_code(error: SQLAlchemyError) -> str:
    number = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0) & _PRIMARY
    return _CODES.get(number, "storage.unavailable")


def _engine(url: URL, patience: float) -> Engine:
    if not _is_sqlite(url):
        raise NoSuchModuleError(url.drivername)
    engine = create_engine(url, connect_args={"timeout": patience}, hide_parameters=True)
    event.listen(engine, "connect", _set_up)
    event.listen(engine, "begin", _begin)
    return engine


def _set_up(connection: sqlite3.Connection, _record: Any) -> None:
    # Autocommit, so that the one BEGIN is ours. A rollback journal, because SQLite before 3.51.3 can corrupt a WAL
    # with two writers; FULL, so that a commit is on the disk; secure_delete, so that a masked secret is nowhere in it.
    connection.isolation_level = None
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin(connection: Connection) -> None:
    # A writer takes its lock first: one that reads first and then finds another writer ahead cannot wait, only fail.
    reading = connection.get_execution_options().get("reading", False)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
