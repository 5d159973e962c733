"""`playground move-to`: a machine's whole history in a PostgreSQL and a bucket, whatever cut the move off."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from bucketserver import bucket, bucket_environment
from databases import fresh, new_ledger
from forking import fork_command
from formpages import NOBODY, write_models
from keptruns import keep_runs, kept_run, with_pictures, with_text
from sqlalchemy import Boolean, Double, Integer, LargeBinary, Table, insert, select, text
from starlette.applications import Starlette

from playground import moving
from playground.errors import StorageError
from playground.runs.batches.tables import CELLS
from playground.runs.database import Database
from playground.runs.lease import new_lease
from playground.runs.ledger import Ledger
from playground.runs.run import Run
from playground.runs.tables import HISTORY, KEPT_FILES, METADATA, MOVES, PROCESSES, RUNS, TAGS
from playground.server.files import result_routes
from playground.settings import Settings
from playground.wiring import build

__all__ = ["bucket", "new_ledger"]

pytestmark = pytest.mark.slow
ANNA = "anna" * 8
UPLOAD = "a" * 64 + ".png"
FILLED = tuple(table for table in METADATA.sorted_tables if table not in {RUNS, HISTORY, PROCESSES, KEPT_FILES, MOVES})


@pytest.fixture
def environment(tmp_path: Path, bucket: str) -> dict[str, str]:
    write_models(tmp_path / "schemas", {"plain": {"prompt": {"type": "string"}}})
    return {
        **bucket_environment(),
        "PLAYGROUND_DATA": str(tmp_path / "data"),
        "PLAYGROUND_SCHEMAS": str(tmp_path / "schemas"),
        "PLAYGROUND_FILES": bucket,
    }


@pytest.fixture
def runs(tmp_path: Path, new_ledger: Path) -> list[Run]:
    """A machine that was at work for a while: more of some tables than is moved at once, and rows of all."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.copy2(new_ledger, data / "ledger.sqlite3")
    made = [with_pictures(kept_run(ANNA, f"fox {number}", time.time() - number), data, 2) for number in range(3)]
    made.append(with_text(kept_run(ANNA, "十二只狐狸 \\u0000", time.time()), data, "twelve foxes"))
    made += [kept_run(ANNA, f"tea {number}", time.time() - number) for number in range(moving.BATCH * 2)]
    keep_runs(data, made)
    (data / "uploads").mkdir()
    (data / "uploads" / UPLOAD).write_bytes(b"an upload")
    (data / "uploads" / ".secret").write_bytes(b"s" * 32)
    with closing(Database(data / "ledger.sqlite3")) as ledger, ledger.writing() as connection:
        for table in FILLED:
            connection.execute(insert(table), [_row(table, number) for number in range(3)])
    return made


def _row(table: Table, number: int) -> dict[str, Any]:
    """Something in each column: no two rows have the same key."""
    row: dict[str, Any] = {}
    for column in table.columns:
        match column.type:
            case Boolean():
                row[column.name] = number % 2 == 0
            case Double():
                row[column.name] = 1_700_000_000.1 + number / 3
            case Integer():
                row[column.name] = 7_000 + number
            case LargeBinary():
                row[column.name] = bytes(range(256))
            case _:
                row[column.name] = f"{number}ü"[: column.type.length or 9]  # type: ignore[attr-defined] # a text
    return row


async def moved(tmp_path: Path, environment: dict[str, str], *words: str) -> tuple[int, str]:
    command = await fork_command(["move-to", *words], tmp_path, environment)
    out, err = await command.communicate()
    return await command.wait(), (out + err).decode()


async def killed_at(tmp_path: Path, environment: dict[str, str], word: str, *words: str) -> None:
    """Begin to move, and kill the process once it says so."""
    command = await fork_command(["move-to", *words], tmp_path, environment)
    while line := await command.stdout.readline():
        if line.decode().startswith(word):
            break
    assert line, "it ended before"
    command.kill()
    await command.communicate()


