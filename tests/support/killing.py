"""Real processes that work on a ledger, to be killed or frozen.

`python killing.py FOLDER URL [PROMPT …]` asks and follows, as a server does (after `--batch`, for all at once);
beside it stand `playground serve`, pressed as its page is, and `playground run` themselves.
With `KILLING_LAPSE` leases lapse after so many seconds, so that a process is frozen past its own in no time.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import patient
from batching import batch_request
from fairness import PATIENCE
from faultserver import PIXEL, FaultServer, Reply
from forking import Command, fork_command
from ports import free_port

from playground.cli import main as command_line
from playground.files.results import Results
from playground.runs import ownership, postgresconnections, supervisor
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest
from playground.runs.run import Run, RunStatus
from playground.runs.runner import Runner
from playground.tasks.client import Service

PERSON = "anna"
SCHEMAS = Path(__file__).parents[2] / "schemas"
RESTING = frozenset(status for status in RunStatus if not status.is_active)


@dataclass(slots=True)
class Child:
    """A process of our own; `kill` is `kill -9`, `freeze` what a closed lid is."""

    process: Command
    pressing: asyncio.Task[None] | None = None

    @classmethod
    async def start(cls, folder: Path, server: FaultServer, *prompts: str) -> Child:
        """Start it; it says `ready` once its asks are committed."""
        return cls(await fork_command([__file__, str(folder), server.url, *prompts], folder, os.environ))

    @classmethod
    async def command(cls, folder: Path, server: FaultServer, prompt: str) -> Child:
        """Start `playground run` for one run."""
        words = ["run", "qwen-image-2-0-pro", "--set", f"prompt={prompt}", "--json", "--out", str(folder / "saved")]
        return cls(await fork_command(words, folder, _environment(folder, server)))

    @classmethod
    async def server(cls, folder: Path, server: FaultServer, *prompts: str) -> Child:
        """Start `playground serve`, and press *Generate* once for each prompt as soon as it answers."""
        port = str(free_port())
        told = {**_environment(folder, server), "PLAYGROUND_PORT": port}
        child = cls(await fork_command([__file__, "--serve"], folder, told, is_server=True))
        child.pressing = asyncio.create_task(press(f"http://127.0.0.1:{port}", prompts))
        return child

    def freeze(self) -> None:
        """Stop it where it is."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on as if nothing had been."""
        self.process.send_signal(signal.SIGCONT)

    async def ready(self) -> None:
        """Wait until it follows its runs."""
        if self.pressing:
            await asyncio.wait([self.pressing], timeout=PATIENCE)
            return
        assert await self.process.stdout.readline() == b"ready\n"

    async def kill(self) -> None:
        """End it at once, whatever it is doing."""
        self.process.kill()
        await self.process.communicate()
        if self.pressing:
            self.pressing.cancel()
            await asyncio.wait([self.pressing])

    async def finish(self) -> None:
        """Wait until it has nothing more to do."""
        async with asyncio.timeout(PATIENCE):
            _, err = await self.process.communicate()
        assert self.process.returncode == 0, err.decode()


def _environment(folder: Path, server: FaultServer) -> dict[str, str]:
    told = {"PLAYGROUND_API_URL": server.url, "PLAYGROUND_DATA": str(folder), "PLAYGROUND_SCHEMAS": str(SCHEMAS)}
    return {**os.environ, **told}


async def press(url: str, prompts: Sequence[str]) -> None:
    """Press *Generate* as a page does, once for each prompt; a server that is killed meanwhile is let go."""
    async with patient.AsyncClient(base_url=url) as page:
        while not page.cookies:
            with suppress(httpx.HTTPError):
                await page.get("/")
            await asyncio.sleep(0.1)
        drawn: str = (await page.get("/form")).json()["form"]
        version = drawn.split('data-version="')[1].split('"', maxsplit=1)[0]
        held = {"model": "qwen-image-2-0-pro", "version": version, "form": '{"raws": [], "emptied": [], "states": []}'}
        for prompt in prompts:
            sent = {**held, "raws": [[["prompt"], prompt]], "emptied": [], "page": prompt}
            with suppress(httpx.HTTPError):
                await page.post("/generate", json=sent)


def ledger(folder: Path) -> Ledger:
    return Ledger(folder / "ledger.sqlite3")


def shorten_leases() -> None:
    """Time is short here."""
    if lapse := float(os.environ.get("KILLING_LAPSE", "0")):
        ownership.LEASE_DURATION = lapse  # type: ignore[misc] # a constant everywhere else
        supervisor.RENEWAL_INTERVAL = lapse / 3  # type: ignore[misc] # as above
        postgresconnections.STOPPED = round(postgresconnections.STOPPED * lapse / 30)  # type: ignore[misc] # as above


