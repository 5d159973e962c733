"""Connections to services: one client and one rate limiter each, however many runs are followed there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, replace
from typing import Protocol

from playground.errors import StorageError
from playground.runs.recovery import is_account_of
from playground.runs.run import Run
from playground.tasks.client import Service, TaskClient, open_client
from playground.tasks.clock import Clock
from playground.tasks.rate_limiter import RateLimiter


@dataclass(frozen=True, slots=True)
class ServiceConnection:
    """How one service is reached."""

    service: Service
    client: TaskClient
    rate_limiter: RateLimiter


class OwnKeySource(Protocol):
    """Keys of the service that people brought themselves; calls block and raise `StorageError`."""

    def current_id(self, person: str, service: str) -> str | None:
        """Names the key that new runs of a person use; None where that is this server's own."""

    def reveal(self, own_key: str) -> str | None:
        """The key itself; None where it was deleted."""


class ServiceConnections:
    """Opens a connection the first time it is needed, and closes them all at the end.

    Args:
        services: the service that a run's name for it means now (the embedded one changes its port), or None while
            the settings know none of that name: a run is only ever asked about at its own service.
        clock: times the polls.
        own_keys: keys that people brought; None where nobody may.
    """

    def __init__(
        self, services: Callable[[str], Service | None], clock: Clock, own_keys: OwnKeySource | None = None
    ) -> None:
        self._services = services
        self._own_keys = own_keys
        self._revealed: dict[str, str | None] = {}
        self._clock = clock
        self._open: dict[Service, ServiceConnection] = {}
        self._stack = AsyncExitStack()

    def service(self, run: Run) -> Service | None:
        """The service of a run, with the key that the run is for; None where the settings, or we, know none."""
        service = self._services(run.service)
        if service is None or run.own_key is None:
            return service
        if run.own_key not in self._revealed:
            self._look_up(run.own_key)
        key = self._revealed.get(run.own_key)
        return None if key is None else replace(service, key=key)

    def lacks_own_key(self, run: Run) -> bool:
        """Whether the run waits because its person has deleted the key that it is for."""
        return self.serves(run.service) and self.service(run) is None

    async def own_key(self, person: str, service: str) -> str | None:
        """Names the key that a new run of a person is for; None where it is this server's own.

        Raises:
            StorageError: that cannot be looked up.
        """
        return await asyncio.to_thread(self._own_keys.current_id, person, service) if self._own_keys else None

    def forget_own_keys(self) -> None:
        """Some were deleted: each is looked up anew."""
        self._revealed.clear()

    def is_account_of(self, run: Run) -> bool:
        """Whether a run was made for the account that its service is asked with now."""
        service = self.service(run)
        return service is None or is_account_of(run, service.key)

    def serves(self, name: str) -> bool:
        """Whether runs can be asked about at the service of that name."""
        return self._services(name) is not None

    async def to(self, run: Run) -> ServiceConnection | None:
        """The connection to the service of a run, with its key; None while there is no such service or key."""
        if run.own_key is not None:
            await asyncio.to_thread(self._look_up, run.own_key)
        service = self.service(run)
        if service is None:
            return None
        if service not in self._open:
            client = await self._stack.enter_async_context(open_client(service))
            self._open.setdefault(service, ServiceConnection(service, client, RateLimiter(self._clock)))
        return self._open[service]

    def _look_up(self, own_key: str) -> None:
        with suppress(StorageError):  # what is known of it stays, and it is looked up again
            self._revealed[own_key] = self._own_keys.reveal(own_key) if self._own_keys else None

    async def close(self) -> None:
        """Close every connection."""
        await self._stack.aclose()
        self._open.clear()
