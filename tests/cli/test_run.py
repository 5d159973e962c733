"""`playground run` from the command line to the files: every exit code, every last line, what reached the service."""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
from collections.abc import Awaitable, Callable
from contextlib import closing
from pathlib import Path

import pytest
from commandline import Machine, Playground
from faultserver import PIXEL, FaultServer
from forking import Command

pytestmark = pytest.mark.slow

MODEL = "qwen-image-2-0-pro"
MEMBERS = ["at", "run", "status", "task_id", "request_id", "cost_estimate", "cost_actual", "outputs", "problem"]
Start = Callable[..., Awaitable[Command]]


def at(server: FaultServer, **more: str) -> dict[str, str]:
    return {"PLAYGROUND_API_URL": server.url, "PLAYGROUND_API_KEY": "mv_live_test", **more}


async def test_success_saves_the_original_bytes_and_says_what_it_cost(machine: Machine, playground: Playground) -> None:
    async with FaultServer(duration=0.5, outputs=2) as server:
        done = await playground(
            "run", MODEL, "--set", "prompt=Tea", "--set", "n=2", "--out", "new/shots", "--json", env=at(server)
        )
    assert done.code == 0
    assert done.err == ""
    assert all(list(line) == MEMBERS for line in done.lines)
    statuses = [line["status"] for line in done.lines]
    assert statuses[0] == "submitting"
    assert statuses.count("succeeded") == 1
    assert [line["at"] for line in done.lines] == sorted(line["at"] for line in done.lines)
    assert len({line["run"] for line in done.lines}) == 1
    last = done.last
    assert (last["status"], last["problem"]) == ("succeeded", None)
    assert last["task_id"] in server.tasks
    assert len(last["outputs"]) == 2
    assert [(machine.folder / path).read_bytes() for path in last["outputs"]] == [PIXEL, PIXEL]
    assert {Path(path).parent for path in last["outputs"]} == {Path("new/shots")}
    request = server.submits[0]
    assert request.headers["authorization"] == "Bearer mv_live_test"
    assert json.loads(request.body) == {"model": MODEL, "input": {"prompt": "Tea", "n": 2}}
    assert list(server.charges.values()) == [1]


async def test_without_a_key_requests_carry_no_authorization(playground: Playground) -> None:
    async with FaultServer() as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", "--json", env={"PLAYGROUND_API_URL": server.url})
    assert done.code == 0
    assert all("authorization" not in request.headers for request in server.requests)


async def test_exit_2_where_the_ledger_cannot_be_written(machine: Machine, playground: Playground) -> None:
    machine.data.write_text("a file where the folder should be")
    async with FaultServer() as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", "--json", env=at(server))
        assert server.requests == []
    assert (done.code, done.last["status"], done.last["run"]) == (2, "invalid", None)
    assert (done.last["problem"]["code"], done.last["problem"]["charged"]) == ("storage", "no")


async def test_exit_2_where_a_file_stands_in_the_place_of_the_results(machine: Machine, playground: Playground) -> None:
    (machine.folder / "shots").write_text("")
    async with FaultServer() as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", "--out", "shots", "--json", env=at(server))
        assert server.requests == []
    assert (done.code, done.last["problem"]["code"]) == (2, "storage")
    assert "shots" in done.last["problem"]["detail"]


async def test_exit_2_where_a_setting_cannot_be_used(playground: Playground) -> None:
    done = await playground("run", MODEL, "--set", "prompt=Tea", "--json", env={"PLAYGROUND_API_URL": "example.com"})
    assert (done.code, done.last["status"]) == (2, "invalid")
    assert "PLAYGROUND_API_URL" in done.last["problem"]["detail"]


async def test_exits_3_and_4_after_every_try(machine: Machine) -> None:
    """Four at once: each takes all four tries, about 14 seconds."""
    async with FaultServer(submit="500") as down, FaultServer(submit="409") as busy, FaultServer(submit="html") as odd:
        addresses = {
            down.url: (4, "unconfirmed", "service_down", "unknown"),
            busy.url: (4, "unconfirmed", "conflict", "unknown"),
            odd.url: (4, "unconfirmed", "unconfirmed", "unknown"),
            "http://127.0.0.1:9": (3, "refused", "not_reachable", "no"),
        }
        processes = [
            await machine.start(
                "run",
                MODEL,
                "--set",
                "prompt=Tea",
                "--json",
                env={"PLAYGROUND_API_URL": url, "PLAYGROUND_DATA": str(data)},
            )
            for url, data in zip(addresses, (machine.data / str(n) for n in range(4)), strict=True)
        ]
        ends = await asyncio.gather(*(machine.finish(process) for process in processes))
    for done, expected in zip(ends, addresses.values(), strict=True):
        problem = done.last["problem"]
        assert (done.code, done.last["status"], problem["code"], problem["charged"]) == expected
    for server in (down, busy, odd):
        assert len(server.submits) == 4
        assert len({(request.headers["idempotency-key"], request.body) for request in server.submits}) == 1