async def work(folder: Path, url: str, prompts: list[str]) -> None:
    """What a child does: take over, ask, follow everything to its rest."""
    address = urlsplit(url)
    results = Results(folder / "results", frozenset({("127.0.0.1", address.port or 0)}))
    limits = ConcurrencyLimits.of(3)
    runner = Runner(ledger(folder), results, lambda _name: Service(url, None), service=url, batch_limits=limits)
    await runner.start()
    is_batch = prompts[:1] == ["--batch"]
    if is_batch:
        await runner.batches.begin(batch_request(*prompts[1:], person=PERSON))
    for prompt in () if is_batch else prompts:
        await runner.begin(
            RunRequest(
                person=PERSON, page=f"page {prompt}", model="m", input={"prompt": prompt}, form_input={"prompt": prompt}
            )
        )
    print("ready", flush=True)  # noqa: T201 - the parent reads it
    async for _ in runner.subscribe(PERSON):
        batches = await runner.batches.newest(PERSON)
        is_sent = not any(batch.count("planned") for batch in batches)
        if is_sent and all(run.status in RESTING for run in await runner.runs(PERSON, limit=1000)):
            break
    if not prompts:
        await see_to_the_end(runner, ledger(folder))
    await runner.stop()
    await results.close()


async def see_to_the_end(runner: Runner, ledger: Ledger) -> None:
    """What a person does about the runs that nobody confirmed and the results that are missing: look again."""
    while True:
        runs = ledger.runs(limit=10_000)
        for run in runs:
            if run.status is RunStatus.UNCONFIRMED:
                await runner.check_again(run.person, run.run_id)
            elif run.lacks_results:
                await runner.fetch_again(run.person, run.run_id)
        if all(run.status.is_terminal and not run.lacks_results for run in runs):
            break
        await asyncio.sleep(0.3)


@dataclass(frozen=True, slots=True)
class Toll:
    """What a kill loop came to."""

    kills: int
    freezes: int
    runs: int
    charged: int
    pictures: int
    never_sent: int
    lost: tuple[str, ...]


_ACCEPTED_SLOWLY = Reply(503, accept=True, pause=0.3)
_USED = {"error": {"code": "duplicate_request", "message": "This Idempotency-Key was already processed"}}
SUBMITS: tuple[list[str | Reply], ...] = (
    [_ACCEPTED_SLOWLY, "drop-after-accept", "202"],
    [Reply(504, accept=True), Reply(422, _USED)],
    ["reset-after-accept", "truncated", "202"],
    [Reply(409, {"message": "in progress"}, accept=True), "conflict-task"],
    ["drop", "429 Retry-After=1", "202"],
    ["202"],
)
POLLS = ("auto", "500, auto", "html, truncated, auto", "drop, auto")
MODES = ("runner", "serve", "run", "both")
"""Which processes a round starts: our runner alone, `playground serve`, `playground run`, or the last two."""
LEASE_DURATION = 3.0
"""Seconds after which leases lapse in a loop with freezes."""


async def kill_loop(folder: Path, kills: int, seed: int = 1, *, modes: Sequence[str] = ("runner",)) -> Toll:
    """Kill or freeze processes at random moments, while the service misbehaves; then let one finish.

    Each round starts processes with new runs and those that the killed ones left. A frozen one wakes after another
    has taken its runs over, and is killed a moment later.
    """
    chance = random.Random(seed)  # noqa: S311 - when to kill
    os.environ["KILLING_LAPSE"] = str(LEASE_DURATION)
    killed = freezes = 0
    async with FaultServer(duration=0.6, outputs=2) as server:
        while killed < kills:
            server.scripts["submit"] = tuple(chance.choice(SUBMITS))
            server.scripts["poll"] = tuple(step.strip() for step in chance.choice(POLLS).split(","))
            mode = chance.choice(modes)
            children = []
            if mode != "run":
                begin = Child.start if mode == "runner" else Child.server
                children.append(await begin(folder, server, f"{killed} one", f"{killed} two"))
            if mode in {"run", "both"}:
                children.append(await Child.command(folder, server, f"{killed} command"))
            if mode in {"serve", "both"} or (mode == "runner" and chance.random() < 0.8):
                await children[0].ready()
            await asyncio.sleep(chance.uniform(0.0, 6.0 if mode in {"run", "both"} else 1.5))
            if chance.random() < 0.3:
                freezes += len(children)
                for child in children:
                    child.freeze()
                await asyncio.sleep(LEASE_DURATION * 1.2)
                children.append(await Child.start(folder, server, f"{killed} three"))
                await asyncio.sleep(chance.uniform(1.0, 4.0))
                for child in children:
                    child.thaw()
                await asyncio.sleep(chance.uniform(0.0, 1.5))
            for child in children:
                await child.kill()
            killed += len(children)
        server.scripts["submit"], server.scripts["poll"] = ("202",), ("auto",)
        await (await Child.start(folder, server)).finish()
        return toll_of(folder, ledger(folder).runs(limit=10_000), server, killed, freezes)


def toll_of(folder: Path, runs: Sequence[Run], server: FaultServer, kills: int, freezes: int) -> Toll:
    """What it came to: what the ledger and the disk have beside what the service charged."""
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
    charges, pictures = sum(server.charges.values()), 2 * len(ended)
    return Toll(kills, freezes, len(runs), charges, pictures, len(refused), tuple(sorted(lost)))


def _is_whole(folder: Path, run: Run) -> bool:
    """Whether the run succeeded, in the ledger, and its two pictures are on the disk."""
    names = [output.name for output in run.outputs if output.name]
    files = [folder / "results" / run.run_id / name for name in names]
    return run.status is RunStatus.SUCCEEDED and [file.read_bytes() for file in files] == [PIXEL] * 2


if __name__ == "__main__":
    shorten_leases()
    if sys.argv[1] == "--serve":
        command_line(["serve"])
    else:
        asyncio.run(work(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
