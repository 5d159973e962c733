"""Whether the server is alive, and whether it can serve: for load balancers and whoever watches over servers.

Answered in front of everything else: without a cookie, a sign-in, a rate limit, by whatever name it is asked.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from types import MappingProxyType
from typing import Final, TypeVar

from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from playground.catalog import Catalog
from playground.errors import StorageError
from playground.server.responses import AsciiJSONResponse

ALIVE: Final = "/healthz"
READY: Final = "/readyz"
BOUND: Final = 2.0
"""Seconds for all checks together."""
REMEMBERED: Final = 1.0
"""Seconds for which an answer is given again: whoever asks often asks nobody else by it."""

_OK: Final = "ok"
_SILENT: Final = "no_answer"
_METHODS: Final = frozenset({"GET", "HEAD"})
_HEADERS: Final[Mapping[str, str]] = MappingProxyType(
    {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
)

_T = TypeVar("_T")

Check = Callable[[], None]
"""Raises `StorageError` where something is not as it must be; it may block, for ever too."""


class Readiness:
    """Whether requests should come here.

    Each check has a thread of its own, so that one that hangs holds up nothing, not even the others.

    Args:
        checks: what has to be well, by its name.
        bound: seconds for all of them.
        monotonic: gives seconds.
    """

    def __init__(
        self, checks: Mapping[str, Check], *, bound: float = BOUND, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._checks = checks
        self._bound = bound
        self._monotonic = monotonic
        self._begun: dict[str, tuple[asyncio.Future[str], float]] = {}
        self.is_stopping = False

    def stop(self) -> None:
        """From now on the answer is no."""
        self.is_stopping = True

    async def look(self) -> dict[str, bool | str]:
        """`{"ready", "stopping"}` and, for each check, `ok`, `no_answer` or a word for what is wrong."""
        begun = [self._begin(name) for name in self._checks]
        if begun:
            await asyncio.wait(begun, timeout=self._bound)
        said = {
            name: check.result() if check.done() else _SILENT for name, check in zip(self._checks, begun, strict=True)
        }
        is_ready = not self.is_stopping and all(word == _OK for word in said.values())
        return {"ready": is_ready, "stopping": self.is_stopping, **said}

    def _begin(self, name: str) -> asyncio.Future[str]:
        now = self._monotonic()
        if known := self._begun.get(name):
            check, at = known
            if not check.done() or now - at < REMEMBERED:
                return check
        check = on_a_thread(f"ready: {name}", partial(_said, self._checks[name]))
        self._begun[name] = check, now
        return check


class HealthMiddleware:
    """`GET /healthz` answers 200 while this process answers at all; `GET /readyz` 200 or 503, and why.

    Args:
        app: the app behind it.
        readiness: of this process.
    """

    def __init__(self, app: ASGIApp, readiness: Readiness) -> None:
        self._app = app
        self._readiness = readiness

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the two, and pass on everything else."""
        is_asked = scope["type"] == "http" and scope["path"] in {ALIVE, READY} and scope["method"] in _METHODS
        await (await self._answer(scope["path"]) if is_asked else self._app)(scope, receive, send)

    async def _answer(self, path: str) -> Response:
        if path == ALIVE:
            return PlainTextResponse(_OK, headers=_HEADERS)
        seen = await self._readiness.look()
        return AsciiJSONResponse(seen, 200 if seen["ready"] else 503, _HEADERS)


def schemas_check(catalog: Catalog) -> Check:
    """That there is a model to choose; a file that cannot be one does not count against the others."""

    def check() -> None:
        if not catalog.models():
            raise StorageError("storage.no_schemas")

    return check


def on_a_thread(name: str, work: Callable[[], _T]) -> asyncio.Future[_T]:
    """What comes of work that raises nothing. Its thread keeps nobody from ending, as one of a pool would."""
    loop = asyncio.get_running_loop()
    told: asyncio.Future[_T] = loop.create_future()

    def run() -> None:
        said = work()
        with suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(told.set_result, said)

    threading.Thread(target=run, name=name, daemon=True).start()
    return told


def _said(check: Check) -> str:
    try:
        check()
    except StorageError as error:
        return error.code.rpartition(".")[2]
    except OSError:
        return "unreadable"
    return _OK
