"""A server sweeps when it starts: what is over the limits goes, what a running task needs stays."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import patient
import pytest
from fairness import PATIENCE
from pages import Serve, servers
from PIL import Image

from playground.files.atomic import PART
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Output, Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.server.housekeeping import Housekeeper
from playground.settings import Settings
from playground.tasks.task import MediaKind, Task, TaskStatus
from playground.wiring import build

NOBODY = "http://127.0.0.1:9"
OLD = time.time() - 40 * 86_400
ANNA = "anna" * 8
COOKIES = {"playground_browser": ANNA}
NAMES = {"needed": "a" * 64 + ".png", "done": "b" * 64 + ".png"}


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Start a server on a data folder that the test has furnished."""
    with servers(lambda: tmp_path) as serve:
        yield serve


def aged(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.effect_noise((40, 40), 50).convert("RGB").save(path)
    os.utime(path, (OLD, OLD))
    return path


def asked(upload: str) -> Run:
    sent = {"prompt": "a fox", "extra": [{"image": f"upload:{upload}"}]}
    return prepare(RunRequest(person=ANNA, page="p", model="plain", input=sent, form_input=sent), NOBODY, OLD)


def furnished(data: Path) -> tuple[Run, Run]:
    """A run whose task is processing and one that is over, each with a result and an upload that are long kept."""
    running = replace(asked(NAMES["needed"]), status=RunStatus.ACCEPTED, task=Task("t1", TaskStatus.PROCESSING))
    outputs = (Output(0, MediaKind.IMAGE, "0-a.png", "image/png", 1, 40, 40),)
    done = replace(asked(NAMES["done"]), status=RunStatus.SUCCEEDED, task=Task("t2", TaskStatus.SUCCEEDED))
    running, done = replace(running, outputs=outputs), replace(done, outputs=outputs)
    data.mkdir()
    ledger = Ledger(data / "ledger.sqlite3")
    ledger.open()
    for run in (running, done):
        ledger.add(run, "an earlier process")
    ledger.save([LedgerWrite(done, "an earlier process", keeps_ownership=False)])
    ledger.close()
    for run in (running, done):
        aged(data / "results" / run.run_id / "0-a.png")
    for name in NAMES.values():
        aged(data / "uploads" / name)
    return running, done


def gone(path: Path) -> bool:
    deadline = time.monotonic() + PATIENCE
    while path.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    return not path.exists()


def first_view(url: str, run: Run) -> dict[str, str]:
    """What the page is shown of a run."""
    with patient.stream("GET", f"{url}/live?run={run.run_id}", cookies=COOKIES) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: {"))
        return dict(json.loads(next(lines).removeprefix("data: ")))


@pytest.mark.parametrize("limit", [{"keep_days": "30"}, {"keep_bytes": "0"}])
def test_what_a_running_task_needs_is_not_swept(tmp_path: Path, serve: Serve, limit: dict[str, str]) -> None:
    data = tmp_path / "data"
    running, done = furnished(data)
    served = serve(api_url=NOBODY, **limit)
    assert gone(data / "results" / done.run_id / "0-a.png")
    assert gone(data / "uploads" / NAMES["done"])
    assert patient.get(f"{served.url}/results/{done.run_id}/0-a.png", cookies=COOKIES).status_code == 404
    assert patient.get(f"{served.url}/results/{done.run_id}.zip?stamped=1", cookies=COOKIES).status_code == 404
    assert patient.get(f"{served.url}/results/{running.run_id}/0-a.png", cookies=COOKIES).status_code == 200
    assert (data / "uploads" / NAMES["needed"]).exists()
    view = first_view(served.url, done)
    assert "No longer kept" in view["stage"]
    assert "0-a.png" not in view["stage"] + view["more"]
    assert "0-a.png" in first_view(served.url, running)["stage"]


def test_without_limits_everything_stays(tmp_path: Path, serve: Serve) -> None:
    data = tmp_path / "data"
    _, done = furnished(data)
    leftover = data / "uploads" / f"of a crash{PART}"
    leftover.touch()
    os.utime(leftover, (OLD, OLD))
    served = serve(api_url=NOBODY)
    assert gone(leftover), "a sweep ends with these"
    stamped = patient.get(f"{served.url}/results/{done.run_id}/0-a.png?stamped=1", cookies=COOKIES)
    assert stamped.status_code == 200
    assert stamped.content != patient.get(f"{served.url}/results/{done.run_id}/0-a.png", cookies=COOKIES).content
    assert (data / "uploads" / NAMES["done"]).exists()


async def test_room_is_made_before_something_is_written_and_then_refused(tmp_path: Path) -> None:
    old = aged(tmp_path / "data" / "results" / "run" / "0-a.png")
    environment = {"PLAYGROUND_DATA": str(tmp_path / "data"), "PLAYGROUND_KEEP_BYTES": "1000"}
    parts = build(Settings.load({**environment, "PLAYGROUND_SCHEMAS": str(tmp_path)}), own_address=NOBODY)
    await parts.runner.start()
    now = 100.0
    house = Housekeeper(parts, monotonic=lambda: now)
    try:
        assert await house.has_space(900)
        assert not old.exists()
        assert await house.has_space(2**20)
        assert not await house.has_space(2**26)
        books = tmp_path / "data" / "ledger.sqlite3.copy"
        books.write_bytes(b"")
        os.truncate(books, 2**27)
        assert await house.has_space(900)  # as counted a moment ago
        now += 5
        assert not await house.has_space(900)
        books.unlink()
        now += 5
        assert await house.has_space(900)
    finally:
        await parts.runner.stop()


async def test_files_never_fill_the_disk_though_no_limit_is_set(tmp_path: Path) -> None:
    settings = Settings.load({"PLAYGROUND_DATA": str(tmp_path), "PLAYGROUND_SCHEMAS": str(tmp_path)})
    house = Housekeeper(build(settings, own_address=NOBODY))
    free = shutil.disk_usage(tmp_path).free
    assert await house.has_space(3 * 2**20)
    assert not await house.has_space(free - 64 * 2**20)  # what must stay free for results that are paid for
