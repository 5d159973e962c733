"""What waiting for one task costs and how late its end is seen, beside the published intervals of two peers.

    python tests/benchmarks/bench_waiting.py [--seconds 60]

All wait at the same time, in real time, each for its own task at one service on this machine: ours by polling, ours by
events, and plain loops that ask at the intervals in the sources of replicate-python (0.5 s) and fal_client (0.1 s).
Requests are those to the task and its events; late is from the task's end at the service to its end at the client.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from faultserver import FaultServer

from playground.tasks.client import Service, TaskClient, open_client
from playground.tasks.control import get_task
from playground.tasks.rate_limiter import RateLimiter
from playground.tasks.submit import Accepted, submit
from playground.tasks.task import Task
from playground.tasks.watch import watch

Wait = Callable[[TaskClient, Task], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Figures:
    """What one wait came to."""

    name: str
    requests: int
    late: float


async def by_rules(client: TaskClient, task: Task) -> None:
    """Waits as the playground does."""
    async for _ in watch(client, task, notify=print, rate_limiter=RateLimiter()):
        pass


async def by_interval(client: TaskClient, task: Task, *, seconds: float) -> None:
    """Asks at a fixed interval."""
    while not task.status.is_terminal:
        await asyncio.sleep(seconds)
        found = await get_task(client, task.task_id)
        task = found if isinstance(found, Task) else task


async def measure(name: str, events: str, seconds: float, wait: Wait) -> Figures:
    """Waits for one task of that many seconds."""
    async with FaultServer(events=events, duration=seconds) as server, open_client(Service(server.url, None)) as client:
        accepted = await submit(client, b"{}", name, notify=print)
        if not isinstance(accepted, Accepted):
            raise SystemExit(f"not accepted: {accepted}")
        await wait(client, accepted.task)
        late = time.monotonic() - server.tasks[accepted.task.task_id].due()[-1][0]
        return Figures(name, len(server.requests) - 1, late)


async def compare(seconds: float) -> tuple[Figures, ...]:
    """All waits side by side."""
    return await asyncio.gather(
        measure("playground-polling", "404", seconds, by_rules),
        measure("playground-events", "sse auto", seconds, by_rules),
        measure("every-0.5-s", "404", seconds, partial(by_interval, seconds=0.5)),
        measure("every-0.1-s", "404", seconds, partial(by_interval, seconds=0.1)),
    )


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=60.0, help="how long the task takes (default: 60)")
    seconds = parser.parse_args().seconds
    print(f"{'':20} {'requests':>8} {'late':>9} {'late / task':>12}")
    for figures in asyncio.run(compare(seconds)):
        share = figures.late / seconds
        print(f"{figures.name:20} {figures.requests:8} {figures.late * 1000:6.0f} ms {share:11.2%}")


if __name__ == "__main__":
    main()
