"""`playground runs`: what the ledger remembers, and never a secret."""

from __future__ import annotations

import json
from pathlib import Path

from commandline import Machine, Playground
from faultserver import FaultServer, Reply

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


async def test_a_run_that_nobody_confirmed_is_checked_again_with_the_same_request(
    machine: Machine, playground: Playground
) -> None:
    async with FaultServer(submit="drop-after-accept*4, 202") as server:
        env = {"PLAYGROUND_API_URL": server.url}
        lost = await playground("run", "qwen-image-2-0-pro", "--set", "prompt=Tea", env=env)
        listed = await playground("runs", "list")
        run_id = listed.out.splitlines()[1].split()[0]
        assert lost.code == 4
        assert f"playground runs check {run_id}" in lost.out
        found = await playground("runs", "check", run_id, "--json", env=env)
        assert (found.code, found.last["status"], found.last["run"]) == (0, "succeeded", run_id)
        assert len({(one.headers["idempotency-key"], one.body) for one in server.submits}) == 1
        assert list(server.charges.values()) == [1]
    assert (machine.folder / found.last["outputs"][0]).read_bytes().startswith(b"\x89PNG")


async def test_missing_results_are_fetched_without_a_new_task(machine: Machine, playground: Playground) -> None:
    async with FaultServer(files={"a.png": Reply(404), "b.png": Reply(404)}) as server:
        server.extra["output"] = {"images": [f"{server.url}/files/a.png", f"{server.url}/files/b.png"]}
        env = {"PLAYGROUND_API_URL": server.url}
        done = await playground("run", "qwen-image-2-0-pro", "--set", "prompt=Tea", "--json", env=env)
        assert (done.code, done.last["outputs"]) == (0, [])
        server.files.clear()
        found = await playground("runs", "check", done.last["run"], "--json", "--out", "later", env=env)
        assert (found.code, found.last["problem"], len(found.last["outputs"])) == (0, None, 2)
        assert all((machine.folder / path).stat().st_size for path in found.last["outputs"])
        assert len(server.submits) == 1


async def test_only_an_unconfirmed_run_can_be_let_go(playground: Playground) -> None:
    async with FaultServer(submit="drop-after-accept*4, 202") as server:
        env = {"PLAYGROUND_API_URL": server.url}
        lost = await playground("run", "qwen-image-2-0-pro", "--set", "prompt=Tea", "--json", env=env)
        gone = await playground("runs", "let-go", lost.last["run"])
        assert (gone.code, lost.last["run"] in gone.out) == (0, True)
        again = await playground("runs", "let-go", lost.last["run"])
        assert (again.code, "let go" in again.err) == (1, True)
        sent = len(server.submits)
        checked = await playground("runs", "check", lost.last["run"], "--json", env=env)
        assert (checked.code, checked.last["status"], len(server.submits)) == (4, "unconfirmed", sent)


async def test_a_run_of_a_service_that_is_not_set_up_is_not_waited_for(playground: Playground) -> None:
    async with FaultServer(poll="processing, 401", duration=60) as server:
        words = ("run", "qwen-image-2-0-pro", "--set", "prompt=Tea", "--json")
        left = await playground(*words, env={"PLAYGROUND_API_URL": server.url})
    checked = await playground("runs", "check", left.last["run"], "--json")
    assert (checked.code, checked.last["status"], checked.last["problem"]["code"]) == (4, "unconfirmed", "unconfirmed")
