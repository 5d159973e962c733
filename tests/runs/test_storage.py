"""A disk that cannot be written: nothing is sent that is not in the ledger, nothing sent is lost."""

from __future__ import annotations

import asyncio
import errno
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import IO

import pytest
from datafolder import DataFolder, noticed, rest, run_request, sent, until
from fairness import PATIENCE
from faultserver import FaultServer, Reply
from sqlalchemy import Connection, Engine, event

from playground.errors import StorageError
from playground.files import atomic
from playground.files.diskspace import DiskSpace
from playground.tasks.problem import Charged, ProblemCode
from playground.texts import languages, translate


class Disk:
    """What SQLite is told of the disk: it then meets the very faults of a real one."""

    state = "fine"

    def begin(self, connection: Connection) -> None:
        pages = 1 if self.state == "full" else 2**30
        connection.exec_driver_sql(f"PRAGMA max_page_count={pages}")
        connection.exec_driver_sql(f"PRAGMA query_only={int(self.state == 'read-only')}")


@pytest.fixture
def disk() -> Iterator[Disk]:
    disk = Disk()
    event.listen(Engine, "begin", disk.begin)
    yield disk
    event.remove(Engine, "begin", disk.begin)


@pytest.mark.parametrize(("state", "code"), [("read-only", "storage.read_only"), ("full", "storage.full")])
async def test_what_cannot_be_noted_is_not_sent(data_folder: DataFolder, disk: Disk, *, state: str, code: str) -> None:
    async with FaultServer() as server, data_folder.runner(server) as runner:
        earlier = await rest(runner, await runner.begin(run_request()))
        seen = len(server.requests)
        disk.state = state
        with pytest.raises(StorageError) as error:
            await runner.begin(run_request("x" * 100_000))
        assert error.value.code == code
        assert translate(code, **error.value.params).startswith("Nothing was sent")
        assert [run.run_id for run in await runner.runs("anna")] == [earlier.run_id]
        await asyncio.sleep(0.1)
        assert len(server.requests) == seen
        disk.state = "fine"
        assert (await rest(runner, await runner.begin(run_request("x" * 100_000)))).word == "succeeded"
        assert len(server.charges) == 2


async def test_a_ledger_that_can_only_be_read_still_shows_earlier_runs(data_folder: DataFolder, disk: Disk) -> None:
    async with FaultServer() as server:
        async with data_folder.runner(server) as runner:
            earlier = await rest(runner, await runner.begin(run_request()))
        disk.state = "read-only"
        async with data_folder.runner(server) as runner:
            assert await runner.runs("anna") == (earlier,)
            with pytest.raises(StorageError):
                await runner.begin(run_request("another"))
        assert len(server.submits) == 1


@pytest.mark.slow
async def test_an_open_run_that_nobody_can_follow_is_not_shown_as_if_somebody_did(
    data_folder: DataFolder, disk: Disk
) -> None:
    async with FaultServer(duration=30) as server:
        async with data_folder.runner(server, drain=0.0) as runner:
            run = await until(runner, await runner.begin(run_request()), "queued")
        disk.state = "read-only"
        async with data_folder.runner(server) as runner:
            (revisions,) = await runner.runs("anna")
            seen = await runner.run("anna", run.run_id)
            assert seen == revisions
            assert revisions.notice is not None
            assert revisions.notice.code == "notice.not_followed"
            disk.state = "fine"
            assert (await until(runner, run, "processing")).notice is None  # it is taken up once that can be noted
        async with data_folder.runner(server, drain=0.0) as first:
            await until(first, run, "processing")
            disk.state = "read-only"
            async with data_folder.runner(server) as second:  # somebody alive follows it
                other = await second.run("anna", run.run_id)
                assert other is not None
                assert other.notice is None
            disk.state = "fine"


