"""The context of workers: what all of them in one process share."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from playground.files.results import Results
from playground.runs.async_ledger import AsyncLedger
from playground.runs.connections import ServiceConnections
from playground.tasks.clock import Clock


@dataclass(frozen=True, slots=True)
class WorkerContext:
    """What every worker of a process works with.

    Attributes:
        async_ledger: where each step is committed.
        results: where results are kept.
        connections: to the services.
        clock: times the pauses.
        notify: is called with the person whose run changed.
        stopping: is set once this process stops.
    """

    async_ledger: AsyncLedger
    results: Results
    connections: ServiceConnections
    clock: Clock
    notify: Callable[[str], None]
    stopping: asyncio.Event
