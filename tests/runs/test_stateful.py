"""Any order of clicks, faults, crashes and restarts: charges ≤ keys ≤ clicks, and no accepted task without an end."""

# ruff: noqa: SLF001 - a crash reaches what no caller may

from __future__ import annotations

import asyncio
import gc
import tempfile
from collections.abc import Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import pytest
from datafolder import CANCEL_PATH, DataFolder, Time, run_request
from fairness import PATIENCE
from faultserver import FaultServer
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from leases import age_leases
from newledgers import opening_copies

from playground.files.results import Results
from playground.runs.database import Database
from playground.runs.ownership import LEASE_DURATION
from playground.runs.run import Run, RunStatus
from playground.runs.runner import Runner
from playground.tasks.client import Service

pytestmark = pytest.mark.slow

T = TypeVar("T")

SUBMITS = (
    "202",
    "drop",
    "drop-after-accept",
    "reset-after-accept",
    "503",
    "html",
    "no-id",
    "409",
    "conflict-task",
    "402",
)
POLLS = ("auto", "404", "500", "html", "truncated", "dancing")


@pytest.fixture(scope="module", autouse=True)
def _ledgers_are_copies() -> Iterator[None]:
    """Each life has a new ledger; how one is made is shown where ledgers are."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Database, "open", opening_copies())
        yield


class Life(RuleBasedStateMachine):
    """A server process with its clicks, as the world treats it; time runs a thousand times as fast."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.new_event_loop()
        self.folder = tempfile.TemporaryDirectory()
        self.data_folder = DataFolder(Path(self.folder.name), Time(pace=1000.0))
        self.server = self.run(FaultServer(duration=0.02).__aenter__())
        address = ("127.0.0.1", int(self.server.url.rpartition(":")[2]))
        self.results = Results(self.data_folder.folder / "results", frozenset({address}))
        self.clicks = 0
        self.runner = self.run(self._started())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        return self.loop.run_until_complete(work)

    async def _started(self) -> Runner:
        service = Service(self.server.url, "mv_live_test", CANCEL_PATH)
        results = Results(
            self.data_folder.folder / "results", frozenset({("127.0.0.1", int(self.server.url.rpartition(":")[2]))})
        )
        runner = Runner(
            self.data_folder.ledger, results, lambda _name: service, service="test", clock=self.data_folder.time.clock
        )
        await runner.start()
        return runner

    @rule()
    def click(self) -> None:
        self.clicks += 1
        self.run(self.runner.begin(run_request(f"fox {self.clicks:03}")))

    @rule(script=st.sampled_from(SUBMITS))
    def service_takes_submits_like_this(self, script: str) -> None:
        self.server.scripts["submit"] = (script,)

    @rule(script=st.sampled_from(POLLS))
    def service_takes_polls_like_this(self, script: str) -> None:
        self.server.scripts["poll"] = (script,)

    @rule(outcome=st.sampled_from(["succeeded", "failed", "cancelled"]))
    def tasks_end_like_this(self, outcome: str) -> None:
        self.server.outcome = outcome

    @rule(seconds=st.sampled_from([0.001, 0.01, 0.05]))
    def time_passes(self, seconds: float) -> None:
        self.run(asyncio.sleep(seconds))

    @rule(minutes=st.sampled_from([-60, -1, 1, 16]))
    def clock_jumps(self, minutes: int) -> None:
        self.data_folder.time.moved += 60 * minutes

    @rule(seconds=st.sampled_from([31, 1000, -3600]))
    def crash_and_restart(self, seconds: float) -> None:
        """Every task of the process ends in the middle of what it was doing; its lease lapses."""
        self.run(self._crash())
        self.data_folder.time.moved += seconds
        self.runner = self.run(self._started())

    @rule()
    def stop_and_restart(self) -> None:
        self.run(self.runner.stop(drain=0.01))
        self.runner = self.run(self._started())

    @precondition(lambda self: self.clicks)
    @rule(
        data=st.data(),
        action=st.sampled_from(["cancel", "stop_waiting", "check_again", "send_again", "abandon", "fetch_again"]),
    )
    def a_person_acts(self, data: st.DataObject, action: str) -> None:
        run = data.draw(st.integers(0, self.clicks - 1).map(self._runs().__getitem__))
        self.run(getattr(self.runner, action)(run.person, run.run_id))

    @invariant()
    def charges_are_at_most_keys_and_keys_at_most_clicks(self) -> None:
        runs = self._runs()
        keys = {run.key for run in runs}
        assert len(keys) == len(runs) == self.clicks
        assert set(self.server.charges) <= keys
        assert sum(self.server.charges.values()) <= len(keys)

    @invariant()
    def one_key_means_one_body(self) -> None:
        bodies = {request.headers["idempotency-key"]: request.body for request in self.server.submits}
        assert all(request.body == bodies[request.headers["idempotency-key"]] for request in self.server.submits)

    def teardown(self) -> None:
        """With the service well and dead processes' leases lapsed, every run rests; no charged one is refused."""
        self.server.scripts |= {"submit": ("202",), "poll": ("auto",)}
        age_leases(self.data_folder.where, 2 * LEASE_DURATION)
        self.run(self._settled())
        runs = self._runs()
        charged = {task.key for task in self.server.tasks.values()}
        for run in runs:
            assert not run.status.is_active
            if run.key in charged:
                assert run.status is not RunStatus.REFUSED
            if run.status is RunStatus.SUCCEEDED:
                assert not run.missing
        self.run(self.runner.stop())
        self.run(self.results.close())
        self.run(self.server.__aexit__(None, None, None))
        self.loop.close()
        self.folder.cleanup()
        gc.collect()  # sockets that a crash cut off while they were being opened

    async def _settled(self) -> None:
        async with asyncio.timeout(PATIENCE):
            async for _ in self.runner.subscribe("anna"):
                if not any(run.status.is_active for run in await self.runner.runs("anna", 1000)):
                    return

    def _runs(self) -> list[Run]:
        return sorted(self.run(self.runner.runs("anna", 1000)), key=lambda run: run.body)

    async def _crash(self) -> None:
        runner = self.runner
        unwritten = filter(None, [runner._async_ledger._next])
        dying = [*runner._background, *runner._supervisor._jobs.values(), *runner._beginning._tasks, *unwritten]
        for task in dying:
            task.cancel()
        await asyncio.gather(*dying, return_exceptions=True)
        # What the operating system would close: without a word to the ledger or the service.
        await runner._connections.close()
        await runner._async_ledger.close()


Life.TestCase.settings = settings(
    max_examples=10, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestLife = pytest.mark.filterwarnings("ignore:unclosed:ResourceWarning")(Life.TestCase)
