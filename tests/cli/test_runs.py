"""`playground runs`: what the ledger remembers, and never a secret."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from commandline import Machine, Playground
from faultserver import FaultServer

from playground.cli.run_sources import PERSON
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import Run, RunStatus
from playground.runs.writes import LedgerWrite
from playground.tasks.problem import Charged, Problem, ProblemCode

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


async def test_a_list_that_is_cut_says_so(machine: Machine, playground: Playground) -> None:
    first = lost(machine, "https://api.example")
    second = lost(machine, "https://api.example")
    cut, whole = await playground("runs", "list", "--limit", "1"), await playground("runs", "list", "--limit", "2")
    assert "These are the newest 1." in cut.out
    assert "--limit 10" in cut.out
    assert sum(run.run_id in cut.out for run in (first, second)) == 1
    assert "These are the newest" not in whole.out
    assert all(run.run_id in whole.out for run in (first, second))


async def test_there_may_be_none(playground: Playground) -> None:
    listed, shown = await playground("runs", "list"), await playground("runs", "show", "nothing")
    assert (listed.code, shown.code) == (0, 1)
    assert "No runs yet" in listed.out
    assert "nothing" in shown.err


def lost(machine: Machine, service: str, prompt: str = "Tea", *, at: float = 0) -> Run:
    """A run in the ledger that was sent, and that nobody ever confirmed."""
    sent = {"prompt": prompt}
    ask = RunRequest(person=PERSON, page="p", model="qwen-image-2-0-pro", input=sent, form_input=sent)
    problem = Problem(ProblemCode.UNCONFIRMED, Charged.UNKNOWN)
    run = replace(prepare(ask, service, at), status=RunStatus.UNCONFIRMED, sent_at=at, problem=problem)
    machine.data.mkdir(exist_ok=True)
    ledger = Ledger(machine.data / "ledger.sqlite3")
    ledger.open()
    ledger.add(run, "a process that has gone")
    ledger.save([LedgerWrite(run, "a process that has gone", keeps_ownership=False)])
    ledger.close()
    return run


@contextmanager
def opened(machine: Machine) -> Iterator[Ledger]:
    """The ledger that commands work on."""
    ledger = Ledger(machine.data / "ledger.sqlite3")
    ledger.open()
    yield ledger
    ledger.close()


async def test_runs_are_searched_for_and_told_as_json(machine: Machine, playground: Playground) -> None:
    async with FaultServer(extra={"cost_actual": 0.05}) as server:
        words = ("run", "qwen-image-2-0-pro", "--set", "prompt=晨雾中的茶馆", "--json")
        done = await playground(*words, env={"PLAYGROUND_API_URL": server.url})
    old = lost(machine, "https://api.example", "A tea house in Fog")
    [found] = (await playground("runs", "list", "--search", "茶馆", "--json")).lines
    same = ("run", "status", "task_id", "request_id", "cost_estimate", "cost_actual", "problem")
    assert {name: found[name] for name in same} == {name: done.last[name] for name in same}
    assert (found["model"], found["service"], found["input"]) == (words[1], server.url, {"prompt": "晨雾中的茶馆"})
    kept = [(machine.data / path).read_bytes() for path in found["outputs"]]
    assert kept == [(machine.folder / path).read_bytes() for path in done.last["outputs"]]
    for asked, expected in {
        ("--search", "FOG hous"): [old.run_id],
        ("--search", "fog 茶馆"): [],
        ("--since", "7d"): [done.last["run"]],
        ("--until", "1970-01-02"): [old.run_id],
        ("--state", "unconfirmed", "--state", "refused"): [old.run_id],
        ("--state", "succeeded", "--model", "qwen-image-2-0-pro"): [done.last["run"]],
        ("--model", "another"): [],
        ("--problems",): [old.run_id],
        ("--cost-over", "0.01"): [done.last["run"]],
        ("--cost-over", "0.05"): [],
        ("--limit", "1"): [done.last["run"]],
        (): [done.last["run"], old.run_id],
    }.items():
        listed = await playground("runs", "list", *asked, "--json")
        assert ([line["run"] for line in listed.lines], listed.code) == (expected, 0), asked
    table = await playground("runs", "list", "--search", "fog")
    assert (old.run_id in table.out, done.last["run"] in table.out) == (True, False)


async def test_a_search_says_that_there_is_more_or_nothing(machine: Machine, playground: Playground) -> None:
    runs = [lost(machine, "https://api.example", f"Tea {number}", at=float(number)) for number in range(103)]
    cut = await playground("runs", "list", "--search", "tea", "--limit", "101")
    assert "newest 101 that match; there are more" in cut.out
    assert sum(run.run_id in cut.out for run in runs) == 101
    none = await playground("runs", "list", "--search", "coffee")
    assert (none.code, "No runs match." in none.out) == (0, True)


@pytest.mark.parametrize(
    ("option", "typed", "words"),
    [
        ("--since", "yesterday-ish", ("yesterday-ish", "not a date", "7d")),
        ("--until", "2026-13-45", ("2026-13-45", "not a date")),
        ("--since", "", ("not a date",)),
        ("--since", "0000-01-01", ("not a date",)),
        ("--until", "9999-12-31", ("not a date",)),
        ("--state", "done", ("done", "submitting", "unconfirmed")),
    ],
)
async def test_what_is_no_date_or_state_is_said_in_words(
    playground: Playground, option: str, typed: str, words: tuple[str, ...]
) -> None:
    answer = await playground("runs", "list", option, typed)
    assert (answer.code, answer.out) == (2, "")
    assert all(word in answer.err for word in words)


async def test_a_run_that_nobody_confirmed_is_sent_again_long_after_only_on_a_persons_word(
    machine: Machine, playground: Playground
) -> None:
    async with FaultServer() as server:
        run = lost(machine, server.url)
        env = {"PLAYGROUND_API_URL": server.url}
        shown = await playground("runs", "show", run.run_id, env=env)
        assert "may be charged again" in shown.out
        assert "not charged twice" not in shown.out
        asked = await playground("runs", "check", run.run_id, "--json", env=env)
        assert asked.last["problem"] is not None
        assert (asked.code, asked.last["problem"]["charged"], server.requests) == (4, "unknown", [])
        assert f"runs check {run.run_id} --again" in asked.last["problem"]["detail"]
        found = await playground("runs", "check", run.run_id, "--again", "--json", env=env)
        assert (found.code, found.last["status"], found.last["run"]) == (0, "succeeded", run.run_id)
        assert [(one.headers["idempotency-key"], one.body) for one in server.submits] == [(run.key, run.body)]
    assert (machine.folder / found.last["outputs"][0]).read_bytes().startswith(b"\x89PNG")


async def test_only_an_unconfirmed_run_can_be_let_go(machine: Machine, playground: Playground) -> None:
    async with FaultServer() as server:
        run = lost(machine, server.url)
        gone = await playground("runs", "let-go", run.run_id)
        assert (gone.code, run.run_id in gone.out) == (0, True)
        again = await playground("runs", "let-go", run.run_id)
        assert (again.code, "let go" in again.err) == (1, True)
        env = {"PLAYGROUND_API_URL": server.url}
        checked = await playground("runs", "check", run.run_id, "--json", env=env)
        assert (checked.code, checked.last["status"], server.requests) == (4, "unconfirmed", [])


async def test_a_run_of_a_service_that_is_not_set_up_is_not_waited_for(playground: Playground) -> None:
    async with FaultServer(poll="processing, 401", duration=60) as server:
        words = ("run", "qwen-image-2-0-pro", "--set", "prompt=Tea")
        left = await playground(*words, env={"PLAYGROUND_API_URL": server.url})
    assert left.code == 4
    check, _, run_id = left.out.splitlines()[-1].rpartition(" ")
    assert check == "To check again: playground runs check"
    checked = await playground("runs", "check", run_id, "--json")
    assert (checked.code, checked.last["status"], checked.last["problem"]["code"]) == (4, "unconfirmed", "unconfirmed")


async def test_runs_are_listed_by_their_labels_and_media(machine: Machine, playground: Playground) -> None:
    one = lost(machine, "https://api.example", "Tea", at=1.0)
    two = lost(machine, "https://api.example", "Fog", at=2.0)
    with opened(machine) as ledger:
        ledger.labels.tag(PERSON, [one.run_id, two.run_id], ["Poster"])
        ledger.labels.tag(PERSON, [one.run_id], ["茶"])
        ledger.labels.favourite(PERSON, [two.run_id], is_on=True)
        ledger.labels.rate(PERSON, [one.run_id], 4)
        ledger.labels.note(PERSON, [one.run_id], "for the door")
    for asked, expected in {
        ("--favourites", "--tag", "POSTER", "--media", "image"): [two.run_id],
        ("--media", "video"): [],
    }.items():
        listed = await playground("runs", "list", *asked, "--json")
        assert ([line["run"] for line in listed.lines], listed.code) == (expected, 0), asked
    both = ("--tag", "poster", "--tag", "茶", "--search", "door", "--rating", "4")
    [line] = (await playground("runs", "list", *both, "--json")).lines
    assert line["run"] == one.run_id
    labels = {name: line[name] for name in ("favourite", "rating", "tags", "note")}
    assert labels == {"favourite": False, "rating": 4, "tags": ["Poster", "茶"], "note": "for the door"}
    wrong = await playground("runs", "list", "--media", "smell")
    assert (wrong.code, "smell" in wrong.err, "audio" in wrong.err) == (2, True, True)


async def test_runs_are_deleted_for_good_once_a_person_agrees(machine: Machine, playground: Playground) -> None:
    async with FaultServer(extra={"cost_actual": 0.05}) as server:
        env = {"PLAYGROUND_API_URL": server.url}
        done = await playground("run", "qwen-image-2-0-pro", "--set", "prompt=Zebrafinch", "--json", env=env)
    open_one = lost(machine, "https://api.example")
    run_id, folder = done.last["run"], machine.data / "results" / done.last["run"]
    assert folder.is_dir()
    refused = await playground("runs", "delete", run_id)
    assert (refused.code, "--yes" in refused.err, folder.is_dir()) == (2, True, True)
    gone = await playground("runs", "delete", run_id, open_one.run_id, "unknown", "--yes")
    assert (gone.code, run_id in gone.out) == (1, True)
    assert f"{open_one.run_id} was not deleted. It is not known yet" in gone.err
    assert "unknown was not deleted" in gone.err
    assert not folder.exists()
    listed = await playground("runs", "list", "--json")
    assert [line["run"] for line in listed.lines] == [open_one.run_id]
    assert b"Zebrafinch" not in (machine.data / "ledger.sqlite3").read_bytes()
    with opened(machine) as ledger:
        assert ledger.costs.spent(server.url, PERSON, 0.0).total == Decimal("0.05")
