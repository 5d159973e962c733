"""Three `playground serve` on one PostgreSQL, killed and frozen while they work.

Each is on a machine of its own as far as the others can tell, so that only its lease says whether it lives. To the
database and to the service it tells its name; `replicanotes.py` reads there who wrote and who sent what.
`python killing_replicas.py` is one of them.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import count
from pathlib import Path
from typing import Any

import httpx
import patient
from fairness import PATIENCE
from faultserver import FaultServer
from forking import fork_command
from killing import LEASE_DURATION, POLLS, SCHEMAS, SUBMITS, Child, see_to_the_end, shorten_leases, toll_of
from ports import free_port
from postgresserver import PostgresServer
from replicanotes import Notes, noted_database, notes_of
from sqlalchemy import make_url

from playground.cli import main as command_line
from playground.files.results import Results
from playground.runs import lease
from playground.runs.ledger import Ledger
from playground.runs.runner import Runner
from playground.tasks.client import Service

_MODEL = "qwen-image-2-0-pro"
_NAME = "REPLICA_NAME"
_STOPS_AT = "REPLICA_STOPS_AT"
_HELD = '{"raws": [], "emptied": [], "states": []}'


@dataclass(slots=True)
class Replicas:
    """Servers on one ledger, one service and one folder.

    Attributes:
        folder: of the results.
        database: the ledger's address.
        service: what they send to.
        lease: seconds after which a lease lapses.
        running: by name; a name is used once.
    """

    folder: Path
    database: str
    service: FaultServer
    lease: float = LEASE_DURATION
    running: dict[str, Child] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)
    cookies: httpx.Cookies = field(default_factory=httpx.Cookies)
    numbers: count[int] = field(default_factory=count)
    version: str = ""

    async def start(self, *, stops_at: int = 0) -> str:
        """Start one more; its name, once it answers.

        Args:
            stops_at: it freezes by itself when it is about to send that task, counted from 1, after its last look at
                the ledger.
        """
        name, port = f"replica-{next(self.numbers)}", str(free_port())
        address = make_url(self.database).update_query_dict({"application_name": name})
        told = {
            _NAME: name,
            _STOPS_AT: str(stops_at),
            "KILLING_LAPSE": str(self.lease),
            "PLAYGROUND_API_URL": self.service.url,
            "PLAYGROUND_DATA": str(self.folder),
            "PLAYGROUND_DATABASE_URL": address.render_as_string(hide_password=False),
            "PLAYGROUND_MOST_RUNS_AT_ONCE": "10000",
            "PLAYGROUND_PORT": port,
            "PLAYGROUND_SCHEMAS": str(SCHEMAS),
            "PLAYGROUND_SECRET": "one secret that all of them know",
        }
        child = Child(await fork_command([__file__], self.folder, {**os.environ, **told}, is_server=True))
        self.running[name], self.urls[name] = child, f"http://127.0.0.1:{port}"
        async with asyncio.timeout(PATIENCE), patient.AsyncClient() as caller:
            while True:
                with suppress(httpx.HTTPError):
                    if (await caller.get(f"{self.urls[name]}/readyz")).status_code == httpx.codes.OK:
                        return name
                await asyncio.sleep(0.1)

    async def press(self, name: str, prompt: str) -> str:
        """Press *Generate* at one of them; the run's id, or nothing where no whole answer came."""
        async with patient.AsyncClient(cookies=self.cookies, base_url=self.urls[name]) as page:
            with suppress(httpx.HTTPError):
                if not self.version:
                    await page.get("/")
                    drawn: str = (await page.get("/form")).json()["form"]
                    self.version = drawn.split('data-version="')[1].split('"', maxsplit=1)[0]
                    self.cookies = page.cookies
                sent: dict[str, Any] = {
                    "model": _MODEL,
                    "version": self.version,
                    "form": _HELD,
                    "raws": [[["prompt"], prompt]],
                }
                sent |= {"emptied": [], "page": prompt}
                answer = await page.post("/generate", json=sent, timeout=self.lease * 4)
                return str(answer.json().get("run") or "")
        return ""

    def is_frozen(self, name: str) -> bool:
        """Whether one has stopped where it is."""
        told = Path(f"/proc/{self.running[name].process.pid}/stat").read_text(encoding="ascii")
        return told.rpartition(")")[2].split()[0] == "T"

    async def kill(self, name: str) -> None:
        """End one as `kill -9` does."""
        await self.running.pop(name).kill()

    async def stop(self) -> None:
        """Ask all to stop, and wait until they have."""
        for child in self.running.values():
            child.process.send_signal(signal.SIGTERM)
        for name in tuple(self.running):
            await self.running.pop(name).process.communicate()

    async def finish(self) -> None:
        """Look again for what nobody confirmed and what is missing, until nothing is."""
        address = self.service.url
        results = Results(self.folder / "results", frozenset({("127.0.0.1", make_url(address).port or 0)}))
        ledger = Ledger(self.database)
        runner = Runner(ledger, results, lambda _name: Service(address, None), service=address)
        await runner.start()
        await see_to_the_end(runner, ledger)
        await runner.stop()
        await results.close()


