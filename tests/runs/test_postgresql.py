"""What only PostgreSQL has: addresses, faults, rights; several that make its tables; wake-ups; a server that dies."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from databases import emptied, fresh, postgres_server
from datafolder import DataFolder, Time, rest, run_request, until
from fairness import PATIENCE
from faultserver import FaultServer
from ledgerruns import new_run
from ports import free_port
from postgresserver import PostgresServer, running
from sqlalchemy import select, text

from playground.errors import StorageError
from playground.runs import other_processes, postgresconnections
from playground.runs.database import Database
from playground.runs.history import HistoryFilter
from playground.runs.ledger import Ledger
from playground.runs.tables import HISTORY
from playground.runs.trigrams import candidates, has_word
from playground.texts import translate

pytestmark = pytest.mark.slow

SECRET = "hunter2-and-more"  # noqa: S105 - made up


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg", "postgresql+psycopg2"])
def test_its_address_may_begin_as_elsewhere(scheme: str) -> None:
    address = emptied()
    with closing(Ledger(scheme + address[address.index("://") :])) as ledger:
        ledger.open()
        assert ledger.runs() == ()


@pytest.mark.parametrize("fault", ["password", "no_password", "no_user", "no_database", "unreachable", "driver"])
def test_what_is_wrong_is_said_in_words_and_never_with_the_password(
    fault: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    server = postgres_server()
    server.run("DROP ROLE IF EXISTS locked", f"CREATE ROLE locked LOGIN PASSWORD '{SECRET}'")
    address, code = {
        "password": (server.url(user="locked", password=f"{SECRET}?"), "password"),
        "no_password": (server.url(user="locked"), "password"),
        "no_user": (server.url(user="nobody", password=SECRET), "password"),
        "no_database": (server.url("nowhere", password=SECRET), "no_database"),
        "unreachable": (f"postgresql://me:{SECRET}@127.0.0.1:{free_port()}/ledger", "unreachable"),
        "driver": (server.url(password=SECRET), "driver"),
    }[fault]
    if fault == "driver":
        monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(StorageError) as error, closing(Ledger(address)) as ledger:
        ledger.open()
    assert error.value.code == f"storage.{code}"
    said = [translate(error.value.code, language, **error.value.params) for language in ("en", "zh")]
    assert SECRET not in str([error.value, *said, caplog.text])
    assert all(str(error.value.params["place"]) in sentence for sentence in said)


def test_several_that_start_at_once_make_the_tables_once() -> None:
    address = fresh("several")
    ledgers = [Ledger(address) for _ in range(4)]
    with ThreadPoolExecutor() as threads:
        list(threads.map(Ledger.open, ledgers))
    run = new_run()
    ledgers[0].add(run, "alice")
    assert [ledger.run(run.run_id) for ledger in ledgers] == [run] * 4
    for ledger in ledgers:
        ledger.close()


def test_a_ledger_of_a_newer_program_is_refused_and_left_alone() -> None:
    address = fresh("newer")
    with closing(Ledger(address)) as ledger:
        ledger.open()
        postgres_server().run("UPDATE alembic_version SET version_num = '99.0.0'", database="newer")
        with pytest.raises(StorageError, match=r"storage\.newer"):
            ledger.open()


def test_a_user_who_may_not_make_tables_is_told_so() -> None:
    postgres_server().run("DROP ROLE IF EXISTS reader", "CREATE ROLE reader LOGIN")
    with pytest.raises(StorageError) as error, closing(Ledger(fresh("others", owner="reader"))) as ledger:
        ledger.open()
    assert error.value.code == "storage.rights"


@pytest.mark.parametrize("has_trigrams", [True, False])
def test_words_are_found_with_the_extension_and_without(*, has_trigrams: bool) -> None:
    """Whoever may make tables in a schema may not always add an extension to the database."""
    server = postgres_server()
    if has_trigrams:
        address = fresh("searched")
    else:
        fresh("searched", "DROP ROLE IF EXISTS plain", "CREATE ROLE plain LOGIN", "GRANT ALL ON SCHEMA public TO plain")
        address = server.url("searched", user="plain")
    with closing(Ledger(address)) as ledger:
        ledger.open()
        runs = [new_run(prompt) for prompt in ("晨雾里的狐狸", "a Zebrafinch", "100% of it", "under_score")]
        for run in runs:
            ledger.add(run, "alice")
        for search, number in (
            ("雾", 0),
            ("晨雾", 0),
            ("里的狐", 0),
            ("brafin", 1),
            ("100%", 2),
            ("r_s", 3),
            ("0% o", 2),
        ):
            found = ledger.history.page(HistoryFilter("anna", search=search), 9).run_ids
            assert found == (runs[number].run_id,), search
        assert ledger.history.page(HistoryFilter("anna", search="r%s"), 9).run_ids == ()
    (made,) = server.run("SELECT count(*) FROM pg_extension WHERE extname = 'pg_trgm'", database="searched")
    assert made == (int(has_trigrams),)
    server.run("DROP DATABASE searched WITH (FORCE)", "DROP ROLE IF EXISTS plain")


def test_words_without_trigrams_are_never_looked_for_in_the_index_from_end_to_end() -> None:
    """As the tests' locale is C, those in Chinese have none; `16:9` has none anywhere."""
    address = fresh("looked")
    with closing(Ledger(address)) as ledger:
        ledger.open()
        ledger.add(new_run("晨雾里的狐狸, a zebrafinch, 16:9"), "alice")
    with closing(Database(address)) as database, database.reading() as connection:
        (number,) = connection.execute(select(HISTORY.c.number)).scalars()
        assert candidates(connection, "anna", ["brafin"], 9) == (number,)
        assert candidates(connection, "anna", ["brafin", "里的狐狸"], 9) == (number,)
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        for word in ("ox", "雾", "里的狐狸", "16:9", "a-b-c"):
            assert candidates(connection, "anna", [word], 9) is None, word
            looked = select(HISTORY.c.number).where(has_word(word)).compile(connection)
            plan = connection.exec_driver_sql(f"EXPLAIN {looked}", looked.params).scalars().all()
            assert "history_trigrams" not in str(plan), word
    postgres_server().run("DROP DATABASE looked WITH (FORCE)")


