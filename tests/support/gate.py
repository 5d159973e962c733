"""A way to a server that can be shut: whoever comes then is turned away at once, and who was there is cut off."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlsplit

_PIECE = 2**16


@dataclass(slots=True)
class Gate:
    """The way.

    Attributes:
        server: the address of the server behind it.
        url: where it is asked.
        is_shut: whether it lets nobody through.
        turned_away: how many came meanwhile.
    """

    server: str
    url: str = ""
    is_shut: bool = False
    turned_away: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _led: set[asyncio.Task[None]] = field(default_factory=set)

    def shut(self) -> None:
        """From now on nobody comes through."""
        self.is_shut = True
        for writer in self._open:
            writer.transport.abort()

    def come(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Somebody has come."""
        led = asyncio.create_task(self._lead(reader, writer))
        self._led.add(led)
        led.add_done_callback(self._led.discard)

    async def all_gone(self) -> None:
        """Until nobody is on the way any more."""
        await asyncio.gather(*self._led, return_exceptions=True)

    async def _lead(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self.is_shut:
            self.turned_away += 1
            writer.transport.abort()
            return
        behind = urlsplit(self.server)
        back, forth = await asyncio.open_connection(behind.hostname, behind.port)
        self._open |= {writer, forth}
        try:
            await asyncio.gather(_carry(reader, forth), _carry(back, writer))
        finally:
            self._open -= {writer, forth}


@asynccontextmanager
async def gate_to(server: str) -> AsyncIterator[Gate]:
    """A gate before a server, open at first, until the block ends."""
    gate = Gate(server)
    listening = await asyncio.start_server(gate.come, "127.0.0.1", 0)
    gate.url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    try:
        yield gate
    finally:
        listening.close()
        gate.shut()
        await gate.all_gone()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with suppress(ConnectionError):
        while piece := await reader.read(_PIECE):
            writer.write(piece)
            await writer.drain()
        writer.close()
