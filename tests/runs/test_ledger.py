from __future__ import annotations

import sqlite3
import stat
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from leases import age_leases
from ledgerruns import new_run
from sqlalchemy import Engine, event

from playground.errors import StorageError
from playground.runs.ledger import Ledger
from playground.runs.ownership import LEASE_DURATION, Lease
from playground.runs.run import RunStatus
from playground.runs.writes import LedgerWrite

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ALICE, BOB, CAROL = Lease("alice", "here", 1), Lease("bob", "here", 2), Lease("carol", "here", 3)


def _never(_lease: Lease) -> bool:
    return False


def _always(_service: str) -> bool:
    return True


@pytest.mark.databases("sqlite")
def test_a_run_comes_back_as_it_went(tmp_path: Path, ledger: Ledger) -> None:
    changes = {"secrets": (("rows", "*", 0),), "expected": Decimal("0.10")}
    run = replace(new_run(), **changes)  # type: ignore[arg-type] # names of fields
    ledger.add(run, "alice")
    assert Ledger(f"sqlite:///{tmp_path / 'ledger.db'}").run(run.run_id) == run
    assert Ledger(str(tmp_path / "ledger.db")).run("none") is None


def test_settings_keep_every_digit_and_every_character(ledger: Ledger) -> None:
    settings = {"scale": Decimal("0.10"), "seed": 9007199254740993, "prompt": "猫 \ud83d \0 \u2028"}
    run = replace(new_run(), form_input=settings)
    ledger.add(run, "alice")
    assert ledger.run(run.run_id) == run
    ledger.drafts.save("anna", "m", settings, 1.0)
    assert ledger.drafts.of_person("anna") == {"m": settings}


def test_only_its_owner_may_read_the_file(tmp_path: Path) -> None:
    with closing(Ledger(tmp_path / "data" / "ledger.db")) as ledger:
        ledger.open()
        ledger.add(new_run(), "alice")
    assert stat.S_IMODE((tmp_path / "data" / "ledger.db").stat().st_mode) == 0o600


def test_one_key_stands_for_one_run(ledger: Ledger) -> None:
    run = new_run()
    ledger.add(run, "alice")
    with pytest.raises(StorageError):
        ledger.add(replace(run, run_id="other"), "alice")


def test_only_the_process_that_has_a_run_writes_it(ledger: Ledger) -> None:
    mine, theirs = new_run(), new_run()
    ledger.add(mine, "alice")
    ledger.add(theirs, "bob")
    sent = [
        LedgerWrite(replace(run, status=RunStatus.SENT, sent_at=101.0), "alice", keeps_ownership=True)
        for run in (mine, theirs)
    ]
    assert ledger.save(sent) == (True, False)
    assert [ledger.run(run.run_id).status for run in (mine, theirs)] == [RunStatus.SENT, RunStatus.PREPARED]  # type: ignore[union-attr] # both were added


def test_a_run_that_rests_is_claimed_once(ledger: Ledger) -> None:
    run = new_run()
    ledger.add(run, "alice")
    resting = replace(run, status=RunStatus.UNCONFIRMED)
    assert not ledger.processes.claim(run.run_id, RunStatus.PREPARED, "bob")
    assert ledger.save([LedgerWrite(resting, "alice", keeps_ownership=False)]) == (True,)
    assert not ledger.processes.claim(run.run_id, RunStatus.SUCCEEDED, "bob")
    assert ledger.processes.claim(run.run_id, RunStatus.UNCONFIRMED, "bob")
    assert not ledger.processes.claim(run.run_id, RunStatus.UNCONFIRMED, "alice")


def test_what_is_not_over_or_still_worked_on_is_unfinished_whosever_it_is(ledger: Ledger) -> None:
    sent, resting, over, fetched_again = new_run(), new_run(person="ben"), new_run(), new_run()
    for run in (sent, resting, over, fetched_again):
        ledger.add(run, "alice")
    ledger.save(
        [
            LedgerWrite(replace(resting, status=RunStatus.UNCONFIRMED), "alice", keeps_ownership=False),
            LedgerWrite(replace(over, status=RunStatus.SUCCEEDED), "alice", keeps_ownership=False),
            LedgerWrite(replace(fetched_again, status=RunStatus.SUCCEEDED), "alice", keeps_ownership=True),
        ]
    )
    assert {run.run_id for run in ledger.unfinished()} == {sent.run_id, resting.run_id, fetched_again.run_id}


