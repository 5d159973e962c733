"""How many runs may be at work at once: of one person, from one address, and in all, over every process."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace

import pytest
from batching import batch_request
from datafolder import DataFolder, rest, run_request, until
from fairness import PATIENCE
from faultserver import FaultServer
from sqlalchemy import insert

from playground.errors import StorageError
from playground.people.tables import PEOPLE
from playground.runs.concurrency import ConcurrencyLimits
from playground.runs.database import Database
from playground.runs.person_limits import UNLIMITED
from playground.runs.run import Run
from playground.runs.runner import Runner
from playground.texts import translate

pytestmark = pytest.mark.databases("sqlite", "postgresql")


async def begun(*presses: tuple[Runner, str, str]) -> tuple[list[Run], list[str]]:
    """What presses at the same moment come to: the runs that began, and why the others did not."""
    asks = [
        runner.begin(replace(run_request(f"{number}", person=person), origin=origin))
        for number, (runner, person, origin) in enumerate(presses)
    ]
    came = await asyncio.gather(*asks, return_exceptions=True)
    codes = [error.code for error in came if isinstance(error, StorageError)]
    return [run for run in came if isinstance(run, Run)], codes


async def test_a_person_has_so_many_over_all_processes_and_more_once_one_is_done(data_folder: DataFolder) -> None:
    limits = ConcurrencyLimits(per_person=3, origin=9, total=9)
    async with (
        FaultServer(duration=600) as server,
        data_folder.runner(server, limits=limits) as one,
        data_folder.runner(server, limits=limits) as two,
    ):
        runs, codes = await begun(*[(one, "anna", "1"), (two, "anna", "2")] * 4)
        assert (len(runs), codes) == (3, ["limit.runs"] * 5)
        others, codes = await begun((one, "ben", "1"))
        assert (len(others), codes) == (1, [])
        await until(one, runs[0], "queued", "processing")
        await one.cancel("anna", runs[0].run_id)
        await rest(one, runs[0])
        assert len(server.submits) <= 4
        assert (await begun((two, "anna", "1")))[1] == []


@pytest.mark.parametrize("own", [0, 1, 4])
async def test_one_person_may_have_another_number(data_folder: DataFolder, own: int) -> None:
    row = {"person": "anna", "provider": "", "subject": "a", "name": "", "created_at": 0.0, "seen_at": 0.0}
    with closing(Database(data_folder.where)) as store, store.writing() as connection:
        connection.execute(insert(PEOPLE).values(**row, most_runs=own))
    limits = ConcurrencyLimits(per_person=2, origin=9, total=9)
    batch_limits = limits.with_a_place_free()
    async with (
        FaultServer(duration=600) as server,
        data_folder.runner(server, limits=limits, batch_limits=batch_limits) as runner,
    ):
        at_work = max(min(1, own), own - 1)  # a batch leaves one place for a click, if there are several
        await runner.batches.begin(batch_request(*"abcde"))
        await sent_so_many(server, at_work)
        runs, codes = await begun(*((runner, "anna", "1") for _ in range(3)))
        assert (len(runs), codes) == (own - at_work, ["limit.runs"] * (3 - own + at_work))
        assert len((await begun(*((runner, "ben", "1") for _ in range(3))))[0]) == 2


async def test_who_may_have_any_number_still_leaves_room_for_others(data_folder: DataFolder) -> None:
    row = {"person": "anna", "provider": "", "subject": "a", "name": "", "created_at": 0.0, "seen_at": 0.0}
    with closing(Database(data_folder.where)) as store, store.writing() as connection:
        connection.execute(insert(PEOPLE).values(**row, most_runs=UNLIMITED))
    limits = ConcurrencyLimits(per_person=1, origin=9, total=3)
    async with FaultServer(duration=600) as server, data_folder.runner(server, limits=limits) as runner:
        runs, codes = await begun(*((runner, "anna", "1") for _ in range(4)))
        assert (len(runs), codes) == (3, ["limit.runs.all"])


async def sent_so_many(server: FaultServer, count: int) -> None:
    async with asyncio.timeout(PATIENCE):
        while len(server.submits) < count:  # noqa: ASYNC110 - the server counts, it does not signal
            await asyncio.sleep(0.01)


async def test_made_up_persons_count_for_their_address_and_all_for_the_server(data_folder: DataFolder) -> None:
    limits = ConcurrencyLimits(per_person=3, origin=4, total=6)
    async with FaultServer(duration=600) as server, data_folder.runner(server, limits=limits) as runner:
        runs, codes = await begun(*((runner, f"made up {number}", "1") for number in range(6)))
        assert (len(runs), codes) == (4, ["limit.runs.origin"] * 2)
        runs, codes = await begun(*((runner, f"elsewhere {number}", f"{number + 2}") for number in range(4)))
        assert (len(runs), codes) == (2, ["limit.runs.all"] * 2)


async def test_without_a_limit_there_is_none(data_folder: DataFolder) -> None:
    async with FaultServer(duration=600) as server, data_folder.runner(server) as runner:
        assert len((await begun(*((runner, "anna", "1") for _ in range(30))))[0]) == 30


@pytest.mark.parametrize("code", ["limit.runs", "limit.runs.origin", "limit.runs.all"])
def test_each_refusal_says_that_nothing_was_sent_and_what_to_do(code: str) -> None:
    said = translate(code, "en", limit=20)
    assert "was not sent" in said
    assert "wait" in said or "again" in said
