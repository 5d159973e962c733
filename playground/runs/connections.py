"""Connections to services: one client and one rate limiter each, however many runs are followed there."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

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


class ServiceConnections:
    """Opens a connection the first time it is needed, and closes them all at the end.

    Args:
        services: the service that a run's name for it means now (the embedded one changes its port), or None while
            the settings know none of that name: a run is only ever asked about at its own service.
        clock: times the polls.
    """

    def __init__(self, services: Callable[[str], Service | None], clock: Clock) -> None:
        self._services = services
        self._clock = clock
        self._open: dict[Service, ServiceConnection] = {}
        self._stack = AsyncExitStack()

    def service(self, name: str) -> Service | None:
        """The service of that name, as far as the settings know it."""
        return self._services(name)

    def is_account_of(self, run: Run) -> bool:
        """Whether a run was made for the account that its service is asked with now."""
        service = self._services(run.service)
        return service is None or is_account_of(run, service.key)

    def serves(self, name: str) -> bool:
        """Whether runs can be asked about at the service of that name."""
        return self._services(name) is not None

    async def to(self, name: str) -> ServiceConnection | None:
        """The connection to the service of that name; None while there is no such service."""
        service = self._services(name)
        if service is None:
            return None
        if service not in self._open:
            client = await self._stack.enter_async_context(open_client(service))
            self._open.setdefault(service, ServiceConnection(service, client, RateLimiter(self._clock)))
        return self._open[service]

    async def close(self) -> None:
        """Close every connection."""
        await self._stack.aclose()
        self._open.clear()
