"""Presses that count once: kept in the ledger, for the two of a double click may reach two servers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from playground.runs.tables import PRESSES

ONE_PRESS: Final = 1.0
"""Seconds within which presses of one page for the same settings count once."""

_FORGOTTEN: Final = 60.0


@dataclass(frozen=True, slots=True)
class Press:
    """One press of *Generate*.

    Attributes:
        digest: of who pressed where and for what, `Ask.press`.
        at: Unix seconds at which it reached the machine, however long it took to look at what it asks for.
    """

    digest: str
    at: float


def earlier_run(connection: Connection, press: Press) -> str | None:
    """The id of the run that the same press began within the last second, which begins anew with this one.

    Args:
        connection: in a transaction that writes, the one in which the run is added.
        press: the press.
    """
    same = PRESSES.c.press == press.digest
    recent = PRESSES.c.pressed_at.between(press.at - ONE_PRESS, press.at + ONE_PRESS)
    if connection.execute(update(PRESSES).where(same, recent).values(pressed_at=press.at)).rowcount:
        return str(connection.execute(select(PRESSES.c.run_id).where(same)).scalar_one())
    return None


def note(connection: Connection, press: Press, run_id: str) -> None:
    """Note which run a press began, and forget old presses."""
    old = or_(PRESSES.c.pressed_at < press.at - _FORGOTTEN, PRESSES.c.pressed_at > press.at + _FORGOTTEN)
    connection.execute(delete(PRESSES).where(or_(PRESSES.c.press == press.digest, old)))
    connection.execute(insert(PRESSES).values(press=press.digest, run_id=run_id, pressed_at=press.at))
