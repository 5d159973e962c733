"""What is PostgreSQL's own: how it is reached, what its faults mean, how writers take turns, how they wake others.

Only the index behind the search has more of that (`trigrams`).
"""

from __future__ import annotations

import hashlib
import logging
import re
import socket
import threading
from collections.abc import Callable, Collection, Mapping
from contextlib import closing
from selectors import EVENT_READ, DefaultSelector
from types import MappingProxyType
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_DRIVER: Final = "postgresql+psycopg"

_OPTIONS: Final = {
    "connect_timeout": "5",
    "application_name": "playground",
    # A network that goes away without a word is noticed within half a minute.
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "20000",
}
"""Of libpq, where the address says nothing else."""

_PAGE_COST: Final = 1.1
"""What PostgreSQL reckons with for a page that is not the next one: its own 4 is a turning disk's. With that it prefers
to sort all that a person has to reading the newest rows in the order of the index, and to stop where a page is full.
"""

STOPPED: Final = 8_000
"""Milliseconds after which a process that was stopped inside a transaction loses it, and its locks with it."""

_CONNECTIONS: Final = 5
"""Of one process: its ledger has one thread, and some questions come from others."""

_CHANNEL: Final = "playground_changes"
_LOCK: Final = 0x706C6179
"""Tells our locks from those of other programs in the same database."""

_MOST_LOCKS: Final = 16
"""Of one transaction: who writes for more people than that waits until nobody else writes."""

_ALL: Final = text("SELECT pg_advisory_xact_lock(:space, 0)")
_SOME: Final = text("SELECT pg_advisory_xact_lock_shared(:space, 0)")
_ONE: Final = text("SELECT pg_advisory_xact_lock(:space, :key)")
_NOTIFY: Final = text("SELECT pg_notify(:channel, :payload)")

_STATES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "25006": "storage.read_only",  # a standby
        "53100": "storage.full",
        "55P03": "storage.busy",
        "40P01": "storage.busy",
        "40001": "storage.busy",
        "57014": "storage.busy",
        "25P03": "storage.busy",  # this process was stopped inside a transaction
        "42501": "storage.rights",
        "28P01": "storage.password",
        "28000": "storage.password",
        "3D000": "storage.no_database",
    }
)
_CLASSES: Final[Mapping[str, str]] = MappingProxyType(
    {"08": "storage.unreachable", "57": "storage.unreachable", "53": "storage.refused", "XX": "storage.damaged"}
)
"""By the first two characters of a state."""

_SAID: Final = (
    (re.compile(r"password|role .* does not exist", re.IGNORECASE), "storage.password"),
    (re.compile(r"database .* does not exist", re.IGNORECASE), "storage.no_database"),
    (
        re.compile(r"starting up|shutting down|recovery mode|accepting connections", re.IGNORECASE),
        "storage.unreachable",
    ),
    (re.compile(r"FATAL"), "storage.refused"),
)
"""Why there is no connection is only said in words; where they are another language's, that it was refused."""

_RETRY: Final = 5.0
"""Seconds between two tries to listen."""

_LOG = logging.getLogger(__name__)


def new_engine(url: URL, patience: float) -> Engine:
    """An engine; nothing is connected yet.

    Args:
        url: of the database, whatever driver it names.
        patience: seconds to wait for others that write.

    Raises:
        ImportError: the driver is not installed.
    """
    own = (
        f"-c lock_timeout={int(patience * 1000)} -c idle_in_transaction_session_timeout={STOPPED}"
        f" -c random_page_cost={_PAGE_COST}"
    )
    options = {**_OPTIONS, **{str(name): value for name, value in url.query.items()}}
    options["options"] = f"{own} {options.get('options', '')}".strip()
    return create_engine(
        url.set(drivername=_DRIVER, query={}),
        connect_args=options,
        hide_parameters=True,
        pool_pre_ping=True,
        pool_size=_CONNECTIONS,
        max_overflow=_CONNECTIONS,
        pool_timeout=patience,
    )


