"""Whose turn it is: a line in which nobody stands longer because somebody else sends much."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from itertools import count
from typing import Final, Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Requester:
    """Who wants something.

    Attributes:
        address: where from; empty for this program itself.
        person: a browser there; empty for whoever keeps no cookie.
    """

    address: str = ""
    person: str = ""


REQUESTER: Final[ContextVar[Requester]] = ContextVar("asker", default=Requester())  # noqa: B039 - frozen
"""For whom the work at hand is done."""


class QueueFullError(Exception):
    """Too many wait already."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many are at work at once, and how many wait.

    Attributes:
        all: for everybody.
        address: of one address at most; fewer than all, so that there is one for somebody else.
        person: of one person at most.
        line: how many wait; None for any number.
    """

    all: int
    address: int
    person: int
    line: int | None


_MOST_SERVED: Final = 2_000
"""Of whom it is remembered when they had their last turn."""


@dataclass(slots=True)
class _Waiting(Generic[T]):
    item: T
    asker: Requester
    number: int


@dataclass(slots=True)
class FairQueue(Generic[T]):
    """Hands out seats: next is whoever's address, then person, has the fewest and waited longest for one.

    It knows no threads: who shares one between them holds a lock of their own. Items are told apart by identity.
    """

    seats: Capacity
    _waiting: list[_Waiting[T]] = field(default_factory=list)
    _seated: dict[int, Requester] = field(default_factory=dict)
    _served: dict[Requester | str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    def enter(self, item: T, asker: Requester) -> T | None:
        """Stand in line.

        Returns:
            Who has to leave for it: the last of the address that has most in line, where the line is full.

        Raises:
            QueueFullError: the line is full, and that address is this one.
        """
        leaves = None
        if self._is_full():
            of_each = Counter(place.asker.address for place in self._waiting)
            fullest = max(of_each, key=of_each.__getitem__, default=asker.address)
            if of_each[fullest] <= of_each[asker.address] + 1:
                raise QueueFullError
            leaves = next(place for place in reversed(self._waiting) if place.asker.address == fullest)
            self._waiting.remove(leaves)
        self._waiting.append(_Waiting(item, asker, next(self._numbers)))
        return leaves.item if leaves else None

    def next(self) -> T | None:
        """Seat the next, if there is a seat for anybody."""
        if not self._waiting or len(self._seated) >= self.seats.all:
            return None
        addresses, persons = self._counts()
        can = [place for place in self._waiting if self._fits(place.asker, addresses, persons)]
        if not can:
            return None
        turn = min(can, key=lambda place: self._rank(place, addresses, persons))
        self._waiting.remove(turn)
        self._seated[id(turn.item)] = turn.asker
        now = next(self._numbers)
        self._served[turn.asker.address] = self._served[turn.asker] = now
        return turn.item

    def leave(self, item: T) -> None:
        """It is done, or waits no longer."""
        self._seated.pop(id(item), None)
        self._waiting = [place for place in self._waiting if place.item is not item]
        if not self._waiting or len(self._served) > _MOST_SERVED:
            self._served.clear()

    def _is_full(self) -> bool:
        line = self.seats.line
        return line is not None and len(self._waiting) + len(self._seated) >= self.seats.all + line

    def _counts(self) -> tuple[Counter[str], Counter[Requester]]:
        askers = self._seated.values()
        return Counter(asker.address for asker in askers), Counter(askers)

    def _fits(self, asker: Requester, addresses: Counter[str], persons: Counter[Requester]) -> bool:
        return addresses[asker.address] < self.seats.address and persons[asker] < self.seats.person

    def _rank(self, place: _Waiting[T], addresses: Counter[str], persons: Counter[Requester]) -> tuple[int, ...]:
        asker = place.asker
        return (
            addresses[asker.address],
            self._served.get(asker.address, -1),
            persons[asker],
            self._served.get(asker, -1),
            place.number,
        )


class FairSemaphore:
    """A line for tasks of one event loop, which stand in it for whom they work (`REQUESTER`)."""

    def __init__(self, seats: Capacity) -> None:
        self._line: FairQueue[asyncio.Future[None]] = FairQueue(seats)

    @asynccontextmanager
    async def turn(self, patience: float | None = None) -> AsyncIterator[None]:
        """A seat inside the block.

        Args:
            patience: seconds to wait for it.

        Raises:
            QueueFullError: too many wait.
            TimeoutError: it took longer.
        """
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        last = self._line.enter(ticket, REQUESTER.get())
        if last is not None and not last.done():
            last.set_exception(QueueFullError)
        try:
            self._call()
            async with asyncio.timeout(patience):
                await ticket
            yield
        finally:
            self._line.leave(ticket)
            self._call()

    def _call(self) -> None:
        while (ticket := self._line.next()) is not None:
            if not ticket.done():  # whoever has gone meanwhile leaves by himself
                ticket.set_result(None)
