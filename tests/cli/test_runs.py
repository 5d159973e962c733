"""`playground runs`: what the ledger remembers, and never a secret."""

from __future__ import annotations

import json
from pathlib import Path

from commandline import Machine, Playground
from faultserver import FaultServer

SCHEMA = {
    "type": "object",
    "required": ["prompt"],
    "properties": {"prompt": {"type": "string"}, "token": {"type": "string", "x-playground": {"widget": "password"}}},
}


async def test_a_run_is_listed_and_shown_without_its_secret(
    machine: Machine, playground: Playground, tmp_path: Path
) -> None:
    schemas = tmp_path / "schemas"
    schemas.mkdir()
    (schemas / "mine.json").write_text(json.dumps(SCHEMA), encoding="utf-8")
    words = ("run", "mine", "--set", "prompt=Tea", "--set", "token=hush-hush", "--json")
    async with FaultServer(extra={"cost_actual": 0.05}) as server:
        env = {"PLAYGROUND_API_URL": server.url, "PLAYGROUND_SCHEMAS": str(schemas)}
        done = await playground(*words, env=env)
        assert json.loads(server.submits[0].body)["input"] == {"prompt": "Tea", "token": "hush-hush"}
    listed = await playground("runs", "list")
    shown = await playground("runs", "show", done.last["run"])
    assert (listed.code, shown.code) == (0, 0)
    assert all(text in listed.out for text in (done.last["run"], "mine", "succeeded", "$0.05"))
    assert all(text in shown.out for text in (done.last["task_id"], "Tea", server.url, "$0.05"))
    kept = next(line.split()[-1] for line in shown.out.splitlines() if line.split()[0] == "file")
    assert (machine.data / kept).read_bytes() == (machine.folder / done.last["outputs"][0]).read_bytes()
    assert "hush" not in listed.out + shown.out
    assert all(b"hush-hush" not in path.read_bytes() for path in machine.data.rglob("*") if path.is_file())


async def test_a_failed_run_says_why(playground: Playground) -> None:
    async with FaultServer(submit="402") as server:
        done = await playground("run", "qwen-image-2-0-pro", "--set", "prompt=Tea", "--json",
                                env={"PLAYGROUND_API_URL": server.url})  # fmt: skip
    shown = await playground("runs", "show", done.last["run"])
    assert done.last["problem"]["title"] in shown.out


async def test_there_may_be_none(playground: Playground) -> None:
    listed, shown = await playground("runs", "list"), await playground("runs", "show", "nothing")
    assert (listed.code, shown.code) == (0, 1)
    assert "No runs yet" in listed.out
    assert "nothing" in shown.err
