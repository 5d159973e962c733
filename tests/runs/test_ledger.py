from __future__ import annotations

import secrets
import sqlite3
import stat
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from earlierledgers import VERSIONS, make_ledger
from sqlalchemy import Connection, Engine, event, text

from playground.errors import StorageError
from playground.runs import former_ledgers
from playground.runs.database import MIGRATIONS, Database
from playground.runs.drafts import OLDEST
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.ownership import LEASE_DURATION, Lease
from playground.runs.price import price_of
from playground.runs.request import RunRequest, prepare
from playground.runs.rows import to_row
from playground.runs.run import Run, RunStatus
from playground.runs.tables import METADATA
from playground.runs.writes import LedgerWrite
from playground.tasks.task import Task, TaskStatus
from playground.texts import translate

ALICE, BOB, CAROL = Lease("alice", "here", 1), Lease("bob", "here", 2), Lease("carol", "here", 3)


def _new(prompt: str = "a fox", *, browser: str = "anna", at: float = 100.0, service: str = "test") -> Run:
    payload = {"prompt": prompt}
    return prepare(RunRequest(browser=browser, page="tab", model="m", input=payload, form_input=payload), service, at)


def _never(_lease: Lease) -> bool:
    return False


def _always(_service: str) -> bool:
    return True


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    ledger = Ledger(tmp_path / "data" / "ledger.db")
    ledger.open()
    yield ledger
    ledger.close()


def test_a_run_comes_back_as_it_went(tmp_path: Path, ledger: Ledger) -> None:
    changes = {"secrets": (("rows", "*", 0),), "expected": Decimal("0.10")}
    run = replace(_new(), **changes)  # type: ignore[arg-type] # names of fields
    ledger.add(run, "alice")
    assert Ledger(f"sqlite:///{tmp_path / 'data' / 'ledger.db'}").run(run.run_id) == run
    assert Ledger(str(tmp_path / "data" / "ledger.db")).run("none") is None


def test_settings_keep_every_digit_and_every_character(ledger: Ledger) -> None:
    settings = {"scale": Decimal("0.10"), "seed": 9007199254740993, "prompt": "猫 \ud83d \0 \u2028"}
    run = replace(_new(), form_input=settings)
    ledger.add(run, "alice")
    assert ledger.run(run.run_id) == run
    ledger.drafts.save("anna", "m", settings, 1.0)
    assert ledger.drafts.of_browser("anna") == {"m": settings}


def test_only_its_owner_may_read_the_file(tmp_path: Path, ledger: Ledger) -> None:
    ledger.add(_new(), "alice")
    assert stat.S_IMODE((tmp_path / "data" / "ledger.db").stat().st_mode) == 0o600


def test_one_key_stands_for_one_run(ledger: Ledger) -> None:
    run = _new()
    ledger.add(run, "alice")
    with pytest.raises(StorageError):
        ledger.add(replace(run, run_id="other"), "alice")


def test_only_the_process_that_has_a_run_writes_it(ledger: Ledger) -> None:
    mine, theirs = _new(), _new()
    ledger.add(mine, "alice")
    ledger.add(theirs, "bob")
    sent = [
        LedgerWrite(replace(run, status=RunStatus.SENT, sent_at=101.0), "alice", keeps_ownership=True)
        for run in (mine, theirs)
    ]
    assert ledger.save(sent) == (True, False)
    assert [ledger.run(run.run_id).status for run in (mine, theirs)] == [RunStatus.SENT, RunStatus.PREPARED]  # type: ignore[union-attr] # both were added


def test_a_run_that_rests_is_claimed_once(ledger: Ledger) -> None:
    run = _new()
    ledger.add(run, "alice")
    resting = replace(run, status=RunStatus.UNCONFIRMED)
    assert not ledger.claim(run.run_id, RunStatus.PREPARED, "bob")
    assert ledger.save([LedgerWrite(resting, "alice", keeps_ownership=False)]) == (True,)
    assert not ledger.claim(run.run_id, RunStatus.SUCCEEDED, "bob")
    assert ledger.claim(run.run_id, RunStatus.UNCONFIRMED, "bob")
    assert not ledger.claim(run.run_id, RunStatus.UNCONFIRMED, "alice")