async def test_all_of_a_machine_is_there_afterwards(
    tmp_path: Path, environment: dict[str, str], runs: list[Run], bucket: str
) -> None:
    data = tmp_path / "data"
    url = fresh("moved")
    status, told = await moved(tmp_path, environment, url, "--dry-run")
    assert (status, "runs: 204" in told, "files: 8" in told) == (0, True, True), told
    with closing(Ledger(data / "ledger.sqlite3")) as old:
        old.open()  # nothing was changed
    await killed_at(tmp_path, environment, "runs: 100", url)
    with closing(Ledger(data / "ledger.sqlite3")) as old, pytest.raises(StorageError) as caught:
        old.open()
    assert caught.value.code == "storage.moving"
    await killed_at(tmp_path, environment, "files: 2", url)
    status, told = await moved(tmp_path, environment, url)
    assert status == 0, told
    assert "runs: 100" not in told  # nothing is copied twice
    assert "All rows are there" in told
    assert "All 8 files" in told
    with closing(Ledger(data / "ledger.sqlite3")) as old, pytest.raises(StorageError) as caught:
        old.open()
    assert caught.value.code == "storage.moved"
    status, told = await moved(tmp_path, {**environment, "LC_ALL": "zh_CN.UTF-8"}, url)
    assert (status, "之前已经迁移完毕" in told) == (0, True), told

    with closing(Database(data / "ledger.sqlite3")) as source, closing(Database(url)) as target:
        assert moving.differences(source, target, has_files=True) == []
        assert moving.contents(target, CELLS).rows == 3
        with target.writing() as connection:
            made = connection.execute(insert(TAGS).values(person="p", folded="new", name="new").returning(TAGS.c.tag))
            assert made.scalar_one() > 7_002
            known = connection.execute(
                text("SELECT 1 FROM pg_stats WHERE tablename = 'history' AND attname = 'person'")
            )
            assert known.scalar() == 1, "how much is whose is known from the first question on"
    settings = Settings(data=tmp_path / "new", schemas=tmp_path / "schemas", database_url=url, files=bucket)
    parts = build(settings, own_address=NOBODY)
    await parts.runner.start()
    app = Starlette(routes=result_routes(parts))
    async with httpx.AsyncClient(
        transport=httpx.ASGITransport(app), base_url=NOBODY, cookies={"playground_browser": ANNA}
    ) as page:
        for run in runs[:4]:
            assert await parts.runner.run(ANNA, run.run_id) == run
            for output in run.outputs:
                answer = await page.get(f"/results/{run.run_id}/{output.name}")
                assert answer.content == (data / "results" / run.run_id / str(output.name)).read_bytes()
    kept = await parts.uploads.find(UPLOAD)
    assert kept
    assert kept[0].read_bytes() == b"an upload"
    await parts.runner.stop()
    await parts.people.close()


def test_a_changed_row_is_noticed(tmp_path: Path, environment: dict[str, str], runs: list[Run]) -> None:
    assert environment
    data, url = tmp_path / "data", fresh("changed")
    with closing(Database(data / "ledger.sqlite3")) as source, closing(Database(url)) as target:
        source.open()
        target.open()
        moving.copy_tables(source, target, moving.begin(source, target), lambda *_told: None)
        assert moving.differences(source, target, has_files=False) == []
        with target.writing() as connection:
            first = select(RUNS.c.run_id).where(RUNS.c.run_id == runs[0].run_id)
            connection.execute(RUNS.update().where(RUNS.c.run_id.in_(first)).values(cost_actual="0.06"))
        assert moving.differences(source, target, has_files=False) == ["runs"]


@pytest.fixture
def lease(tmp_path: Path, runs: list[Run]) -> Iterator[None]:
    """A server that works on the ledger."""
    assert runs
    with closing(Ledger(tmp_path / "data" / "ledger.sqlite3")) as ledger:
        lease = new_lease()
        ledger.processes.register(lease)
        yield
        ledger.processes.release(lease)


@pytest.mark.usefixtures("lease")
async def test_a_ledger_at_work_is_not_moved(tmp_path: Path, environment: dict[str, str]) -> None:
    for words in ((), ("--dry-run",)):
        status, told = await moved(tmp_path, environment, fresh("busy"), *words)
        assert (status, "Stop it first" in told) == (1, True), told
    with closing(Ledger(tmp_path / "data" / "ledger.sqlite3")) as ledger:
        ledger.open()


@pytest.mark.usefixtures("runs")
async def test_only_an_empty_postgresql_is_moved_to(tmp_path: Path, environment: dict[str, str]) -> None:
    url = fresh("taken")
    with closing(Ledger(url)) as ledger:
        ledger.open()
    with closing(Database(url)) as taken, taken.writing() as connection:
        connection.execute(insert(TAGS).values(person="p", folded="x", name="x"))
    status, told = await moved(tmp_path, environment, url)
    assert (status, "Name an empty one" in told) == (1, True), told
    status, told = await moved(tmp_path, environment, f"sqlite:///{tmp_path}/other.db")
    assert (status, "postgresql://" in told) == (1, True), told
    status, told = await moved(tmp_path, {**environment, "PLAYGROUND_DATA": str(tmp_path / "nothing")}, url)
    assert (status, "no ledger file" in told) == (1, True), told
    with closing(Ledger(tmp_path / "data" / "ledger.sqlite3")) as old:
        old.open()
