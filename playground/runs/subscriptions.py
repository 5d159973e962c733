"""Subscriptions to the runs of a person: a subscriber learns that something changed, and looks up what."""

from __future__ import annotations

import asyncio
from typing import Self
from weakref import WeakSet


class Subscription:
    """Yields at once, and then after changes: several that came meanwhile count as one. Waiting may be cancelled."""

    __slots__ = ("__weakref__", "_changed", "_is_over")

    def __init__(self) -> None:
        self._changed = asyncio.Event()
        self._changed.set()
        self._is_over = False

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> None:
        await self._changed.wait()
        if self._is_over:
            raise StopAsyncIteration
        self._changed.clear()

    def wake(self, *, is_over: bool = False) -> None:
        """Something changed, or nothing will any more."""
        self._is_over = self._is_over or is_over
        self._changed.set()


class Subscriptions:
    """The subscriptions of all people; one that nobody holds a reference to is forgotten by itself."""

    def __init__(self) -> None:
        self._subscriptions: dict[str, WeakSet[Subscription]] = {}
        self._is_over = False

    @property
    def people(self) -> frozenset[str]:
        """Browsers that have subscribers."""
        self._subscriptions = {person: those for person, those in self._subscriptions.items() if those}
        return frozenset(self._subscriptions)

    def subscribe(self, person: str) -> Subscription:
        """Subscribe to the runs of a person, until `close`."""
        subscription = Subscription()
        if self._is_over:
            subscription.wake(is_over=True)
        self._subscriptions.setdefault(person, WeakSet()).add(subscription)
        return subscription

    def notify(self, person: str) -> None:
        """Something changed about a person's runs."""
        for subscription in self._subscriptions.get(person, ()):
            subscription.wake()

    def close(self) -> None:
        """Wake every subscriber for the last time."""
        self._is_over = True
        for those in self._subscriptions.values():
            for subscription in those:
                subscription.wake(is_over=True)
