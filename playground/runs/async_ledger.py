"""The ledger for the event loop: its calls run on one thread, and writes that come together share one commit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

from playground.runs.ledger import Ledger
from playground.runs.writes import LedgerWrite

P = ParamSpec("P")
T = TypeVar("T")


class AsyncLedger:
    """Runs a ledger's blocking calls in order, off the event loop.

    Two hundred runs that change in one second cost a handful of commits, not two hundred: while one commit is being
    written, those that arrive gather for the next and share it.

    Args:
        ledger: where to.
    """

    def __init__(self, ledger: Ledger) -> None:
        self.ledger = ledger
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._turn = asyncio.Lock()
        self._gathering: list[LedgerWrite] = []
        self._next: asyncio.Task[tuple[bool, ...]] | None = None

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `function` returns, run after everything that was asked for before it."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    async def save(self, write: LedgerWrite) -> bool:
        """As `Ledger.save`, for one run. It is carried out even if who waits for it is cancelled.

        Raises:
            StorageError: the ledger could not be written.
        """
        if self._next is None:
            self._gathering = []
            self._next = asyncio.create_task(self._write(self._gathering), name="commit")
        index = len(self._gathering)
        self._gathering.append(write)
        return (await asyncio.shield(self._next))[index]

    async def close(self) -> None:
        """Finish what was asked for, then close the ledger."""
        if self._next:
            await asyncio.wait([self._next])
        async with self._turn:
            await self.call(self.ledger.close)
        self._thread.shutdown()

    async def _write(self, writes: list[LedgerWrite]) -> tuple[bool, ...]:
        async with self._turn:
            self._next = None  # whoever comes now is too late for this one
            return await self.call(self.ledger.save, writes)
