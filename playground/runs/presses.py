"""Presses that count once: kept in the ledger, for the two of a double click may reach two servers."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Connection, delete, insert, or_, select, update

from playground.runs.tables import PRESSES

ONE_PRESS: Final = 1.0
"""Seconds within which presses of one page for the same settings count once."""

_FORGOTTEN: Final = 60.0


def earlier_run(connection: Connection, press: str, now: float) -> str | None:
    """The id of the run that the same press began within the last second, which begins anew with this one.

    Args:
        connection: in a transaction that writes, the one in which the run is added.
        press: digest of who pressed where and for what, `Ask.press`.
        now: Unix seconds.
    """
    same = PRESSES.c.press == press
    recent = PRESSES.c.pressed_at.between(now - ONE_PRESS, now + ONE_PRESS)
    if connection.execute(update(PRESSES).where(same, recent).values(pressed_at=now)).rowcount:
        return str(connection.execute(select(PRESSES.c.run_id).where(same)).scalar_one())
    return None


def note(connection: Connection, press: str, run_id: str, now: float) -> None:
    """Note which run a press began, and forget old presses."""
    old = or_(PRESSES.c.pressed_at < now - _FORGOTTEN, PRESSES.c.pressed_at > now + _FORGOTTEN)
    connection.execute(delete(PRESSES).where(or_(PRESSES.c.press == press, old)))
    connection.execute(insert(PRESSES).values(press=press, run_id=run_id, pressed_at=now))
