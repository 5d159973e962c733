"""Many runs waiting at once in one process: `python tests/benchmarks/bench_runs.py [--runs 200] [--duration 20]`.

The fake service runs in a process of its own, so that the figures are the runner's alone. "Late" is from the moment
that a task ended at the service to the moment that the run knows its end, and to the moment that its picture is here.
With `--postgres` the ledger is a PostgreSQL that is begun for that.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from contextlib import ExitStack
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TypeAlias
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from faultserver import FaultServer
from postgresserver import running

from playground.files.results import Results
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.tasks.client import Service

ALLOWED_MEGABYTES = 60

LOOK = 0.1
"""Seconds between two looks at all runs, so that looking is not what the process is busy with."""

Moments: TypeAlias = dict[str, float]
"""Monotonic seconds by key."""


def serve(pipe: Connection, duration: float, events: str) -> None:
    """The fake service, until told to stop; then it says how often it was polled and when each task was accepted."""

    async def run() -> None:
        async with FaultServer(duration=duration, events=events) as server:
            pipe.send(server.url)
            await asyncio.to_thread(pipe.recv)
            pipe.send((len(server.polls), {task.key: task.accepted for task in server.tasks.values()}))

    asyncio.run(run())


async def wait_for_all(runner: Runner, count: int) -> tuple[Moments, Moments, tuple[Run, ...]]:
    """Wait for every run; when each was known to have ended, and had its picture."""
    known: Moments = {}
    ended: Moments = {}
    async for _ in runner.subscribe("anna"):
        runs = await runner.summaries.newest("anna", count)
        now = time.monotonic()
        for run in runs:
            if run.task and run.task.status.is_terminal:
                known.setdefault(run.key, now)
            if run.status.is_terminal:
                ended.setdefault(run.key, now)
        if len(ended) == count:
            return known, ended, runs
        await asyncio.sleep(LOOK)
    raise AssertionError("the runner stopped")


async def measure(url: str, folder: Path, count: int, ledger: Ledger) -> tuple[Moments, Moments, float]:
    """Begin the runs and wait for them: what `wait_for_all` says, and by how many MB the process grew."""
    results = Results(folder / "results", frozenset({("127.0.0.1", urlsplit(url).port or 0)}))
    runner = Runner(ledger, results, lambda _name: Service(url, None), service="test")
    await runner.start()
    await runner.begin(RunRequest(person="warm", page="up", model="m", input={"prompt": "warm"}, form_input={}))
    async for _ in runner.subscribe("warm"):
        if all(run.status.is_terminal for run in await runner.runs("warm")):
            break
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.monotonic()
    watching = asyncio.create_task(wait_for_all(runner, count))  # the first may end before the last is begun
    for number in range(count):
        await runner.begin(
            RunRequest(
                person="anna",
                page="tab",
                model="m",
                input={"prompt": f"fox {number}"},
                form_input={"prompt": f"fox {number}"},
            )
        )
    print(f"{count} runs begun in {time.monotonic() - began:.1f} s", flush=True)
    known, ended, runs = await watching
    assert {run.word for run in runs} == {"succeeded"}
    await runner.stop()
    await results.close()
    return known, ended, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - idle


def main() -> None:
    """Print the figures; exit 1 where the memory is past what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--duration", type=float, default=5.0, help="seconds that a task takes")
    parser.add_argument("--events", default="404", help="script of the fake service: 404, or 'sse auto'")
    parser.add_argument("--postgres", action="store_true", help="the ledger is a PostgreSQL")
    asked = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    service = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, asked.duration, asked.events))
    service.start()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        where = stack.enter_context(running("128MB")).url() if asked.postgres else folder / "ledger.db"
        known, ended, growth = asyncio.run(measure(ours.recv(), folder, asked.runs, Ledger(where)))
    ours.send("stop")
    polls, accepted = ours.recv()
    service.join()
    print(f"all {asked.runs} succeeded, {polls} polls; memory +{growth:.0f} MB; 8% is {0.08 * asked.duration:.2f} s")
    for what, moments in (("status", known), ("picture", ended)):
        late = sorted(seen - accepted[key] - asked.duration for key, seen in moments.items())
        print(f"{what} late: median {late[len(late) // 2]:.2f} s, worst {late[-1]:.2f} s")
    sys.exit(growth > ALLOWED_MEGABYTES)


if __name__ == "__main__":
    main()
