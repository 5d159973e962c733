"""Removes old files while the server runs: at its start, every hour, and before a write that might not fit."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Final

from playground.errors import StorageError
from playground.files.bucket import BucketStore
from playground.files.bucket_retention import sweep_bucket, sweep_copies
from playground.files.diskspace import has_space_for
from playground.files.retention import Quota, bytes_of, sweep
from playground.files.uploads import REFERENCE
from playground.runs.masking import texts_in
from playground.runs.run import Run
from playground.wiring import Parts

_INTERVAL: Final = 3600.0
_DAY: Final = 86_400.0
_COUNT_SECONDS: Final = 5.0
"""Seconds for which a count of what is held is good; what was let in since is added to it."""
_LEDGER_BYTES: Final = 64 * 2**20
"""Bytes of ledger and the like that no limit is too small for."""
_SMALL: Final = 2 * 2**20
"""Bytes that a press or a draft has at the most."""
_LOG: Final = logging.getLogger(__name__)


class Housekeeper:
    """Keeps the data folder within its limits; the runner must have started.

    Args:
        parts: whose folders, and which runs need what.
        monotonic: gives seconds.
    """

    def __init__(self, parts: Parts, *, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._parts = parts
        self._monotonic = monotonic
        self._turn = asyncio.Lock()
        self._kept = 0
        self._counted_at = -math.inf
        self._accepted = 0

    async def run(self) -> None:
        """Remove what is over the limits, and leftovers of crashes, every hour until it is cancelled."""
        while True:
            async with self._turn:
                await self._sweep()
            with suppress(StorageError):  # a disk that takes nothing gets no more drafts either
                await self._parts.runner.drafts.forget_old()
                await self._parts.runner.presets.forget_deleted()
                await asyncio.to_thread(self._parts.stored.forget_lost, time.time())
                await self.look_after_full()
            await asyncio.sleep(_INTERVAL)

    async def look_after_full(self) -> None:
        """See what is left of what people keep who may keep no more; a process may have died over a removal."""
        await self._correct(await asyncio.to_thread(self._parts.stored.keys_at_the_limit))

    async def has_space(self, coming: int) -> bool:
        """Whether so many bytes more may be kept, the oldest of what nobody needs being removed for them.

        Files never fill the disk: a press is small, and is looked at by who sells.
        """
        if coming > _SMALL and not await asyncio.to_thread(has_space_for, self._parts.settings.data, coming):
            return False
        limit = self._parts.settings.keep_bytes
        if limit is None:
            return True
        async with self._turn:
            if self._monotonic() - self._counted_at >= _COUNT_SECONDS:
                await self._sweep(coming)
            if self._kept + self._accepted + coming > limit + _LEDGER_BYTES:
                return False
            self._accepted += coming
            return True

    async def _sweep(self, coming: int = 0) -> None:
        settings = self._parts.settings
        size = None if settings.keep_bytes is None else max(0, settings.keep_bytes - coming)
        quota = Quota(size=size, age=settings.keep_days and settings.keep_days * _DAY)
        try:
            waiting = await asyncio.to_thread(self._parts.kept_uploads.named_by_waiting)
            needed = waiting.union(needed_by(await self._parts.runner.unfinished()))
            besides = await asyncio.to_thread(self._ledger_bytes)
            store, folders = self._parts.store, (settings.results_folder, settings.uploads_folder)
            made = settings.sandbox_folder / "files"
            if isinstance(store, BucketStore):
                await store.run(sweep_copies, store, *folders)
                here = await asyncio.to_thread(
                    sweep, made.parent / "none", made.parent / "none", Quota(age=quota.age), needed=(), copies=made
                )
                swept = await store.run(sweep_bucket, store, quota, needed=needed, besides=besides + here.kept)
            else:
                swept = await asyncio.to_thread(sweep, *folders, quota, needed=needed, copies=made, besides=besides)
            await self._correct(swept.gone)
        except (StorageError, OSError) as error:  # who does not know what is needed removes nothing
            _LOG.warning("nothing was swept: %s", error)
            return
        self._kept, self._accepted, self._counted_at = swept.kept, 0, self._monotonic()

    async def _correct(self, keys: Iterable[str]) -> None:
        """Of what was removed its people keep nothing more, or less."""
        held = await self._parts.store.run(lambda: {key: self._bytes_of(key) for key in keys})
        if held:
            await asyncio.to_thread(self._parts.stored.correct, held)

    def _bytes_of(self, key: str) -> int:
        store, settings = self._parts.store, self._parts.settings
        if isinstance(store, BucketStore):
            return sum(file.size for file in store.index.files(key).values())
        return bytes_of(settings.results_folder, settings.uploads_folder, key)

    def _ledger_bytes(self) -> int:
        """Bytes of the ledger with its drafts, of the sandbox's tasks and of sessions."""
        folders = (self._parts.settings.data, self._parts.settings.sandbox_folder)
        return sum(path.stat().st_size for folder in folders for path in folder.glob("*") if path.is_file())


def needed_by(runs: Iterable[Run]) -> Iterator[str]:
    """What runs that are not over need: their ids, and the names of the uploads in their settings."""
    for run in runs:
        yield run.run_id
        yield from (text.removeprefix(REFERENCE) for text in texts_in(run.form_input) if text.startswith(REFERENCE))