async def test_exit_4_where_the_key_is_refused_while_polling(playground: Playground) -> None:
    async with FaultServer(poll="processing, 401", duration=60) as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", "--json", env=at(server))
        task_id = next(iter(server.tasks))
    assert (done.code, done.last["status"], done.last["task_id"]) == (4, "unconfirmed", task_id)
    assert (done.last["problem"]["code"], done.last["problem"]["charged"]) == ("key_refused", "unknown")


async def test_an_answer_lost_once_is_one_charge(playground: Playground) -> None:
    async with FaultServer(submit="drop-after-accept, 202") as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", "--json", env=at(server))
    assert done.code == 0
    assert len(server.submits) == 2
    assert list(server.charges.values()) == [1]


async def test_ctrl_c_leaves_a_run_that_goes_on(machine: Machine, playground: Playground, start: Start) -> None:
    async with FaultServer(duration=4) as server:
        process = await start("run", MODEL, "--set", "prompt=Tea", "--json", env=at(server))
        await machine.until(process, "queued", "processing")
        process.send_signal(signal.SIGINT)
        ended = await machine.finish(process)
        assert ended.code == 130
        assert "playground runs check" in ended.err
        listed = await playground("runs", "list", env=at(server))
        assert "queued" in listed.out or "processing" in listed.out
        # Any later process on the ledger takes it up, as the server does.
        later = await playground("run", MODEL, "--set", "prompt=Milk", "--json", env=at(server))
        assert later.code == 0
        listed = await playground("runs", "list", env=at(server))
        assert listed.out.count("succeeded") == 2
        assert sorted(server.charges.values()) == [1, 1]


async def test_two_at_once_share_a_ledger_and_nothing_else(machine: Machine, playground: Playground) -> None:
    async with FaultServer(duration=1) as server:
        ends = await asyncio.gather(
            *(playground("run", MODEL, "--set", "prompt=Tea", "--json", env=at(server)) for _ in range(2))
        )
    assert [done.code for done in ends] == [0, 0]
    assert sorted(server.charges.values()) == [1, 1]
    assert len({request.headers["idempotency-key"] for request in server.submits}) == len(server.submits) == 2
    assert len(list(machine.folder.glob("*.png"))) == 2


async def test_input_comes_from_stdin_and_is_overlaid_by_set(playground: Playground) -> None:
    async with FaultServer() as server:
        done = await playground(
            "run", MODEL, "--input", "-", "--set", "prompt=5", "--set", "n=3", "--json",
            env=at(server), stdin='{"prompt": "茶", "size": "16:9"}',
        )  # fmt: skip
    assert done.code == 0
    assert json.loads(server.submits[0].body)["input"] == {"prompt": "5", "size": "16:9", "n": 3}


async def test_what_is_not_utf8_is_never_sent(machine: Machine) -> None:
    async with FaultServer() as server:
        for words in (("--input", "-"), ("--set", "prompt=caf\udce9")):
            process = await machine.start("run", MODEL, *words, "--json", env=at(server))
            out, _ = await process.communicate(b'{"prompt": "caf\xe9"}')
            last = json.loads(out.splitlines()[-1])
            assert (process.returncode, last["status"], "UTF-8" in last["problem"]["detail"]) == (2, "invalid", True)
        assert server.requests == []


async def test_a_reader_that_leaves_stops_nothing(machine: Machine) -> None:
    """As with `| head -1`: for JSON and for people."""
    async with FaultServer(duration=1) as server:
        for words in (("--json",), ()):
            process = await machine.start("run", MODEL, "--set", "prompt=Tea", *words, env=at(server))
            await process.stdout.readexactly(1)
            process.stdout_pipe.close()
            _, err = await process.communicate()
            assert (process.returncode, err) == (0, b"")
    assert len(list(machine.folder.glob("*.png"))) == len(server.submits) == 2


async def test_closed_streams_stop_nothing_and_lose_nothing(machine: Machine) -> None:
    """For JSON and for people."""
    words = ["run", MODEL, "--set", "prompt=Tea"]
    async with FaultServer() as server:
        process = await machine.start_many_anew([*words, "--json"], words, streams=">&- 2>&- <&-", env=at(server))
        await process.communicate()
        assert process.returncode == 0
        assert len(server.submits) == 2
    assert [path.read_bytes() for path in machine.folder.glob("*.png")] == [PIXEL, PIXEL]
    assert b"succeeded" not in (machine.data / "ledger.sqlite3").read_bytes()[:16], "nothing was printed into a file"