def test_what_is_not_over_or_still_worked_on_is_unfinished_whosever_it_is(ledger: Ledger) -> None:
    sent, resting, over, fetched_again = _new(), _new(browser="ben"), _new(), _new()
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
    old, new, done = _new(at=1.0), _new(at=2.0), _new(at=3.0)
    for run in (old, new, done, _new(browser="ben", at=4.0)):
        ledger.add(run, "alice")
    ledger.save([LedgerWrite(replace(done, status=RunStatus.REFUSED), "alice", keeps_ownership=False)])
    assert [run.run_id for run in ledger.runs("anna")] == [new.run_id, old.run_id, done.run_id]
    assert [run.run_id for run in ledger.runs("anna", limit=1)] == [new.run_id]
    assert len(ledger.runs()) == 4


@pytest.mark.parametrize(
    ("seconds_later", "is_gone", "taken"),
    [
        (LEASE_DURATION - 1, False, False),
        (-1, False, False),  # renewed while we were waiting for our turn
        (LEASE_DURATION, False, True),
        (-3600, False, True),  # the clock was set back: how old the lease is, nobody knows
        (1, True, True),
    ],
)
def test_runs_of_a_process_that_lapsed_or_died_are_taken_over(
    ledger: Ledger, *, seconds_later: float, is_gone: bool, taken: bool
) -> None:
    run, resting = _new(at=1.0), _new(at=2.0)
    ledger.register(ALICE, 1000.0)
    ledger.register(BOB, 1000.0 + seconds_later)
    ledger.add(run, "alice")
    ledger.add(resting, "alice")
    fetching = replace(resting, status=RunStatus.SUCCEEDED)
    ledger.save([LedgerWrite(fetching, "alice", keeps_ownership=True)])
    taken_over = ledger.take_over("bob", 1000.0 + seconds_later, lambda _lease: is_gone, _always)
    assert taken_over == ((run, fetching) if taken else ())  # its results are fetched further
    assert ledger.take_over("bob", 1000.0 + seconds_later, _never, _always) == ()
    assert ledger.save([LedgerWrite(run, "alice", keeps_ownership=True)]) == (not taken,)
    assert ledger.renew(ALICE, 1001.0) is not taken


def test_a_lease_given_back_frees_its_runs_at_once(ledger: Ledger) -> None:
    run = _new()
    ledger.register(ALICE, 1000.0)
    ledger.add(run, "alice")
    ledger.release(ALICE)
    ledger.register(BOB, 1000.0)
    assert ledger.take_over("bob", 1000.0, _never, _always) == (run,)


def test_runs_of_a_service_that_a_process_does_not_know_are_left_to_one_that_does(ledger: Ledger) -> None:
    run, other = _new(), _new(service="another")
    ledger.register(BOB, 1000.0)
    for one in (run, other):
        ledger.add(one, "alice")
    assert ledger.take_over("bob", 1000.0, _never, lambda service: service == "test") == (run,)
    ledger.register(CAROL, 1000.0)
    assert ledger.take_over("carol", 1000.0, _never, lambda service: service == "another") == (other,)


