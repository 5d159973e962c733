"""Results and uploads in a bucket, as several machines with folders of their own see them."""

from __future__ import annotations

import asyncio
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import obstore
import pytest
from bucketserver import new_bucket
from fairness import PATIENCE
from PIL import Image
from ports import free_port

from playground.errors import BucketError, FetchError, UploadError
from playground.files.bucket import BucketStore
from playground.files.bucket_retention import sweep_bucket, sweep_copies
from playground.files.openbucket import Bucket, open_bucket
from playground.files.results import Results
from playground.files.retention import Quota
from playground.files.uploads import Uploads
from playground.form.fields import Upload
from playground.runs.database import Database
from playground.runs.kept_files import KeptFiles
from tests.files.fetching import QUICK, Remote
from tests.files.host import Host, reply
from tests.files.words import words

DAY = 86_400.0


@dataclass
class Machine:
    """One of several that share a bucket and a ledger: what it keeps of its own is a folder.

    Its clock is `age` seconds late.
    """

    folder: Path
    bucket: Bucket
    store: BucketStore
    results: Results
    uploads: Uploads
    age: float = 0.0

    def objects(self) -> set[str]:
        """All that the bucket holds."""
        return {str(found["path"]) for page in obstore.list(self.bucket) for found in page} - {"uploads/.secret"}


Start = Callable[..., Machine]


@pytest.fixture
async def start(tmp_path: Path, host: Host, bucket: str, new_ledger: Path) -> AsyncIterator[Start]:
    """Starts a machine; `at` is another bucket than that of the others."""
    ledger = shutil.copy2(new_ledger, tmp_path / "ledger.db")
    begun: list[Machine] = []
    with closing(Database(ledger)) as database:

        def start(at: str = bucket) -> Machine:
            number = len(begun)
            folder, opened = tmp_path / str(number), open_bucket(at)
            store = BucketStore(opened, at, KeptFiles(database), wall=lambda: time.time() - begun[number].age)
            allowed = frozenset({("127.0.0.1", host.port)})
            results = Results(folder / "results", allowed, limits=QUICK, store=store)
            begun.append(Machine(folder, opened, store, results, Uploads(folder / "uploads", store=store)))
            return begun[-1]

        yield start
        for machine in begun:
            await machine.results.close()


def files(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()}


# Results.


