"""The ledger as seen from the event loop: one worker thread; what changes at the same time is committed together."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from playground.errors import StorageError
from playground.runs.ledger import Entry, Ledger

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """Runs a ledger's blocking calls in order, off the event loop.

    Two hundred runs that change in one second cost a handful of commits, not two hundred: while one commit is being
    written, those that arrive wait for the next and share it.

    Args:
        ledger: where to.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._waiting: list[tuple[Entry, asyncio.Future[bool]]] = []
        self._flushing: asyncio.Task[None] | None = None

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns, run after everything that was asked for before it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    async def save(self, entry: Entry) -> bool:
        """As `Ledger.save`, for one run. It is carried out even if who waits for it is cancelled.

        Raises:
            StorageError: the ledger could not be written.
        """
        saved: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((entry, saved))
        if self._flushing is None or self._flushing.done():
            self._flushing = asyncio.create_task(self._flush())
        return await saved

    async def close(self) -> None:
        """Finish what was asked for, then close the ledger."""
        if self._flushing:
            await self._flushing
        await self.call(self.ledger.close)
        self._thread.shutdown()

    async def _flush(self) -> None:
        while self._waiting:
            batch, self._waiting = self._waiting, []
            try:
                held = await self.call(self.ledger.save, [entry for entry, _ in batch])
            except StorageError as error:
                for _, saved in batch:
                    if not saved.done():
                        saved.set_exception(StorageError(error.code, **error.figures))
                continue
            for (_, saved), mine in zip(batch, held, strict=True):
                if not saved.done():
                    saved.set_result(mine)
