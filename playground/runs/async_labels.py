"""Labels for the event loop."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from playground.runs.async_ledger import AsyncLedger


class AsyncLabels:
    """Labels of runs; each call as that of `LabelWrites`, and the pages of the person are told.

    Args:
        async_ledger: where to.
        notify: called with a person when something of its changed.
    """

    def __init__(self, async_ledger: AsyncLedger, notify: Callable[[str], None]) -> None:
        self._async_ledger = async_ledger
        self._writes = async_ledger.ledger.labels
        self._notify = notify

    async def favourite(self, person: str, run_ids: Sequence[str], *, is_on: bool) -> tuple[str, ...]:
        """Make runs favourites, or none any more."""
        changed = await self._async_ledger.call(self._writes.favourite, person, run_ids, is_on=is_on)
        return self._changed(person, changed)

    async def rate(self, person: str, run_ids: Sequence[str], rating: int | None) -> tuple[str, ...]:
        """Rate runs from 1 to 5; None takes the rating back."""
        return self._changed(person, await self._async_ledger.call(self._writes.rate, person, run_ids, rating))

    async def note(self, person: str, run_ids: Sequence[str], text: str) -> tuple[str, ...]:
        """Write a note in place of the last one; an empty one takes it away."""
        return self._changed(person, await self._async_ledger.call(self._writes.note, person, run_ids, text))

    async def tag(
        self, person: str, run_ids: Sequence[str], add: Collection[str] = (), remove: Collection[str] = ()
    ) -> tuple[str, ...]:
        """Give runs tags and take others away; a tag that is in both is given."""
        return self._changed(person, await self._async_ledger.call(self._writes.tag, person, run_ids, add, remove))

    async def tags(self, person: str, prefix: str = "", limit: int = 20) -> tuple[str, ...]:
        """The person's tags that begin like this, then those that have it inside."""
        return await self._async_ledger.call(self._writes.tags, person, prefix, limit)

    def _changed(self, person: str, run_ids: tuple[str, ...]) -> tuple[str, ...]:
        if run_ids:
            self._notify(person)
        return run_ids
