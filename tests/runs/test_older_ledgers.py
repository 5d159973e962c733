"""Ledgers of older programs are brought up to date, once and with all that is in them, or stay as they were."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
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
from ledgerruns import ended_run, new_run, older_ledger, price_digest
from sqlalchemy import Connection, Engine, event, text

from playground.errors import StorageError
from playground.people.tables import PEOPLE
from playground.runs import former_ledgers
from playground.runs.database import MIGRATIONS, Database
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.rows import to_row
from playground.runs.run import Output
from playground.tasks.task import MediaKind


def test_the_migrations_make_the_tables_that_the_code_knows(tmp_path: Path, ledger: Ledger) -> None:
    ledger.open()  # a second time changes nothing
    database = Database(tmp_path / "ledger.db")
    with database.reading() as connection:
        assert _differences(connection) == []


def _differences(connection: Connection) -> Any:
    """Between the tables that there are and those that the code knows; those of FTS5 are SQLite's own."""

    def is_ours(name: str | None, *_where: object) -> bool:
        return name is None or not name.startswith("history_trigrams")

    return compare_metadata(MigrationContext.configure(connection, opts={"include_name": is_ours}), PEOPLE.metadata)


@pytest.mark.parametrize("version", VERSIONS)
def test_a_ledger_of_an_older_program_is_brought_up_to_date_with_all_that_is_in_it(
    tmp_path: Path, version: str
) -> None:
    outputs = tuple(Output(number, MediaKind.IMAGE, f"{number}-a.png", "image/png", 50) for number in range(2))
    bear = ended_run({"prompt": "a bear", "n": 2}, "0.05625", expected=Decimal("0.10"), outputs=outputs)
    runs = [new_run(), bear]
    ledger = older_ledger(tmp_path / "ledger.db", version, *runs)
    ledger.open()
    assert ledger.stored.of([bear.person]) == {bear.person: 100}
    for run in runs:
        kept = ledger.run(run.run_id)
        assert kept is not None
        assert replace(kept, expected=run.expected) == run
        assert kept.expected == (None if version == "0001" else run.expected)
    assert ledger.costs.last_price("m", price_digest("test", {"n": 2})) is None
    ledger.costs.backfill_prices("m", ["prompt"])
    assert ledger.costs.last_price("m", price_digest("test", {"n": 2})) == Decimal("0.05625")
    assert ledger.is_task_of_another_run(runs[0], "t")
    assert ledger.add(new_run("one more"), "alice") is None
    with Database(tmp_path / "ledger.db").reading() as connection:
        assert _differences(connection) == []


@pytest.mark.parametrize("stamped", ["0.1.1", "0.1.0"])
def test_a_ledger_whose_tables_were_made_in_two_steps_is_one_of_the_first_release(tmp_path: Path, stamped: str) -> None:
    file, run = tmp_path / "ledger.db", ended_run({"prompt": "a bear"}, "0.05")
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
    run = new_run()
    older_ledger(tmp_path / "ledger.db", version, run)
    ledgers = [Ledger(tmp_path / "ledger.db") for _ in range(4)]
    with ThreadPoolExecutor() as threads:
        list(threads.map(Ledger.open, ledgers))
    assert [ledger.run(run.run_id) for ledger in ledgers] == [run] * 4


def test_a_ledger_of_an_older_program_that_finds_no_room_stays_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "ledger.db"
    ledger = older_ledger(file, "0006", new_run("a fox " * 10_000))
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