async def test_exit_2_where_stdin_has_no_input(machine: Machine) -> None:
    """Where it is closed, and where it has come to its end."""
    words = ["run", MODEL, "--input", "-", "--json"]
    async with FaultServer() as server:
        process = await machine.start_many_anew(words, ["</dev/null", *words], streams="<&-", env=at(server))
        out, err = await process.communicate()
        assert server.requests == []
    assert (process.returncode, err) == (2, b"")
    for last in map(json.loads, out.splitlines()):
        assert (last["status"], last["problem"]["charged"]) == ("invalid", "no")
        assert "standard input" in last["problem"]["detail"]
    assert len(out.splitlines()) == 2


async def test_a_locale_without_unicode_names_files_plainly(machine: Machine) -> None:
    plain = {"PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "LC_ALL": "POSIX"}
    words = ["run", MODEL, "--set", "prompt=霓虹 neon 城市", "--json", "--out"]
    async with FaultServer() as server:
        process = await machine.start_many_anew(
            [*words, "posix"], ["LC_ALL=C", "LANG=zh_CN.GB2312", *words, "chinese"], env=at(server, **plain)
        )
        done = await machine.finish(process)
        inputs = [json.loads(request.body)["input"] for request in server.submits]
    assert inputs == [{"prompt": "霓虹 neon 城市"}] * 2
    ends = [line for line in done.lines if line["status"] == "succeeded"]
    assert (done.code, [line["problem"] for line in ends]) == (0, [None, None])
    for place in ("posix", "chinese"):
        (saved,) = (machine.folder / place).glob("*.png")
        assert saved.name.isascii()
        assert saved.name.endswith(f"_{MODEL}_neon_1.png")
        assert saved.read_bytes() == PIXEL


async def test_where_neither_ledger_nor_log_can_be_written_that_is_what_is_said(
    machine: Machine, playground: Playground
) -> None:
    await playground("runs", "list")
    with closing(sqlite3.connect(machine.data / "ledger.sqlite3")) as file, file:
        for table in ("runs", "processes"):
            file.execute(f"CREATE TRIGGER no_{table} BEFORE INSERT ON {table} BEGIN SELECT RAISE(ABORT, 'no'); END")
    (machine.data / "command-line.log").mkdir()
    async with FaultServer() as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", "--json", env=at(server))
        assert server.requests == []
    assert (done.code, done.last["problem"]["code"], done.err) == (2, "storage", "")


async def test_people_get_words_and_paths(machine: Machine, playground: Playground) -> None:
    async with FaultServer(extra={"cost_estimate": 0.05625, "cost_actual": 0.05625}) as server:
        done = await playground("run", MODEL, "--set", "prompt=Tea", env=at(server, PLAYGROUND_CURRENCY="€"))
        again = await playground("run", MODEL, "--set", "prompt=Tea", env=at(server))
        server.scripts["submit"] = ("402",)
        failed = await playground("run", MODEL, "--set", "prompt=Tea", env=at(server))
    assert done.code == again.code == 0
    assert "succeeded" in done.out
    assert "cost €0.056\n" in done.out
    saved = list(machine.folder.glob("*.png"))
    assert len(saved) == 2, "the second run must not write over the first one's picture"
    assert all(path.name in done.out + again.out for path in saved)
    assert failed.code == 3
    assert "not charged" in failed.out.lower()


async def test_the_sandbox_needs_nothing(machine: Machine, playground: Playground) -> None:
    done, failed = await asyncio.gather(
        playground("run", MODEL, "--set", "prompt=Tea house in the fog", "--set", "size=16:9", "--set", "resolution=2K",
                   "--json"),
        playground("run", MODEL, "--set", "prompt=Tea [refuse]", "--json"),
    )  # fmt: skip
    assert done.code == 0
    assert [line["status"] for line in done.lines][-1] == "succeeded"
    assert {"submitting", "queued", "processing"} >= {line["status"] for line in done.lines[:-1]}
    assert done.last["cost_actual"] == 0.05625
    assert (machine.folder / done.last["outputs"][0]).read_bytes().startswith(b"\x89PNG")
    assert (failed.code, failed.last["problem"]["code"]) == (3, "content_refused")


async def test_a_budget_that_does_not_reach_sends_nothing(playground: Playground) -> None:
    words = ("run", MODEL, "--set", "prompt=Tea", "--json")
    async with FaultServer(extra={"cost_actual": 0.06}) as server:
        env = at(server, PLAYGROUND_BUDGET_ALL_MONTH="0.10", PLAYGROUND_BUDGET_UNKNOWN="0.05")
        done = await playground(*words, env=env)
        assert (done.code, done.last["cost_actual"]) == (0, 0.06)
        refused = await playground(*words, env=env)
        assert (refused.code, refused.last["status"], refused.last["run"]) == (2, "invalid", None)
        problem = refused.last["problem"]
        assert (problem["code"], problem["charged"]) == ("budget", "no")
        assert "about $0.06, and $0.04 of the $0.10 that everyone here shares" in problem["detail"]
        free = await playground(*words, env=at(server, PLAYGROUND_BUDGET_PERSON_DAY="0.01"))
        assert free.code == 0  # it is its owner's
        assert len(server.charges) == 2
