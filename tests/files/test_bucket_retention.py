"""What is removed from a bucket, and from the copies on machines, while several machines look."""

from __future__ import annotations

import asyncio
import os
import time
from threading import Event

import obstore
import pytest
from fairness import PATIENCE

from playground.files.bucket_retention import sweep_bucket, sweep_copies
from playground.files.retention import Quota
from playground.form.fields import Upload
from tests.files.machines import DAY, Start, aged


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