def test_a_row_that_cannot_be_read_hides_no_other(
    ledger: Ledger, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run, broken = _new(), _new()
    ledger.register(BOB, 1000.0)
    for one in (run, broken):
        ledger.add(one, "alice")
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as file, file:
        file.execute("UPDATE runs SET steps = '[[' WHERE run_id = ?", [broken.run_id])
    assert ledger.runs("anna") == (run,)
    assert ledger.run(broken.run_id) is None
    assert ledger.take_over("bob", 1000.0, _never, _always) == (run,)
    assert f"run {broken.run_id}: its row in the ledger cannot be read" in caplog.text


def test_the_pulse_beats_when_another_process_changes_something(ledger: Ledger) -> None:
    run = _new()
    ledger.add(run, "alice")
    before = ledger.pulse(["anna", "ben"], "bob")
    assert ledger.pulse(["anna"], "alice") == {}
    ledger.save([LedgerWrite(run, "alice", keeps_ownership=True)])
    after = ledger.pulse(["anna", "ben"], "bob")
    assert after != before
    ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)])
    at_rest = ledger.pulse(["anna"], "bob")
    assert at_rest != after
    assert ledger.claim(run.run_id, RunStatus.PREPARED, "alice")
    ledger.save([LedgerWrite(run, "alice", keeps_ownership=False)])
    assert ledger.pulse(["anna"], "bob") != at_rest


def test_costs_are_summed_exactly_and_unknown_ones_counted(ledger: Ledger) -> None:
    def add(status: RunStatus, cost: str | None, task_id: str = "", **changes: object) -> None:
        task = Task(
            task_id or secrets.token_hex(8), TaskStatus.SUCCEEDED, cost_actual=None if cost is None else Decimal(cost)
        )
        ledger.add(replace(_new(at=200.0), status=status, task=task, **changes), "alice")  # type: ignore[arg-type] # names of fields

    add(RunStatus.SUCCEEDED, "0.1")
    add(RunStatus.FAILED, "0.2")
    add(RunStatus.CANCELLED, "0")
    add(RunStatus.SUCCEEDED, None)
    add(RunStatus.UNCONFIRMED, None)
    add(RunStatus.REFUSED, None)
    add(RunStatus.ACCEPTED, None)
    add(RunStatus.SUCCEEDED, "5", created_at=99.0)
    add(RunStatus.SUCCEEDED, "5", browser="ben")
    add(RunStatus.SUCCEEDED, "5", service="another")
    add(RunStatus.SUCCEEDED, "0.7", "one answered to two keys")
    add(RunStatus.SUCCEEDED, "0.7", "one answered to two keys")
    add(RunStatus.SUCCEEDED, None, "one answered to two keys")
    spent = ledger.costs.spent("test", "anna", 100.0)
    assert (spent.total, spent.unknown) == (Decimal("1.0"), 2)


def test_the_last_draft_of_each_model_is_kept_and_the_newest_comes_first(ledger: Ledger) -> None:
    ledger.drafts.save("anna", "one", {"prompt": "a"}, 1.0)
    ledger.drafts.save("anna", "two", {"prompt": "b"}, 2.0)
    ledger.drafts.save("anna", "one", {"prompt": "c", "x": Decimal("0.10")}, 3.0)
    ledger.drafts.save("ben", "one", {}, 4.0)
    assert list(ledger.drafts.of_browser("anna").items()) == [
        ("one", {"prompt": "c", "x": Decimal("0.10")}),
        ("two", {"prompt": "b"}),
    ]
    assert ledger.drafts.of_browser("nobody") == {}


def test_the_draft_saved_last_is_the_newest_whether_or_not_it_changed(ledger: Ledger) -> None:
    form = {"prompt": "a", "scale": Decimal("1.0")}
    for at, model in enumerate(("one", "two", "one"), start=1):
        ledger.drafts.save("anna", model, form, float(at))
    assert list(ledger.drafts.of_browser("anna")) == ["one", "two"]


def test_a_draft_that_is_the_newest_already_is_not_written_again(tmp_path: Path, ledger: Ledger) -> None:
    def kept() -> list[tuple[str, str, float]]:
        with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as file:
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
    assert ledger.drafts.of_browser("anna") == {"m": {"prompt": 1}}


