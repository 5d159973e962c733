"""Restarts, killed processes, and two processes on one folder."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import httpx
import patient
import pytest

from playground.sandbox import Keys


@contextmanager
def other_process(folder: Path) -> Iterator[tuple[httpx.Client, subprocess.Popen[str]]]:
    script = Path(__file__).with_name("other_process.py")
    headers = {"Authorization": f"Bearer {Keys(folder).own()}"}
    with subprocess.Popen([sys.executable, str(script), str(folder)], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = f"http://127.0.0.1:{int(process.stdout.readline())}"
            with patient.Client(base_url=address, headers=headers) as client:
                yield client, process
        finally:
            process.kill()


def submit(client: httpx.Client, key: str, **given: Any) -> str:
    payload = {"model": "qwen-image-2-0-pro", "input": {"prompt": "hills", **given}}
    answer = client.post("/api/v1/tasks", json=payload, headers={"Idempotency-Key": key}).raise_for_status()
    return str(answer.json()["task_id"])


def test_a_restart_finds_finished_tasks(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start() as sandbox:
        before = sandbox.make("hills")
        picture = sandbox.pictures(before)
    with start() as sandbox:
        after = sandbox.ask(before["task_id"])
        assert sandbox.pictures(after) == picture
    assert (after["status"], after["request_id"]) == ("succeeded", before["request_id"])


def test_another_pace_does_not_move_a_task(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start(100.0) as sandbox:
        task_id = sandbox.submit("[fail]").json()["task_id"]
    with start(0.0) as sandbox:
        assert sandbox.ask(task_id)["status"] == "queued"


def test_at_no_pace_a_failure_is_there_at_once(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start(0.0) as sandbox:
        assert sandbox.submit("[fail]").json()["status"] == "failed"


def test_who_is_asked_paints_what_a_killed_process_left(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start() as sandbox:
        with other_process(sandbox.folder) as (client, process):
            task_id = submit(client, "order-1", n=4)
            process.kill()
        assert sandbox.ask(task_id)["status"] in {"queued", "processing"}
        time.sleep(0.1)
        task = sandbox.wait(task_id)
        assert len({bytes(picture) for picture in sandbox.pictures(task)}) == 4
        drafts = [path for path in (sandbox.folder / "files" / task_id).iterdir() if path.name.startswith(".")]
    assert task["status"] == "succeeded"
    assert len(drafts) <= 1


def test_two_processes_see_the_same_tasks(start: Callable[..., AbstractContextManager[Any]]) -> None:
    with start() as sandbox, other_process(sandbox.folder) as (client, _):
        task_id = submit(client, "order-1")
        task = sandbox.wait(task_id)
        assert task["status"] == "succeeded"
        there = client.get(f"/api/v1/tasks/{task_id}").json()
        assert {**there, "output": None} == {**task, "output": None}
        names = [answer["output"]["images"][0]["url"].rpartition("/")[2] for answer in (task, there)]
        assert names[0] == names[1]
        assert client.get(there["output"]["images"][0]["url"]).content == sandbox.pictures(task)[0]
        assert submit(client, "order-1") == task_id
        with pytest.raises(httpx.HTTPStatusError, match="409"):
            submit(client, "order-1", n=2)
        sandbox.client.post(f"/api/v1/tasks/{submit(client, 'order-2', n=6)}/cancel")
