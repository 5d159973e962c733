"""Alive and ready: what load balancers are told, whatever is in the way."""

from __future__ import annotations

import asyncio
import socket
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from pathlib import Path
from threading import Event
from typing import Any

import httpx
import patient
import pytest
import uvicorn
from fairness import PATIENCE
from ports import free_port
from starlette.applications import Starlette

from playground.asgiserver import Server
from playground.catalog import Catalog
from playground.errors import StorageError
from playground.runs.database import Database
from playground.server.app import create_server
from playground.server.health import HealthMiddleware, Readiness, schemas_check
from playground.settings import Settings
from playground.texts import translate

SCHEMAS = Path(__file__).parents[2] / "schemas"


def asking(app: Any) -> httpx.AsyncClient:
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://10.1.2.3")


async def until(caller: httpx.AsyncClient, is_so: Callable[[httpx.Response], bool]) -> httpx.Response:
    """What is answered once it is so."""
    for _ in range(round(20 * PATIENCE)):
        answer = await caller.get("/readyz")
        if is_so(answer):
            return answer
        await asyncio.sleep(0.05)
    pytest.fail(f"it never was: {answer.text}")


async def asked(readiness: Readiness) -> tuple[int, dict[str, Any]]:
    async with asking(HealthMiddleware(Starlette(), readiness)) as caller:
        answer = await caller.get("/readyz")
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, answer.json()


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    with closing(Database(tmp_path / "ledger.db")) as database:
        database.open()
    return tmp_path / "ledger.db"


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """The port of something that takes connections and says nothing."""
    leave = asyncio.Event()

    async def hold(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await leave.wait()
        writer.close()

    async with await asyncio.start_server(hold, "127.0.0.1", 0) as server:
        yield server.sockets[0].getsockname()[1]
        leave.set()


async def test_both_are_open_to_any_name_and_nobody_in_particular(tmp_path: Path) -> None:
    environ = {
        "PLAYGROUND_DATA": str(tmp_path),
        "PLAYGROUND_SCHEMAS": str(SCHEMAS),
        "PLAYGROUND_USER_HEADER": "X-Forwarded-User",
        "PLAYGROUND_TRUSTED_PROXIES": "127.0.0.1",
    }
    app = create_server(Settings.load(environ), own_address="http://127.0.0.1:7860")
    async with asking(app) as balancer:
        assert (await balancer.get("/healthz")).text == "ok"
        before = await balancer.get("/readyz")
        assert (before.status_code, before.json()["database"]) == (503, "cannot_open"), "no ledger was made by asking"
        assert not (tmp_path / "ledger.sqlite3").exists()
        async with app.router.lifespan_context(app):
            for _ in range(3 * 300):
                alive = await balancer.get("/healthz", headers={"X-Forwarded-For": "1.2.3.4"})
                assert (alive.status_code, alive.headers["cache-control"]) == (200, "no-store")
            ready = await until(balancer, lambda answer: answer.status_code == 200)
            assert ready.json() == {"ready": True, "stopping": False, "database": "ok", "schemas": "ok"}
            assert "set-cookie" not in ready.headers
            assert (await balancer.head("/readyz")).status_code == 200
            assert (await balancer.get("/history")).status_code == 401
        gone = await balancer.get("/readyz")
        assert (gone.status_code, gone.json()["stopping"]) == (503, True)


async def test_a_database_that_hangs_holds_up_nothing(silent: int) -> None:
    database = Database(f"postgresql://me:hush@127.0.0.1:{silent}/ledger?connect_timeout=2")
    readiness = Readiness({"database": database.check, "schemas": schemas_check(Catalog(SCHEMAS))}, bound=0.2)
    async with asking(HealthMiddleware(Starlette(), readiness)) as caller:
        assert (await caller.get("/healthz")).status_code == 200
        answers = await asyncio.gather(*(caller.get("/readyz") for _ in range(20)))
        assert {answer.status_code for answer in answers} == {503}
        assert {answer.json()["database"] for answer in answers} == {"no_answer"}
        assert "hush" not in answers[0].text
        await until(caller, lambda answer: answer.json()["database"] == "unreachable")


async def test_a_check_runs_once_however_many_ask_and_is_remembered() -> None:
    held, runs, now = Event(), [], [0.0]

    def slow() -> None:
        runs.append(1)
        held.wait(PATIENCE)

    readiness = Readiness({"database": slow}, bound=0.01, monotonic=lambda: now[0])
    async with asking(HealthMiddleware(Starlette(), readiness)) as caller:
        assert [(await asked(readiness))[0] for _ in range(5)] == [503] * 5
        held.set()
        await until(caller, lambda answer: answer.status_code == 200)
        assert len(runs) == 1
        now[0] += 2
        await until(caller, lambda answer: answer.status_code == 200)
        assert len(runs) == 2


async def test_what_is_wrong_is_named(ledger: Path, tmp_path: Path) -> None:
    dead = Database(f"postgresql://me:hush@127.0.0.1:{free_port()}/ledger")
    nobody = schemas_check(Catalog(tmp_path))
    status, said = await asked(Readiness({"database": dead.check, "schemas": nobody}, bound=PATIENCE))
    assert (status, said["database"], said["schemas"]) == (503, "unreachable", "no_schemas")
    good = {"database": Database(ledger).check, "schemas": schemas_check(Catalog(SCHEMAS))}
    assert (await asked(Readiness(good, bound=PATIENCE)))[0] == 200


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("SELECT 1", None),
        ("UPDATE alembic_version SET version_num = '0.1.0'", "storage.not_migrated"),
        ("UPDATE alembic_version SET version_num = '9999'", None),
        ("UPDATE alembic_version SET version_num = '9999'; ALTER TABLE drafts DROP COLUMN saved_at", "storage.newer"),
        ("UPDATE alembic_version SET version_num = '9999'; DROP TABLE drafts", "storage.newer"),
    ],
)
def test_later_tables_will_do_while_they_have_all_that_is_needed(ledger: Path, change: str, code: str | None) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        connection.executescript(change)
    before = ledger.read_bytes()
    with closing(Database(ledger)) as database:
        if code is None:
            database.check()
        else:
            with pytest.raises(StorageError, match=code) as refused:
                database.check()
            assert "ledger.db" in translate(code, "zh", **refused.value.params)
    assert ledger.read_bytes() == before


async def test_told_to_stop_it_says_so_before_anything_ends() -> None:
    readiness, order = Readiness({}), []
    app = HealthMiddleware(Starlette(), readiness)

    def stopping() -> None:
        readiness.stop()
        order.append("not ready")

    server = Server(
        uvicorn.Config(app, lifespan="off", log_level="error"),
        on_stopping=stopping,
        stop_delay=PATIENCE,
        before_shutdown=lambda: order.append("streams end"),
        catches_signals=False,
    )
    with socket.create_server(("127.0.0.1", 0)) as listening:
        url = "http://{}:{}".format(*listening.getsockname())
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        async with patient.AsyncClient(base_url=url) as caller:
            assert (await caller.get("/readyz")).status_code == 200
            server.should_exit = True
            await until(caller, lambda answer: answer.status_code == 503)
            assert (await caller.get("/healthz")).status_code == 200, "it still serves"
            assert order == ["not ready"]
            server.force_exit = True  # a second Ctrl+C
            await serving
    assert order == ["not ready", "streams end"]
