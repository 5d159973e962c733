"""How many runs may be at work at the same time: counted in the ledger, so that it holds over all of its processes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, func, select

from playground.errors import StorageError
from playground.runs.run import Run, RunStatus
from playground.runs.tables import RUNS

_FOLLOWED: Final = tuple(status.value for status in RunStatus if status.is_followed)
_ORIGINS: Final = 15
_PERSONS: Final = 50


@dataclass(frozen=True, slots=True)
class Most:
    """How many runs may be at work.

    Attributes:
        person: of one browser.
        origin: from one address, counted by each process: a cookie is made up quickly.
        everybody: in all.
    """

    person: int
    origin: int
    everybody: int

    @classmethod
    def of(cls, person: int) -> Most:
        """Room for a class behind one address, and for others besides."""
        return cls(person, person * _ORIGINS, person * _PERSONS)


class Origins:
    """Where the runs came from that are at work in this process.

    Args:
        most: how many may be; None is no limit.
        is_at_work: whether this process works on a run.
    """

    def __init__(self, most: Most | None, is_at_work: Callable[[str], bool]) -> None:
        self._most = most
        self._is_at_work = is_at_work
        self._beginning: dict[str, str] = {}
        self._begun: dict[str, str] = {}

    @contextmanager
    def counted(self, run_id: str, origin: str) -> Iterator[None]:
        """Count a run that is begun inside the block.

        Raises:
            StorageError: `limit.runs.origin`, one more from there would be too many. Nothing was sent.
        """
        if self._most is None or not origin:
            yield
            return
        self._begun = {one: where for one, where in self._begun.items() if self._is_at_work(one)}
        if [*self._begun.values(), *self._beginning.values()].count(origin) >= self._most.origin:
            raise StorageError("limit.runs.origin")
        self._beginning[run_id] = origin
        try:
            yield
        finally:
            del self._beginning[run_id]
        self._begun[run_id] = origin


def refuse_too_many(connection: Connection, run: Run, most: Most) -> None:
    """Say no where one run more would be too many.

    Args:
        connection: in the transaction that adds the run.
        run: the new one.
        most: how many may be.

    Raises:
        StorageError: `limit.runs` or `limit.runs.all`. Nothing was sent.
    """
    at_work = select(func.count()).select_from(RUNS).where(RUNS.c.status.in_(_FOLLOWED))
    if connection.execute(at_work.where(RUNS.c.browser == run.browser)).scalar_one() >= most.person:
        raise StorageError("limit.runs", limit=most.person)
    if connection.execute(at_work).scalar_one() >= most.everybody:
        raise StorageError("limit.runs.all")