def test_drafts_are_bounded_in_size_and_number_and_age(ledger: Ledger) -> None:
    with pytest.raises(StorageError) as refusal:
        ledger.drafts.save("anna", "m", {"prompt": "x" * 1_000_000}, 1.0)
    assert refusal.value.code == "limit.draft"
    for number in range(105):
        ledger.drafts.save("anna", f"model {number}", {}, float(number))
    ledger.drafts.save("ben", "m", {}, 0.0)
    kept = list(ledger.drafts.of_browser("anna"))
    assert (len(kept), kept[0], kept[-1]) == (100, "model 104", "model 5")
    ledger.drafts.forget_old(50.0 + OLDEST)
    assert list(ledger.drafts.of_browser("anna"))[-1] == "model 50"
    assert ledger.drafts.of_browser("ben") == {}


def test_of_too_many_drafts_the_oldest_are_forgotten(ledger: Ledger) -> None:
    for number in range(6):
        ledger.drafts.save(f"browser {number}", "m", {}, float(number))
    ledger.drafts.forget_old(10.0, most=4)
    assert [number for number in range(6) if ledger.drafts.of_browser(f"browser {number}")] == [2, 3, 4, 5]


def test_a_masked_secret_is_nowhere_in_the_file(tmp_path: Path, ledger: Ledger) -> None:
    payload = {"token": "hunter2-" * 2000, "prompt": "a fox"}
    asked = RunRequest(browser="anna", page="tab", model="m", input=payload, form_input=payload, secrets=(("token",),))
    run = prepare(asked, "test", 100.0)
    assert "hunter2" not in str(run.form_input)
    ledger.add(run, "alice")
    file = tmp_path / "data" / "ledger.db"
    assert b"hunter2-" in file.read_bytes()
    ledger.save([LedgerWrite(replace(run, status=RunStatus.REFUSED, body=b"{}"), "alice", keeps_ownership=False)])
    assert b"hunter2" not in file.read_bytes()
    assert [path.name for path in file.parent.iterdir()] == ["ledger.db"]


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path, ledger: Ledger) -> None:
    ledger.open()  # a second time changes nothing
    database = Database(tmp_path / "data" / "ledger.db")
    with database.reading() as connection:
        assert _differences(connection) == []


def _differences(connection: Connection) -> Any:
    """Between the tables that there are and those that the code knows; those of FTS5 are SQLite's own."""

    def is_ours(name: str | None, *_where: object) -> bool:
        return name is None or not name.startswith("history_trigrams")

    return compare_metadata(MigrationContext.configure(connection, opts={"include_name": is_ours}), METADATA)


def _of_an_older_program(file: Path, version: str, *runs: Run) -> Ledger:
    """A ledger as that version of the program left it."""
    make_ledger(file, version, map(to_row, runs))
    return Ledger(file)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ledger_of_an_older_program_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path, version: str
) -> None:
    runs = [_new(), _ended({"prompt": "a bear", "n": 2}, "0.05625", expected=Decimal("0.10"))]
    ledger = _of_an_older_program(tmp_path / "ledger.db", version, *runs)
    ledger.open()
    for run in runs:
        kept = ledger.run(run.run_id)
        assert kept is not None
        assert replace(kept, expected=run.expected) == run
        assert kept.expected == (None if version == "0001" else run.expected)
    assert ledger.costs.last_price("m", _digest("test", {"n": 2})) is None
    ledger.costs.backfill_prices("m", ["prompt"])
    assert ledger.costs.last_price("m", _digest("test", {"n": 2})) == Decimal("0.05625")
    assert ledger.is_task_of_another_run(runs[0], "t")
    assert ledger.add(_new("one more"), "alice") is None
    with Database(tmp_path / "ledger.db").reading() as connection:
        assert _differences(connection) == []


