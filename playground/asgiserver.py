"""uvicorn, for a whole program (`serve`) or for as long as a command needs it (`running`)."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable, Iterator

import uvicorn
from starlette.types import ASGIApp


class Server(uvicorn.Server):
    """A uvicorn server with three changes.

    Args:
        config: uvicorn's.
        on_stopping: called as soon as it is told to stop.
        stop_delay: seconds that it then goes on as before, so that a proxy in front may notice and turn elsewhere.
        before_shutdown: called first when it stops. uvicorn waits for open requests, and streams never end by
            themselves: this is where they are ended.
        catches_signals: whether Ctrl+C stops it; where not, the signal goes to whoever started it.
    """

    def __init__(
        self,
        config: uvicorn.Config,
        *,
        on_stopping: Callable[[], None] | None = None,
        stop_delay: float = 0.0,
        before_shutdown: Callable[[], None] | None = None,
        catches_signals: bool = True,
    ) -> None:
        super().__init__(config)
        self._on_stopping = on_stopping
        self._stop_delay = stop_delay
        self._stops_at: float | None = None
        self._before_shutdown = before_shutdown
        self._catches_signals = catches_signals

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Catch signals while the block runs, or leave them alone."""
        with super().capture_signals() if self._catches_signals else contextlib.nullcontext():
            yield

    async def on_tick(self, counter: int) -> bool:
        """Whether to stop now; asked ten times a second."""
        if not await super().on_tick(counter):
            return False
        now = asyncio.get_running_loop().time()
        if self._stops_at is None:
            self._stops_at = now + self._stop_delay
            if self._on_stopping is not None:
                self._on_stopping()
        return self.force_exit or now >= self._stops_at

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop, as `uvicorn.Server` does."""
        if self._before_shutdown is not None:
            self._before_shutdown()
        await super().shutdown(sockets)


@contextlib.asynccontextmanager
async def running(app: ASGIApp, listening: socket.socket) -> AsyncIterator[None]:
    """Serve an app at a socket, in this event loop, until the block is left."""
    config = uvicorn.Config(app, lifespan="off", log_level="error", timeout_graceful_shutdown=1)
    server = Server(config, catches_signals=False)
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await serving
