"""A data folder, and a runner on it that talks to a real server which misbehaves as told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from fairness import PATIENCE
from faultserver import FaultServer

from playground.files.results import Results
from playground.runs.budgets.limits import NO_BUDGETS, BudgetSettings
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.connections import OwnKeySource
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.tasks.client import Service
from playground.tasks.clock import Clock

CANCEL_PATH = "/api/v1/tasks/{task_id}/cancel"


@dataclass(slots=True)
class Time:
    """A clock that runs `pace` times as fast as the real one; its wall time can be moved."""

    pace: float = 50.0
    moved: float = 0.0
    clock: Clock = field(init=False)

    def __post_init__(self) -> None:
        self.clock = Clock(
            monotonic=lambda: time.monotonic() * self.pace,
            wall=lambda: time.time() + self.moved,
            sleep=lambda seconds: asyncio.sleep(seconds / self.pace),
            uniform=lambda _low, high: high,
        )


@dataclass(frozen=True, slots=True)
class DataFolder:
    """A data folder, and what opens runners on it; `close` it.

    Attributes:
        folder: of results, and of the ledger if that is a file.
        time: of its runners.
        database: where its ledger is, if not in a file.
        budgets: what may be spent.
    """

    folder: Path
    time: Time
    database: str | Path | None = None
    budgets: BudgetSettings = NO_BUDGETS
    _opened: list[Ledger] = field(default_factory=list)

    @property
    def file(self) -> Path:
        return self.folder / "ledger.db"

    @property
    def where(self) -> str | Path:
        """Where its ledger is, as a `Ledger` takes it."""
        return self.database or self.file

    @property
    def ledger(self) -> Ledger:
        """One to look at what the runners did, each of which has its own."""
        if not self._opened:
            self._opened.append(self._new_ledger())
        return self._opened[0]

    def close(self) -> None:
        for ledger in self._opened:
            ledger.close()

    @asynccontextmanager
    async def runner(
        self,
        server: FaultServer,
        *,
        cancel_path: str | None = CANCEL_PATH,
        services: Callable[[str], Service | None] | None = None,
        results: Results | None = None,
        drain: float = 10.0,
        clock: Clock | None = None,
        limits: ConcurrencyLimits | None = None,
        batch_limits: ConcurrencyLimits | None = None,
        own_keys: OwnKeySource | None = None,
    ) -> AsyncIterator[Runner]:
        address = urlsplit(server.url)
        kept = results or Results(self.folder / "results", frozenset({("127.0.0.1", address.port or 0)}))
        service = Service(server.url, "mv_live_test", cancel_path)
        runner = Runner(
            self._new_ledger(),
            kept,
            services or (lambda _name: service),
            service="test",
            clock=clock or self.time.clock,
            limits=limits,
            batch_limits=batch_limits or ConcurrencyLimits.of(20),
            own_keys=own_keys,
        )
        await runner.start()
        try:
            yield runner
        finally:
            await runner.stop(drain)
            await kept.close()

    def _new_ledger(self) -> Ledger:
        return Ledger(self.where, self.budgets)


def run_request(prompt: str = "a fox", *, person: str = "anna", page: str = "tab", **settings: object) -> RunRequest:
    payload = {"prompt": prompt, **settings}
    return RunRequest(person=person, page=page, model="qwen-image-2-0-pro", input=payload, form_input=payload)


async def until(runner: Runner, run: Run, *words: str) -> Run:
    """The run once it says one of `words`, as a page sees it: through `changes`."""
    async with asyncio.timeout(PATIENCE):
        async for _ in runner.subscribe(run.person):
            now = await runner.run(run.person, run.run_id)
            assert now is not None
            if now.word in words:
                return now
    raise AssertionError("the runner stopped")


async def noticed(runner: Runner, run: Run, code: str = "") -> Run:
    """The run once something, or just that, is said about it."""
    async with asyncio.timeout(PATIENCE):
        async for _ in runner.subscribe(run.person):
            now = await runner.run(run.person, run.run_id)
            if now and now.notice and code in {"", now.notice.code}:
                return now
    raise AssertionError("the runner stopped")


async def rest(runner: Runner, run: Run) -> Run:
    """The run once nothing more happens to it by itself."""
    return await until(runner, run, "succeeded", "failed", "cancelled", "refused", "unconfirmed", "abandoned")


async def sent(server: FaultServer) -> None:
    """Wait until something was submitted."""
    async with asyncio.timeout(PATIENCE):
        while not server.submits:  # noqa: ASYNC110 - the server counts, it does not signal
            await asyncio.sleep(0.01)
