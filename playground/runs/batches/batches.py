"""What pages ask of batches, and the loop that sends the next cells."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, Final

from playground.errors import BadRequestError, StorageError
from playground.files.results import Results
from playground.runs.async_ledger import AsyncLedger
from playground.runs.batches.batch import Batch, BatchRequest
from playground.runs.batches.listing import BatchHead
from playground.runs.batches.planning import plan_batch
from playground.runs.concurrency import ConcurrencyLimits, OriginCounter
from playground.runs.connections import ServiceConnections
from playground.runs.history import HistoryFilter
from playground.runs.run_queries import UNREADABLE
from playground.runs.supervisor import RENEWAL_INTERVAL, Supervisor
from playground.tasks.clock import Clock
from playground.tasks.problem import Charged, Problem, ProblemCode

LOOK_INTERVAL: Final = 1.0
"""Seconds after which is looked for room again: what another process ends makes room, too."""

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SendingContext:
    """What sending works with.

    Attributes:
        async_ledger: where batches and runs are kept.
        results: tells whether there is room on the disk for what comes.
        supervisor: works on the runs, in whose name they are sent.
        connections: tell which services this process can ask.
        origins: counts runs by the address that they came from.
        clock: times everything.
        notify: is called with the person whose batch changed.
        service: the name that new batches are made for.
        limits: how many runs may be at work; over them a batch waits.
    """

    async_ledger: AsyncLedger
    results: Results
    supervisor: Supervisor
    connections: ServiceConnections
    origins: OriginCounter
    clock: Clock
    notify: Callable[[str], None]
    service: str
    limits: ConcurrencyLimits


class Batches:
    """One a process. A batch belongs to a person: to any other it does not exist, and every call here says None.

    Args:
        context: what it works with.
    """

    def __init__(self, context: SendingContext) -> None:
        self._context = context
        self._ledger = context.async_ledger.ledger.batches
        self._open: dict[str, str] = {}  # batches with something to send, and their people
        self._origins: dict[str, str] = {}
        self._changed = asyncio.Event()
        self._is_closing = False
        self._begun: set[asyncio.Task[str]] = set()
        self._loops: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        """Take over what nobody sends, and send from now on what there is room for."""
        await self._try_take_over()
        self._loops = (
            asyncio.create_task(self._keep_sending(), name="batches"),
            asyncio.create_task(self._keep_taking_over(), name="batches of other processes"),
        )

    async def close(self) -> None:
        """Send no more: what is being sent at this moment has its worker when this returns."""
        self._is_closing = True
        self._changed.set()
        sending, taking_over = self._loops or (None, None)
        if sending and taking_over:
            taking_over.cancel()
            await asyncio.gather(sending, taking_over, *self._begun, return_exceptions=True)

    async def begin(self, request: BatchRequest) -> Batch:
        """Commit a batch with all its cells; sending begins at once, and the answer does not wait for it.

        The clicks of a double click are one batch.

        Raises:
            BadRequestError: `batch.too_many` or `batch.too_large` cells.
            StorageError: it could not be committed, too much is waiting, or the server is stopping. Nothing was sent.
        """
        if self._is_closing:
            raise StorageError("storage.stopping")
        begun = asyncio.create_task(self._begin(request), name="begin a batch")
        self._begun.add(begun)
        begun.add_done_callback(self._begun.discard)
        batch_id = await asyncio.shield(begun)
        batch = await self.batch(request.person, batch_id)
        if batch is None:  # its ledger was emptied meanwhile
            raise StorageError("storage.unavailable", place="")
        return batch

    async def batch(self, person: str, batch_id: str) -> Batch | None:
        """The person's batch of that id as it stands now."""
        return await self._context.async_ledger.call(self._ledger.batch, person, batch_id)

    @property
    def most_at_work(self) -> int:
        """How many runs of one person may be at work; over that, cells wait."""
        return self._context.limits.per_person

    async def newest(self, person: str, limit: int = 100) -> tuple[Batch, ...]:
        """The person's batches, the newest first."""
        return await self._context.async_ledger.call(self._ledger.newest, person, limit)

    async def listed(self, wanted: HistoryFilter, most: int) -> tuple[BatchHead, ...]:
        """The batches that fit a filter of the history, the newest first, at most so many; see `listing.found`."""
        return await self._context.async_ledger.call(self._ledger.found, wanted, most)

    async def there(self, person: str, batch_ids: Sequence[str]) -> frozenset[str]:
        """Which of these batches the person has, and has not deleted."""
        return await self._context.async_ledger.call(self._ledger.there, person, batch_ids)

    async def unfinished(self, person: str, most: int = 50) -> tuple[BatchHead, ...]:
        """The person's batches that are at work or wait for somebody, the newest first."""
        return await self._context.async_ledger.call(self._ledger.unfinished, person, most)

    async def size(self, person: str, batch_id: str) -> int:
        """Bytes of all that a batch asks for."""
        return await self._context.async_ledger.call(self._ledger.size, person, batch_id)

    async def delete(self, person: str, batch_ids: Sequence[str]) -> tuple[str, ...]:
        """Hide batches, but for their runs; the ids of those that are gone. What is at work stays."""
        deletions, now = self._context.async_ledger.ledger.batch_deletions, self._context.clock.wall()
        gone = await self._context.async_ledger.call(deletions.delete, person, batch_ids, now)
        if gone:
            self._context.notify(person)
        return gone

    async def restore(self, person: str, batch_ids: Sequence[str]) -> tuple[str, ...]:
        """Bring deleted batches back; the ids of those for which it was not too late."""
        back = await self._context.async_ledger.call(
            self._context.async_ledger.ledger.batch_deletions.undo, person, batch_ids
        )
        if back:
            self._context.notify(person)
        return back

    async def batches_of(self, run_ids: Sequence[str]) -> Mapping[str, str]:
        """Of which batches these runs are cells, by run id; the others are not in it."""
        return await self._context.async_ledger.call(self._ledger.batches_of, run_ids)

    async def problems(self, batch: Batch) -> Mapping[str, Problem]:
        """What is wrong with the runs of a batch, by run id."""
        troubled = [cell.run_id for cell in batch.cells if cell.run_id and cell.has_problem]
        return await self._context.async_ledger.call(self._ledger.problems, batch.person, troubled)

    async def stop(self, person: str, batch_id: str) -> Batch | None:
        """End what has not been sent; what has been goes on, and may be cancelled run by run."""
        await self._context.async_ledger.call(self._ledger.stop, person, batch_id)
        return await self._after_change(person, batch_id)

    async def go_on(self, person: str, batch_id: str) -> Batch | None:
        """Send what was held back, and again what was refused for the same reason: a person says it will work now.

        Raises:
            BadRequestError: `batch.no_service`, the settings know no service of that name.
        """
        await self._check_service(person, batch_id)
        arguments = (person, batch_id, self._context.supervisor.process, self._context.clock.wall())
        if await self._context.async_ledger.call(self._ledger.go_on, *arguments):
            self._open[batch_id] = person
        return await self._after_change(person, batch_id)

    async def retry(self, person: str, batch_id: str, position: int) -> Batch | None:
        """Give a hole, see `Cell.is_hole`, a new run; any other cell stays as it is.

        Raises:
            BadRequestError: `batch.secret_gone`, a password that it needs was not kept; `batch.no_service`, as above.
        """
        await self._check_service(person, batch_id)
        arguments = (person, batch_id, position, self._context.supervisor.process, self._context.clock.wall())
        if await self._context.async_ledger.call(self._ledger.retry, *arguments):
            self._open[batch_id] = person
        return await self._after_change(person, batch_id)

    def give(self, before: str, person: str) -> None:
        """All batches of somebody are somebody else's from now on; the ledger has that already."""
        self._open.update({batch_id: person for batch_id, whose in self._open.items() if whose == before})

    def wake(self, person: str) -> None:
        """Something changed about a person's runs: there may be room."""
        if person in self._open.values():
            self._changed.set()

    async def _check_service(self, person: str, batch_id: str) -> None:
        """What nobody here could send would only be one more that waits."""
        service = await self._context.async_ledger.call(self._ledger.service, person, batch_id)
        if service is not None and not self._context.connections.serves(service):
            raise BadRequestError("batch.no_service", service=service)

    async def _begin(self, request: BatchRequest) -> str:
        context = self._context
        await asyncio.to_thread(context.results.check_space)
        now = context.clock.wall()
        own_key = await context.connections.own_key(request.person, context.service)
        request = replace(request, own_key=own_key)
        planned = await asyncio.to_thread(plan_batch, request, context.service, context.supervisor.process, now)
        batch_id = await context.async_ledger.call(self._ledger.add, planned, request.deduplication_key(now))
        if batch_id == planned.batch_id:
            self._open[batch_id], self._origins[batch_id] = request.person, request.origin
            self._changed.set()
        return batch_id

    async def _after_change(self, person: str, batch_id: str) -> Batch | None:
        self._changed.set()
        self._context.notify(person)
        return await self.batch(person, batch_id)

    async def _keep_sending(self) -> None:
        while not self._is_closing:
            with suppress(TimeoutError):
                async with asyncio.timeout(LOOK_INTERVAL if self._open else None):
                    await self._changed.wait()
            self._changed.clear()
            full: set[str] = set()  # who has many batches that wait is looked at once
            for batch_id, person in tuple(self._open.items()):
                if self._is_closing:
                    break
                if person not in full and not await self._send(batch_id, person):
                    full.add(person)

    async def _send(self, batch_id: str, person: str) -> bool:
        """Send what there is room for; False where there is none for more of that person's runs."""
        context, origin = self._context, self._origins.get(batch_id, "")
        try:
            await asyncio.to_thread(context.results.check_space)
        except StorageError as error:
            await self._hold(batch_id, person, {**error.params, "reason": error.code})
            return True
        process, now = context.supervisor.process, context.clock.wall()
        most = context.origins.room(origin)
        try:
            sent = await context.async_ledger.call(
                self._ledger.send_next, batch_id, process, context.limits, now=now, most=most
            )
        except StorageError as error:  # what cannot be noted is not sent; it is tried again
            _LOG.warning("batch %s: nothing could be sent: %s", batch_id, error)
            return True
        except UNREADABLE as error:  # after a fault of the disk: the others go on
            _LOG.error("batch %s: its rows in the ledger cannot be read: %s", batch_id, type(error).__name__)
            await self._hold(batch_id, person, {"reason": "unreadable"})
            return True
        for run in sent.runs:
            context.origins.add(run.run_id, origin)
            context.supervisor.start_worker(run, committed=True)
        if not sent.is_open:
            self._open.pop(batch_id, None)
            self._origins.pop(batch_id, None)
            context.notify(person)
        return bool(sent.runs) or not sent.is_open or most <= 0

    async def _hold(self, batch_id: str, person: str, params: Mapping[str, Any]) -> None:
        problem = Problem(ProblemCode.STORAGE, Charged.NO, params=params)
        with suppress(StorageError):  # then it waits, and this is tried again
            await self._context.async_ledger.call(self._ledger.hold, batch_id, problem)
            self._open.pop(batch_id, None)
            self._context.notify(person)

    async def _keep_taking_over(self) -> None:
        while True:
            await self._context.clock.sleep(RENEWAL_INTERVAL)
            await self._try_take_over()

    async def _try_take_over(self) -> None:
        context = self._context
        arguments = (context.supervisor.process, context.clock.wall(), context.connections.serves)
        with suppress(StorageError):  # left for the next time
            for row in await context.async_ledger.call(self._ledger.take_over, *arguments):
                self._open[row.batch_id] = row.person
            self._changed.set()
