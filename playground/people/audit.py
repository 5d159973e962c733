"""What was changed about people, by whom and when: written in the transaction that changes it, and never changed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, insert, select

from playground.people.tables import AUDIT
from playground.runs.database import Database


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One change.

    Attributes:
        at: Unix seconds.
        who: changed it: a person's id, or `command-line`.
        what: a code.
        of_whom: a person's id; None where it is nobody's in particular.
        details: of each value that was changed what it was before and after; or what else there is to tell.
    """

    at: float
    who: str
    what: str
    of_whom: str | None
    details: Mapping[str, Any]


def note(
    connection: Connection,
    what: str,
    *,
    who: str,
    of_whom: str | None,
    now: float,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write down a change, in the transaction that makes it."""
    values = {"at": now, "who": who, "what": what, "of_whom": of_whom, "details": json.dumps(dict(details or {}))}
    connection.execute(insert(AUDIT).values(**values))


class Audit:
    """What was written down; calls block and raise `StorageError`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def newest(self, limit: int = 100, *, skip: int = 0) -> tuple[AuditEntry, ...]:
        """The last changes, the newest first, but for the newest `skip`."""
        statement = select(AUDIT).order_by(AUDIT.c.number.desc()).limit(limit).offset(skip)
        with self._database.reading() as connection:
            rows = connection.execute(statement).all()
        return tuple(AuditEntry(row.at, row.who, row.what, row.of_whom, json.loads(row.details)) for row in rows)
