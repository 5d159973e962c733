"""Many runs waiting at once in one process: `python tests/benchmarks/bench_runs.py --runs 200`.

The fake service runs in a process of its own, so that the figures are the runner's alone. "Late" is from the moment
that a task ended at the service to the moment that its picture stands in the run.
"""

from __future__ import annotations

import argparse
import asyncio
import multiprocessing
import resource
import sys
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from faultserver import FaultServer

from playground.files.results import Results
from playground.runs.ask import Ask
from playground.runs.ledger import Ledger
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.tasks.client import Service

ALLOWED_MEGABYTES = 60


def serve(pipe: Connection, duration: float, events: str) -> None:
    """The fake service, until told to stop; then it says how often it was polled and when each task was accepted."""

    async def run() -> None:
        async with FaultServer(duration=duration, events=events) as server:
            pipe.send(server.url)
            await asyncio.to_thread(pipe.recv)
            pipe.send((len(server.polls), {task.key: task.accepted for task in server.tasks.values()}))

    asyncio.run(run())


async def wait_for_all(runner: Runner, count: int) -> tuple[dict[str, float], tuple[Run, ...]]:
    """Wait for every run; when each was seen to have ended, on the monotonic clock, by key."""
    ended: dict[str, float] = {}
    async for _ in runner.changes("anna"):
        runs = await runner.runs("anna", limit=count)
        now = time.monotonic()
        for run in runs:
            if run.status.is_terminal:
                ended.setdefault(run.key, now)
        if len(ended) == count:
            return ended, runs
    raise AssertionError("the runner stopped")


async def measure(url: str, folder: Path, count: int) -> tuple[dict[str, float], float]:
    """Begin the runs and wait for them: when each was seen, and by how many MB the process grew."""
    results = Results(folder / "results", frozenset({("127.0.0.1", urlsplit(url).port or 0)}))
    runner = Runner(Ledger(folder / "ledger.db"), results, lambda _name: Service(url, None), service="test")
    await runner.start()
    await runner.begin(Ask("warm", "up", "m", {"prompt": "warm"}, {}))
    async for _ in runner.changes("warm"):
        if all(run.status.is_terminal for run in await runner.runs("warm")):
            break
    idle = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    began = time.monotonic()
    for number in range(count):
        await runner.begin(Ask("anna", "tab", "m", {"prompt": f"fox {number}"}, {"prompt": f"fox {number}"}))
    print(f"{count} runs begun in {time.monotonic() - began:.1f} s")
    ended, runs = await wait_for_all(runner, count)
    assert {run.word for run in runs} == {"succeeded"}
    await runner.stop()
    await results.close()
    return ended, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - idle


def main() -> None:
    """Print the figures; exit 1 where the memory is past what is allowed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--duration", type=float, default=20.0, help="seconds that a task takes")
    parser.add_argument("--events", default="404", help="script of the fake service: 404, or 'sse auto'")
    asked = parser.parse_args()
    ours, theirs = multiprocessing.Pipe()
    service = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, asked.duration, asked.events))
    service.start()
    with tempfile.TemporaryDirectory() as folder:
        ended, growth = asyncio.run(measure(ours.recv(), Path(folder), asked.runs))
    ours.send("stop")
    polls, accepted = ours.recv()
    service.join()
    late = sorted(seen - accepted[key] - asked.duration for key, seen in ended.items())
    print(
        f"all {asked.runs} succeeded, {polls} polls; late: median {late[len(late) // 2]:.2f} s, worst {late[-1]:.2f} s "
        f"(8% of {asked.duration:g} s is {0.08 * asked.duration:.2f} s); memory +{growth:.0f} MB"
    )
    sys.exit(growth > ALLOWED_MEGABYTES)


if __name__ == "__main__":
    main()