async def kill_replicas(
    folder: Path, server: PostgresServer, kills: int, seed: int = 1, *, replicas: int = 3, lease: float = LEASE_DURATION
) -> Notes:
    """Kill or freeze one or two of the replicas at random moments, while the service misbehaves, again and again.

    Pages press *Generate* at all of them, one after the other. What is killed is begun anew, at once or a while later;
    what is frozen wakes when its lease has lapsed.
    """
    chance = random.Random(seed)  # noqa: S311 - when to kill
    database = noted_database(server)
    killed = freezes = 0
    stops: list[tuple[str, float]] = []
    promised: set[str] = set()
    async with FaultServer(duration=0.6, outputs=2) as service:
        group = Replicas(folder, database, service, lease)
        await asyncio.gather(*(group.start() for _ in range(replicas)))
        while killed < kills:
            service.scripts["submit"] = tuple(chance.choice(SUBMITS))
            service.scripts["poll"] = tuple(step.strip() for step in chance.choice(POLLS).split(","))
            presses = [
                asyncio.create_task(group.press(name, f"{killed} {freezes} {number}"))
                for number, name in enumerate(group.running)
            ]
            await asyncio.sleep(chance.uniform(0.0, 2.0))
            chosen = chance.sample(tuple(group.running), chance.choice([1, 1, replicas - 1]))
            is_freeze = chance.random() < 0.3
            for name in chosen:
                stops.append((name, time.time()))
                if is_freeze:
                    group.running[name].freeze()
                else:
                    await group.kill(name)
            await asyncio.sleep(lease * chance.uniform(1.6, 2.0))
            if is_freeze:
                freezes += len(chosen)
                for name in chosen:
                    group.running[name].thaw()
                await asyncio.sleep(chance.uniform(0.5, 2.0))
                for name in chosen:
                    stops.append((name, time.time()))
                    await group.kill(name)
            killed += len(chosen)
            await asyncio.gather(*(group.start() for _ in chosen))
            promised |= {run_id for run_id in await asyncio.gather(*presses) if run_id}
        service.scripts["submit"], service.scripts["poll"] = ("202",), ("auto",)
        await group.stop()
        await group.finish()
        runs = Ledger(database).runs(limit=100_000)
        toll = toll_of(folder, runs, service, killed, freezes)
        missing = promised - {run.run_id for run in runs}
        return notes_of(server, service, replace(toll, lost=(*toll.lost, *sorted(missing))), stops, lease)


def _be_one() -> None:
    """A replica: on a machine of its own, with a short lease, and the service sees its name."""
    name = os.environ[_NAME]
    lease.machine = lambda: name
    sendings, stops_at = count(1), int(os.environ[_STOPS_AT])
    build = httpx.AsyncClient.build_request

    def build_signed(self: httpx.AsyncClient, *words: Any, **named: Any) -> httpx.Request:
        request = build(self, *words, **named)
        request.headers["User-Agent"] = name
        if request.method == "POST" and next(sendings) == stops_at:
            os.kill(os.getpid(), signal.SIGSTOP)
        return request

    httpx.AsyncClient.build_request = build_signed  # type: ignore[assignment, method-assign] # what is sent tells who sent it
    shorten_leases()
    command_line(["serve"])


if __name__ == "__main__":
    _be_one()
