"""A fair queue: nobody waits longer because somebody else sends many requests."""

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
    """Who sent a request.

    Attributes:
        address: the network address it came from; empty for this program itself.
        person: the browser at that address; empty for a browser without cookie.
    """

    address: str = ""
    person: str = ""


REQUESTER: Final[ContextVar[Requester]] = ContextVar("requester", default=Requester())  # noqa: B039 - frozen
"""Who sent the request that the current task works on."""


class QueueFullError(Exception):
    """Too many requests wait already."""


@dataclass(frozen=True, slots=True)
class Capacity:
    """How many requests are worked on at the same time, and how many may wait.

    Attributes:
        total: worked on at the same time.
        per_address: of these, from one address; fewer than `total`, so that others find a free slot.
        per_person: of these, from one person.
        queue: how many may wait; None for any number.
    """

    total: int
    per_address: int
    per_person: int
    queue: int | None


_MAX_SERVED: Final = 2_000
"""Requesters whose last slot is remembered."""


@dataclass(slots=True)
class _Waiting(Generic[T]):
    item: T
    requester: Requester
    number: int


@dataclass(slots=True)
class FairQueue(Generic[T]):
    """Hands out slots. Next is the address, and there the person, with the fewest slots and the longest wait.

    It is not safe for threads: callers that share one hold a lock. Items are told apart by identity.
    """

    capacity: Capacity
    _waiting: list[_Waiting[T]] = field(default_factory=list)
    _running: dict[int, Requester] = field(default_factory=dict)
    _served: dict[Requester | str, int] = field(default_factory=dict)
    _numbers: count[int] = field(default_factory=count)

    def enter(self, item: T, requester: Requester) -> T | None:
        """Add an item to the queue.

        Returns:
            The item that was dropped for it where the queue was full: the last one of the address with the most items.

        Raises:
            QueueFullError: the queue is full, and the address with the most items is this one.
        """
        dropped = None
        if self._is_full():
            of_each = Counter(waiting.requester.address for waiting in self._waiting)
            fullest = max(of_each, key=of_each.__getitem__, default=requester.address)
            if of_each[fullest] <= of_each[requester.address] + 1:
                raise QueueFullError
            dropped = next(waiting for waiting in reversed(self._waiting) if waiting.requester.address == fullest)
            self._waiting.remove(dropped)
        self._waiting.append(_Waiting(item, requester, next(self._numbers)))
        return dropped.item if dropped else None

    def next(self) -> T | None:
        """The next item, which takes a slot; None where no slot is free for any of them."""
        if not self._waiting or len(self._running) >= self.capacity.total:
            return None
        addresses, persons = self._counts()
        can = [waiting for waiting in self._waiting if self._fits(waiting.requester, addresses, persons)]
        if not can:
            return None
        turn = min(can, key=lambda waiting: self._rank(waiting, addresses, persons))
        self._waiting.remove(turn)
        self._running[id(turn.item)] = turn.requester
        now = next(self._numbers)
        self._served[turn.requester.address] = self._served[turn.requester] = now
        return turn.item

    def leave(self, item: T) -> None:
        """Take an item out: it is done, or nobody waits for it any more."""
        self._running.pop(id(item), None)
        self._waiting = [waiting for waiting in self._waiting if waiting.item is not item]
        if not self._waiting or len(self._served) > _MAX_SERVED:
            self._served.clear()

    def _is_full(self) -> bool:
        queue = self.capacity.queue
        return queue is not None and len(self._waiting) + len(self._running) >= self.capacity.total + queue

    def _counts(self) -> tuple[Counter[str], Counter[Requester]]:
        requesters = self._running.values()
        return Counter(requester.address for requester in requesters), Counter(requesters)

    def _fits(self, requester: Requester, addresses: Counter[str], persons: Counter[Requester]) -> bool:
        return (
            addresses[requester.address] < self.capacity.per_address and persons[requester] < self.capacity.per_person
        )

    def _rank(self, waiting: _Waiting[T], addresses: Counter[str], persons: Counter[Requester]) -> tuple[int, ...]:
        requester = waiting.requester
        return (
            addresses[requester.address],
            self._served.get(requester.address, -1),
            persons[requester],
            self._served.get(requester, -1),
            waiting.number,
        )


class FairSemaphore:
    """A fair queue for the tasks of one event loop; each counts for the `REQUESTER` it works for."""

    def __init__(self, capacity: Capacity) -> None:
        self._queue: FairQueue[asyncio.Future[None]] = FairQueue(capacity)

    @asynccontextmanager
    async def slot(self, timeout: float | None = None) -> AsyncIterator[None]:  # noqa: ASYNC109 - queueing is not the work
        """Hold a slot inside the block.

        Args:
            timeout: seconds to wait for one.

        Raises:
            QueueFullError: too many wait.
            TimeoutError: no slot was free in time.
        """
        ticket: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        last = self._queue.enter(ticket, REQUESTER.get())
        if last is not None and not last.done():
            last.set_exception(QueueFullError)
        try:
            self._start_next()
            async with asyncio.timeout(timeout):
                await ticket
            yield
        finally:
            self._queue.leave(ticket)
            self._start_next()

    def _start_next(self) -> None:
        while (ticket := self._queue.next()) is not None:
            if not ticket.done():  # whoever has gone meanwhile leaves by himself
                ticket.set_result(None)
