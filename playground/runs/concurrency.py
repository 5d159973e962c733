"""How many runs may be active at the same time: counted in the ledger, so that it holds for all its processes."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import Connection, func, select

from playground.errors import StorageError
from playground.runs.person_limits import PERSON_LIMITS, UNLIMITED
from playground.runs.run import Run, RunStatus
from playground.runs.tables import RUNS

_ACTIVE: Final = tuple(status.value for status in RunStatus if status.is_active)
_ORIGINS: Final = 15
_PERSONS: Final = 50


@dataclass(frozen=True, slots=True)
class ConcurrencyLimits:
    """How many runs may be active.

    Attributes:
        per_person: of one person.
        origin: from one address, counted by each process: a cookie is made up quickly.
        total: in all.
        kept_free: places that are left for clicks by what is sent by itself; those of `per_person` are taken off.
    """

    per_person: int
    origin: int
    total: int
    kept_free: int = 0

    @classmethod
    def of(cls, per_person: int) -> ConcurrencyLimits:
        """Limits for that many of one person, so that a class behind one address has room, and others too."""
        return cls(per_person, per_person * _ORIGINS, per_person * _PERSONS)

    def with_a_place_free(self) -> ConcurrencyLimits:
        """The same for what is sent by itself, so that a click of the same person finds a place, if one has several."""
        kept = replace(self, kept_free=1)
        return replace(kept, per_person=kept.of_one(self.per_person))

    def of_one(self, most: int) -> int:
        """How many of a person may be active who may have so many of the person's own."""
        return max(min(1, most), most - self.kept_free)


class OriginCounter:
    """Counts the active runs of this process by the address that they came from.

    Args:
        limits: how many may be active; None is no limit.
        is_active_here: whether this process works on a run.
    """

    def __init__(self, limits: ConcurrencyLimits | None, is_active_here: Callable[[str], bool]) -> None:
        self._limits = limits
        self._is_at_work = is_active_here
        self._beginning: dict[str, str] = {}
        self._begun: dict[str, str] = {}

    @contextmanager
    def counted(self, run_id: str, origin: str) -> Iterator[None]:
        """Count a run that is begun inside the block.

        Raises:
            StorageError: `limit.runs.origin`, one more from there would be too many. Nothing was sent.
        """
        if self._limits is None or not origin:
            yield
            return
        if self.room(origin) < 1:
            raise StorageError("limit.runs.origin")
        self._beginning[run_id] = origin
        try:
            yield
        finally:
            del self._beginning[run_id]
        self._begun[run_id] = origin

    def room(self, origin: str) -> int:
        """How many more may be begun from there."""
        if self._limits is None or not origin:
            return sys.maxsize
        self._begun = {one: where for one, where in self._begun.items() if self._is_at_work(one)}
        return self._limits.origin - [*self._begun.values(), *self._beginning.values()].count(origin)

    def add(self, run_id: str, origin: str) -> None:
        """Count a run that has begun."""
        if self._limits is not None and origin:
            self._begun[run_id] = origin


def check_concurrency(connection: Connection, run: Run, limits: ConcurrencyLimits) -> None:
    """Say no where one run more would be too many.

    Args:
        connection: in the transaction that adds the run.
        run: the new one.
        limits: how many may be.

    Raises:
        StorageError: `limit.runs` or `limit.runs.all`. Nothing was sent.
    """
    mine, everybodys = _at_work(connection, run.person)
    most = _most_of(connection, run.person, limits)
    if mine >= most:
        raise StorageError("limit.runs", limit=most)
    if everybodys >= limits.total:
        raise StorageError("limit.runs.all")


def room_for(connection: Connection, person: str, limits: ConcurrencyLimits) -> int:
    """How many more runs that person may have; at least 0."""
    mine, everybodys = _at_work(connection, person)
    return max(0, min(_most_of(connection, person, limits) - mine, limits.total - everybodys))


def _most_of(connection: Connection, person: str, limits: ConcurrencyLimits) -> int:
    """How many of that person may be active: of the person's own, where an admin has said so."""
    own = select(PERSON_LIMITS.c.most_runs).where(PERSON_LIMITS.c.person == person)
    most = connection.execute(own).scalar_one_or_none()
    if most is None:
        return limits.per_person
    return sys.maxsize if most == UNLIMITED else limits.of_one(most)


def _at_work(connection: Connection, person: str) -> tuple[int, int]:
    """How many active runs that person has, and how many there are in all."""
    at_work = select(func.count()).select_from(RUNS).where(RUNS.c.status.in_(_ACTIVE))
    mine = connection.execute(at_work.where(RUNS.c.person == person)).scalar_one()
    return mine, connection.execute(at_work).scalar_one()
