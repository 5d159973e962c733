"""The second click of a double click begins no run, nor does one that is made again because its answer was lost.

Kept in the ledger, for the two may reach two servers.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from playground.runs.tables import DEDUPLICATION_KEYS

DEDUPLICATION_WINDOW: Final = 1.0
"""Seconds within which clicks on one page for the same settings count as one."""

_KEPT_FOR: Final = 86_400.0
"""Seconds for which a click whose answer was lost is known when it is made again."""


@dataclass(frozen=True, slots=True)
class DeduplicationKey:
    """Tells one click on *Generate* from another; not to be mixed up with the idempotency key of a run.

    Attributes:
        digest: of who clicked where and for what, see `RunRequest.deduplication_key`.
        clicked_at: Unix seconds at which the click reached this machine, however long its checks took.
        click: names the click, and is the same where it is made again because its answer was lost; empty where the page
            names none.
    """

    digest: str
    clicked_at: float
    click: str = ""

    @property
    def digests(self) -> tuple[str, ...]:
        """What it is remembered by; the last tells this click from all others for the same, where it has a name."""
        named = hashlib.sha256(f"{self.digest} {self.click}".encode()).hexdigest()
        return (self.digest, named) if self.click else (self.digest,)


def earlier_run_id(connection: Connection, key: DeduplicationKey) -> str | None:
    """The id of the run that the same click began: of one with a name whenever it was, of others in the last second.

    That second starts anew with this click.

    Args:
        connection: in a transaction that writes, the one in which the run is added.
        key: of the click.
    """
    if key.click:
        named = select(DEDUPLICATION_KEYS.c.run_id).where(DEDUPLICATION_KEYS.c.digest == key.digests[-1])
        if run_id := connection.execute(named).scalar():
            return str(run_id)
    same = DEDUPLICATION_KEYS.c.digest == key.digest
    window = (key.clicked_at - DEDUPLICATION_WINDOW, key.clicked_at + DEDUPLICATION_WINDOW)
    recent = DEDUPLICATION_KEYS.c.clicked_at.between(*window)
    if connection.execute(update(DEDUPLICATION_KEYS).where(same, recent).values(clicked_at=key.clicked_at)).rowcount:
        return str(connection.execute(select(DEDUPLICATION_KEYS.c.run_id).where(same)).scalar_one())
    return None


def remember(connection: Connection, key: DeduplicationKey, run_id: str) -> None:
    """Remember which run a click began, and forget old clicks."""
    clicked_at = DEDUPLICATION_KEYS.c.clicked_at
    old = or_(clicked_at < key.clicked_at - _KEPT_FOR, clicked_at > key.clicked_at + _KEPT_FOR)
    connection.execute(delete(DEDUPLICATION_KEYS).where(or_(DEDUPLICATION_KEYS.c.digest.in_(key.digests), old)))
    rows = [{"digest": digest, "run_id": run_id, "clicked_at": key.clicked_at} for digest in key.digests]
    connection.execute(insert(DEDUPLICATION_KEYS), rows)
