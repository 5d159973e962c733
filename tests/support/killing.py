"""Real processes that work on a ledger, to be killed: `python killing.py FOLDER URL [PROMPT …]` asks and follows."""

from __future__ import annotations

import asyncio
import random
import subprocess
import sys
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from faultserver import PIXEL, FaultServer, Reply

from playground.files.results import Results
from playground.runs.ask import Ask
from playground.runs.ledger import Ledger
from playground.runs.run import Run, RunStatus
from playground.runs.runner import Runner
from playground.tasks.client import Service

BROWSER = "anna"
RESTING = frozenset(status for status in RunStatus if not status.is_followed)


@dataclass(slots=True)
class Child:
    """A process of our own; `kill` is `kill -9`."""

    process: asyncio.subprocess.Process

    @classmethod
    async def start(cls, folder: Path, server: FaultServer, *prompts: str) -> Child:
        """Start it; it says `ready` once its asks are committed."""
        return cls(
            await asyncio.create_subprocess_exec(
                sys.executable, __file__, str(folder), server.url, *prompts, stdout=subprocess.PIPE
            )
        )

    async def ready(self) -> None:
        """Wait until it follows its runs."""
        assert self.process.stdout is not None
        assert await self.process.stdout.readline() == b"ready\n"

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        with suppress(ProcessLookupError):
            self.process.kill()
        await self.process.wait()

    async def finish(self) -> None:
        """Wait until it has nothing more to do."""
        async with asyncio.timeout(60):
            assert await self.process.wait() == 0


def ledger(folder: Path) -> Ledger:
    return Ledger(folder / "ledger.db")


async def work(folder: Path, url: str, prompts: list[str]) -> None:
    """What a child does: take over, ask, follow everything to its rest."""
    address = urlsplit(url)
    results = Results(folder / "results", frozenset({("127.0.0.1", address.port or 0)}))
    runner = Runner(ledger(folder), results, lambda _name: Service(url, None), service="test")
    await runner.start()
    for prompt in prompts:
        await runner.begin(Ask(BROWSER, f"page {prompt}", "m", {"prompt": prompt}, {"prompt": prompt}))
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    async for _ in runner.changes(BROWSER):
        if all(run.status in RESTING for run in await runner.runs(BROWSER, limit=1000)):
            break
    await runner.stop()
    await results.close()


@dataclass(frozen=True, slots=True)
class Toll:
    """What a kill loop came to."""

    kills: int
    runs: int
    charged: int
    pictures: int
    never_sent: int
    lost: tuple[str, ...]


async def kill_loop(folder: Path, kills: int, seed: int = 1) -> Toll:
    """Kill processes at random moments, each with new runs and those that the killed ones left; then let one finish."""
    chance = random.Random(seed)  # noqa: S311 - when to kill
    slow = Reply(503, accept=True, pause=0.3)
    async with FaultServer(submit=[slow, "drop-after-accept", "202"], duration=0.6, outputs=2) as server:
        for number in range(kills):
            child = await Child.start(folder, server, f"{number} one", f"{number} two")
            if chance.random() < 0.8:
                await child.ready()
            await asyncio.sleep(chance.uniform(0.0, 1.5))
            await child.kill()
        await (await Child.start(folder, server)).finish()
        return _toll(folder, server, kills)


def _toll(folder: Path, server: FaultServer, kills: int) -> Toll:
    runs = ledger(folder).runs(limit=10_000)
    keys = {run.key for run in runs}
    refused = {run.key for run in runs if run.status is RunStatus.REFUSED}
    ended = {run.key for run in runs if _is_whole(folder, run)}
    charged = set(server.charges)
    lost = {
        *(charged - keys),
        *(charged & refused),
        *(charged - ended),
        *(key for key, n in server.charges.items() if n > 1),
    }
    return Toll(kills, len(runs), sum(server.charges.values()), 2 * len(ended), len(refused), tuple(sorted(lost)))


def _is_whole(folder: Path, run: Run) -> bool:
    """Whether the run succeeded, in the ledger, and its two pictures are on the disk."""
    names = [output.name for output in run.outputs if output.name]
    files = [folder / "results" / run.run_id / name for name in names]
    return run.status is RunStatus.SUCCEEDED and [file.read_bytes() for file in files] == [PIXEL] * 2


if __name__ == "__main__":
    asyncio.run(work(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
