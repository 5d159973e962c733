"""What other processes on the same ledger do to runs that somebody looks at here."""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from contextlib import suppress
from typing import Final

from playground.errors import StorageError
from playground.runs.async_ledger import AsyncLedger
from playground.runs.subscriptions import Subscriptions
from playground.runs.supervisor import Supervisor
from playground.tasks.clock import Clock

LOOK_INTERVAL: Final = 1.0
"""Seconds between two looks at everybody who has a page here."""


class OtherProcesses:
    """Notifies the subscribers of a person whenever another process changed a run or a batch of theirs.

    Args:
        subscriptions: who looks at what here.
        supervisor: knows the name of this process in the ledger.
        async_ledger: where changes show.
        clock: times the looks.
    """

    def __init__(
        self, subscriptions: Subscriptions, supervisor: Supervisor, async_ledger: AsyncLedger, clock: Clock
    ) -> None:
        self._subscriptions = subscriptions
        self._supervisor = supervisor
        self._async_ledger = async_ledger
        self._clock = clock
        self._heard: set[str] = set()
        self._is_heard = asyncio.Event()
        self._seen: dict[str, tuple[int, ...] | None] = {}

    def hear(self, person: str) -> None:
        """Another process says that it has changed something of a person."""
        self._heard.add(person)
        self._is_heard.set()

    async def look_at_all(self) -> None:
        """Look at everybody once a second, whatever is heard; runs for ever."""
        while True:
            await self._clock.sleep(LOOK_INTERVAL)
            people = self._subscriptions.people
            try:
                pulse = await self._pulse(people)
            except StorageError:
                continue
            # A person that is new here is notified in any case: what happened before this look, nobody saw.
            changed = [person for person in people if person not in self._seen or self._seen[person] != pulse[person]]
            self._seen = pulse
            for person in changed:
                self._subscriptions.notify(person)

    async def look_at_heard(self) -> None:
        """Tell subscribers at once of what is heard, and remember how it stands: each change wakes them once."""
        while True:
            await self._is_heard.wait()
            self._is_heard.clear()
            people = self._subscriptions.people & self._heard
            self._heard.clear()
            with suppress(StorageError):  # then they are told once more at the next look
                self._seen |= await self._pulse(people)
            for person in people:
                self._subscriptions.notify(person)

    async def _pulse(self, people: Collection[str]) -> dict[str, tuple[int, ...] | None]:
        """How it stands with each: as `Ledger.pulse`; None where another process has done nothing."""
        if not people:
            return {}
        found = await self._async_ledger.call(self._async_ledger.ledger.pulse, people, self._supervisor.process)
        return {person: found.get(person) for person in people}