async def test_a_page_elsewhere_is_told_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between two looks, which are an hour apart here."""
    monkeypatch.setattr(other_processes, "LOOK_INTERVAL", 3600.0)
    folder = DataFolder(tmp_path, Time(pace=1.0), emptied())
    async with FaultServer(duration=0.2) as server, folder.runner(server) as here, folder.runner(server) as there:
        seen = there.subscribe("anna")
        await anext(seen)
        run = await here.begin(run_request())
        began = time.monotonic()
        async with asyncio.timeout(PATIENCE):
            await anext(seen)
        assert await there.run("anna", run.run_id) is not None
        assert (await until(there, run, "succeeded")).outputs
        assert time.monotonic() - began < PATIENCE
    folder.close()


def test_who_is_stopped_in_the_middle_of_writing_keeps_nobody_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgresconnections, "STOPPED", 200)
    address = emptied()
    with closing(Database(address)) as stopped, closing(Ledger(address)) as other:
        with pytest.raises(StorageError) as error, stopped.writing() as connection:  # noqa: PT012 - it fails at the end
            other.add(new_run(), "alice")  # it waits until the database has taken the turn from the one that sleeps
            connection.execute(text("DELETE FROM runs"))
        assert error.value.code in {"storage.busy", "storage.unreachable"}
        assert len(other.runs()) == 1


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    with running() as server:
        yield server


@pytest.mark.parametrize("at_once", [True, False])
async def test_a_database_that_goes_away_and_comes_back_loses_and_repeats_nothing(
    tmp_path: Path, own_server: PostgresServer, *, at_once: bool
) -> None:
    folder = DataFolder(tmp_path, Time(), own_server.url())
    async with FaultServer(duration=0.3) as server, folder.runner(server) as runner:
        run = await runner.begin(run_request())
        await until(runner, run, "queued", "processing")
        await asyncio.to_thread(own_server.stop, at_once=at_once)
        with pytest.raises(StorageError) as error:
            await runner.begin(run_request("refused"))
        assert error.value.code == "storage.unreachable"
        worker = runner._supervisor.workers[run.run_id]  # noqa: SLF001 - what its page shows meanwhile
        async with asyncio.timeout(PATIENCE):
            while not (worker.run.notice and worker.run.notice.code == "notice.not_saved"):  # noqa: ASYNC110 - of two
                await asyncio.sleep(0.02)
        await asyncio.to_thread(own_server.start)
        assert (await rest(runner, run)).word == "succeeded"
        again = await runner.begin(run_request("again"))
        assert (await rest(runner, again)).word == "succeeded"
        assert dict(server.charges) == {run.key: 1, again.key: 1}
    folder.close()