async def test_a_result_that_one_machine_fetched_all_have(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    kept = await one.results.fetch("run", 0, Remote(host.serve("/fox.png", reply(png))))
    assert one.objects() == {f"results/run/{kept.name}"} == {"results/run/0-fox.png"}
    told = obstore.get(one.bucket, "results/run/0-fox.png").attributes
    assert (told["Content-Type"], told["Content-Disposition"]) == ("image/png", "inline")
    assert other.results.has("run", kept.name)
    found = await other.results.find("run", kept.name)
    assert found
    assert found.read_bytes() == png
    small = await other.results.thumbnail("run", kept.name)
    assert small
    with Image.open(small) as picture:
        assert picture.size == (64, 48)
    assert await other.results.find("run", "1-fox.png") is None
    assert await other.results.find("run2", kept.name) is None


async def test_a_text_lies_in_the_bucket_too(start: Start) -> None:
    one, other = start(), start()
    kept = await one.results.fetch("run", 2, Remote(text="twelve foxes", kind="text"))
    found = await other.results.find("run", kept.name)
    assert found
    assert found.read_text() == "twelve foxes"


async def test_what_came_in_part_goes_once_all_is_there(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    url = host.serve("/p", *[reply(png[: len(png) // 2], announce=False)] * 2, reply(png))
    part = await one.results.fetch("run", 0, Remote(url))
    assert not part.is_complete
    assert one.objects() == {f"results/run/{part.name}"}
    whole = await other.results.fetch("run", 0, Remote(url), larger_than=part.size)
    assert whole.is_complete
    assert one.objects() == {f"results/run/{whole.name}"}
    assert await one.results.find("run", part.name) is None or part.name == whole.name


async def test_a_copy_of_another_result_is_known_by_what_the_bucket_has(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    url = host.serve("/fox.png", reply(png))
    first = await one.results.fetch("run", 0, Remote(url))
    with pytest.raises(FetchError) as caught:
        await other.results.fetch("run", 1, Remote(url), unlike=(first.name,))
    assert caught.value.code == "fetch.duplicate"


async def test_a_bucket_that_is_away_is_told_and_holds_the_result_once_it_is_back(
    start: Start, host: Host, png: bytes, bucket: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    remote = Remote(host.serve("/fox.png", reply(png)))
    back = start()
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    away = start()
    with pytest.raises(FetchError) as caught:
        await away.results.fetch("run", 0, remote)
    assert caught.value.code == "fetch.bucket_down"
    assert bucket in words(caught.value)
    assert not away.results.has("run", "0-fox.png")
    assert files(away.folder) == set()
    with pytest.raises(UploadError) as refused:
        await away.uploads.keep(png, "a.png", Upload())
    assert refused.value.code == "files.down"
    assert bucket in words(refused.value)
    assert (await back.results.fetch("run", 0, remote)).is_complete
    assert back.objects() == {"results/run/0-fox.png"}


async def test_a_bucket_that_is_not_there_is_told(start: Start, host: Host, png: bytes) -> None:
    machine = start(at="s3://no-such-bucket")
    with pytest.raises(FetchError) as caught:
        await machine.results.fetch("run", 0, Remote(host.serve("/fox.png", reply(png))))
    assert caught.value.code == "fetch.bucket_missing"
    assert words(caught.value)


async def test_who_lost_the_run_puts_nothing_into_the_bucket(start: Start, host: Host, png: bytes) -> None:
    machine = start()
    with pytest.raises(FetchError) as caught:
        await machine.results.fetch("run", 0, Remote(host.serve("/fox.png", reply(png))), may_keep=lambda: False)
    assert caught.value.code == "fetch.taken_over"
    assert machine.objects() == set()
    assert machine.store.index.names("run") == ()


# Removal.


async def test_a_deleted_run_leaves_nothing_anywhere(start: Start, host: Host, png: bytes) -> None:
    one, other = start(), start()
    url = host.serve("/fox.png", reply(png))
    for index in range(3):
        await one.results.fetch("run", index, Remote(url))
    kept = await one.results.fetch("run2", 0, Remote(url))
    assert await other.results.thumbnail("run", "0-fox.png")
    await asyncio.gather(one.results.remove("run"), other.results.remove("run"))
    assert one.objects() == {f"results/run2/{kept.name}"}
    assert not other.results.has("run", "0-fox.png")
    assert not one.results.has("run", "1-fox.png")
    assert files(other.folder) == set()
    await one.results.remove("run")
    await one.results.remove("a-run-without-files")


async def test_a_result_that_arrives_after_its_run_was_deleted_is_not_kept(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = start(), start()
    source = tmp_path / "source.png"
    source.write_bytes(b"all of it")
    is_put, may_go_on, put = Event(), Event(), obstore.put

    def slow_put(*given: object, **named: object) -> object:
        done = put(*given, **named)  # type: ignore[arg-type] # passed on as they came
        is_put.set()
        may_go_on.wait(PATIENCE)
        return done

    monkeypatch.setattr("playground.files.bucket.obstore.put", slow_put)
    keeping = asyncio.create_task(one.store.run(one.store.keep, "results/run/0-fox.png", source, "image/png"))
    await asyncio.to_thread(is_put.wait, PATIENCE)
    await other.results.remove("run")
    may_go_on.set()
    with pytest.raises(BucketError) as caught:
        await keeping
    assert caught.value.code == "files.removed"
    assert one.objects() == set()
    assert one.store.index.names("run") == ()


# Uploads.


async def test_an_upload_has_one_name_on_all_machines(start: Start, png: bytes) -> None:
    one, other = start(), start()
    kept = await one.uploads.keep(png, "a.png", Upload())
    again = await other.uploads.keep(png, "b.png", Upload())
    assert kept.name == again.name
    assert one.objects() == {f"uploads/{kept.name}"}
    third = start()
    assert third.uploads.has(kept.name)
    found = await third.uploads.find(kept.name)
    assert found
    assert found[1] == "image/png"
    assert await third.uploads.thumbnail(kept.name)
    assert await third.uploads.find("0" * 64 + ".png") is None


# Retention.


def aged(machine: Machine, name: str, age: float, content: bytes = b"0123456789") -> None:
    """Keep a file that was last used so long ago."""
    source = machine.folder / "source"
    source.parent.mkdir(exist_ok=True)
    source.write_bytes(content)
    machine.age = age
    machine.store.keep(name, source, "image/png")
    machine.age = 0.0


async def test_what_is_too_old_goes_and_what_is_needed_stays(start: Start) -> None:
    machine = start()
    for name in ("results/old/0-a.png", "results/needed/0-a.png", "uploads/old.png", "uploads/needed.png"):
        aged(machine, name, 40 * DAY)
    aged(machine, "results/new/0-a.png", DAY)
    swept = sweep_bucket(machine.store, Quota(age=30 * DAY), needed={"needed", "needed.png"})
    assert (swept.removed, swept.freed, swept.kept) == (2, 20, 30)
    assert machine.objects() == {"results/needed/0-a.png", "uploads/needed.png", "results/new/0-a.png"}
    assert machine.store.index.total() == 30


async def test_the_longest_unused_go_until_the_rest_fits(start: Start) -> None:
    machine = start()
    for number in range(5):
        aged(machine, f"results/run{number}/0-a.png", (10 - number) * DAY)
    assert machine.store.use("results/run0/0-a.png", machine.folder)
    swept = sweep_bucket(machine.store, Quota(size=35), needed={"run1"}, besides=10)
    assert swept.kept == 30
    assert machine.objects() == {"results/run0/0-a.png", "results/run1/0-a.png"}


async def test_several_machines_sweep_at_once(start: Start) -> None:
    machines = [start() for _ in range(3)]
    for number in range(12):
        aged(machines[0], f"results/run{number}/0-a.png", (40 - number) * DAY)
    sweeps = (
        asyncio.to_thread(sweep_bucket, machine.store, Quota(size=30), needed=frozenset()) for machine in machines
    )
    removed = sum(swept.removed for swept in await asyncio.gather(*sweeps))
    assert removed == 9
    assert len(machines[0].objects()) == machines[0].store.index.total() / 10 == 3


async def test_an_upload_that_comes_again_while_it_is_removed_is_there_afterwards(
    start: Start, png: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = start(), start()
    kept = await one.uploads.keep(png, "a.png", Upload())
    is_claimed, may_go_on, delete = Event(), Event(), obstore.delete

    def slow_delete(*given: object) -> None:
        is_claimed.set()
        may_go_on.wait(PATIENCE)
        delete(*given)  # type: ignore[arg-type] # passed on as they came

    monkeypatch.setattr("playground.files.bucket.obstore.delete", slow_delete)
    removing = asyncio.create_task(asyncio.to_thread(one.store.remove, f"uploads/{kept.name}"))
    await asyncio.to_thread(is_claimed.wait, PATIENCE)
    again = asyncio.create_task(other.uploads.keep(png, "a.png", Upload()))
    begun = asyncio.Event()
    begin = other.store.index.begin
    loop = asyncio.get_running_loop()

    def watched(name: str, key: str, now: float) -> bool:
        loop.call_soon_threadsafe(begun.set)
        return begin(name, key, now)

    monkeypatch.setattr(other.store.index, "begin", watched)
    await begun.wait()
    may_go_on.set()
    await asyncio.gather(removing, again)
    assert one.objects() == {f"uploads/{kept.name}"}
    assert start().uploads.open(kept.name)


async def test_what_a_process_that_died_was_about_to_do_is_finished(start: Start) -> None:
    machine = start()
    aged(machine, "results/run/0-a.png", 2 * DAY)
    index = machine.store.index
    index.claim("results/run/0-a.png", time.time() - DAY)  # and died
    obstore.put(machine.bucket, "results/run/1-b.png", b"all of it")
    index.begin("results/run/1-b.png", "run", time.time() - 2 * DAY)  # and died
    index.begin("results/run/2-c.png", "run", time.time())
    sweep_bucket(machine.store, Quota(), needed={"run"})
    assert machine.objects() == set()
    assert index.names("run") == ("results/run/2-c.png",)


async def test_copies_on_a_machine_are_few_and_only_of_what_the_bucket_has(start: Start) -> None:
    machine = start()
    names = [f"results/run{number}/0-a.png" for number in range(4)]
    for number, name in enumerate(names):
        aged(machine, name, DAY)
        here = machine.folder / name
        assert machine.store.path(name, here) == here
        small = here.parent / "thumbnails" / f"{here.name}.tile.webp"
        small.parent.mkdir()
        small.write_bytes(b"small")
        moment = time.time() - 100 + number
        for path in (here, small):
            os.utime(path, (moment, moment))
    machine.store.index.claim(names[3], time.time())
    machine.store.index.forget(names[3])  # as another machine did
    sweep_copies(machine.store, machine.folder / "results", machine.folder / "uploads", most=45)
    left = {str(path.relative_to(machine.folder)) for path in machine.folder.rglob("*.png")}
    assert left == {names[2], names[1]}
    assert len(list(machine.folder.rglob("*.webp"))) == 2
    assert len(machine.objects()) == 4
    assert machine.store.path(names[0], machine.folder / names[0])


def test_two_buckets_have_nothing_to_do_with_each_other(bucket: str) -> None:
    assert new_bucket() != bucket