@pytest.mark.parametrize("stamped", ["0.1.1", "0.1.0"])
def test_a_ledger_whose_tables_were_made_in_two_steps_is_one_of_the_first_release(tmp_path: Path, stamped: str) -> None:
    file, run = tmp_path / "ledger.db", _ended({"prompt": "a bear"}, "0.05")
    make_ledger(file, "0006", [to_row(run)])
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with Database(file).writing() as connection:
        config.attributes["connection"] = connection
        connection.execute(text("DELETE FROM alembic_version"))
        command.upgrade(config, "0.1.0")
        connection.execute(text("UPDATE alembic_version SET version_num = :stamped"), {"stamped": stamped})
    ledger = Ledger(file)
    ledger.open()
    assert ledger.run(run.run_id) == run
    assert ledger.history.page(HistoryFilter("anna", "bear"), 5).run_ids == (run.run_id,)
    with Database(file).reading() as connection:
        assert _differences(connection) == []
        assert former_ledgers.revisions(connection) == set(ScriptDirectory.from_config(config).get_heads())
    with Database(file).writing() as connection:
        former_ledgers.stamp(connection)
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() != ["0.1.1"]


@pytest.mark.parametrize("version", ["0006", "0.1.0"])
def test_two_programs_that_open_an_older_ledger_at_once_bring_it_up_to_date_once(tmp_path: Path, version: str) -> None:
    run = _new()
    _of_an_older_program(tmp_path / "ledger.db", version, run)
    ledgers = [Ledger(tmp_path / "ledger.db") for _ in range(4)]
    with ThreadPoolExecutor() as threads:
        list(threads.map(Ledger.open, ledgers))
    assert [ledger.run(run.run_id) for ledger in ledgers] == [run] * 4


