"""Leases as they are once time has passed: no clock of a test moves the database's."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from sqlalchemy import update

from playground.runs.database import Database
from playground.runs.tables import PROCESSES


def age_leases(where: str | Path, seconds: float, *processes: str) -> None:
    """Make leases so much older: those of these processes, or all."""
    which = [PROCESSES.c.process.in_(processes)] if processes else []
    aged = update(PROCESSES).where(*which).values(renewed_at=PROCESSES.c.renewed_at - seconds)
    with closing(Database(where)) as database, database.writing() as connection:
        connection.execute(aged)
