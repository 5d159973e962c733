"""Databases for tests of the ledger, with its tables and nothing in them: SQLite, and where asked for PostgreSQL.

A conftest takes the names that it needs from here. A test with the fixture `database` runs on SQLite; one that is
marked `databases("sqlite", "postgresql")`, or whose file is, runs on both. On PostgreSQL it counts as slow.
"""

from __future__ import annotations

import atexit
import functools
import shutil
from contextlib import closing
from pathlib import Path
from typing import Final

import pytest
from postgresserver import PostgresServer
from sqlalchemy import delete, insert, select

from playground.runs.database import Database
from playground.runs.ledger import Ledger
from playground.runs.postgresql import set_sequence
from playground.runs.tables import METADATA

_POSTGRESQL: Final = pytest.param("postgresql", marks=pytest.mark.slow)
_NAME: Final = "ledger"
_AT_ONCE: Final = 1_000


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test on each of the databases that it is marked with."""
    marked = metafunc.definition.get_closest_marker("databases")
    if marked and "database" in metafunc.fixturenames and marked.args != ("sqlite",):
        on = [_POSTGRESQL if kind == "postgresql" else kind for kind in marked.args]
        metafunc.parametrize("database", on, indirect=True)


@pytest.fixture(scope="session")
def new_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a ledger without runs: to copy it takes far less than to make its tables anew."""
    file = tmp_path_factory.mktemp("new") / "ledger.db"
    with closing(Ledger(file)) as ledger:
        ledger.open()
    return file


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path, new_ledger: Path) -> str | Path:
    """Where an empty ledger is: a file `ledger.db` in the test's folder, or an address of PostgreSQL."""
    if getattr(request, "param", "sqlite") == "postgresql":
        return emptied()
    return Path(shutil.copy2(new_ledger, tmp_path / "ledger.db"))


@functools.cache
def postgres_server() -> PostgresServer:
    """The server of this process's tests; it ends with the process."""
    server = PostgresServer.create()
    atexit.register(server.remove)
    server.start()
    return server


def emptied() -> str:
    """The address of the database of this process's tests, as if it were new: emptying takes far less than making."""
    address = _migrated()
    empty = "; ".join(str(delete(table)) for table in METADATA.tables.values())
    postgres_server().run(empty, database=_NAME)
    return address


def fresh(name: str, *statements: str, owner: str = "") -> str:
    """The address of a new database without tables, after these statements in it; as its owner, another user's."""
    server = postgres_server()
    server.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)", f"CREATE DATABASE {name}")
    server.run("SELECT 1", *statements, database=name)
    return server.url(name, **({"user": owner} if owner else {}))


def copy_ledger(file: Path, server: PostgresServer) -> str:
    """The address of a new database with all that a ledger in a file has."""
    server.run("DROP DATABASE IF EXISTS copied WITH (FORCE)", "CREATE DATABASE copied")
    address = server.url("copied")
    with closing(Ledger(address)) as ledger:
        ledger.open()
    with closing(Database(file)) as source, closing(Database(address)) as target:
        for table in METADATA.sorted_tables:
            with source.reading() as rows, target.writing() as connection:
                found = rows.execute(select(table), execution_options={"yield_per": _AT_ONCE})
                for some in found.mappings().partitions():
                    connection.execute(insert(table), [dict(row) for row in some])
    with closing(Database(address)) as target, target.writing() as connection:
        for table in METADATA.sorted_tables:
            if table.autoincrement_column is not None:
                set_sequence(connection, table.name, table.autoincrement_column.name)
    server.run("VACUUM ANALYZE", database="copied")
    return address


@functools.cache
def _migrated() -> str:
    server = postgres_server()
    server.run(f"CREATE DATABASE {_NAME}")
    address = server.url(_NAME)
    with closing(Ledger(address)) as ledger:
        ledger.open()
    return address
