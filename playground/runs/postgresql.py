"""What is PostgreSQL's own: what its faults mean, how writers take turns, how they wake others.

How it is reached is in `postgresconnections`, how others are heard in `listener`, the index behind the search in
`trigrams`.
"""

from __future__ import annotations

import functools
import hashlib
import re
from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from sqlalchemy import Connection, TextClause, text
from sqlalchemy.exc import DBAPIError

CHANNEL: Final = "playground_changes"
_LOCK: Final = 0x706C6179
"""Tells our locks from those of other programs in the same database."""

_MOST_LOCKS: Final = 16
"""Of one transaction: who writes for more people than that waits until nobody else writes."""

_ALL: Final = "pg_advisory_xact_lock(:space, 0)"
_SOME: Final = "pg_advisory_xact_lock_shared(:space, 0)"
_ONE: Final = "pg_advisory_xact_lock(:space, :key{})"
_NOTIFY: Final = "pg_notify(:channel, :told{})"

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
_POOLED_STATEMENTS: Final = re.compile(r"statement pooling")
"""What PgBouncer says to whoever begins a transaction where it allows none; its state is that of many faults."""
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


def code_of(error: Exception) -> str:
    """What a fault of the database is called in our texts."""
    cause = getattr(error, "orig", None) or error
    if _POOLED_STATEMENTS.search(str(cause)):
        return "storage.pool_mode"
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


def take_turn(connection: Connection, persons: Collection[str], sender: str, told: Collection[str]) -> None:
    """Wait until nobody else writes for these people, and keep others away until the transaction ends.

    Whoever writes for all waits for everybody. All locks are taken here, at the beginning and in one order, so that no
    two transactions ever wait for each other. One statement does it, from left to right, and also tells other
    processes, once the transaction is committed, whose runs changed: a wake-up and no more.

    Args:
        connection: in a transaction that has not done anything yet.
        persons: whose rows it writes and what it decides by; none named is everybody's.
        sender: the name of this process, for its own `Listener`.
        told: of whom others are told.
    """
    keys = sorted({_key(person) for person in persons})
    if not 0 < len(keys) <= _MOST_LOCKS:
        keys = []
    known = sorted(set(told))
    values: dict[str, int | str] = {f"key{number}": key for number, key in enumerate(keys)}
    values |= {f"told{number}": f"{sender} {person}" for number, person in enumerate(known)}
    connection.execute(_turn(len(keys), len(known)), {"space": _LOCK, "channel": CHANNEL, **values})


@functools.cache
def _turn(keys: int, told: int) -> TextClause:
    locks = [_SOME, *(_ONE.format(number) for number in range(keys))] if keys else [_ALL]
    return text(f"SELECT {', '.join([*locks, *(_NOTIFY.format(number) for number in range(told))])}")


def set_sequence(connection: Connection, table: str, column: str) -> None:
    """Let the next row of a table have a number that none there has; the names are ours."""
    connection.execute(
        text(
            f"SELECT setval(pg_get_serial_sequence('{table}', '{column}'), "  # noqa: S608 - see above
            f"coalesce(max({column}), 1), max({column}) IS NOT NULL) FROM {table}"
        )
    )


def _key(person: str) -> int:
    """A number for a person, never 0; two people rarely have the same, and then they only wait for each other."""
    return int.from_bytes(hashlib.sha256(person.encode()).digest()[:4]) % (2**31 - 1) + 1
