"""Open pages and waiting runs over several servers on one PostgreSQL, and the same on one of them.

    python tests/benchmarks/bench_replicas.py [--pages 500] [--runs 1000] [--replicas 3,1]

Service, database and servers are processes of their own. Each page is a browser of its own: it holds its stream of
changes open at one server, presses *Generate* at the next, and follows what it began at one more, as behind a balancer.
"Late" is from the end of a task at the service: `known` to the moment that the run has ended in the ledger, with its
picture; `shown` until its page has been told. By the waiting rule a result is seen at most 8% of its task or 0.25 s
late, or as late as one look at each waiting run takes at 200 polls a second, each server for itself.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "support"))

from fairness import PATIENCE
from faultserver import FaultServer
from openpages import OpenPage, Place, ask
from ports import free_port
from postgresserver import PostgresServer, running
from processes import Usage, usage_of

_SCHEMAS = Path(__file__).parents[2] / "schemas"
_MODEL = "qwen-image-2-0-pro"
_POLLS_A_SECOND = 200
_SHARE, _SHORTEST = 0.08, 0.25
_USUAL_WORDS = 200
"""Bytes that a server says where all is well: its address."""
_QUIET = 5.0
"""Seconds in which pages are open and nothing happens."""


@dataclass(frozen=True, slots=True)
class Load:
    """What is asked of the servers.

    Attributes:
        pages: how many are open.
        runs: how many are begun, page by page.
        spread: seconds over which they are.
        duration: seconds that a task takes.
        events: script of the service.
    """

    pages: int
    runs: int
    spread: float
    duration: float
    events: str


@dataclass(slots=True)
class Report:
    """What one number of servers came to; usage of each server before, with quiet pages, and at the end."""

    replicas: int
    known: list[float] = field(default_factory=list)
    shown: list[float] = field(default_factory=list)
    usages: list[list[Usage]] = field(default_factory=list)
    database: list[Usage] = field(default_factory=list)
    transactions: list[int] = field(default_factory=list)
    moments: list[float] = field(default_factory=list)
    requests: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class Served:
    """What the service says: how often it was asked what; by key, prompt and end of its task; and what it charged."""

    requests: Counter[str]
    ends: Mapping[str, tuple[str, float]]
    charges: Mapping[str, int]


def serve(pipe: Connection, duration: float, events: str) -> None:
    """The service, until told to stop; then it says what it was asked, and of each prompt when its task ended."""

    async def run() -> None:
        async with FaultServer(duration=duration, events=events) as server:
            pipe.send(server.url)
            await asyncio.to_thread(pipe.recv)
            kinds = Counter(
                "submits" if request.method == "POST" else "files" if "/files/" in request.path else "polls"
                for request in server.requests
            )
            kinds["streams"] = len(server.seen("GET", "/events"))
            kinds["polls"] -= kinds["streams"]
            ends = {
                task.key: (json.loads(task.body)["input"]["prompt"], task.accepted + duration)
                for task in server.tasks.values()
            }
            pipe.send(Served(kinds, ends, dict(server.charges)))

    asyncio.run(run())


@contextmanager
def servers(count: int, folder: Path, database: str, service: str) -> Iterator[dict[Place, int]]:
    """So many `playground serve`, by where they listen; their process ids."""
    started: dict[Place, subprocess.Popen[bytes]] = {}
    for _ in range(count):
        place = Place("127.0.0.1", free_port())
        told = {
            "PLAYGROUND_API_URL": service,
            "PLAYGROUND_DATA": str(folder),
            "PLAYGROUND_DATABASE_URL": database,
            "PLAYGROUND_MOST_RUNS_AT_ONCE": "100",
            "PLAYGROUND_PORT": str(place.port),
            "PLAYGROUND_SCHEMAS": str(_SCHEMAS),
            "PLAYGROUND_SECRET": "one secret that all of them know",
            "PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1",  # pages come from addresses of their own
        }
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PLAYGROUND_")}
        with (folder.parent / f"{place.port}.log").open("wb") as log:
            command = [sys.executable, "-m", "playground", "serve"]
            started[place] = subprocess.Popen(command, env=kept | told, stdout=log, stderr=log)
    try:
        yield {place: process.pid for place, process in started.items()}
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            process.wait()
        for said in sorted(folder.parent.glob("*.log")):
            sys.stdout.write(said.read_text(encoding="utf-8")[-2000:] if said.stat().st_size > _USUAL_WORDS else "")


async def measure(load: Load, count: int, server: PostgresServer, folder: Path) -> Report:
    """Open the pages, wait, begin the runs, and wait for the last end to be shown."""
    report = Report(count)
    server.run("DROP DATABASE IF EXISTS measured WITH (FORCE)", "CREATE DATABASE measured")
    ours, theirs = multiprocessing.Pipe()
    service = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, load.duration, load.events))
    service.start()
    with servers(count, folder, server.url("measured"), ours.recv()) as pids:
        places = list(pids)
        version = (await asyncio.gather(*map(_version, places)))[0]

        def note() -> None:
            report.usages.append([usage_of(pid) for pid in pids.values()])
            report.database.append(usage_of(server.pid))
            report.transactions.append(_transactions(server))
            report.moments.append(time.monotonic())

        note()
        turns = itertools.cycle(places)
        pages = [OpenPage(number, turns, report.failures) for number in range(load.pages)]
        for page in pages:
            await page.open()
        await asyncio.sleep(_QUIET / 2)
        note()
        await asyncio.sleep(_QUIET)
        note()
        began = time.monotonic()
        presses = []
        for number in range(load.runs):
            await asyncio.sleep(max(0.0, began + number * load.spread / load.runs - time.monotonic()))
            page = pages[number % len(pages)]
            presses.append(asyncio.create_task(page.press(_form(version, number))))
        await asyncio.gather(*presses)
        with suppress(TimeoutError):
            async with asyncio.timeout(load.duration * 1.5 + PATIENCE):
                await asyncio.gather(*(page.all_shown.wait() for page in pages if page.begun))
        note()
        for page in pages:
            await page.close()
        columns = "SELECT key, status, ended_at FROM runs"
        rows = {key: (status, ended) for key, status, ended in server.run(columns, database="measured")}
    ours.send("stop")
    served = ours.recv()
    service.join()
    report.requests = served.requests
    _judge(report, load, pages, rows, served)
    return report


def _judge(
    report: Report,
    load: Load,
    pages: Sequence[OpenPage],
    rows: Mapping[str, tuple[str, float]],
    served: Served,
) -> None:
    """Work out what was late, and what went wrong."""
    to_wall = time.time() - time.monotonic()
    of_prompt = dict(served.ends.values())
    for key, (status, ended_at) in rows.items():
        if status != "succeeded":
            report.failures[f"a run is {status}"] += 1
        elif served.charges.get(key) != 1:
            report.failures["charged not once"] += 1
        else:
            report.known.append(ended_at - served.ends[key][1] - to_wall)
    report.failures["runs that are missing"] += load.runs - len(rows)
    for page in pages:
        due = sorted(of_prompt[prompt] for prompt in page.begun if prompt in of_prompt)
        report.failures["ends that were never shown"] += max(0, len(due) - len(page.shown))
        report.shown += [seen - end for seen, end in zip(page.shown, due, strict=False)]
    report.failures = +report.failures


def _form(version: str, number: int) -> dict[str, object]:
    prompt = f"a fox, number {number}"
    held = {"model": _MODEL, "version": version, "form": '{"raws": [], "emptied": [], "states": []}', "emptied": []}
    return {**held, "raws": [[["prompt"], prompt]], "page": f"page {number}"}


async def _version(place: Place) -> str:
    """Wait until a server answers; the version of its form."""
    async with asyncio.timeout(PATIENCE):
        while True:
            with suppress(OSError, ValueError):
                status, _ = await ask(place, "GET", "/readyz")
                if status == 200:
                    break
            await asyncio.sleep(0.2)
    _, body = await ask(place, "GET", "/form", cookie="playground_browser=" + "v" * 32)
    return str(json.loads(body)["form"]).split('data-version="')[1].split('"', maxsplit=1)[0]


def _transactions(server: PostgresServer) -> int:
    asked = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = 'measured'"
    return int(server.run(asked)[0][0])


def describe(load: Load, report: Report) -> str:
    """The figures of one number of servers."""
    bound = max(_SHARE * load.duration, _SHORTEST, load.runs / report.replicas / _POLLS_A_SECOND)
    lines = [f"{report.replicas} server(s): {load.pages} pages, {load.runs} runs, by the rule {bound:.2f} s"]
    for name, moments in (("known", sorted(report.known)), ("shown", sorted(report.shown))):
        if moments:
            at = [moments[min(len(moments) - 1, int(len(moments) * part))] for part in (0.5, 0.95, 0.99)]
            told = ", ".join(f"{word} {late:.2f}" for word, late in zip(("median", "95%", "99%"), at, strict=True))
            over = sum(late > bound for late in moments)
            lines.append(f"  {name} late, s: {told}, worst {moments[-1]:.2f}; {over} of {len(moments)} past the rule")
    quiet, busy = (report.moments[at + 1] - report.moments[at] for at in (1, 2))
    for number, usages in enumerate(zip(*report.usages, strict=True)):
        seconds = [later.seconds - usage.seconds for usage, later in itertools.pairwise(usages)]
        lines.append(
            f"  server {number}: {usages[0].megabytes:.0f} MB at first, {usages[2].megabytes:.0f} with its pages, "
            f"{usages[-1].megabytes:.0f} at the end; processor {seconds[0]:.1f} s for opening, "
            f"{seconds[1] / quiet:.0%} with quiet pages, {seconds[2] / busy:.0%} with runs"
        )
    seconds = [later.seconds - usage.seconds for usage, later in itertools.pairwise(report.database)]
    pace = [later - before for before, later in itertools.pairwise(report.transactions)]
    lines.append(
        f"  database: processor {seconds[1] / quiet:.0%} with quiet pages, {seconds[2] / busy:.0%} with runs; "
        f"transactions a second {pace[1] / quiet:.0f}, {pace[2] / busy:.0f}"
    )
    lines.append(f"  service: {dict(report.requests)} in {busy:.0f} s")
    lines.append(f"  failures: {dict(report.failures) or 'none'}")
    return "\n".join(lines)


def main() -> None:
    """Print the figures; exit 1 where anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--replicas", default="3,1", help="how many servers, one after the other")
    parser.add_argument("--spread", type=float, default=60.0, help="seconds over which the runs are begun")
    parser.add_argument("--duration", type=float, default=65.0, help="seconds that a task takes")
    parser.add_argument("--events", default="sse auto", help="script of the service; 404 is polls alone")
    asked = parser.parse_args()
    load = Load(asked.pages, asked.runs, asked.spread, asked.duration, asked.events)
    failed = False
    with running("128MB") as server:
        for count in map(int, asked.replicas.split(",")):
            began = time.monotonic()
            with tempfile.TemporaryDirectory() as folder:
                report = asyncio.run(measure(load, count, server, Path(folder) / "data"))
            print(describe(load, report), f"  {time.monotonic() - began:.0f} s", sep="\n", flush=True)
            failed = failed or bool(report.failures)
    sys.exit(failed)


if __name__ == "__main__":
    main()