def place(url: URL) -> str:
    """Where the database is, as a person is told: without who asks, and without a password."""
    host = url.host or url.query.get("host") or "localhost"
    return f"{host if isinstance(host, str) else host[0]}{f':{url.port}' if url.port else ''}/{url.database or ''}"


def code_of(error: Exception) -> str:
    """What a fault of the database is called in our texts."""
    cause = getattr(error, "orig", None) or error
    state = getattr(cause, "sqlstate", None)
    if state:
        return _STATES.get(state) or _CLASSES.get(state[:2], "storage.unavailable")
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return "storage.unreachable"
    if type(cause).__name__ not in {"OperationalError", "ConnectionTimeout"}:
        return "storage.unavailable"
    return next((code for pattern, code in _SAID if pattern.search(str(cause))), "storage.unreachable")


def take_time(connection: Connection) -> None:
    """Let this transaction wait for others, and work between two statements, for as long as it takes."""
    for setting in ("lock_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET LOCAL {setting} = 0"))


def take_turn(connection: Connection, persons: Collection[str]) -> None:
    """Wait until nobody else writes for these people, and keep others away until the transaction ends.

    Whoever writes for all waits for everybody. All locks are taken here, at the beginning and in one order, so that no
    two transactions ever wait for each other.

    Args:
        connection: in a transaction that has not done anything yet.
        persons: whose rows it writes and what it decides by; none named is everybody's.
    """
    keys = sorted({_key(person) for person in persons})
    if not 0 < len(keys) <= _MOST_LOCKS:
        connection.execute(_ALL, {"space": _LOCK})
        return
    connection.execute(_SOME, {"space": _LOCK})
    for key in keys:
        connection.execute(_ONE, {"space": _LOCK, "key": key})


def set_sequence(connection: Connection, table: str, column: str) -> None:
    """Let the next row of a table have a number that none there has; the names are ours."""
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608 - see above
            f"coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM {table}"
        )
    )


def wake_others(connection: Connection, sender: str, persons: Collection[str]) -> None:
    """Tell the other processes, once the transaction is committed, whose runs changed: a wake-up and no more."""
    for person in sorted(set(persons)):
        connection.execute(_NOTIFY, {"channel": _CHANNEL, "payload": f"{sender} {person}"})


class Listener:
    """Hears, on a thread and a connection of its own, whose runs other processes changed; it may miss any of it.

    Args:
        engine: of the database.
        sender: the name of this process there: what it says itself it does not hear.
        heard: is called on that thread with a person.
    """

    def __init__(self, engine: Engine, sender: str, heard: Callable[[str], None]) -> None:
        self._engine = engine
        self._sender = sender
        self._heard = heard
        self._over = threading.Event()
        self._ours, self._theirs = socket.socketpair()
        self._thread = threading.Thread(target=self._keep_listening, name="listener", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hear no more; blocks for a moment."""
        self._over.set()
        self._ours.close()  # the other end is readable now
        self._thread.join()
        self._theirs.close()

    def _keep_listening(self) -> None:
        while not self._over.is_set():
            try:
                self._listen()
            except (DBAPIError, PoolTimeoutError, self._engine.dialect.loaded_dbapi.Error) as error:
                _LOG.info("other processes cannot wake this one for now: %s", code_of(error))
            self._over.wait(_RETRY)

    def _listen(self) -> None:
        with closing(self._engine.raw_connection()) as borrowed, DefaultSelector() as selector:
            connection: Any = borrowed.driver_connection
            borrowed.detach()  # it is none of the pool's from now on
            connection.autocommit = True
            connection.execute(f"LISTEN {_CHANNEL}")
            for readable in (connection.fileno(), self._theirs):
                selector.register(readable, EVENT_READ)
            while not self._over.is_set():
                selector.select()
                for message in connection.notifies(timeout=0):
                    sender, _, person = message.payload.partition(" ")
                    if sender != self._sender:
                        self._heard(person)


def _key(person: str) -> int:
    """A number for a person, never 0; two people rarely have the same, and then they only wait for each other."""
    return int.from_bytes(hashlib.sha256(person.encode()).digest()[:4]) % (2**31 - 1) + 1
