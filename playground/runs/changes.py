"""Who looks on, and what they are told: that something changed, not what."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator


class Changes:
    """Wakes the listeners of a browser. However often it changed meanwhile, a listener wakes once."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = {}
        self._closed = False

    @property
    def browsers(self) -> frozenset[str]:
        """Browsers that somebody listens for."""
        return frozenset(self._listeners)

    async def listen(self, browser: str) -> AsyncIterator[None]:
        """Yield at once, then after every change, until `close`."""
        changed = asyncio.Event()
        changed.set()
        self._listeners.setdefault(browser, set()).add(changed)
        try:
            while not self._closed:
                await changed.wait()
                changed.clear()
                yield
        finally:
            self._listeners[browser].discard(changed)
            if not self._listeners[browser]:
                del self._listeners[browser]

    def tell(self, browser: str) -> None:
        """Something changed about a browser's runs."""
        for changed in self._listeners.get(browser, ()):
            changed.set()

    def close(self) -> None:
        """Wake every listener for the last time."""
        self._closed = True
        for listeners in self._listeners.values():
            for changed in listeners:
                changed.set()