def test_a_ledger_of_an_older_program_that_finds_no_room_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    ledger = _of_an_older_program(file, "0006", _new("a fox " * 10_000))
    before = file.read_bytes()

    def bounded(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute("PRAGMA max_page_count = 40").close()

    event.listen(Engine, "connect", bounded)
    try:
        with pytest.raises(StorageError) as error:
            ledger.open()
    finally:
        event.remove(Engine, "connect", bounded)
    ledger.close()
    assert error.value.code == "storage.full"
    assert file.read_bytes() == before


def _ended(settings: dict[str, object], cost: str | None, **changes: object) -> Run:
    task = Task("t", TaskStatus.SUCCEEDED, cost_estimate=None if cost is None else Decimal(cost))
    fields = {"status": RunStatus.SUCCEEDED, "task": task, "form_input": settings, **changes}
    return replace(_new(), **fields)  # type: ignore[arg-type] # names of fields


def _digest(service: str, form_input: Mapping[str, Any]) -> str:
    return price_of(service, "m", form_input, ["prompt"])


def test_what_earlier_runs_tell_of_prices_is_worked_out_in_small_steps(tmp_path: Path) -> None:
    runs = [_ended({"prompt": str(at), "n": at % 3}, f"0.{at}", created_at=float(at)) for at in range(1, 8)]
    runs.append(_ended({"n": 0}, None, created_at=9.0))
    runs.append(_ended({"n": 0}, "5", created_at=10.0, status=RunStatus.FAILED))
    ledger = _of_an_older_program(tmp_path / "ledger.db", "0002", *runs)
    ledger.open()
    assert ledger.costs.last_price("m", _digest("test", {"n": 0})) is None
    steps = [ledger.costs.backfill_prices("m", ["prompt"], 4) for _ in range(4)]
    assert steps == [4, 4, 1, 0]
    found = [ledger.costs.last_price("m", _digest("test", {"n": Decimal(number)})) for number in range(4)]
    assert found == [Decimal("0.6"), Decimal("0.7"), Decimal("0.5"), None]
    assert ledger.costs.last_price("m", _digest("another", {"n": 0})) is None
    assert ledger.costs.last_price("another", _digest("test", {"n": 0})) is None


def test_a_row_that_tells_no_price_is_looked_at_once(tmp_path: Path, ledger: Ledger) -> None:
    ledger.add(_ended({"n": 1}, "0.1"), "alice")
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as file, file:
        file.execute("UPDATE runs SET settings = '[['")
    assert [ledger.costs.backfill_prices("m", ["prompt"]) for _ in range(2)] == [1, 0]


def test_often_asked_questions_are_answered_from_an_index(tmp_path: Path, ledger: Ledger) -> None:
    """A row may be megabytes, and reaching a column at its end reads through all of it."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, values: Any, *_rest: Any) -> None:
        asked.append((statement, values))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        ledger.costs.last_price("m", _digest("test", {}))
        ledger.costs.spent("test", "anna", 0.0)
        ledger.pulse(["anna"], "alice")
        ledger.costs.prices_by_unit("m")
        ledger.costs.backfill_prices("m", ["prompt"])
        ledger.revisions("anna", 60)
        ledger.revision("anna", "a run")
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    selects = [(statement, values) for statement, values in asked if statement.startswith("SELECT")]
    assert len(selects) == 9
    with closing(sqlite3.connect(tmp_path / "data" / "ledger.db")) as file:
        for statement, values in selects:
            plan = [row[3] for row in file.execute(f"EXPLAIN QUERY PLAN {statement}", values)]
            assert all("COVERING INDEX" in step for step in plan if "runs" in step), (statement, plan)


def _words(error: pytest.ExceptionInfo[StorageError]) -> str:
    return translate(error.value.code, **error.value.params)


def test_a_ledger_of_a_newer_program_is_refused_in_words_and_left_alone(tmp_path: Path, ledger: Ledger) -> None:
    ledger.close()
    file = tmp_path / "data" / "ledger.db"
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    before = file.read_bytes()
    with pytest.raises(StorageError) as error:
        Ledger(file).open()
    assert error.value.code == "storage.newer"
    assert "newer version" in _words(error)
    assert file.read_bytes() == before


@pytest.mark.parametrize("has_fts5", [True, False])
def test_a_sqlite_without_an_index_of_trigrams_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, has_fts5: bool
) -> None:
    if has_fts5:
        monkeypatch.setattr("playground.runs.trigrams.sqlite3.sqlite_version_info", (3, 33, 0))
        monkeypatch.setattr("playground.runs.trigrams.sqlite3.sqlite_version", "3.33.0")
    else:
        monkeypatch.setattr("playground.runs.trigrams._HAS_FTS5", text("SELECT 1 WHERE 0"))
    with pytest.raises(StorageError) as error:
        Ledger(tmp_path / "ledger.db").open()
    assert error.value.code == "storage.sqlite"
    assert "SQLite 3.34" in _words(error)
    assert error.value.params["version"] == sqlite3.sqlite_version
    assert translate(error.value.code, "zh", **error.value.params) != _words(error)


def test_what_is_no_ledger_is_refused_in_words(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    file.write_text("this is not a database, whatever its name says" * 100)
    with pytest.raises(StorageError) as error:
        Ledger(file).open()
    assert error.value.code == "storage.damaged"
    assert str(file) in _words(error)


def test_a_folder_that_cannot_be_made_is_said_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError) as error:
        Ledger(tmp_path / "file" / "ledger.db").open()
    assert error.value.code == "storage.cannot_open"
    assert "cannot be opened" in _words(error)


@pytest.mark.parametrize("url", ["nosuch://host/name", "sqlite://[bad"])
def test_an_address_that_is_no_database_is_said_in_words(url: str) -> None:
    with pytest.raises(StorageError) as error:
        Ledger(url)
    assert error.value.code == "storage.url"


def test_a_password_in_the_address_is_never_shown() -> None:
    with pytest.raises(StorageError) as error:
        Ledger("nosuch://user:hunter2@host/name")
    assert "hunter2" not in str(error.value)


def test_another_program_that_holds_the_file_is_said_in_words(tmp_path: Path, ledger: Ledger) -> None:
    file = tmp_path / "data" / "ledger.db"
    holder = sqlite3.connect(file, isolation_level=None)
    holder.execute("BEGIN EXCLUSIVE")
    impatient = Database(file, patience=0.05)
    with pytest.raises(StorageError) as error, impatient.writing():
        pass
    holder.execute("ROLLBACK")
    holder.close()
    assert error.value.code == "storage.busy"
    assert ledger.runs() == ()
