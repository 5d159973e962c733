"""Streams of pages, called without a socket."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fairness import PATIENCE
from starlette.types import ASGIApp


class Stream:
    """A stream that a page holds open, called as a server calls an app."""

    def __init__(self) -> None:
        self.text = ""
        self.status = 0
        self.is_over = False
        self._changed = asyncio.Event()

    async def send(self, message: Any) -> None:
        self.status = message.get("status", self.status)
        self.text += message.get("body", b"").decode()
        self.is_over = message["type"] == "http.response.body" and not message.get("more_body", False)
        self._changed.set()

    async def receive(self) -> Any:
        await asyncio.Event().wait()

    async def until(self, text: str) -> None:
        """Until that has been said."""
        async with asyncio.timeout(PATIENCE):
            while text not in self.text:
                self._changed.clear()
                await self._changed.wait()


@asynccontextmanager
async def looking(
    app: ASGIApp, headers: dict[str, str], address: str = "1.2.3.4", query: str = ""
) -> AsyncIterator[Stream]:
    """A page that is open."""
    headers = {"Host": "127.0.0.1:7860", **headers}
    raw = [(name.lower().encode(), value.encode()) for name, value in headers.items()]
    scope = {
        "type": "http",
        "method": "GET",
        "path": "/live",
        "query_string": query.encode(),
        "headers": raw,
        "scheme": "http",
    }
    stream = Stream()
    call = app({**scope, "client": (address, 1), "server": ("playground.test", 80)}, stream.receive, stream.send)
    work = asyncio.ensure_future(call)
    try:
        yield stream
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
