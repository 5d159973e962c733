"""Streams that are open, and which of them have to end because nobody is signed in there any more."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Awaitable, Callable, Collection, Iterator
from contextlib import contextmanager
from typing import Final

from playground.errors import StorageError

LOOK_INTERVAL: Final = 1.0
"""Seconds between two looks: another process may have ended a session."""


class OpenTabs:
    """One a process; while no stream is open it does nothing.

    Args:
        open_ones: which of some visits, by their keys, may still go on.
        interval: seconds between two looks.
    """

    def __init__(
        self, open_ones: Callable[[Collection[str]], Awaitable[frozenset[str]]], *, interval: float = LOOK_INTERVAL
    ) -> None:
        self._open_ones = open_ones
        self._interval = interval
        self._tabs: defaultdict[str, set[asyncio.Event]] = defaultdict(set)
        self._looking: asyncio.Task[None] | None = None

    @contextmanager
    def opened(self, key: str) -> Iterator[asyncio.Event]:
        """A stream is open within the block; the event is set once it has to end."""
        over = asyncio.Event()
        self._tabs[key].add(over)
        if self._looking is None or self._looking.done():
            self._looking = asyncio.create_task(self._look(), name="open tabs")
        try:
            yield over
        finally:
            self._tabs[key].discard(over)
            if not self._tabs[key]:
                del self._tabs[key]
            if not self._tabs and self._looking is not None:
                self._looking.cancel()
                self._looking = None

    def end(self, key: str) -> None:
        """End the streams of a visit at once."""
        for over in self._tabs.get(key, ()):
            over.set()

    async def _look(self) -> None:
        while True:
            await asyncio.sleep(self._interval)
            keys = tuple(self._tabs)
            try:
                still = await self._open_ones(keys)
            except StorageError:  # left for the next time
                continue
            for key in keys:
                if key not in still:
                    self.end(key)
