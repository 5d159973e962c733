"""Presses that count once: kept in the ledger, for the two of a double click may reach two servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from playground.runs.tables import PRESSES

DEDUPLICATION_WINDOW: Final = 1.0
"""Seconds within which presses of one page for the same settings count once."""

_FORGOTTEN: Final = 60.0


@dataclass(frozen=True, slots=True)
class DeduplicationKey:
    """One press of *Generate*.

    Attributes:
        digest: of who pressed where and for what, `RunRequest.deduplication_key`.
        at: Unix seconds at which it reached the machine, however long it took to look at what it asks for.
    """

    digest: str
    at: float


def earlier_run(connection: Connection, deduplication_key: DeduplicationKey) -> str | None:
    """The id of the run that the same press began within the last second, which begins anew with this one.

    Args:
        connection: in a transaction that writes, the one in which the run is added.
        deduplication_key: of the click.
    """
    same = PRESSES.c.press == deduplication_key.digest
    recent = PRESSES.c.pressed_at.between(
        deduplication_key.at - DEDUPLICATION_WINDOW, deduplication_key.at + DEDUPLICATION_WINDOW
    )
    if connection.execute(update(PRESSES).where(same, recent).values(pressed_at=deduplication_key.at)).rowcount:
        return str(connection.execute(select(PRESSES.c.run_id).where(same)).scalar_one())
    return None


def note(connection: Connection, deduplication_key: DeduplicationKey, run_id: str) -> None:
    """Note which run a press began, and forget old presses."""
    old = or_(
        PRESSES.c.pressed_at < deduplication_key.at - _FORGOTTEN,
        PRESSES.c.pressed_at > deduplication_key.at + _FORGOTTEN,
    )
    connection.execute(delete(PRESSES).where(or_(PRESSES.c.press == deduplication_key.digest, old)))
    connection.execute(
        insert(PRESSES).values(press=deduplication_key.digest, run_id=run_id, pressed_at=deduplication_key.at)
    )