async def test_a_folder_that_cannot_be_made_stops_the_start_in_words(data_folder: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    async with FaultServer() as server:
        with pytest.raises(StorageError) as error:
            async with DataFolder(tmp_path / "data", data_folder.time).runner(server):
                pass
        assert error.value.code == "storage.cannot_open"
        assert not server.requests


async def test_a_run_whose_sending_cannot_be_noted_is_refused_without_a_byte_sent(
    data_folder: DataFolder, disk: Disk
) -> None:
    available = asyncio.Event()
    async with FaultServer() as server, data_folder.runner(server) as opened:
        service = opened._connections._services("test")  # noqa: SLF001 - the real one, for the runner below
        async with data_folder.runner(server, services=lambda _name: service if available.is_set() else None) as runner:
            run = await runner.begin(run_request())
            disk.state = "read-only"
            available.set()
            refused = await until(runner, run, "refused")
            assert refused.problem is not None
            assert (refused.problem.code, refused.problem.charged) == (ProblemCode.STORAGE, Charged.NO)
            assert refused.problem.params["reason"] == "storage.read_only"
            disk.state = "fine"
            await runner._supervisor.wait_until_committed(run.run_id)  # noqa: SLF001 - until it is on the disk
        kept = data_folder.ledger.run(run.run_id)
        assert kept is not None
        assert kept.word == "refused"
        assert not server.requests


async def test_what_the_service_accepted_while_the_disk_was_full_is_kept_as_soon_as_there_is_room(
    data_folder: DataFolder, disk: Disk
) -> None:
    slow = Reply(503, accept=True, pause=0.2)
    async with FaultServer(submit=[slow, "202"]) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        await sent(server)
        disk.state = "read-only"
        await noticed(runner, run, "notice.not_saved")
        assert data_folder.ledger.run(run.run_id).word == "submitting"  # type: ignore[union-attr] # it was added
        disk.state = "fine"
        ended = await rest(runner, run)
        assert (ended.word, ended.notice) == ("succeeded", None)
    assert data_folder.ledger.run(run.run_id).word == "succeeded"  # type: ignore[union-attr] # it was added
    assert dict(server.charges) == {run.key: 1}


async def test_what_was_sent_before_is_never_called_refused_because_of_the_disk(
    data_folder: DataFolder, disk: Disk
) -> None:
    async with FaultServer(submit="drop-after-accept*4, 202") as server, data_folder.runner(server) as runner:
        lost = await rest(runner, await runner.begin(run_request()))
        assert lost.word == "unconfirmed"
        await runner._supervisor.wait_until_committed(lost.run_id)  # noqa: SLF001 - until it is on the disk
        disk.state = "read-only"
        with pytest.raises(StorageError):
            await runner.check_again("anna", lost.run_id)
        assert await runner.run("anna", lost.run_id) == lost
        disk.state = "fine"
        await runner.check_again("anna", lost.run_id)
        assert (await rest(runner, lost)).word == "succeeded"
    assert dict(server.charges) == {lost.key: 1}


async def test_a_ledger_that_cannot_be_written_does_not_keep_a_result_from_being_fetched(
    data_folder: DataFolder, disk: Disk
) -> None:
    slow = Reply(503, accept=True, pause=0.2)
    script = "queued, processing, succeeded"
    async with FaultServer(submit=[slow, "202"], poll=script) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        await sent(server)
        disk.state = "read-only"
        async with asyncio.timeout(PATIENCE):
            while not list((data_folder.folder / "results").glob(f"{run.run_id}/0-*.png")):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        await noticed(runner, run, "notice.not_saved")
        assert data_folder.ledger.run(run.run_id).word == "submitting"  # type: ignore[union-attr] # it was added
        disk.state = "fine"
        assert (await rest(runner, run)).word == "succeeded"
        async with asyncio.timeout(PATIENCE):
            while runner.is_active_here(run.run_id):  # noqa: ASYNC110 - the end of a job is not signalled on its own
                await asyncio.sleep(0.02)
    kept = data_folder.ledger.run(run.run_id)
    assert kept is not None
    assert (kept.word, kept.missing, kept.notice) == ("succeeded", (), None)
    assert dict(server.charges) == {run.key: 1}


async def test_where_results_find_no_room_nothing_more_is_sold_and_what_is_paid_for_comes_once_there_is(
    data_folder: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    usage = type(shutil.disk_usage("/"))
    free = [2**30]
    monkeypatch.setattr("playground.files.diskspace.shutil.disk_usage", lambda _place: usage(2**40, 0, free[0]))
    real = atomic.move_into_place

    def full(file: IO[bytes], path: Path, target: Path) -> None:
        if free[0] < 2**20:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(file, path, target)

    monkeypatch.setattr("playground.files.result_files.move_into_place", full)
    async with FaultServer(duration=0.3) as server, data_folder.runner(server) as runner:
        run = await runner.begin(run_request())
        free[0] = 10
        paid = await rest(runner, run)
        assert paid.problem is not None
        assert paid.problem.params["reason"] == "fetch.disk"
        with pytest.raises(StorageError) as error:
            await runner.begin(run_request("another"))
        assert error.value.code == "storage.no_room"
        for language in languages():
            assert "10 B" in translate(error.value.code, language, **error.value.params)
            assert "64 MB" in translate(error.value.code, language, **error.value.params)
        assert len(server.submits) == 1
        free[0] = 2**30
        async with asyncio.timeout(PATIENCE):
            async for _ in runner.subscribe("anna"):
                now = await runner.run("anna", run.run_id)
                if now and not now.lacks_results:
                    break
        assert (await rest(runner, await runner.begin(run_request("another")))).word == "succeeded"


async def test_a_folder_of_results_that_cannot_be_written_sells_nothing(data_folder: DataFolder) -> None:
    (data_folder.folder / "results").write_text("a file where the folder should be")
    async with FaultServer() as server, data_folder.runner(server) as runner:
        with pytest.raises(StorageError) as error:
            await runner.begin(run_request())
        assert error.value.code == "storage.no_results"
        assert translate(error.value.code, "en", **error.value.params).startswith("Nothing was sent")
        assert not server.requests


def test_a_small_disk_needs_a_twentieth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = type(shutil.disk_usage("/"))
    monkeypatch.setattr("playground.files.diskspace.shutil.disk_usage", lambda _place: usage(4 * 2**20, 0, 300_000))
    room = DiskSpace(tmp_path / "new")
    room.require_reserve()
    room.add_waiting(tmp_path, 0, 200_000)
    with pytest.raises(StorageError, match=r"storage\.no_room"):
        room.require_reserve()
    room.require(tmp_path, 0)
    room.add_waiting(tmp_path, 0, 400_000)
    with pytest.raises(OSError, match="No space"):
        room.require(tmp_path, 0)
    room.remove_waiting(tmp_path, 0)
    room.require_reserve()
