"""Forms that are being filled in: the newest of each model is kept, within bounds."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from datafolder import DataFolder
from faultserver import FaultServer

from playground.errors import StorageError
from playground.runs.drafts import OLDEST
from playground.runs.ledger import Ledger
from playground.runs.request import RunRequest, prepare
from playground.runs.run import RunStatus
from playground.runs.writes import LedgerWrite

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def test_the_last_draft_of_each_model_is_kept_and_the_newest_comes_first(ledger: Ledger) -> None:
    ledger.drafts.save("anna", "one", {"prompt": "a"}, 1.0)
    ledger.drafts.save("anna", "two", {"prompt": "b"}, 2.0)
    ledger.drafts.save("anna", "one", {"prompt": "c", "x": Decimal("0.10")}, 3.0)
    ledger.drafts.save("ben", "one", {}, 4.0)
    assert list(ledger.drafts.of_person("anna").items()) == [
        ("one", {"prompt": "c", "x": Decimal("0.10")}),
        ("two", {"prompt": "b"}),
    ]
    assert ledger.drafts.of_person("nobody") == {}


def test_the_draft_saved_last_is_the_newest_whether_or_not_it_changed(ledger: Ledger) -> None:
    form = {"prompt": "a", "scale": Decimal("1.0")}
    for at, model in enumerate(("one", "two", "one"), start=1):
        ledger.drafts.save("anna", model, form, float(at))
    assert list(ledger.drafts.of_person("anna")) == ["one", "two"]


@pytest.mark.databases("sqlite")
def test_a_draft_that_is_the_newest_already_is_not_written_again(tmp_path: Path, ledger: Ledger) -> None:
    def kept() -> list[tuple[str, str, float]]:
        with closing(sqlite3.connect(tmp_path / "ledger.db")) as file:
            return file.execute("SELECT model, draft, saved_at FROM drafts ORDER BY saved_at").fetchall()

    ledger.drafts.save("ben", "m", {"prompt": "a"}, 1.0)
    ledger.drafts.save("anna", "m", {"prompt": "a"}, 2.0)
    first = kept()
    ledger.drafts.save("anna", "m", {"prompt": "a"}, 3.0)
    assert kept() == first
    ledger.drafts.save("anna", "m", {"prompt": 1.0}, 3.0)
    ledger.drafts.save("anna", "m", {"prompt": 1}, 4.0)  # not the same: a form shows them otherwise
    assert kept()[1:] == [("m", '{"prompt":1}', 4.0)]
    ledger.drafts.save("anna", "m", {"prompt": 1}, 4.0 + OLDEST)  # what somebody still looks at is not forgotten
    ledger.drafts.forget_old(5.0 + OLDEST)
    assert ledger.drafts.of_person("anna") == {"m": {"prompt": 1}}


def test_drafts_are_bounded_in_size_and_number_and_age(ledger: Ledger) -> None:
    with pytest.raises(StorageError) as refusal:
        ledger.drafts.save("anna", "m", {"prompt": "x" * 1_000_000}, 1.0)
    assert refusal.value.code == "limit.draft"
    for number in range(105):
        ledger.drafts.save("anna", f"model {number}", {}, float(number))
    ledger.drafts.save("ben", "m", {}, 0.0)
    kept = list(ledger.drafts.of_person("anna"))
    assert (len(kept), kept[0], kept[-1]) == (100, "model 104", "model 5")
    ledger.drafts.forget_old(50.0 + OLDEST)
    assert list(ledger.drafts.of_person("anna"))[-1] == "model 50"
    assert ledger.drafts.of_person("ben") == {}


def test_of_too_many_drafts_the_oldest_are_forgotten(ledger: Ledger) -> None:
    for number in range(6):
        ledger.drafts.save(f"person {number}", "m", {}, float(number))
    ledger.drafts.forget_old(10.0, most=4)
    assert [number for number in range(6) if ledger.drafts.of_person(f"person {number}")] == [2, 3, 4, 5]


@pytest.mark.databases("sqlite")
def test_a_masked_secret_is_nowhere_in_the_file(tmp_path: Path, ledger: Ledger) -> None:
    payload = {"token": "hunter2-" * 2000, "prompt": "a fox"}
    asked = RunRequest(person="anna", page="tab", model="m", input=payload, form_input=payload, secrets=(("token",),))
    run = prepare(asked, "test", 100.0)
    assert "hunter2" not in str(run.form_input)
    ledger.add(run, "alice")
    file = tmp_path / "ledger.db"
    assert b"hunter2-" in file.read_bytes()
    ledger.save([LedgerWrite(replace(run, status=RunStatus.REFUSED, body=b"{}"), "alice", keeps_ownership=False)])
    assert b"hunter2" not in file.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["ledger.db"]


async def test_drafts_survive_a_restart(data_folder: DataFolder) -> None:
    async with FaultServer() as server:
        async with data_folder.runner(server) as runner:
            await runner.drafts.save("anna", "one", {"prompt": "half a thou"})
            data_folder.time.moved = 1
            await runner.drafts.save("anna", "two", {})
        async with data_folder.runner(server) as runner:
            assert list(await runner.drafts.of_person("anna")) == ["two", "one"]
            assert (await runner.drafts.of_person("anna"))["one"] == {"prompt": "half a thou"}
            assert await runner.drafts.of_person("ben") == {}
