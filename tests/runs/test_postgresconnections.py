"""How a PostgreSQL is reached: hosts of an address, what behind a pool is otherwise, a connection that has died."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from databases import emptied, postgres_server
from datafolder import DataFolder, Time, run_request, until
from fairness import PATIENCE
from faultserver import FaultServer
from ledgerruns import new_run
from ports import free_port
from sqlalchemy import make_url
from transactionpool import TransactionPool, pooling

from playground.doctor import storage
from playground.errors import StorageError
from playground.runs import postgresconnections
from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.writes import LedgerWrite
from playground.settings import Settings


@pytest.mark.parametrize(
    ("address", "hosts", "ports", "place"),
    [
        ("postgresql://me:pw@a/ledger", ("a",), ("",), "a/ledger"),
        ("postgresql://me:pw@a:5433/ledger", ("a",), ("5433",), "a:5433/ledger"),
        ("postgresql:///ledger", (), (), "localhost/ledger"),
        ("postgresql:///ledger?host=/run/pg&port=5433", ("/run/pg",), ("5433",), "/run/pg:5433/ledger"),
        ("postgresql+psycopg://me@a:1,b:2/ledger?x=1", ("a", "b"), ("1", "2"), "a:1,b:2/ledger"),
        ("postgres://me:p%2Cw@a,[::1]:2/ledger", ("a", "::1"), ("", "2"), "a,::1:2/ledger"),
        ("postgresql://me@/ledger?host=a,b&port=7", ("a", "b"), ("7",), "a:7,b:7/ledger"),
        ("postgresql://me@/ledger?host=a&host=b&port=1&port=2", ("a", "b"), ("1", "2"), "a:1,b:2/ledger"),
        ("postgresql://me@/ledger?host=a:1&host=b", ("a", "b"), ("1", ""), "a:1,b/ledger"),
    ],
)
def test_an_address_may_name_several_hosts(
    address: str, hosts: tuple[str, ...], ports: tuple[str, ...], place: str
) -> None:
    url = postgresconnections.parse(address)
    assert (*postgresconnections.hosts_of(url), postgresconnections.place(url)) == (hosts, ports, place)
    assert url.database == "ledger"
    assert url.username in {"me", None}


@pytest.mark.parametrize("address", ["postgresql://a:b:c,d/ledger", "postgresql://a,[::1/ledger"])
def test_what_is_no_address_is_said_to_be_none(address: str) -> None:
    with pytest.raises(StorageError, match=r"storage\.url"):
        Ledger(address)


@pytest.mark.slow
def test_of_several_hosts_the_one_that_can_be_written_is_taken() -> None:
    url = f"postgresql://playground@/{make_url(emptied()).database}"
    url += f"?host=127.0.0.1,{postgres_server().folder}&port={free_port()},5432"
    with closing(Ledger(url)) as ledger:
        ledger.open()
        ledger.add(new_run(), "alice")
    readonly = f"{url}&options=-c%20default_transaction_read_only%3Don"
    with pytest.raises(StorageError, match=r"storage\.unreachable"), closing(Ledger(readonly)) as ledger:
        ledger.open()


@pytest.mark.slow
def test_what_the_address_sets_is_set_and_the_rest_is_ours() -> None:
    with closing(Database(f"{emptied()}&options=-c%20lock_timeout%3D7s")) as database, database.reading() as connection:
        shown = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in _OURS]
    assert shown == ["7s", "8s", "1.1"]


_OURS = ("lock_timeout", "idle_in_transaction_session_timeout", "random_page_cost")


@pytest.mark.slow
def test_a_connection_that_the_database_has_ended_is_replaced_before_it_is_used() -> None:
    with closing(Database(emptied())) as database:
        for _ in range(3):
            with database.reading() as connection:
                pid = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar_one()
            postgres_server().run(f"SELECT pg_terminate_backend({pid}, 60000)")


@pytest.fixture
def pool() -> Iterator[TransactionPool]:
    emptied()
    with pooling(postgres_server()) as made:
        yield made


@pytest.mark.slow
def test_behind_a_pool_nothing_is_kept_on_a_connection(pool: TransactionPool) -> None:
    with closing(Ledger(pool.url("ledger"))) as ledger, closing(Database(pool.url("ledger"))) as database:
        ledger.open()
        run = new_run()
        ledger.add(run, "alice")
        for _ in range(8):  # psycopg would have prepared it by the sixth time
            assert ledger.save([LedgerWrite(replace(run), "alice", keeps_ownership=True)]) == (True,)
            assert ledger.run(run.run_id) == run
        for transaction in (database.reading, database.writing, database.swapping):
            with transaction() as connection:
                shown = [connection.exec_driver_sql(f"SHOW {name}").scalar_one() for name in _OURS]
                assert shown == ["10s", "8s", "1.1"]
    others = postgres_server().run("SHOW lock_timeout", database="ledger")
    assert others == [("0",)]


@pytest.mark.slow
async def test_behind_a_pool_a_page_elsewhere_is_told_by_the_look_once_a_second(
    tmp_path: Path, pool: TransactionPool, caplog: pytest.LogCaptureFixture
) -> None:
    folder = DataFolder(tmp_path, Time(), pool.url("ledger"))
    caplog.set_level(logging.WARNING)
    async with FaultServer(duration=0.2) as server, folder.runner(server) as here, folder.runner(server) as there:
        run = await here.begin(run_request())
        assert (await until(there, run, "succeeded")).outputs
        async with asyncio.timeout(PATIENCE):
            while caplog.text.count("gives each transaction another connection") < 2:  # noqa: ASYNC110 - two threads
                await asyncio.sleep(0.02)
        assert dict(server.charges) == {run.key: 1}
    folder.close()


@pytest.mark.slow
def test_the_doctor_tells_of_a_pool(pool: TransactionPool) -> None:
    said = {}
    for address in (pool.url("ledger"), postgres_server().url("ledger")):
        settings = Settings.load({"PLAYGROUND_DATABASE_URL": address})
        said[address] = [finding.code for finding in storage.database(settings)]
    assert ["doctor.database.pooled" in codes for codes in said.values()] == [True, False]
