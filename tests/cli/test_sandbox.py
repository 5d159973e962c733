"""`playground sandbox` and `playground keys`: the API at the root, and who may use it."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from typing import Any

import httpx
import patient
from commandline import Machine, Playground
from fairness import PATIENCE
from forking import Command

Start = Callable[..., Awaitable[Command]]
BODY = {"model": "qwen-image-2-0-pro", "input": {"prompt": "Tea"}}


async def address(process: Command) -> str:
    first = (await asyncio.wait_for(process.stdout.readline(), PATIENCE)).decode()
    found = re.search(r"http://\S+", first)
    assert found, first
    return found[0]


async def submit(url: str, key: str, body: Any = BODY) -> httpx.Response:
    async with patient.AsyncClient() as client:
        return await client.post(f"{url}/api/v1/tasks", json=body, headers={"Authorization": f"Bearer {key}"})


async def test_keys_open_the_api_until_they_are_disabled_or_deleted(playground: Playground, start: Start) -> None:
    url = await address(await start("sandbox", "--port", "0", "--pace", "0.1"))
    created = await playground("keys", "create", "ci")
    key = created.out.strip()
    assert created.out == f"{key}\n", "the key alone"
    assert (await submit(url, "mv_live_none")).status_code == 401
    assert (await submit(url, key)).status_code in {200, 201, 202}
    wrong = await submit(url, key, {**BODY, "input": {"prompt": "Tea", "size": "2:1"}})
    assert wrong.status_code == 422
    assert "size" in json.dumps(wrong.json())
    assert (await submit(url, key, {**BODY, "model": "no-such"})).status_code == 404

    listed = await playground("keys", "list")
    assert "ci" in listed.out
    assert key not in listed.out
    key_id = re.findall(r"^\s*(\d+)\s", listed.out, re.MULTILINE)[0]
    assert (await playground("keys", "disable", key_id)).code == 0
    assert (await submit(url, key)).status_code == 401
    assert "disabled" in (await playground("keys", "list")).out
    assert (await playground("keys", "delete", key_id)).code == 0
    assert "ci" not in (await playground("keys", "list")).out
    gone = await playground("keys", "delete", key_id)
    assert gone.code == 1
    assert "no key" in gone.err


async def test_a_busy_port_is_said_in_words(playground: Playground, start: Start) -> None:
    url = await address(await start("sandbox", "--port", "0"))
    port = url.rpartition(":")[2]
    done = await playground("sandbox", "--port", port)
    assert (done.code, done.out) == (1, "")
    assert f"Port {port} on 127.0.0.1 is already in use" in done.err


async def test_run_works_against_a_sandbox_elsewhere(machine: Machine, playground: Playground, start: Start) -> None:
    url = await address(await start("sandbox", "--port", "0", "--pace", "0.1"))
    key = (await playground("keys", "create")).out.strip()
    env = {"PLAYGROUND_API_URL": url, "PLAYGROUND_API_KEY": key}
    done = await playground("run", BODY["model"], "--set", "prompt=Tea", "--json", env=env)  # type: ignore[arg-type]
    assert (done.code, done.last["status"]) == (0, "succeeded")
    assert (machine.folder / done.last["outputs"][0]).read_bytes().startswith(b"\x89PNG")
