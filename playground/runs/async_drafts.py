"""The drafts for the event loop: their calls run on the ledger's thread."""

from __future__ import annotations

from typing import Any

from playground.runs.async_ledger import AsyncLedger
from playground.tasks.clock import Clock


class AsyncDrafts:
    """Forms that are being filled in. Every call raises `StorageError` where the ledger cannot be used.

    Args:
        async_ledger: where they are kept.
        clock: tells how old they are.
    """

    def __init__(self, async_ledger: AsyncLedger, clock: Clock) -> None:
        self._async_ledger = async_ledger
        self._drafts = async_ledger.ledger.drafts
        self._clock = clock

    async def save(self, person: str, model: str, draft: Any) -> None:
        """Keep a form that is being filled in: any JSON, without secrets."""
        await self._async_ledger.call(self._drafts.save, person, model, draft, self._clock.wall())

    async def forget_old(self) -> None:
        """Forget drafts that nobody has touched for long, and the oldest of too many."""
        await self._async_ledger.call(self._drafts.forget_old, self._clock.wall())

    async def of_person(self, person: str) -> dict[str, Any]:
        """The person's drafts by model, the one saved last first: its model is the one to open."""
        return await self._async_ledger.call(self._drafts.of_person, person)
