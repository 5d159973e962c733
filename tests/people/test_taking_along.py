"""What a browser made becomes a person's: all of it, at once, asked once and of nobody else."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from threading import Barrier

import pytest
from fairness import PATIENCE
from ledgerruns import new_run
from sqlalchemy import Connection, UniqueConstraint, insert, select

from playground.people.audit import Audit
from playground.people.own_keys import OwnKeys
from playground.people.taking_along import TakingAlong, owned_tables
from playground.runs.database import Database
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.presets import Preset
from playground.runs.run import RunStatus
from playground.runs.stored_bytes import STORED_BYTES
from playground.runs.tables import DRAFTS, HISTORY, PRESETS, RUNS, TAGS
from playground.runs.writes import LedgerWrite

pytestmark = pytest.mark.databases("sqlite", "postgresql")

BROWSER, ANN, BOB = "a" * 32, "p-ann", "p-bob"
MERGED = {DRAFTS.name, PRESETS.name, TAGS.name, STORED_BYTES.name}
"""Tables in which two people's rows may stand for the same: what becomes of those is worked out one by one."""


def test_every_table_in_which_something_is_somebodys_is_taken_along_or_merged() -> None:
    owned = {table.name for table in owned_tables()}
    assert {
        "runs",
        "history",
        "tags",
        "deletions",
        "deleted_costs",
        "drafts",
        "presets",
        "batches",
        "own_keys",
    } <= owned
    for table in owned_tables():
        unique = [index.columns for index in table.indexes if index.unique]
        unique += [one.columns for one in table.constraints if isinstance(one, UniqueConstraint)]
        has_one_a_person = any("person" in columns for columns in (table.primary_key.columns, *unique))
        assert has_one_a_person is (table.name in MERGED), f"{table.name}: say in taking_along.py what becomes of two"


def _everywhere(connection: Connection, person: str) -> set[str]:
    """The tables that know that person."""
    tables = owned_tables()
    return {one.name for one in tables if connection.execute(select(one).where(one.c.person == person)).first()}


def test_all_of_it_becomes_the_persons(store: Database, ledger: Ledger) -> None:
    ledger.add(new_run(person=BROWSER), "process")
    with store.writing() as connection:
        for table in set(owned_tables()) - {RUNS, HISTORY}:
            filled = {column.name: _some(column) for column in table.columns if not column.nullable}
            connection.execute(insert(table).values({**filled, "person": BROWSER}))
    taking = TakingAlong(store)
    assert taking.offer(BROWSER, ANN, 1.0) == 2
    assert taking.answer(BROWSER, ANN, 2.0, takes=True)
    with store.reading() as connection:
        assert _everywhere(connection, ANN) == {table.name for table in owned_tables()}
        assert _everywhere(connection, BROWSER) == set()
    assert [(entry.what, entry.who) for entry in Audit(store).newest()] == [("taken_along", ANN)]
    assert ledger.presets.names(ANN)


def _some(column: object) -> object:
    kind = getattr(column, "type").python_type  # noqa: B009 - of a column of any table
    return {str: "x", bytes: b"", int: 1, float: 1.0, bool: False}[kind]


def test_it_is_offered_to_one_person_and_asked_once(store: Database, ledger: Ledger) -> None:
    taking = TakingAlong(store)
    assert taking.offer(BROWSER, ANN, 1.0) == 0, "there is nothing yet"
    ledger.add(new_run(person=BROWSER), "process")
    assert taking.offer(BROWSER, ANN, 1.0) == 1
    assert taking.offer(BROWSER, ANN, 2.0) == 1, "until it is answered"
    assert taking.offer(BROWSER, BOB, 2.0) == 0
    assert not taking.answer(BROWSER, BOB, 2.0, takes=True)
    assert taking.answer(BROWSER, ANN, 3.0, takes=False)
    assert not taking.answer(BROWSER, ANN, 3.0, takes=True)
    for person in (ANN, BOB):
        assert taking.offer(BROWSER, person, 4.0) == 0
    assert not ledger.runs(ANN)


