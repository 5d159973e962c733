"""Deletion for the event loop, and what finishes it in the background."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Final

from playground.errors import BucketError, StorageError
from playground.files.results import Results
from playground.runs.async_ledger import AsyncLedger
from playground.runs.deletions import Deletion
from playground.tasks.clock import Clock

LOOK_INTERVAL: Final = 5.0
"""Seconds between two looks for what is to be removed for good."""

_LOG = logging.getLogger(__name__)


class AsyncDeletions:
    """Deletes runs, and brings them back for as long as that is offered (`deletions.UNDO_SECONDS`).

    Args:
        async_ledger: where runs are.
        results: where their files are.
        clock: tells when.
        notify: called with a person when runs of it go or come back.
    """

    def __init__(
        self, async_ledger: AsyncLedger, results: Results, clock: Clock, notify: Callable[[str], None]
    ) -> None:
        self._async_ledger = async_ledger
        self._deletions = async_ledger.ledger.deletions
        self._results = results
        self._clock = clock
        self._notify = notify

    async def delete(self, person: str, run_ids: Sequence[str]) -> Deletion:
        """Hide runs of a person; what is at work or unconfirmed stays, as does what is somebody else's."""
        done = await self._async_ledger.call(self._deletions.delete, person, run_ids, self._clock.wall())
        if done.deleted:
            self._notify(person)
        return done

    async def undo(self, person: str, run_ids: Sequence[str]) -> tuple[str, ...]:
        """Bring runs back as they were; the ids of those for which it was not too late."""
        restored = await self._async_ledger.call(self._deletions.undo, person, run_ids)
        if restored:
            self._notify(person)
        return restored

    async def finish(self) -> None:
        """Remove for good what was deleted long enough ago, here or by a process that has ended.

        Raises:
            StorageError: the ledger cannot be written; what is left is removed the next time.
        """
        now = self._clock.wall()
        await self._async_ledger.call(self._async_ledger.ledger.batch_deletions.finish, now)
        for run_id in await self._async_ledger.call(self._deletions.finalise, now):
            try:
                await self._results.remove(run_id)
                await self._async_ledger.call(self._deletions.remove, run_id)
                # Once more: a download that was just about to be put in place when it was forbidden may have been.
                await self._results.remove(run_id)
            except (OSError, BucketError) as error:
                _LOG.warning("the files of deleted run %s are still there: %s", run_id, error)

    async def keep_finishing(self) -> None:
        """Finish what is due, now and for as long as this runs."""
        while True:
            try:
                await self.finish()
            except StorageError as error:
                _LOG.warning("deleted runs are still in the ledger: %s", error)
            await self._clock.sleep(LOOK_INTERVAL)
