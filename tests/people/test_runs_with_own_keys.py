"""A run that was made with its person's own key is sent, followed and taken up with that key, and with no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from batching import PromptServer, batch_request, until_batch
from datafolder import DataFolder, Time, noticed, rest, run_request, until
from faultserver import FaultServer

from playground.people.own_keys import OwnKeys
from playground.runs.database import Database

pytestmark = pytest.mark.databases("sqlite", "postgresql")

ANN, HOUSE = "mv_live_the_key_of_ann", "mv_live_test"


@pytest.fixture
def data_folder(tmp_path: Path, database: str | Path) -> Iterator[DataFolder]:
    with closing(DataFolder(tmp_path, Time(), database)) as data_folder:
        yield data_folder


@pytest.fixture
def keys(database: str | Path) -> Iterator[OwnKeys]:
    with closing(Database(database)) as store:
        yield OwnKeys(store, ["a secret of twenty-four characters"])


def keys_used(server: FaultServer) -> dict[str, set[str]]:
    """With which keys something was asked, by the path that was asked."""
    used: defaultdict[str, set[str]] = defaultdict(set)
    for request in server.requests:
        if "/api/" in request.path:
            used[request.path].add(request.headers["authorization"].removeprefix("Bearer "))
    return used


async def test_all_that_concerns_a_run_uses_its_persons_key_and_nobody_elses_run_does(
    data_folder: DataFolder, keys: OwnKeys
) -> None:
    keys.store("ann", "test", ANN, 1.0)
    async with FaultServer(duration=0.2) as server, data_folder.runner(server, own_keys=keys) as runner:
        mine = await rest(runner, await runner.begin(run_request("a fox", person="ann")))
        theirs = await rest(runner, await runner.begin(run_request("an owl", person="bob")))
        assert (mine.word, theirs.word) == ("succeeded", "succeeded")
        used = keys_used(server)
        assert mine.task is not None
        assert theirs.task is not None
        for run, key in ((mine, ANN), (theirs, HOUSE)):
            asked = [one for path, one in used.items() if run.task and run.task.task_id in path]
            assert asked
            assert set().union(*asked) == {key}
        submits = [(request.headers["authorization"], request.body) for request in server.submits]
        assert [(key, b"fox" in body) for key, body in submits] == [(f"Bearer {ANN}", True), (f"Bearer {HOUSE}", False)]
    assert (mine.own_key is not None, theirs.own_key) == (True, None)
    assert ANN not in repr(data_folder.ledger.runs())


async def test_after_a_restart_it_goes_on_with_the_key_it_had_though_there_is_a_newer_one(
    data_folder: DataFolder, keys: OwnKeys
) -> None:
    keys.store("ann", "test", ANN, 1.0)
    async with FaultServer(poll="processing") as server:
        async with data_folder.runner(server, own_keys=keys) as runner:
            run = await until(runner, await runner.begin(run_request(person="ann")), "processing")
        keys.store("ann", "test", "mv_live_another_key_of_ann", 2.0)
        server.scripts["poll"] = ("succeeded",)
        async with data_folder.runner(server, own_keys=keys) as runner:
            assert (await rest(runner, run)).word == "succeeded"
        assert set().union(*keys_used(server).values()) == {ANN}


async def test_the_runs_of_a_batch_use_it_too(data_folder: DataFolder, keys: OwnKeys) -> None:
    keys.store("ann", "test", ANN, 1.0)
    async with PromptServer() as server, data_folder.runner(server, own_keys=keys) as runner:
        batch = await runner.batches.begin(batch_request("an ox", "an owl", person="ann"))
        await until_batch(runner, batch, "succeeded")
        assert set().union(*keys_used(server).values()) == {ANN}


async def test_a_run_whose_key_was_deleted_says_so_asks_nothing_more_and_waits(
    data_folder: DataFolder, keys: OwnKeys
) -> None:
    keys.store("ann", "test", ANN, 1.0)
    async with FaultServer(poll="processing") as server, data_folder.runner(server, own_keys=keys) as runner:
        run = await until(runner, await runner.begin(run_request(person="ann")), "processing")
        assert keys.delete("ann", "test", 2.0)
        await runner.own_keys_deleted("ann")
        waiting = await noticed(runner, run)
        assert waiting.notice is not None
        assert waiting.notice.code == "notice.own_key_gone"
        asked = len(server.requests)
        after = await runner.begin(run_request("an owl", person="ann"))
        await until(runner, after, "processing")
        used = [request.headers["authorization"] for request in server.requests[asked:]]
        assert set(used) == {f"Bearer {HOUSE}"}, "a new run is this playground's again"
        assert (await runner.run("ann", run.run_id)) is not None
        stopped = await runner.stop_waiting("ann", run.run_id)
        assert stopped is not None
        assert stopped.word == "unconfirmed"