def test_running_runs_come_first_then_the_newest(ledger: Ledger) -> None:
    old, new, done = new_run(at=1.0), new_run(at=2.0), new_run(at=3.0)
    for run in (old, new, done, new_run(person="ben", at=4.0)):
        ledger.add(run, "alice")
    ledger.save([LedgerWrite(replace(done, status=RunStatus.REFUSED), "alice", keeps_ownership=False)])
    assert [run.run_id for run in ledger.runs("anna")] == [new.run_id, old.run_id, done.run_id]
    assert [run.run_id for run in ledger.runs("anna", limit=1)] == [new.run_id]
    assert len(ledger.runs()) == 4


@pytest.mark.parametrize(
    ("seconds_later", "is_gone", "taken"),
    [
        (LEASE_DURATION / 2, False, False),
        (-1, False, False),  # renewed while we were waiting for our turn
        (LEASE_DURATION, False, True),
        (-3600, False, True),  # the clock was set back: how old the lease is, nobody knows
        (1, True, True),
    ],
)
def test_runs_of_a_process_that_lapsed_or_died_are_taken_over(
    ledger: Ledger, database: str | Path, *, seconds_later: float, is_gone: bool, taken: bool
) -> None:
    run, resting = new_run(at=1.0), new_run(at=2.0)
    ledger.processes.register(ALICE)
    ledger.processes.register(BOB)
    age_leases(database, seconds_later, "alice")
    ledger.add(run, "alice")
    ledger.add(resting, "alice")
    fetching = replace(resting, status=RunStatus.SUCCEEDED)
    ledger.save([LedgerWrite(fetching, "alice", keeps_ownership=True)])
    taken_over = ledger.processes.take_over("bob", lambda _lease: is_gone, _always)
    assert taken_over == ((run, fetching) if taken else ())  # its results are fetched further
    assert ledger.processes.take_over("bob", _never, _always) == ()
    assert ledger.save([LedgerWrite(run, "alice", keeps_ownership=True)]) == (not taken,)
    assert ledger.processes.renew(ALICE) is not taken


def test_a_lease_given_back_frees_its_runs_at_once(ledger: Ledger) -> None:
    run = new_run()
    ledger.processes.register(ALICE)
    ledger.add(run, "alice")
    ledger.processes.release(ALICE)
    ledger.processes.register(BOB)
    assert ledger.processes.take_over("bob", _never, _always) == (run,)


def test_runs_of_a_service_that_a_process_does_not_know_are_left_to_one_that_does(ledger: Ledger) -> None:
    run, other = new_run(), new_run(service="another")
    ledger.processes.register(BOB)
    for one in (run, other):
        ledger.add(one, "alice")
    assert ledger.processes.take_over("bob", _never, lambda service: service == "test") == (run,)
    ledger.processes.register(CAROL)
    assert ledger.processes.take_over("carol", _never, lambda service: service == "another") == (other,)


@pytest.mark.databases("sqlite")
def test_a_row_that_cannot_be_read_hides_no_other(
    ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run, broken = new_run(), new_run()
    ledger.processes.register(BOB)
    for one in (run, broken):
        ledger.add(one, "alice")
    with closing(sqlite3.connect(tmp_path / "ledger.db")) as file, file:
        file.execute("UPDATE runs SET steps = '[[' WHERE run_id = ?", [broken.run_id])
    assert ledger.runs("anna") == (run,)
    assert ledger.run(broken.run_id) is None
    assert ledger.processes.take_over("bob", _never, _always) == (run,)
    assert f"run {broken.run_id}: its row in the ledger cannot be read" in caplog.text


def test_the_pulse_of_many_people_is_one_statement(ledger: Ledger) -> None:
    people = [f"person {number}" for number in range(120)]
    for number, person in enumerate(people[::2]):
        ledger.add(new_run(f"a fox, number {number}", person=person), "alice")
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert set(ledger.pulse([*people, "' OR 1 = 1 --"], "bob")) == set(people[::2])
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    assert len([statement for statement in asked if "runs" in statement]) == 1


def test_the_pulse_beats_when_another_process_changes_something(ledger: Ledger) -> None:
    run = new_run()
    ledger.add(run, "alice")
    before = ledger.pulse(["anna", "ben"], "bob")
    assert ledger.pulse(["anna"], "alice") == {}
    ledger.save([LedgerWrite(run, "alice", keeps_ownership=True)])
    after = ledger.pulse(["anna", "ben"], "bob")
    assert after != before
    ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)])
    at_rest = ledger.pulse(["anna"], "bob")
    assert at_rest != after
    assert ledger.processes.claim(run.run_id, RunStatus.PREPARED, "alice")
    ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)])
    assert ledger.pulse(["anna"], "bob") != at_rest