def test_runs_with_their_tags_and_what_finds_them_come_along_while_they_are_at_work(
    store: Database, ledger: Ledger
) -> None:
    theirs, ours = new_run("a red fox", person=BROWSER), new_run("an owl", person=ANN)
    for run in (theirs, ours):
        ledger.add(run, "process")
    ledger.labels.tag(BROWSER, [theirs.run_id], ["Zoo", "red"], [])
    ledger.labels.tag(ANN, [ours.run_id], ["zoo"], [])
    taking = TakingAlong(store)
    taking.offer(BROWSER, ANN, 1.0)
    assert taking.answer(BROWSER, ANN, 1.0, takes=True)
    # Its worker, maybe in another process, knows it by its earlier owner, and goes on.
    assert ledger.save([LedgerWrite(replace(theirs, status=RunStatus.REFUSED), "process", keeps_ownership=False)]) == (
        True,
    )
    assert {run.run_id for run in ledger.runs(ANN)} == {theirs.run_id, ours.run_id}
    assert ledger.runs(BROWSER) == ()
    zoo, fox = HistoryFilter(person=ANN, tags=frozenset({"zoo"})), HistoryFilter(person=ANN, search="fox")
    assert {row.run_id for row in ledger.history.row_page(zoo, 10).rows} == {theirs.run_id, ours.run_id}
    assert [row.run_id for row in ledger.history.row_page(fox, 10).rows] == [theirs.run_id]
    assert set(ledger.labels.tags(ANN, "")) == {"zoo", "red"}


def test_two_forms_of_one_name_are_both_kept_and_of_two_drafts_the_newer(store: Database, ledger: Ledger) -> None:
    for person, at in ((BROWSER, 2.0), (ANN, 1.0)):
        ledger.presets.save(person, Preset("m", "Portrait", "1", {}, {}), at, replaces=False)
        ledger.drafts.save(person, "m", person, at)
    ledger.presets.save(ANN, Preset("m", "Portrait (2)", "1", {}, {}), 1.0, replaces=False)
    ledger.drafts.save(ANN, "n", "older", 1.0)
    ledger.drafts.save(BROWSER, "n", "oldest", 0.5)
    taking = TakingAlong(store)
    assert taking.offer(BROWSER, ANN, 3.0) == 1
    taking.answer(BROWSER, ANN, 3.0, takes=True)
    assert [one.name for one in ledger.presets.names(ANN)] == ["Portrait", "Portrait (2)", "Portrait (3)"]
    assert ledger.drafts.of_person(ANN) == {"m": BROWSER, "n": "older"}


def test_a_persons_own_key_stays_the_one_for_new_runs(store: Database, ledger: Ledger) -> None:
    keys = OwnKeys(store, ["a secret of twenty-four characters"])
    earlier = keys.store(BROWSER, "test", "the key of the browser", 1.0)
    mine = keys.store(ANN, "test", "the key of the person", 1.0)
    ledger.add(new_run(person=BROWSER), "process")
    taking = TakingAlong(store)
    taking.offer(BROWSER, ANN, 2.0)
    taking.answer(BROWSER, ANN, 2.0, takes=True)
    assert keys.current(ANN, "test") == mine
    assert keys.reveal(earlier.own_key) == "the key of the browser", "for the runs that were made with it"


def test_a_key_of_the_browsers_for_another_service_goes_on(store: Database, ledger: Ledger) -> None:
    keys = OwnKeys(store, ["a secret of twenty-four characters"])
    here = keys.store(BROWSER, "here", "the key of the browser", 1.0)
    keys.store(BROWSER, "both", "another of the browser", 1.0)
    mine = [keys.store(ANN, service, "the key of the person", 1.0) for service in ("both", "there")]
    ledger.add(new_run(person=BROWSER), "process")
    taking = TakingAlong(store)
    taking.offer(BROWSER, ANN, 2.0)
    taking.answer(BROWSER, ANN, 2.0, takes=True)
    assert [keys.current(ANN, service) for service in ("here", "both", "there")] == [here, *mine]


def test_two_people_who_take_along_at_once_each_have_what_was_offered_to_them(
    database: str | Path, store: Database, ledger: Ledger
) -> None:
    """One browser's is asked for twice by its person, too: once is enough."""
    wanted = {BROWSER: ANN, "b" * 32: BOB}
    for browser, person in wanted.items():
        for number in range(3):
            run = new_run(f"{number}", person=browser)
            ledger.add(run, "process")
            ledger.labels.tag(browser, [run.run_id], ["zoo"])
        ledger.presets.save(browser, Preset("m", "Portrait", "1", {}, {}), 1.0, replaces=False)
        assert TakingAlong(store).offer(browser, person, 1.0) == 4
    barrier = Barrier(4, timeout=PATIENCE)

    def take(browser: str, person: str) -> bool:
        with closing(Database(database)) as own:
            barrier.wait()
            return TakingAlong(own).answer(browser, person, 2.0, takes=True)

    with ThreadPoolExecutor() as pool:
        answers = [pool.submit(take, browser, person) for browser, person in [*wanted.items()] * 2]
    assert sorted(one.result() for one in answers) == [False, False, True, True]
    for browser, person in wanted.items():
        assert (len(ledger.runs(person)), ledger.runs(browser)) == (3, ())
        assert [one.name for one in ledger.presets.names(person)] == ["Portrait"]
        zoo = HistoryFilter(person=person, tags=frozenset({"zoo"}))
        assert len(ledger.history.row_page(zoo, 10).rows) == 3
