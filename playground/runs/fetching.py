"""Fetching results: at once, and then again with growing pauses for as long as their links may live.

What is paid for is not given up because a host is away for a while, a bucket answers 403 until an object is there, or
a disk is full. The run has succeeded meanwhile, with what is missing said beside it; the ledger has it as this
process's work, so that another goes on with it should this one die.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Final

from playground.errors import FetchError
from playground.files.result_files import StoredResult
from playground.files.results import Results
from playground.metrics import FETCHES
from playground.runs.connections import ServiceConnections
from playground.runs.ownership import TakenOverError
from playground.runs.run import Notice, Output, Run
from playground.runs.transitions import OutputsListed, Update
from playground.tasks.clock import Clock
from playground.tasks.control import get_task
from playground.tasks.merging import merge_outputs, without_signature
from playground.tasks.problem import Charged, Problem, ProblemCode
from playground.tasks.task import MediaKind, RemoteOutput, Task

LINK_LIFETIME: Final = 7 * 24 * 3600.0
"""Seconds after the end of a task for which its results are tried: no signature of a bucket lives longer."""

_TRIED_AT_LEAST: Final = 300.0
"""Seconds for which a process tries, however old the task is by the wall clock."""

FIRST_PAUSE: Final = 2.0
LONGEST_PAUSE: Final = 30 * 60.0
LONGEST_PAUSE_FOR_ROOM: Final = 15.0
"""Seconds between two tries; in between, half of the time that it has taken so far."""

_INCOMPLETE_RETRY: Final = 120.0
"""Seconds for which what comes only in part is fetched again: by then that is how it lies there."""

_RELIST_PAUSES: Final = (0.5, 1.0, 2.0)
"""Seconds before each further look at a list that is shorter than what was asked for."""

_COUNTS: Final = ("n", "num_images", "num_outputs", "sample_count", "batch_size", "number_of_images")

_FINAL: Final = frozenset({"fetch.bad_link", "fetch.forbidden_address", "fetch.too_large"})
"""What another try of the same link meets again."""

_OF_OURS: Final = frozenset({"fetch.disk", "fetch.bucket_down", "fetch.bucket_refused", "fetch.bucket_missing"})
"""Where it is our own disk or bucket that does not take it: somebody is about to put that right."""

_LOG = logging.getLogger(__name__)


class ResultFetcher:
    """Fetches the results of one run whose task has succeeded.

    Args:
        results: where they are kept.
        connections: to the service, for fresh links.
        clock: times the pauses.
        current: the run as it stands.
        update: advances and commits it.
        may_keep: whether the run is still ours, asked on a worker thread right before a result is put in place.
        stopping: is set once this process stops.
    """

    def __init__(
        self,
        results: Results,
        connections: ServiceConnections,
        clock: Clock,
        current: Callable[[], Run],
        update: Callable[[Update], Awaitable[None]],
        *,
        may_keep: Callable[[], bool],
        stopping: asyncio.Event,
    ) -> None:
        self._results = results
        self._connections = connections
        self._clock = clock
        self._current = current
        self._update = update
        self._may_keep = may_keep
        self._stopping = stopping
        self._guesses: Mapping[int, tuple[RemoteOutput, ...]] = {}
        self._now = asyncio.Event()
        self.is_pausing = False

    def fetch_now(self) -> None:
        """A person asks for what is missing: the pause is over."""
        self._now.set()

    async def fetch(self, *, refetch: bool) -> bool:
        """Bring what the service has and this machine has not, until all is here or there is no more hope.

        Args:
            refetch: links were given some time ago: fresh ones are asked for first.

        Raises:
            TakenOverError: another process owns the run.

        Returns:
            False where this process stops meanwhile; another one goes on with it.
        """
        began = self._clock.monotonic()
        if refetch:
            await self._relist()
            await self._fetch_all(self._current().missing)
        else:
            await self._fetch_and_relist()
        tried = self._links()
        for pause in () if refetch else _RELIST_PAUSES:
            if len(tried) >= _expected_count(self._current()):
                break
            await self._pause(pause)
            if self._stopping.is_set():
                return False
            await self._relist()
            retryable = self._retryable(tried, began)
            tried = self._links()
            await self._fetch_all(retryable)
        while retryable := self._retryable(tried, began):
            if all(tried.get(index) == link for index, link in self._links().items()):
                if self._is_too_late(began):
                    break
                await self._pause_with_notice(self._wait(began))
                if self._stopping.is_set():
                    return False
                await self._update(Notice("notice.fetching_again"))
                await self._relist()
                retryable = self._retryable(tried, began)
            tried = self._links()
            await self._fetch_all(retryable)
        return True

    async def _fetch_and_relist(self) -> None:
        """While the first ones come the task is looked at once more: a list may be told before it is complete."""
        look = asyncio.create_task(self._relist())
        try:
            await self._fetch_all(self._current().missing)
            await look
        finally:
            look.cancel()

    async def _pause_with_notice(self, seconds: float) -> None:
        await self._update(Notice("notice.fetching_later", seconds))
        await self._pause(seconds)

    def _links(self) -> dict[int, str]:
        """Which file each result is, whatever signature its link has now."""
        return {index: without_signature(remote) for index, remote in enumerate(self._current().remotes)}

    def _retryable(self, tried: Mapping[int, str], began: float) -> list[int]:
        """The missing ones that another try may bring."""
        run = self._current()
        reasons = {output.index: output.problem and output.problem.params.get("reason") for output in run.outputs}
        is_early = self._clock.monotonic() - began < _INCOMPLETE_RETRY
        final = _FINAL if is_early else _FINAL | {"fetch.incomplete"}
        links = self._links()
        is_new = {index: tried.get(index) != link for index, link in links.items()}
        return [index for index in run.missing if is_new[index] or reasons.get(index) not in final]

    def _is_too_late(self, began: float) -> bool:
        """Whether the links live no longer: not by one look at a clock that may just have been put right."""
        ended, tried_for = self._current().ended_at, self._clock.monotonic() - began
        is_old = ended is not None and self._clock.wall() - ended >= LINK_LIFETIME
        return tried_for >= LINK_LIFETIME or (is_old and tried_for >= _TRIED_AT_LEAST)

    def _wait(self, began: float) -> float:
        reasons = {output.problem.params.get("reason") for output in self._current().outputs if output.problem}
        longest = LONGEST_PAUSE if reasons.isdisjoint(_OF_OURS) else LONGEST_PAUSE_FOR_ROOM
        return min(max(FIRST_PAUSE, (self._clock.monotonic() - began) / 2), longest)

    async def _pause(self, seconds: float) -> None:
        sleeps = (self._clock.sleep(seconds), self._now.wait(), self._stopping.wait())
        waits = [asyncio.ensure_future(sleep) for sleep in sleeps]
        self.is_pausing = True
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.is_pausing = False
            self._now.clear()
            for wait in waits:
                wait.cancel()

    async def _relist(self) -> None:
        """Links expire and lists grow: the task is asked once more; where it does not answer, what is known stays."""
        run = self._current()
        connection = await self._connections.to(run)
        fresh = await get_task(connection.client, run.task.task_id) if connection and run.task else None
        if not isinstance(fresh, Task) or not fresh.outputs:
            return
        if not run.remotes:
            await self._update(fresh)  # a success that named none at first
            return
        listing = merge_outputs(self._current().remotes, fresh.outputs)
        self._guesses = listing.guesses
        await self._update(OutputsListed(listing.outputs))

    async def _fetch_all(self, wanted: Sequence[int]) -> None:
        """Fetch results beside each other; those known by their bytes alone one after the other."""
        sure = [index for index in wanted if index not in self._guesses]
        fetches = [asyncio.create_task(self._fetch_one(index, self._current().remotes[index])) for index in sure]
        try:
            for fetched in asyncio.as_completed(fetches):
                await self._update(await fetched)
            for index in wanted:
                if index in self._guesses:
                    await self._update(await self._fetch_guess(index))
        finally:
            for fetch in fetches:
                fetch.cancel()

    async def _fetch_guess(self, index: int) -> Output:
        """The first of the links that may be this result's which brings no copy of what is here."""
        others = tuple(output.name for output in self._current().outputs if output.name and output.index != index)
        for remote in (*self._guesses[index], self._current().remotes[index]):
            fetched = await self._fetch_one(index, remote, unlike=others)
            if fetched.problem is None:
                break
        return fetched

    async def _fetch_one(self, index: int, remote: RemoteOutput, *, unlike: tuple[str, ...] = ()) -> Output:
        run = self._current()
        part = next((output for output in run.outputs if output.index == index and output.name), None)
        larger_than = -1 if part is None or part.size is None else part.size
        # Gathered, so that an error of ours is this result's alone: the others are kept, and the run comes to its end.
        fetching = self._results.fetch(
            run.run_id, index, remote, larger_than=larger_than, unlike=unlike, may_keep=self._may_keep
        )
        (fetched,) = await asyncio.gather(fetching, return_exceptions=True)
        FETCHES.labels(_outcome_of(fetched)).inc()
        match fetched:
            case StoredResult():
                problem = None
                if not fetched.is_complete:
                    problem = _not_fetched(run, FetchError("fetch.incomplete", number=index + 1))
                return _output_of(index, fetched, problem)
            case FetchError(code="fetch.taken_over"):
                raise TakenOverError
            case FetchError() if part is not None:
                return part
            case FetchError():
                error = fetched
            case _:
                _LOG.error("run %s: an error of ours with result %s", run.run_id, index + 1, exc_info=fetched)
                error = FetchError("fetch.fault", number=index + 1)
        return Output(index=index, kind=remote.kind, problem=_not_fetched(run, error))


def _outcome_of(fetched: StoredResult | BaseException) -> str:
    if isinstance(fetched, StoredResult):
        return "kept" if fetched.is_complete else "partial"
    return "failed" if isinstance(fetched, FetchError) else "error"


def _expected_count(run: Run) -> int:
    """How many results the settings ask for, as far as they tell."""
    counts = (run.form_input.get(name) for name in _COUNTS)
    return next((count for count in counts if isinstance(count, int) and not isinstance(count, bool)), 0)


def _not_fetched(run: Run, error: FetchError) -> Problem:
    params = {**error.params, "reason": error.code}
    charged = Charged.UNKNOWN if run.cost_actual is None else Charged.YES if run.cost_actual else Charged.NO
    request_id = run.task.request_id if run.task else None
    return Problem(ProblemCode.RESULT_NOT_FETCHED, charged, request_id=request_id, params=params)


def _output_of(index: int, kept: StoredResult, problem: Problem | None) -> Output:
    return Output(
        index=index,
        kind=MediaKind(kept.kind),
        name=kept.name,
        media_type=kept.media_type,
        size=kept.size,
        width=kept.width,
        height=kept.height,
        text=kept.text,
        problem=problem,
    )
